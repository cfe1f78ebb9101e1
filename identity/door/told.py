"""What its owner is told of an account besides a new browser: modules subscribe to `AccountChanged`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from identity.door.visitor import Visitor
from intranet.kit import clock, events


@dataclass(frozen=True)
class AccountChanged:
    """A way into an account was changed, told in its transaction.

    `what`: "password", "recovery" (a password set by a letter's link), "login", "email", "phone".
    """

    person: int
    what: str
    agent: str
    at: datetime


async def tell_owner(person: int, what: str, visitor: Visitor) -> None:
    """Let whoever listens tell the account's owner."""
    await events.publish(AccountChanged(person, what, visitor.agent, clock.real_now()))
