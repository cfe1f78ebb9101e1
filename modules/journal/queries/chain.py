"""The chain read back: is every link what it was when written, and is none missing?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.ledger import START, Link, link_hash, seal

CHAINED = """select journal, seq, lesson, student, field, old, new, reason, person, hat, session, at, hash, id
    from revision where journal = $1 and seq > $2 order by seq limit 5000"""
HEADS = """select coalesce(h.journal, r.journal) as journal, coalesce(h.seq, 0) as seq,
        coalesce(h.hash, ''::bytea) as hash, coalesce(r.links, 0) as links
    from journal_head h full join (select journal, count(*) as links from revision group by journal) r
        on r.journal = h.journal order by 1"""
SEALS = "select day, upto, heads, digest from ledger_seal order by id"
SEALED_HEADS = """select distinct on (journal) journal, seq, hash from revision where id <= $1
    order by journal, seq desc"""


class ChainLink(Link, frozen=True):
    """A revision with its own hash."""

    hash: bytes
    id: int


class HeadState(msgspec.Struct, frozen=True):
    """A journal's head and how many links it has."""

    journal: int
    seq: int
    hash: bytes
    links: int


class Sealed(msgspec.Struct, frozen=True):
    """A night's seal."""

    day: date
    upto: int
    heads: int
    digest: bytes


class SealedHead(msgspec.Struct, frozen=True):
    """A journal's last link at the time of a seal."""

    journal: int
    seq: int
    hash: bytes


class Flaw(msgspec.Struct, frozen=True):
    """What is wrong and where: `kind` is tampered, missing, head, seal or record."""

    kind: str
    journal: int | None
    seq: int | None
    day: date | None = None


async def heads_of(viewer: Viewer) -> list[HeadState]:
    """Every journal with a chain or a head; for the system's own check, not for people's pages."""
    return await DB.rows(HeadState, HEADS)


async def flaws_of(viewer: Viewer, head: HeadState) -> list[Flaw]:
    """The first place where a journal's chain breaks, and whether its head is its last link."""
    previous, seq = START, 0
    async for link in _links(head.journal):
        if link.seq != seq + 1:
            return [Flaw("missing", head.journal, seq + 1)]
        if link_hash(previous, link) != link.hash:
            return [Flaw("tampered", head.journal, link.seq)]
        previous, seq = link.hash, link.seq
    return (
        [] if (head.seq, head.hash) == (seq, previous) else [Flaw("head", head.journal, max(seq, head.seq))]
    )


async def _links(journal: int) -> AsyncIterator[ChainLink]:
    seq = 0
    while True:
        links = await DB.rows(ChainLink, CHAINED, journal, seq)
        for link in links:
            yield link
        if not links:
            return
        seq = links[-1].seq


async def flaws_of_seals(viewer: Viewer) -> list[Flaw]:
    """The nights whose digest is not the digest of the heads as the chains have them."""
    flaws, previous = [], START
    for sealed in await DB.rows(Sealed, SEALS):
        heads = await DB.rows(SealedHead, SEALED_HEADS, sealed.upto)
        digest = seal(previous, [(head.journal, head.seq, head.hash) for head in heads])
        if digest != sealed.digest or len(heads) != sealed.heads:
            flaws.append(Flaw("seal", None, None, sealed.day))
        previous = sealed.digest
    return flaws
