"""What must hold of ESIA's claims beside their signature: ours, fresh, about one and the same person.

There is no nonce (since November 2022). So a token counts only when it was made for us, after this attempt
had begun, and names the person twice the same way; the attempt itself is bound to a browser by the core.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from identity.door.providers import ProofRefused, Refusal
from identity.esia.config import DirectConfig
from identity.esia.tokens import LEEWAY
from intranet.kit import clock

SUBJECT = "urn:esia:sbj"
OID_OF_SUBJECT, SESSION, OID_OF_ACCESS = "urn:esia:sbj:oid", "urn:esia:sid", "urn:esia:sbj_id"
LONGEST_SESSION = timedelta(hours=12)  # how long ago somebody may have signed in there


class Facts(msgspec.Struct, frozen=True):
    """An ID token that counts."""

    oid: str
    auth_time: datetime
    amr: tuple[str, ...]
    sid: str | None


def facts_of(config: DirectConfig, claims: Mapping[str, Any], started: datetime, *, is_again: bool) -> Facts:
    """Check an ID token's claims; `is_again`: signed in there after this attempt had begun, no earlier."""
    _check_maker(config, claims, "id_token")
    audience = claims.get("aud")
    if audience not in (config.client_id, [config.client_id]):
        raise ProofRefused(Refusal.FOREIGN, "id_token aud")
    _check_times(claims, started, "id_token")
    auth_time = _moment(claims, "auth_time")
    now, leeway = clock.real_now(), timedelta(seconds=LEEWAY)
    oldest = started - leeway if is_again else now - LONGEST_SESSION
    if not oldest <= auth_time <= now + leeway:
        raise ProofRefused(Refusal.EXPIRED, "auth_time")
    oid = oid_of(claims.get("sub"))
    subject = claims.get(SUBJECT)
    if isinstance(subject, dict) and OID_OF_SUBJECT in subject and oid_of(subject[OID_OF_SUBJECT]) != oid:
        raise ProofRefused(Refusal.FOREIGN, "id_token subject")
    amr = claims.get("amr")
    methods = tuple(str(one) for one in amr) if isinstance(amr, list) else (str(amr),) if amr else ()
    sid = claims.get(SESSION)
    return Facts(oid, auth_time, methods, str(sid)[:255] if sid else None)


def check_access(config: DirectConfig, claims: Mapping[str, Any], oid: str, started: datetime) -> None:
    """The access token is of the same maker, client and person, and gives every scope we asked for."""
    _check_maker(config, claims, "access_token")
    _check_times(claims, started, "access_token")
    if claims.get("client_id") != config.client_id:
        raise ProofRefused(Refusal.FOREIGN, "access_token client_id")
    if oid_of(claims.get(OID_OF_ACCESS)) != oid:
        raise ProofRefused(Refusal.FOREIGN, "access_token subject")
    check_scopes(config.scopes, str(claims.get("scope", "")), oid)


def check_scopes(wanted: Sequence[str], given: str, oid: str) -> None:
    """Each scope is there, bare or marked `name?oid=...` with this person's number."""
    found = set()
    for one in given.split():
        name, _, marker = one.partition("?")
        if marker.startswith("oid=") and marker != f"oid={oid}":
            raise ProofRefused(Refusal.FOREIGN, "scope of another person")
        found.add(name)
    if missing := set(wanted) - found:
        raise ProofRefused(Refusal.MISCONFIGURED, f"scope not given: {min(missing)}")


def oid_of(value: object) -> str:
    """The person's number, which comes as a JSON number, as text; INCOMPLETE for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdecimal():
        raise ProofRefused(Refusal.INCOMPLETE, "sub")
    return str(value)[:40]


def _check_maker(config: DirectConfig, claims: Mapping[str, Any], what: str) -> None:
    if claims.get("iss") != config.issuer:
        raise ProofRefused(Refusal.FOREIGN, f"{what} iss")


def _check_times(claims: Mapping[str, Any], started: datetime, what: str) -> None:
    now, leeway = clock.real_now(), timedelta(seconds=LEEWAY)
    if _moment(claims, "exp") < now - leeway:
        raise ProofRefused(Refusal.EXPIRED, f"{what} exp")
    if "nbf" in claims and _moment(claims, "nbf") > now + leeway:
        raise ProofRefused(Refusal.EXPIRED, f"{what} nbf")
    if not started - leeway <= _moment(claims, "iat") <= now + leeway:
        raise ProofRefused(Refusal.EXPIRED, f"{what} iat")


def _moment(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1 << 33:
        raise ProofRefused(Refusal.INCOMPLETE, name)
    return datetime.fromtimestamp(value, UTC)
