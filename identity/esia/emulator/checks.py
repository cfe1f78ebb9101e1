"""Whether a request to ESIA is right, in every letter: items 1-6 of IDENTITY 2(d), each refusal by its name.

Written apart from the client on purpose: the order of the signed string is said twice in this project.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from identity.esia.emulator import cms
from identity.esia.emulator.files import Client
from identity.esia.emulator.world import Asked, Given, World
from identity.esia.openssl import is_gost, verifies_gost

SKEW = 300
STAMP = re.compile(r"\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d [+-]\d{4}")
BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
COMMON = ("client_id", "client_secret", "redirect_uri", "scope", "state", "timestamp")
AUTHORIZE = (*COMMON, "response_type", "access_type")
TOKEN = (*COMMON, "code", "grant_type", "token_type")
FILTERS = ("", "conf_acc", "acc_kid", "acc_not_kid")


class Problem(Exception):
    """Why a request is refused: OAuth's word, ESIA's number, the thing that is wrong."""

    def __init__(self, error: str, number: str, what: str) -> None:
        self.error, self.number, self.what = error, number, what
        self.description = f"{number}: {what}" if number else what
        super().__init__(self.description)


class Unregistered(Problem):
    """Nobody to send an error to: an unknown system, or an address that is not its own."""


def missing(what: str) -> NoReturn:
    """A parameter is not there, or not of its shape."""
    raise Problem("invalid_request", "ESIA-007014", what)


def secret_wrong(what: str) -> NoReturn:
    """The secret does not fit: signature, certificate or time."""
    raise Problem("invalid_client", "ESIA-007053", what)


def client_of(world: World, given: Mapping[str, str]) -> Client:
    """Item 1: a known mnemonic, and an address of its own to go back to."""
    client = world.clients.get(given.get("client_id", ""))
    if client is None:
        raise Unregistered("unauthorized_client", "ESIA-007005", "client_id")
    address = urlsplit(given.get("redirect_uri", ""))
    if address.scheme not in ("http", "https") or address.hostname not in client.hosts or address.username:
        raise Unregistered("invalid_request", "ESIA-007014", "redirect_uri")
    return client


async def authorize(world: World, given: Mapping[str, str], version: str) -> Asked:
    """A request to /ac or /v2/ac, checked."""
    client = client_of(world, given)
    _all_there(given, AUTHORIZE, version)
    if given["response_type"] != "code" or given["access_type"] not in ("online", "offline"):
        missing("response_type" if given["response_type"] != "code" else "access_type")
    if given.get("person_filter", "") not in FILTERS:
        missing("person_filter")
    _scopes(client, given["scope"])
    _check_state(world, given["state"])
    _check_time(world, given["timestamp"])
    await _check_secret(world, client, given, version, "")
    return Asked(
        client, given["redirect_uri"], given["scope"], given["state"], version,
        person_filter=given.get("person_filter", ""),
    )  # fmt: skip


async def token(world: World, given: Mapping[str, str], version: str) -> Given:
    """A request to /te or /v3/te, checked; the code is used up by it, right or wrong."""
    client = client_of(world, given)
    _all_there(given, TOKEN, version)
    kept = world.take_code(given["code"])
    if given["grant_type"] != "authorization_code":
        raise Problem("unsupported_grant_type", "ESIA-007014", "grant_type")
    if given["token_type"] != "Bearer":
        missing("token_type")
    _check_state(world, given["state"])
    _check_time(world, given["timestamp"])
    await _check_secret(world, client, given, version, given["code"] if version == "v2" else "")
    if kept is None or kept.asked.version != version:
        raise Problem("invalid_grant", "", "code")
    bound = (("client_id", kept.asked.client.mnemonic), ("redirect_uri", kept.asked.redirect_uri),
             ("scope", kept.asked.scope))  # fmt: skip
    for name, value in bound:
        if given[name] != value:
            raise Problem("invalid_grant", "", name)
    return kept


def _all_there(given: Mapping[str, str], names: tuple[str, ...], version: str) -> None:
    """Item 2."""
    for name in (*names, *(("client_certificate_hash",) if version == "v2" else ())):
        if not given.get(name):
            missing(name)


def _scopes(client: Client, scope: str) -> None:
    """One that was not approved spoils the whole request."""
    for name in scope.split(" "):
        if name not in client.scopes:
            raise Problem("invalid_scope", "", "scope")


def _check_state(world: World, state: str) -> None:
    """Item 4: a UUID, never one that was used before."""
    try:
        is_right = str(UUID(state)) == state.lower()
    except ValueError:
        is_right = False
    if not is_right or not world.is_new_state(state):
        missing("state")


def _check_time(world: World, stamp: str) -> None:
    """Item 3."""
    if not STAMP.fullmatch(stamp):
        missing("timestamp")
    try:
        moment = datetime.strptime(stamp, "%Y.%m.%d %H:%M:%S %z")
    except ValueError:
        missing("timestamp")
    if abs((world.now() - moment).total_seconds()) > SKEW:
        secret_wrong("timestamp")


async def _check_secret(
    world: World, client: Client, given: Mapping[str, str], version: str, code: str
) -> None:
    """Items 5 and 6."""
    signature = _raw(given["client_secret"])
    if version == "v1":
        message = given["scope"] + given["timestamp"] + given["client_id"] + given["state"]
        pems = [_pem(world, file) for file in client.certificates.values()]
        if not any([await cms.verifies(pem, message.encode(), signature) for pem in pems]):
            secret_wrong("signature")
        return
    file = client.certificates.get(given["client_certificate_hash"])
    if file is None:
        secret_wrong("client_certificate_hash")
    message = (
        given["client_id"] + given["scope"] + given.get("scope_org", "") + given["timestamp"]
        + given["state"] + given["redirect_uri"] + code
    )  # fmt: skip
    if not await _verifies(_pem(world, file), message.encode(), signature):
        secret_wrong("signature")


def _raw(secret: str) -> bytes:
    """base64url without padding, as it is asked for, and nothing else."""
    if not BASE64URL.fullmatch(secret):
        secret_wrong("client_secret")
    try:
        return base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except ValueError:
        secret_wrong("client_secret")


def _pem(world: World, file: str) -> bytes:
    return (world.folder / file).read_bytes()


async def _verifies(pem: bytes, message: bytes, signature: bytes) -> bool:
    """By GOST as ESIA does it, or by RSA, which it does not: what the certificate is of."""
    certificate = x509.load_pem_x509_certificate(pem)
    if is_gost(certificate):
        return len(signature) == 64 and await verifies_gost(pem, message, signature)
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
