"""What /rs/prns/{oid} tells about a person, as the core wants it. Whatever is not needed is not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from identity.door.providers import CONFIRMED, ProofRefused, Refusal, VerifiedIdentity
from identity.esia.claims import Facts
from intranet.school.people.names import FullName, clean
from intranet.school.people.snils import BadSnilsError, parse_snils


def birth_date(value: object) -> date | None:
    """ "05.01.1984" as a date."""
    if not value:
        return None
    try:
        day, month, year = (int(part) for part in str(value).split("."))
        return date(year, month, day)
    except ValueError as error:
        raise ProofRefused(Refusal.INCOMPLETE, "birthDate") from error


def snils(value: object) -> str | None:
    """The number in our writing; None when there is none or its check digits do not hold."""
    try:
        return parse_snils(str(value)) if value else None
    except BadSnilsError:
        return None


def names(person: Mapping[str, Any]) -> FullName:
    """Surname, name, patronymic; INCOMPLETE without the first two."""
    found = FullName(*(clean(str(person.get(key) or "")) for key in ("lastName", "firstName", "middleName")))
    if not found.surname or not found.name:
        raise ProofRefused(Refusal.INCOMPLETE, "names")
    return found


def identity_of(slug: str, issuer: str, facts: Facts, person: Mapping[str, Any]) -> VerifiedIdentity:
    """The proof. UNCONFIRMED for an account nobody has confirmed in person, or one that is deleted."""
    if person.get("trusted") is not True:
        raise ProofRefused(Refusal.UNCONFIRMED, "trusted")
    if str(person.get("status", "REGISTERED")).upper() != "REGISTERED":
        raise ProofRefused(Refusal.UNCONFIRMED, "status")
    born = birth_date(person.get("birthDate"))
    if born is None:
        raise ProofRefused(Refusal.INCOMPLETE, "birthDate")
    full = names(person)
    return VerifiedIdentity(
        provider=slug, issuer=issuer, subject=facts.oid, auth_time=facts.auth_time, assurance=CONFIRMED,
        names=(full.surname, full.name, full.patronymic), born=born, snils=snils(person.get("snils")),
        amr=facts.amr, sid=facts.sid, label=f"{full.name} {full.surname[0]}.",
    )  # fmt: skip
