"""People: their cards, enrolment and class.

Rules: nobody is deleted, relations end; a pupil is in exactly one class on any date between enrolment and
departure (DOMAIN 1.4), so moving closes one membership and opens the other; membership of a class starts at
the later of enrolment and the year's first day; leaving ends enrolment and every group. What the database's
constraints refuse is told as a sentence.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from intranet.kit import audit, clock, crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.people import names
from intranet.school.people.sql import (
    CLASS_OF,
    CLOSE_ENROLMENT,
    CLOSE_GROUPS,
    ENROLLED_FROM,
    HAS_SNILS,
    INSERT_PERSON,
    ROSTER,
    UPDATE_PERSON,
    taken_snils,
)

DAY = timedelta(1)


class PersonCard(msgspec.Struct, frozen=True, kw_only=True):
    """A person as people enter them; `snils` is "003-882-035 27" or empty, `sex` 'm', 'f' or ''."""

    surname: str
    name: str
    patronymic: str = ""
    sex: str = ""
    born: date | None = None
    phone: str = ""
    email: str = ""
    snils: str = ""

    def columns(self) -> tuple[Any, ...]:
        """The columns of `person` after the id, in the order of sql.PERSON_COLUMNS."""
        full = (self.surname, self.name, self.patronymic)
        sealed = (crypto.seal(self.snils), crypto.fingerprint(self.snils)) if self.snils else (None, None)
        return (
            *full, names.name_key(*full), names.sort_key(*full), self.sex, self.born, self.phone, self.email,
            *sealed,
        )  # fmt: skip


CARD = """select surname, name, patronymic, sex, born, phone, email, '' as snils from person
    where id = $1 for update"""
PLAIN_FIELDS = tuple(name for name in PersonCard.__struct_fields__ if name != "snils")


async def create_person(actor: Viewer, card: PersonCard) -> int:
    """A new person's id; DomainError at `snils` if somebody has that number."""
    async with DB.transaction():
        await _check_snils(card, None)
        made: int = await DB.value(INSERT_PERSON, *card.columns(), clock.now())
        await audit.record(actor, "school.person.create", "person", made, after={"name": _full(card)})
        return made


async def update_person(actor: Viewer, person: int, card: PersonCard) -> None:
    """Put the whole card in place of the old one; the audit keeps what changed, of СНИЛС only that it did.

    An empty `snils` leaves the stored one. NotFound, DomainError as create_person.
    """
    async with DB.transaction():
        before = await DB.one(PersonCard, CARD, person)
        if before is None:
            raise NotFound
        await _check_snils(card, person)
        changed = [f for f in PLAIN_FIELDS if getattr(card, f) != getattr(before, f)]
        old, new = _values(before, changed), _values(card, changed)
        if card.snils and not await DB.value(HAS_SNILS, person, crypto.fingerprint(card.snils)):
            new["snils"] = True
        await DB.execute(UPDATE_PERSON, person, *card.columns())
        if new:
            await audit.record(actor, "school.person.update", "person", person, before=old, after=new)


async def update_reach(actor: Viewer, person: int, phone: str, email: str) -> None:
    """Put a person's phone and address in place of the old ones; the rest of the card stays. NotFound."""
    async with DB.transaction():
        card = await DB.one(PersonCard, CARD, person)
        if card is None:
            raise NotFound
        await update_person(actor, person, msgspec.structs.replace(card, phone=phone, email=email))


def _values(card: PersonCard, fields: list[str]) -> dict[str, Any]:
    """The fields as JSON has them."""
    values = {name: getattr(card, name) for name in fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


async def _check_snils(card: PersonCard, person: int | None) -> None:
    if card.snils and await taken_snils(crypto.fingerprint(card.snils), person):
        raise DomainError(_("Этот СНИЛС записан у другого человека"), field="snils")


def _full(card: PersonCard) -> str:
    return names.full_name(card.surname, card.name, card.patronymic)


async def enrol(
    actor: Viewer,
    student: int,
    school_class: int,
    since: date,
    *,
    order_number: str = "",
    order_date: date | None = None,
    personal_file: str = "",
) -> int:
    """Take a pupil into the school by an order and into a class; the enrolment's id.

    DomainError if the pupil is enrolled on or after that date already.
    """
    async with DB.transaction():
        if await DB.value(ENROLLED_FROM, student, since):
            raise DomainError(_("Ученик уже зачислен"), field="student")
        made: int = await DB.value(
            """insert into enrolment (student, since, order_number, order_date, personal_file)
               values ($1, $2, $3, $4, $5) returning id""",
            student, since, order_number, order_date, personal_file,
        )  # fmt: skip
        await _join_class(student, school_class, since)
        await audit.record(
            actor, "school.enrol", "person", student,
            after={"class": school_class, "since": since.isoformat(), "order": order_number},
        )  # fmt: skip
        return made


async def _join_class(student: int, school_class: int, since: date) -> None:
    found = await DB.one(Roster, ROSTER, school_class)
    if found is None:
        raise NotFound
    await DB.execute(
        """insert into group_membership (study_group, is_roster, student, since)
           values ($1, true, $2, $3)""",
        found.study_group, student, max(since, found.begins),
    )  # fmt: skip


class Roster(msgspec.Struct, frozen=True):
    """The roster group of a class and the first and last day of its year."""

    study_group: int
    begins: date
    ends: date


async def move_class(actor: Viewer, student: int, to_class: int, since: date) -> None:
    """Move a pupil to another class as of a date: the old class and its groups end the day before.

    Groups across classes go on. Marks stay where they were made (DOMAIN 2.9). DomainError if the pupil has no
    class on that day, is in that class already, or changed class later than that day.
    """
    async with DB.transaction():
        now_in = await DB.one(InClass, CLASS_OF, student, since)
        if now_in is None:
            raise DomainError(_("На эту дату ученик не числится ни в одном классе"), field="since")
        if now_in.school_class == to_class:
            raise DomainError(_("Ученик уже в этом классе"), field="school_class")
        if now_in.until is not None or now_in.since == since:
            raise DomainError(_("После этой даты класс ученика уже менялся"), field="since")
        await DB.execute(CLOSE_GROUPS, student, since - DAY, now_in.school_class)
        await _join_class(student, to_class, since)
        await audit.record(
            actor, "school.class.move", "person", student,
            before={"class": now_in.school_class}, after={"class": to_class, "since": since.isoformat()},
        )  # fmt: skip


class InClass(msgspec.Struct, frozen=True):
    """A pupil's class on a day."""

    school_class: int
    since: date
    until: date | None


async def leave(actor: Viewer, student: int, last_day: date, *, order_number: str = "") -> None:
    """End a pupil's enrolment and every group on their last day; DomainError if not enrolled then."""
    async with DB.transaction():
        ended = await DB.execute(CLOSE_ENROLMENT, student, last_day)
        if ended == "UPDATE 0":
            raise DomainError(_("На эту дату ученик не зачислен"), field="last_day")
        await DB.execute(CLOSE_GROUPS, student, last_day, None)
        await audit.record(
            actor, "school.leave", "person", student,
            after={"last_day": last_day.isoformat(), "order": order_number},
        )  # fmt: skip
