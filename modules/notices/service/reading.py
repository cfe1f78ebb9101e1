"""A person reads: opening a notice is reading it. Only own receipts can be touched: nothing is audited."""

from __future__ import annotations

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB

READ = """update receipt set read_at = $4
    where id = $3 and person = $1 and hat = $2 and read_at is null"""
READ_ALL = "update receipt set read_at = $3 where person = $1 and hat = $2 and read_at is null"


async def mark_read(actor: Viewer, receipt: int) -> None:
    """The own notice has been opened; the first time counts."""
    async with DB.transaction():
        await DB.execute(READ, actor.person, actor.hat, receipt, clock.now())


async def mark_all_read(actor: Viewer) -> None:
    """Everything told to the worn hat has been read."""
    async with DB.transaction():
        await DB.execute(READ_ALL, actor.person, actor.hat, clock.now())
