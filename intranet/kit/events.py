"""Domain events inside the publisher's transaction.

`await publish(event)` calls the subscribers one after another; they only write rows and enqueue jobs.
A failing subscriber fails the publication, so nothing is half-told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from intranet.kit.db import DB

Subscriber = Callable[[Any], Awaitable[None]]
_subscribers: dict[type[object], list[Subscriber]] = defaultdict(list)


def subscribe(event: type[object], subscriber: Subscriber) -> None:
    """Let `subscriber` run whenever an event of this type is published; twice is once."""
    if subscriber not in _subscribers[event]:
        _subscribers[event].append(subscriber)


async def publish(event: object) -> None:
    """Tell every subscriber; RuntimeError outside a transaction."""
    if DB.current() is None:
        raise RuntimeError("publish() belongs in the transaction of what it tells about")
    for subscriber in _subscribers[type(event)]:
        await subscriber(event)
