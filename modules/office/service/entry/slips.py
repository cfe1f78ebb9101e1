"""Printing first-entry slips for the staff, a class or its parents (FEATURES A3, A4, A15).

Identity makes the passwords and writes the audit rows; here it is decided who is asked for: by default those
who have no way in, so that slips already handed out stay good; on demand everybody without an own password,
or everybody. Nothing secret is kept.
"""

from __future__ import annotations

from datetime import date

import msgspec

from identity.local.slips import issue_entry
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.office.queries.entry.entry import (
    Addressee,
    Reach,
    Whom,
    parents_to_enter,
    person_to_enter,
    pupils_to_enter,
    staff_to_enter,
)


class PrintedSlip(msgspec.Struct, frozen=True):
    """A slip as it goes to the printer, once; `note` tells whom to hand it to. A code has no login."""

    person: int
    name: str
    note: str
    login: str
    code: str
    last_day: date


class Issued(msgspec.Struct, frozen=True):
    """The slips, and who got none: has a way in already, or is served by the administrator only."""

    slips: list[PrintedSlip]
    served: list[str]
    barred: list[str]
    is_codes: bool = False


async def issue_slips(actor: Viewer, whom: Whom, school_class: int | None, reach: Reach) -> Issued:
    """Slips for a group, by name. DomainError if there is nobody; NotFound for a foreign class."""
    people, wanted = await asked_for(actor, whom, school_class, reach)
    if not people:
        raise DomainError(_("Здесь ещё никого нет: список загружает секретарь."), field="whom")
    slips = await issue_entry(
        actor, [one.id for one in wanted], only_new=reach != Reach.ALL, skip_barred=True
    )  # fmt: skip
    notes = {one.id: one.note for one in people}
    printed = [PrintedSlip(s.person, s.name, notes[s.person], s.login, s.code, s.last_day) for s in slips]
    got = {slip.person for slip in slips}
    served = [one.full_name for one in people if one not in wanted]
    barred = [one.full_name for one in wanted if one.id not in got]
    if not printed:
        raise DomainError(nobody_words(len(served), barred), field="reach")
    return Issued(printed, served, barred)


async def issue_slip(actor: Viewer, person: int) -> Issued:
    """A new slip for one person: the password before it stops working. NotFound, or DomainError if barred."""
    who = await person_to_enter(actor, person)
    slip = (await issue_entry(actor, [person]))[0]
    return Issued([PrintedSlip(person, slip.name, who.note, slip.login, slip.code, slip.last_day)], [], [])


async def asked_for(
    actor: Viewer, whom: Whom, school_class: int | None, reach: Reach
) -> tuple[list[Addressee], list[Addressee]]:
    """Everybody of a group, and those of them who are to get a slip. NotFound for a foreign class."""
    people = await group_of(actor, whom, school_class)
    return people, [one for one in people if is_wanted(one, reach, actor.day)]


async def group_of(actor: Viewer, whom: Whom, school_class: int | None) -> list[Addressee]:
    """Everybody of a group. NotFound for a foreign class."""
    if whom == Whom.STAFF:
        return await staff_to_enter(actor)
    if school_class is None:
        raise NotFound
    read = pupils_to_enter if whom == Whom.PUPILS else parents_to_enter
    return await read(actor, school_class)


def is_wanted(one: Addressee, reach: Reach, day: date) -> bool:
    """Whether this one of the group is asked for."""
    state = one.entry_on(day)
    match reach:
        case Reach.NEW:
            return state in ("none", "late")
        case Reach.UNUSED:
            return state != "own"
    return True


def nobody_words(served: int, barred: list[str]) -> str:
    """Why nothing was printed."""
    if barred:
        return _(
            "Печатать некому: этим людям листок выдаёт администратор (%(names)s).",
            names=", ".join(barred[:3]),
        )
    return _(
        "Печатать некому: у всех уже есть листок или свой пароль (%(n)s). Выберите, кому выдать заново.",
        n=served,
    )
