"""The journal's chain: each change is hashed together with the one before it.

`hash = sha256(previous hash + canonical text of the change)`: ids, values, reason codes and the moment;
no names and no free text, so erasing a person's data never breaks the chain. Pure functions: the rows
are written by the services, checked by `intranet journal verify`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

START = b""


class Head(msgspec.Struct, frozen=True):
    """The last link of a journal's chain; whoever holds its row may add to the chain."""

    journal: int
    seq: int
    hash: bytes


class Link(msgspec.Struct, frozen=True):
    """One change: what `revision` holds besides its own id and hash. `at` is aware, in microseconds."""

    journal: int
    seq: int
    lesson: int | None
    student: int
    field: str
    old: str | None
    new: str | None
    reason: str
    person: int | None
    hat: str
    session: int | None
    at: datetime


def link_hash(previous: bytes, link: Link) -> bytes:
    """32 bytes that depend on this change and on everything before it."""
    canonical = msgspec.json.encode(
        [
            link.journal, link.seq, link.lesson, link.student, link.field, link.old, link.new, link.reason,
            link.person, link.hat, link.session, link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        ]
    )  # fmt: skip
    return hashlib.sha256(previous + canonical).digest()


def chain(previous: bytes, links: Iterable[Link]) -> list[bytes]:
    """The hash of each link, in order, after `previous`."""
    hashes = []
    for link in links:
        previous = link_hash(previous, link)
        hashes.append(previous)
    return hashes


def seal(previous: bytes, heads: Iterable[tuple[int, int, bytes]]) -> bytes:
    """One digest over (journal, seq, hash) of every head, ordered by journal, and the night before."""
    digest = hashlib.sha256(previous)
    for journal, seq, last in heads:
        digest.update(f"{journal}:{seq}:{last.hex()}\n".encode())
    return digest.digest()


def mark_field(work: int, ordinal: int) -> str:
    """The `field` of a mark."""
    return f"mark:{work}:{ordinal}"


def attendance_value(code: str | None, minutes: int | None) -> str | None:
    """How an attendance stands in the chain: "LATE:10", "ABSENT_UNSPECIFIED", None for nothing."""
    return f"{code}:{minutes}" if code and minutes else code
