"""What people hold in their hands: an app with codes, a key that answers as WebAuthn says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
from typing import Any

import cbor2
import httpx
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from identity.factors import recovery
from intranet.kit import clock, crypto
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, insert
from tests.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ORIGIN, HOST = "http://school.test", "school.test"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code(step: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    return pyotp.TOTP(SECRET).at(clock.real_now(), counter_offset=step)


def wrong_code() -> str:
    """Six digits that no step near now has."""
    near = {code(step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(1000) if f"{number:06}" not in near)


async def give_app(account: int) -> int:
    """An app with codes, as if it had been added long ago."""
    now = clock.real_now()
    return await insert(
        "factor", account=account, kind="totp", title="Firefox", secret=crypto.seal(SECRET), created_at=now,
        confirmed_at=now,
    )  # fmt: skip


async def guarded(world: World, login: str) -> int:
    """An account with a password and an app; its id."""
    account = await make_account(world.people[login], login)
    await give_app(account)
    return account


async def codes_of(account: int) -> list[str]:
    """Fresh recovery codes."""
    async with DB.transaction():
        return await recovery.renew(account)


async def first_step(browser: httpx.AsyncClient, login: str, **more: str) -> httpx.AsyncClient:
    """The right password; the browser stands before the second step."""
    answer = await browser.post("/login", data={"login": login, "password": PASSWORD} | more)
    assert answer.headers["location"] == "/login/factor", answer.text
    return browser


def alert(text: str) -> str:
    """What the page says is wrong."""
    return " ".join(
        re.sub("<[^>]+>", " ", part.split("</div>")[0]) for part in text.split('role="alert"')[1:]
    )


class Key:
    """One passkey. `count` is its signature counter; `flags` says whether it checked its owner."""

    def __init__(self, origin: str = ORIGIN, host: str = HOST) -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.flags = PRESENT | VERIFIED
        self.id, self.private = os.urandom(32), ec.generate_private_key(ec.SECP256R1())
        self.handle = b""

    def copy(self) -> Key:
        """The same key, as somebody has stolen it."""
        other = Key(self.origin, self.host)
        other.__dict__.update(self.__dict__)
        return other

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _told(self, flags: int, more: bytes = b"") -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count) + more

    def _sent(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        fields = {field: bytes_to_base64url(value) for field, value in response.items() if value}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": fields})

    def make(self, options: dict[str, Any]) -> str:
        """The answer to registration options."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        told = self._told(self.flags | ATTESTED, attested)
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._sent(clientDataJSON=self._client("webauthn.create", options), attestationObject=made)

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to authentication options; the counter grows."""
        self.count += 1
        client, told = self._client("webauthn.get", options), self._told(self.flags)
        signed = self.private.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=client, authenticatorData=told, signature=signed, userHandle=self.handle
        )


async def asked(browser: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """The challenge a page's script gets: {"state": ..., "options": ...}."""
    answer = await browser.post(path, data={})
    assert answer.status_code in {200, 303} and "application/json" in answer.headers["content-type"], (
        answer.text
    )
    found: dict[str, Any] = answer.json()
    return found


async def add_key(browser: httpx.AsyncClient, key: Key) -> httpx.Response:
    """Make a passkey in a browser that is signed in (its hat is in its headers)."""
    given = await asked(browser, "/profile/factors/passkeys/options")
    return await browser.post(
        "/profile/factors/passkeys", data={"state": given["state"], "answer": key.make(given["options"])}
    )


async def show_key(browser: httpx.AsyncClient, key: Key, page: str) -> httpx.Response:
    """Answer the challenge of a page ("/login/passkey", "/login/factor", "/login/again") with a key."""
    given = await asked(browser, page + "/options")
    return await browser.post(page, data={"state": given["state"], "answer": key.answer(given["options"])})
