"""Browsers an account has been signed in with before, by a cookie that lives a year.

A sign-in from another one, when there has been any before, is told to the person: modules subscribe to
`NewDevice`.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from identity.door.cookies import TOKEN_LENGTH
from identity.door.visitor import Visitor
from intranet.kit import clock, events
from intranet.kit.db import DB

SEEN = """update known_device set last_at = $3, agent = $4
    where account = $1 and device_hash = $2 returning id"""
ADD = """insert into known_device (account, device_hash, agent, first_at, last_at) values ($1, $2, $4, $3, $3)
    on conflict (account, device_hash) do nothing"""
ANY = "select exists (select 1 from known_device where account = $1)"


@dataclass(frozen=True)
class NewDevice:
    """Somebody signed in with a browser that is new to this account; told in its transaction."""

    account: int
    person: int
    agent: str
    ip: str
    at: datetime


async def remember(account: int, person: int, visitor: Visitor) -> str:
    """Note the browser, in the sign-in's transaction; the token for its cookie."""
    token = visitor.device if len(visitor.device) == TOKEN_LENGTH else secrets.token_urlsafe(32)
    hashed, now = hashlib.sha256(token.encode()).digest(), clock.real_now()
    if await DB.value(SEEN, account, hashed, now, visitor.agent) is None:
        is_first = not await DB.value(ANY, account)
        await DB.execute(ADD, account, hashed, now, visitor.agent)
        if not is_first:
            await events.publish(NewDevice(account, person, visitor.agent, visitor.ip, now))
    return token
