"""People's cards. Class and enrolment are orders (`movements`), other relations have files of their own.

Rules: nobody is deleted, relations end. What the database's constraints refuse is told as a sentence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from asyncpg import IntegrityConstraintViolationError

from intranet.kit import audit, clock, crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.people import names
from intranet.school.people.sql import HAS_SNILS, INSERT_PERSON, UPDATE_PERSON, taken_snils


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


async def remove_person(actor: Viewer, person: int) -> None:
    """Take back a card that was made by mistake. DomainError as soon as anything hangs on it, NotFound."""
    async with DB.transaction():
        card = await DB.one(PersonCard, CARD, person)
        if card is None:
            raise NotFound
        try:
            await DB.execute("delete from person where id = $1", person)
        except IntegrityConstraintViolationError as error:
            raise DomainError(
                _("На этого человека уже что-то записано: карточку не убрать, отмените сначала это.")
            ) from error
        await audit.record(actor, "school.person.remove", "person", person, before={"name": _full(card)})


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
