"""Who answers for a child: links with a basis and dates, restrictions by a court, letters.

Rules (DOMAIN 1.1, 2.1, СК ст. 66): every representative has the same rights, and one's request does not take
the other's away: only a court's paper does, with its number and date. Access follows the dates by itself.
From 18 on a parent reads only by the child's own consent. Links end; one made by mistake may be taken back.
Nobody of the office makes or changes a link of one's own (school/own_hands.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _, lazy
from intranet.school.own_hands import check_other

KIND_TITLES: dict[str, Any] = {
    "mother": lazy("мать"), "father": lazy("отец"), "guardian": lazy("опекун"), "trustee": lazy("попечитель"),
    "other": lazy("иной родственник"),
}  # fmt: skip
IN_FORCE = """select id from guardianship where guardian = $1 and child = $2
    and (until is null or until >= $3) order by since limit 1"""
INSERT = """insert into guardianship (guardian, child, kind, is_legal, basis, since)
    values ($1, $2, $3, $4, $5, $6) returning id"""
LINK = """select id, guardian, child, kind, is_legal, basis, since, until, restricted_since, restriction,
        adult_consent_since, is_mailed,
        (select (born + interval '18 years')::date from person where id = child) as adult_from
    from guardianship where id = $1 for update of guardianship"""
UPDATE = """update guardianship set kind = $2, is_legal = $3, basis = $4, since = $5, until = $6,
    restricted_since = $7, restriction = $8, adult_consent_since = $9, is_mailed = $10 where id = $1"""
COLUMNS = (
    "kind", "is_legal", "basis", "since", "until", "restricted_since", "restriction", "adult_consent_since",
    "is_mailed",
)  # fmt: skip


class Link(msgspec.Struct, frozen=True):
    """A row of `guardianship`; `adult_from` is the child's 18th birthday, None without a birth date."""

    id: int
    guardian: int
    child: int
    kind: str
    is_legal: bool
    basis: str
    since: date
    until: date | None
    restricted_since: date | None
    restriction: str
    adult_consent_since: date | None
    is_mailed: bool
    adult_from: date | None


async def add_guardianship(
    actor: Viewer,
    guardian: int,
    child: int,
    kind: str,
    since: date,
    *,
    is_legal: bool = True,
    basis: str = "",
) -> int:
    """Link a guardian and a child (kind: mother, father, guardian, trustee, other); a link in force stays.

    The link's id. DomainError for oneself.
    """
    if guardian == child:
        raise DomainError(_("Человек не может быть своим представителем"), field="guardian")
    async with DB.transaction():
        known: int | None = await DB.value(IN_FORCE, guardian, child, since)
        if known is not None:
            return known
        check_other(actor, guardian, field="guardian")
        made: int = await DB.value(INSERT, guardian, child, kind, is_legal, basis, since)
        await audit.record(
            actor, "school.guardianship.add", "person", child,
            after={"link": made, "guardian": guardian, "kind": kind, "is_legal": is_legal, "basis": basis,
                   "since": since.isoformat()},
        )  # fmt: skip
        return made


async def change_guardianship(actor: Viewer, link: int, **values: object) -> None:
    """Write these columns of a link as they are given: what a link is called, its basis, letters, an undo.

    NotFound. What has a rule of its own is a function below.
    """
    async with DB.transaction():
        await _put(actor, "school.guardianship.change", await _locked(link), values, "kind")


async def end_guardianship(actor: Viewer, link: int, last_day: date) -> None:
    """The link ends with this day; access goes with it. DomainError before its first day."""
    async with DB.transaction():
        found = await _locked(link)
        if last_day < found.since:
            raise DomainError(_("Представительство началось позже этого дня."), field="last_day")
        await _put(actor, "school.guardianship.end", found, {"until": last_day}, "last_day")


async def restrict(actor: Viewer, link: int, since: date, paper: str) -> None:
    """A court's paper takes access away from this day on; DomainError without a paper."""
    if not paper.strip():
        raise DomainError(_("Укажите документ суда: номер и дату."), field="paper")
    async with DB.transaction():
        changes = {"restricted_since": since, "restriction": paper.strip()}
        await _put(actor, "school.guardianship.restrict", await _locked(link), changes, "paper")


async def lift_restriction(actor: Viewer, link: int) -> None:
    """The restriction is over: access is back at once. DomainError if there is none."""
    async with DB.transaction():
        found = await _locked(link)
        if found.restricted_since is None:
            raise DomainError(_("Ограничения нет."))
        changes = {"restricted_since": None, "restriction": ""}
        await _put(actor, "school.guardianship.lift", found, changes)


async def let_read_on(actor: Viewer, link: int, since: date | None) -> None:
    """A child of 18 lets this parent read on from a day; None takes the consent back.

    DomainError before the 18th birthday, or when the birth date is not known.
    """
    async with DB.transaction():
        found = await _locked(link)
        if since is not None and (found.adult_from is None or since < found.adult_from):
            raise DomainError(_("Согласие спрашивают у ученика с 18 лет."), field="since")
        await _put(actor, "school.guardianship.adult", found, {"adult_consent_since": since}, "since")


async def remove_guardianship(actor: Viewer, link: int) -> None:
    """Take back a link that was made by mistake, as if it never was. NotFound."""
    async with DB.transaction():
        found = await _locked(link)
        await DB.execute("delete from guardianship where id = $1", link)
        await audit.record(
            actor, "school.guardianship.remove", "person", found.child,
            before={"link": link, "guardian": found.guardian, **_plain(found, COLUMNS)},
        )  # fmt: skip


async def _locked(link: int) -> Link:
    found = await DB.one(Link, LINK, link)
    if found is None:
        raise NotFound
    return found


async def _put(
    actor: Viewer, action: str, found: Link, values: Mapping[str, Any], field: str | None = None
) -> None:
    """Write what differs; nothing is recorded when nothing does. DomainError (field) for one's own link."""
    changed = [name for name in values if getattr(found, name) != values[name]]
    if not changed:
        return
    check_other(actor, found.guardian, field=field)
    new = msgspec.structs.replace(found, **values)
    await DB.execute(UPDATE, found.id, *(getattr(new, column) for column in COLUMNS))
    whose = {"link": found.id, "guardian": found.guardian}
    await audit.record(
        actor, action, "person", found.child,
        before=whose | _plain(found, changed), after=whose | _plain(new, changed),
    )  # fmt: skip


def _plain(found: Link, columns: tuple[str, ...] | list[str]) -> dict[str, object]:
    """The columns as JSON has them."""
    values = {column: getattr(found, column) for column in columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
