"""The book becomes rows by COPY, every change a link of its journal's chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from intranet.kit.db import DB
from modules.journal.demo.lessons import TEACHER, Book, Change
from modules.journal.ledger import START, Link, chain

CHUNK = 30_000  # rows of one statement, so that none comes near the time limit
TAKE_IDS = "select min(v) from (select nextval($1::regclass) as v from generate_series(1, $2)) as taken"
HOLD = "update lesson set status = 'held', is_touched = true where id = any($1::int[])"
COLUMNS: dict[str, tuple[str, ...]] = {
    "work": ("id", "lesson", "type", "title", "weight_tenths", "ordinal"),
    "mark": ("work", "student", "ordinal", "value", "points", "weight_tenths", "work_type_name", "comment",
             "set_by", "hat", "set_at"),
    "attendance": ("lesson", "student", "code", "minutes", "set_by", "hat", "set_at"),
    "lesson_record": ("lesson", "topic", "attendance_taken_at", "taken_by", "filled_by", "filled_at"),
    "homework": ("lesson", "due_lesson", "text", "is_none", "minutes", "set_by", "set_at"),
    "term_mark": ("student", "subject", "term", "value", "points", "journal", "comment", "set_by", "hat",
                  "set_at"),
    "journal_head": ("journal", "seq", "hash"),
    "revision": ("journal", "seq", "lesson", "student", "field", "old", "new", "person", "hat", "at", "hash"),
}  # fmt: skip


async def first_work() -> int:
    """The first free id of a work."""
    taken: int = await DB.value(TAKE_IDS, "work_id_seq", 1)
    return taken


async def write(book: Book, terms: Sequence[tuple[object, ...]]) -> None:
    """Everything, in the caller's transaction."""
    if len(book.works) > 1:
        await DB.value(TAKE_IDS, "work_id_seq", len(book.works) - 1)
    await _copy("work", book.works)
    await _copy(
        "mark",
        [
            (m.work, m.student, 1, m.value, int(m.value), m.kind.weight_tenths, m.kind.name, m.comment,
             m.set_by, TEACHER, m.at)
            for _, m in book.marks
        ],
    )  # fmt: skip
    await _copy("attendance", book.attendance)
    await _copy("lesson_record", book.records)
    await _copy("homework", book.homework)
    await _copy("term_mark", terms)
    for start in range(0, len(book.held), CHUNK):
        await DB.execute(HOLD, book.held[start : start + CHUNK])
    await _write_chains(book.changes)


async def _copy(table: str, rows: Iterable[Sequence[object]]) -> None:
    every = list(rows)
    for start in range(0, len(every), CHUNK):
        await DB.copy(table, COLUMNS[table], every[start : start + CHUNK])


async def _write_chains(changes: list[Change]) -> None:
    """One chain a journal in order of time; the rows of all in order of time too."""
    by_journal: dict[int, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.at):
        by_journal[change.journal].append(change)
    heads: list[tuple[object, ...]] = []
    links: list[tuple[Link, bytes]] = []
    for journal, ours in by_journal.items():
        linked = [_link(change, seq) for seq, change in enumerate(ours, 1)]
        hashes = chain(START, linked)
        heads.append((journal, len(ours), hashes[-1]))
        links += zip(linked, hashes, strict=True)
    links.sort(key=lambda pair: (pair[0].at, pair[0].journal, pair[0].seq))
    await _copy("journal_head", heads)
    await _copy(
        "revision",
        (
            (k.journal, k.seq, k.lesson, k.student, k.field, k.old, k.new, k.person, k.hat, k.at, digest)
            for k, digest in links
        ),
    )


def _link(change: Change, seq: int) -> Link:
    return Link(
        change.journal, seq, change.lesson, change.student, change.field, change.old, change.new, "",
        change.person, TEACHER, None, change.at,
    )  # fmt: skip
