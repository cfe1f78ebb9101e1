"""What a provider's claims say of somebody: read by the configured names, believed where they make sense.

A claim that is not what its name promises (a birth date that is no date, a СНИЛС with wrong check digits) is
as good as absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from identity.door.providers import CONFIRMED, VerifiedIdentity
from identity.oidc import tokens
from identity.oidc.config import ClaimNames, OidcConfig
from intranet.school.people.snils import BadSnilsError, parse_snils

MOST_GROUPS, LONGEST_GROUP = 1000, 300
LONGEST_NAME, LONGEST_EMAIL, LONGEST_SID = 100, 200, 255
DOTTED = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
Claims = Mapping[str, Any]


def claim(claims: Claims, name: str) -> Any:
    """A claim by its name, or by a path with dots; None when there is none."""
    if not name or name in claims:
        return claims.get(name) if name else None
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def text(claims: Claims, name: str, longest: int) -> str:
    """A claim as one line of text, "" for anything else."""
    found = claim(claims, name)
    line = " ".join(found.split()) if isinstance(found, str) else ""
    return line if line.isprintable() and len(line) <= longest else ""


def is_true(value: object) -> bool:
    """true, or what gateways write instead."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def born(value: object) -> date | None:
    """A birth date, 2010-05-14 or 14.05.2010."""
    if not isinstance(value, str):
        return None
    dotted = DOTTED.fullmatch(value.strip())
    iso = "-".join(reversed(dotted.groups())) if dotted else value.strip()[:10]
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def snils(value: object) -> str | None:
    """A СНИЛС whose check digits hold."""
    try:
        return parse_snils(value) if isinstance(value, str) else None
    except BadSnilsError:
        return None


def lines(value: object) -> tuple[str, ...]:
    """A list of texts, or one text."""
    given = value if isinstance(value, list) else [value]
    texts = [one for one in given[:MOST_GROUPS] if isinstance(one, str) and one.isprintable()]
    return tuple(one for one in texts if 0 < len(one) <= LONGEST_GROUP)


def masked(label: str) -> str:
    """What its owner recognises: an address or a number is hidden in its middle."""
    name, at, host = label.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    digits = re.sub(r"\D", "", label)
    return f"***{digits[-4:]}" if len(digits) >= 10 else label


def names(claims: Claims, called: ClaimNames) -> tuple[str, str, str] | None:
    """(surname, name, patronymic), when the first two are known."""
    found = [text(claims, name, LONGEST_NAME) for name in (called.surname, called.name, called.patronymic)]
    return (found[0], found[1], found[2]) if found[0] and found[1] else None


def moment(value: object) -> datetime | None:
    """A NumericDate."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < tokens.LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def identity(slug: str, config: OidcConfig, claims: Claims, id_token: str) -> VerifiedIdentity:
    """Who was proved, of claims that were checked. ProofRefused when nobody is named."""
    called = config.claims
    email = text(claims, called.email, LONGEST_EMAIL)
    return VerifiedIdentity(
        provider=slug,
        issuer=config.issuer,
        subject=tokens.subject_of(claim(claims, called.subject)),
        auth_time=moment(claims.get("auth_time")) or datetime.fromtimestamp(claims["iat"], UTC),
        assurance=CONFIRMED if is_true(claim(claims, called.confirmed)) else "",
        names=names(claims, called),
        born=born(claim(claims, called.born)),
        snils=snils(claim(claims, called.snils)),
        email=email if "@" in email else None,
        is_email_verified=is_true(claim(claims, called.email_verified)),
        groups=lines(claim(claims, called.groups)) if called.groups else (),
        amr=lines(claims.get("amr")),
        sid=text(claims, "sid", LONGEST_SID) or None,
        id_token=id_token,
        label=masked(text(claims, called.label, LONGEST_NAME)),
    )
