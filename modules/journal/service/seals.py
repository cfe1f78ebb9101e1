"""The night's seal: one digest over the heads of all journals, chained to the night before."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.ledger import START, seal

HEADS = "select journal, seq, hash from journal_head where seq > 0 order by journal"
LAST_SEAL = "select digest from ledger_seal order by id desc limit 1"
UPTO = "select coalesce(max(id), 0) from revision"
INSERT = """insert into ledger_seal (day, upto, heads, digest, sealed_at) values ($1, $2, $3, $4, $5)
    on conflict (day) do nothing"""


class HeadRow(msgspec.Struct, frozen=True):
    """A journal's last link."""

    journal: int
    seq: int
    hash: bytes


async def seal_ledgers(actor: Viewer, day: date | None = None) -> int:
    """Seal the heads as of now for `day` (default today); a second seal of a day changes nothing.

    Gives the number of heads. The lock waits for writers, so no link below `upto` can still appear.
    """
    del actor
    async with DB.transaction():
        await DB.execute("lock table journal_head in exclusive mode")
        heads = await DB.rows(HeadRow, HEADS)
        before = await DB.value(LAST_SEAL) or START
        digest = seal(before, [(head.journal, head.seq, head.hash) for head in heads])
        await DB.execute(INSERT, day or clock.today(), await DB.value(UPTO), len(heads), digest, clock.now())
    return len(heads)
