"""Counts SQL statements: `with counting() as seen: await browser.get(...)`; `seen` holds text and arguments.

asyncpg tells every statement to a logger of its connection, in the context of the caller, so a list in a
ContextVar gets those of one request only. BEGIN, COMMIT and asyncpg's own look at types are not counted, nor
is what an open session notes once a minute, on whichever page that falls.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from identity.door.session import SLIDE
from intranet.kit.db import DB


class Statement(NamedTuple):
    """What was sent to PostgreSQL."""

    text: str
    args: tuple[Any, ...]


_seen: ContextVar[list[Statement] | None] = ContextVar("statements", default=None)
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def _note(record: Any) -> None:
    seen = _seen.get()
    text = record.query.strip()
    is_apart = text.upper().startswith(NOT_COUNTED) or "pg_catalog.pg_type" in text or text == SLIDE
    if seen is not None and not is_apart:
        seen.append(Statement(text, tuple(record.args or ())))


def watch() -> None:
    """Let every connection of the pool report; before the pool opens."""
    DB.on_connect.append(lambda connection: connection.add_query_logger(_note))


@asynccontextmanager
async def counting() -> AsyncIterator[list[Statement]]:
    """The statements of the block, in order."""
    seen: list[Statement] = []
    token = _seen.set(seen)
    try:
        yield seen
        await asyncio.sleep(0)  # the loggers are called by the loop
    finally:
        _seen.reset(token)
