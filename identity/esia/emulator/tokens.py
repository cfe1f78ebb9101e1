"""What the emulator signs: codes, ID tokens, access tokens, in ESIA's shapes and in OpenID's; badly, too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from identity.esia.emulator.faults import SKEW_SECONDS, Fault
from identity.esia.emulator.world import CODE_LASTS, TOKEN_LASTS, Given, World
from identity.esia.openssl import openssl

GOST = "GOST3410_2012_256"
DAYS_AGO = 2 * 24 * 3600


def coded(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _key(path: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


async def signed(world: World, given: Given, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """The JWS, by the key of the day or as a fault wants it."""
    algorithm = given.asked.client.token_algorithm if given.asked.version != "gateway" else "RS256"
    if given.has(Fault.ALG_NONE):
        return f"{_joined(header | {'alg': 'none'}, claims)}."
    if given.has(Fault.HS256):
        text = _joined(header | {"alg": "HS256"}, claims)
        public = (
            world.folder / "token.crt"
        ).read_bytes()  # the classic confusion: a public thing as the secret
        return f"{text}.{coded(hmac.new(public, text.encode(), hashlib.sha256).digest())}"
    text = _joined(header | {"alg": algorithm}, claims)
    if algorithm == GOST:
        key = str(world.folder / "token-gost.key")
        return f"{text}.{coded(await openssl('dgst', '-md_gost12_256', '-sign', key, given=text.encode()))}"
    key_of = _signing_key(world, given)
    return f"{text}.{coded(key_of.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _signing_key(world: World, given: Given) -> rsa.RSAPrivateKey:
    if given.has(Fault.FOREIGN_KEY):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _key(world.folder / ("token2.key" if given.has(Fault.ROTATED_KEY) else "token.key"))


def _joined(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{coded(msgspec.json.encode(header))}.{coded(msgspec.json.encode(claims))}"


def _times(world: World, given: Given) -> dict[str, int]:
    now = int(world.now().timestamp()) + (SKEW_SECONDS if given.has(Fault.SKEW) else 0)
    if given.has(Fault.EXPIRED):
        now -= int(TOKEN_LASTS.total_seconds()) + SKEW_SECONDS
    return {"iat": now, "nbf": now, "exp": now + int(TOKEN_LASTS.total_seconds())}


def _auth_time(world: World, given: Given) -> int:
    return int(world.now().timestamp()) - (DAYS_AGO if given.has(Fault.OLD_LOGIN) else 0)


def _issuer(world: World, given: Given, right: str) -> str:
    return "http://esia.other.test/" if given.has(Fault.WRONG_ISS) else right


async def code_of(world: World, given: Given) -> str:
    """A code, which is a JWT of hundreds of characters itself."""
    now = int(world.now().timestamp())
    claims = {
        "iss": f"{world.base}/", "client_id": given.asked.client.mnemonic, "jti": str(uuid4()), "iat": now,
        "exp": now + int(CODE_LASTS.total_seconds()), "urn:esia:sid": given.sid,
        "scope": marked(given.asked.scope, given.persona.oid), "noise": secrets.token_urlsafe(300),
    }  # fmt: skip
    text = _joined({"typ": "JWT", "alg": "RS256", "ver": 1, "sbt": "authorization_code"}, claims)
    key = _key(world.folder / "token.key")
    return f"{text}.{coded(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def marked(scope: str, oid: int) -> str:
    """Item 9: "openid fullname?oid=1000"."""
    return " ".join(one if one == "openid" else f"{one}?oid={oid}" for one in scope.split())


async def id_token(world: World, given: Given) -> str:
    """Item 8: a numeric sub, a string amr, no nonce."""
    oid = given.persona.oid
    subject = {"urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": oid, "urn:esia:sbj:nam": f"OID.{oid}"}
    claims = _times(world, given) | {
        "iss": _issuer(world, given, f"{world.base}/"),
        "aud": "SOMEBODY_ELSE" if given.has(Fault.WRONG_AUD) else given.asked.client.mnemonic,
        "sub": oid + given.has(Fault.WRONG_SUBJECT), "auth_time": _auth_time(world, given), "amr": "PWD",
        "urn:esia:amd": "PWD", "urn:esia:sid": given.sid,
        "urn:esia:sbj": subject | ({"urn:esia:sbj:is_tru": True} if given.persona.trusted else {}),
    }  # fmt: skip
    return await signed(world, given, {"typ": "JWT", "ver": 1, "sbt": "id"}, claims)


async def access_token(world: World, given: Given) -> str:
    """The token that opens /rs/prns, with marked scopes."""
    oid = given.persona.oid
    claims = _times(world, given) | {
        "iss": _issuer(world, given, f"{world.base}/"), "client_id": given.asked.client.mnemonic,
        "urn:esia:sbj_id": oid, "urn:esia:sid": given.sid, "scope": marked(given.asked.scope, oid),
        "jti": str(uuid4()),
    }  # fmt: skip
    return await signed(world, given, {"typ": "JWT", "ver": 1, "sbt": "access"}, claims)


async def gateway_id_token(world: World, given: Given, claims: dict[str, Any]) -> str:
    """The gateway's: an ordinary OpenID token with `claims` about the person."""
    issuer, mnemonic = f"{world.base}/gateway", given.asked.client.mnemonic
    every = _times(world, given) | claims | {
        "iss": _issuer(world, given, issuer),
        "aud": "SOMEBODY_ELSE" if given.has(Fault.WRONG_AUD) else mnemonic,
        "auth_time": _auth_time(world, given), "sid": given.sid, "amr": ["pwd"],
        "nonce": "another" if given.has(Fault.WRONG_NONCE) else given.asked.nonce,
    }  # fmt: skip
    if given.has(Fault.ROTATED_KEY):
        world.is_rotated = True  # the list of keys shows the new one from now on
    kid = "2" if given.has(Fault.ROTATED_KEY) else "1"
    return await signed(world, given, {"typ": "JWT", "kid": kid}, every)


def jwks(world: World) -> dict[str, Any]:
    """The keys that sign now: the second one appears with a rotation."""
    names = {"1": "token.key"} | ({"2": "token2.key"} if world.is_rotated else {})
    return {"keys": [_jwk(kid, _key(world.folder / name)) for kid, name in names.items()]}


def _jwk(kid: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    modulus, exponent = (coded(n.to_bytes(-(-n.bit_length() // 8))) for n in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": exponent}
