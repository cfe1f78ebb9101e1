"""ESIA's tokens: a JWS with two header fields of its own, signed by one of several certificates.

There is no key id and no list of keys to fetch: the certificates come from the technology portal and are
files of `secrets`. One is used while its dates hold; the algorithm must be one the settings allow, a name in
the token never adds any.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode

from identity.door.providers import ProofRefused, Refusal
from identity.esia.openssl import OpensslError, is_gost, verifies_gost
from intranet.kit import clock, secrets

RS256, GOST = "RS256", "GOST3410_2012_256"
KNOWN = frozenset({RS256, GOST})
LEEWAY = 120  # seconds
LONGEST = 16_384


class Trusted(msgspec.Struct, frozen=True):
    """A certificate that may sign tokens, and the file it came from."""

    name: str
    pem: bytes
    certificate: x509.Certificate

    def holds(self, moment: datetime) -> bool:
        """Whether its dates do."""
        return self.certificate.not_valid_before_utc <= moment <= self.certificate.not_valid_after_utc


def trusted(names: Sequence[str]) -> tuple[Trusted, ...]:
    """The certificates of these files. NoSecretError; ValidationError for one that cannot be read."""
    found = []
    for name in names:
        pem = secrets.secret_bytes(name)
        try:
            found.append(Trusted(name, pem, x509.load_pem_x509_certificate(pem)))
        except ValueError as error:
            raise msgspec.ValidationError(f"certificates: {name} is no certificate in PEM") from error
    return tuple(found)


async def claims_of(
    token: object, certificates: Sequence[Trusted], allowed: Sequence[str], what: str
) -> dict[str, Any]:
    """The claims of a token whose signature holds; UNSIGNED when none of the certificates made it."""
    if not isinstance(token, str) or not token:
        raise ProofRefused(Refusal.INCOMPLETE, f"no {what}")
    algorithm = _algorithm(token, what)
    if algorithm not in KNOWN.intersection(allowed):
        raise ProofRefused(Refusal.UNSIGNED, f"{what}: algorithm not allowed")
    moment = clock.real_now()
    wants_gost = algorithm == GOST
    live = [one for one in certificates if one.holds(moment) and is_gost(one.certificate) == wants_gost]
    for one in live:
        if await _verifies(token, one, algorithm):
            return _payload(token, what)
    raise ProofRefused(Refusal.UNSIGNED, f"{what}: none of {len(live)} certificates")


def _algorithm(token: str, what: str) -> str:
    if len(token) > LONGEST or token.count(".") != 2:
        raise ProofRefused(Refusal.UNSIGNED, f"{what} is no JWS")
    header = _decoded(token.split(".")[0], what)
    return str(header.get("alg", ""))


def _payload(token: str, what: str) -> dict[str, Any]:
    return _decoded(token.split(".")[1], what)


def _decoded(part: str, what: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(urlsafe_b64decode(part.encode()), type=dict[str, Any])
    except (ValueError, msgspec.MsgspecError) as error:
        raise ProofRefused(Refusal.UNSIGNED, f"{what} is no JWS") from error


async def _verifies(token: str, one: Trusted, algorithm: str) -> bool:
    if algorithm == GOST:
        return await _gost_verifies(token, one)
    key = one.certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    registry = jws.JWSRegistry(
        algorithms=[RS256], strict_check_header=False
    )  # `ver` and `sbt` are ESIA's own
    try:
        jws.deserialize_compact(token, RSAKey.import_key(pem), registry=registry)
    except (JoseError, ValueError):
        return False
    return True


async def _gost_verifies(token: str, one: Trusted) -> bool:
    signed, _, signature = token.rpartition(".")
    try:
        return await verifies_gost(one.pem, signed.encode(), urlsafe_b64decode(signature.encode()))
    except OpensslError as error:
        raise ProofRefused(Refusal.UNAVAILABLE, "openssl") from error
    except ValueError:
        return False
