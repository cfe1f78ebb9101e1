"""Signed tokens of a provider: by an algorithm of our list and a key of theirs, for us, of now.

The algorithm is never the token's choice: what the settings do not name ("none" and HS* cannot be named) is
refused before a key is looked for. A minute of difference between clocks is forgiven.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import (
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwt import JWTClaimsRegistry

from identity.door.providers import ProofRefused, Refusal
from identity.oidc.config import OidcConfig
from identity.oidc.keys import Keys
from intranet.kit import clock

LEEWAY = 60
LATEST = 1 << 33  # no moment of a token lies beyond the year 2242
LONGEST_SUBJECT = 255
CHECKED = ("iss", "aud", "exp", "iat", "nbf")
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = ("logout+jwt", "application/logout+jwt", "jwt", "")
UNREADABLE = (JoseError, ValueError, RecursionError)  # the last: JSON as deep as a well
Claims = dict[str, Any]


class _Registry(jws.JWSRegistry):
    """Only these algorithms, whatever else the header says (ESIA: `ver`, `sbt`), no warnings."""

    max_header_length = 8192  # certificates in x5c

    def get_alg(self, name: str) -> Any:
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


async def verified(token: str, keys: Keys, config: OidcConfig) -> tuple[dict[str, Any], Claims]:
    """(header, claims) of a token whose signature is right. ProofRefused."""
    registry = _Registry(algorithms=config.algorithms, strict_check_header=False)
    try:
        header = jws.extract_compact(token.encode(), registry=registry).headers()
        registry.check_header(header)
        registry.get_alg(header["alg"])
    except UNREADABLE as error:
        raise ProofRefused(Refusal.UNSIGNED, _named(error)) from error
    key = await keys.find(header.get("kid"), header["alg"])
    if key is None:
        raise ProofRefused(Refusal.UNSIGNED, "kid")
    try:
        return header, jwt.decode(token, key, registry=registry).claims
    except UNREADABLE as error:
        raise ProofRefused(Refusal.UNSIGNED, _named(error)) from error


def _named(error: Exception) -> str:
    return error.error if isinstance(error, JoseError) else "unreadable"


def check_id_token(
    claims: Claims, header: Mapping[str, Any], config: OidcConfig, nonce: str, access: object
) -> None:
    """Whether an id_token is for us, of now, and of this attempt. ProofRefused."""
    _check_registered(claims, config)
    if not _same(claims.get("nonce"), nonce) or not nonce:
        raise ProofRefused(Refusal.FOREIGN, "nonce")
    if "at_hash" in claims and not _same(claims["at_hash"], half_hash(access, header["alg"])):
        raise ProofRefused(Refusal.FOREIGN, "at_hash")


def check_logout_token(claims: Claims, header: Mapping[str, Any], config: OidcConfig) -> None:
    """Whether an order to end sessions is one, and for us. ProofRefused."""
    if str(header.get("typ", "")).lower() not in LOGOUT_TYPES:
        raise ProofRefused(Refusal.FOREIGN, "typ")
    _check_registered(claims, config)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise ProofRefused(Refusal.FOREIGN, "events")
    if "nonce" in claims:
        raise ProofRefused(Refusal.FOREIGN, "nonce")


def _check_registered(claims: Claims, config: OidcConfig) -> None:
    """iss, aud, azp, exp, iat, nbf."""
    registry = JWTClaimsRegistry(
        now=int(clock.real_now().timestamp()), leeway=LEEWAY,
        iss={"essential": True, "value": config.issuer}, aud={"essential": True, "value": config.client_id},
        exp={"essential": True}, iat={"essential": True},
    )  # fmt: skip
    try:
        registry.validate({name: claims[name] for name in CHECKED if name in claims})
    except ExpiredTokenError as error:
        raise ProofRefused(Refusal.EXPIRED, "exp") from error
    except MissingClaimError as error:
        raise ProofRefused(Refusal.INCOMPLETE, error.claim) from error
    except InvalidClaimError as error:
        refusal = Refusal.EXPIRED if error.claim in ("exp", "iat", "nbf") else Refusal.FOREIGN
        raise ProofRefused(refusal, error.claim) from error
    _check_party(claims, config)


def _check_party(claims: Claims, config: OidcConfig) -> None:
    """`azp` is us when it is there, and it is there when the token is for several."""
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    azp = claims.get("azp")
    if (azp is None and is_for_several) or (azp is not None and azp != config.client_id):
        raise ProofRefused(Refusal.FOREIGN, "azp")
    if not all(0 <= claims[name] < LATEST for name in ("exp", "iat")):
        raise ProofRefused(Refusal.EXPIRED, "exp")


def half_hash(token: object, algorithm: str) -> str:
    """`at_hash` of an access token (OpenID Connect Core 3.1.3.6); "" without one."""
    if not isinstance(token, str):
        return ""
    size = "512" if algorithm.startswith("Ed") else algorithm[-3:]
    digest = hashlib.new(f"sha{size}", token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def subject_of(value: object) -> str:
    """The subject as text: numbers are accepted (ESIA). ProofRefused for anything that names nobody."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_SUBJECT or not text.isprintable():
        raise ProofRefused(Refusal.INCOMPLETE, "sub")
    return text
