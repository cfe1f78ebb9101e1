"""What happens to somebody's second factors; modules subscribe to tell the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from identity.door.visitor import Visitor
from intranet.kit import clock, events


@dataclass(frozen=True)
class FactorChanged:
    """A change of an account's factors, or an attack on them; told in its transaction.

    `change`: added, removed, reset (by an administrator), codes (new recovery codes), code_used (one of
    them), guessed (too many wrong codes after the right password), cloned (a passkey that exists twice).
    `kind`: totp, passkey, or empty.
    """

    account: int
    person: int
    change: str
    kind: str
    agent: str
    ip: str
    at: datetime


async def tell(account: int, person: int, change: str, kind: str, visitor: Visitor) -> None:
    """Publish it, in the caller's transaction."""
    await events.publish(
        FactorChanged(account, person, change, kind, visitor.agent, visitor.ip, clock.real_now())
    )
