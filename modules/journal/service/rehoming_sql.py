"""Everything an order changes in the journals, written in one statement whatever its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.ledger import Head
from modules.journal.queries.rehoming import Record
from modules.journal.service.book import Book

WRITE = """with new_work as (
        insert into work (id, lesson, type, title, weight_tenths, ordinal, visible_from)
        select v.id, v.lesson, v.type, v.title, v.weight_tenths, v.ordinal, v.visible_from
        from jsonb_to_recordset($1::jsonb) as v(id int, lesson int, type int, title text,
            weight_tenths smallint, ordinal smallint, visible_from timestamptz)),
    marks as (
        insert into mark (work, student, ordinal, value, points, weight_tenths, work_type_name, comment,
                          set_by, hat, set_at)
        select v.work, $6, v.ordinal, v.value, v.points, v.weight_tenths, v.work_type_name, v.comment,
            v.set_by, v.hat, v.set_at
        from jsonb_to_recordset($2::jsonb) as v(work int, ordinal smallint, value text, points smallint,
            weight_tenths smallint, work_type_name text, comment text, set_by int, hat text,
            set_at timestamptz)
        on conflict (work, student, ordinal) do update set value = excluded.value, points = excluded.points,
            weight_tenths = excluded.weight_tenths, work_type_name = excluded.work_type_name,
            comment = excluded.comment, set_by = excluded.set_by, hat = excluded.hat,
            set_at = excluded.set_at),
    roll as (
        insert into attendance (lesson, student, code, minutes, comment, set_by, hat, set_at)
        select v.lesson, $6, v.code, v.minutes, v.comment, v.set_by, v.hat, v.set_at
        from jsonb_to_recordset($3::jsonb) as v(lesson int, code text, minutes smallint, comment text,
            set_by int, hat text, set_at timestamptz)
        on conflict (lesson, student) do update set code = excluded.code, minutes = excluded.minutes,
            comment = excluded.comment, set_by = excluded.set_by, hat = excluded.hat,
            set_at = excluded.set_at),
    homes as (
        insert into rehomed (movement, student, fate, lesson, work, ordinal, value, to_lesson, to_work,
                             to_ordinal)
        select $7, $6, v.fate, v.lesson, v.work, v.ordinal, v.value, v.to_lesson, v.to_work, v.to_ordinal
        from jsonb_to_recordset($4::jsonb) as v(fate text, lesson int, work int, ordinal smallint, value text,
            to_lesson int, to_work int, to_ordinal smallint)),
    back as (update rehomed set back_at = $8 where id = any($9::int[])),
    touched as (update lesson set is_touched = true where id = any($10::int[]) and not is_touched),
    head as (
        update journal_head h set seq = v.seq, hash = decode(v.hash, 'hex')
        from jsonb_to_recordset($11::jsonb) as v(journal int, seq bigint, hash text)
        where h.journal = v.journal)
    insert into revision (journal, seq, lesson, student, field, old, new, reason, person, hat, session, at,
        hash)
    select v.journal, v.seq, v.lesson, $6, v.field, v.old, v.new, v.reason, $12, $13, $14, $8,
        decode(v.hash, 'hex')
    from jsonb_to_recordset($5::jsonb) as v(journal int, seq bigint, lesson int, field text, old text,
        new text, reason text, hash text) order by v.journal, v.seq"""


@dataclass
class Books:
    """Several journals, locked, changed for one pupil by one order."""

    actor: Viewer
    student: int
    movement: int
    reason: str
    works: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    roll: list[dict[str, Any]] = field(default_factory=list)
    homes: list[dict[str, Any]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    lessons: set[int] = field(default_factory=set)

    def open(self, heads: Iterable[Head]) -> None:
        """Take the locked heads."""
        self.at = clock.now()
        self.books = {head.journal: Book(self.actor, head, reason=self.reason) for head in heads}
        for book in self.books.values():
            book.at = self.at  # one moment for the whole order: it is part of every hash

    def note(self, journal: int, lesson: int, kind: str, old: str | None, new: str | None) -> None:
        """One link in the chain of a journal."""
        book = self.books[journal]
        book.lesson = lesson
        book.note(self.student, kind, old, new)
        self.lessons.add(lesson)

    def put(self, record: Record, **changed: Any) -> None:
        """The row of a mark or an absence, with some columns of another place or value."""
        columns = MARK if record.work is not None else ROLL
        row = {column: getattr(record, column) for column in columns} | changed
        row["set_at"] = record.set_at.isoformat()
        (self.marks if record.work is not None else self.roll).append(row)

    def remember(self, fate: str, record: Record, **places: Any) -> None:
        """Where the order found a record, and what it did with it."""
        self.homes.append(
            {"fate": fate, "lesson": record.lesson, "work": record.work, "ordinal": record.ordinal, **places}
        )

    async def write(self) -> None:
        """All of it."""
        written = [book for book in self.books.values() if book.links]
        links = [
            {**link, "journal": book.head.journal} for book in written for link in book.links
        ]  # fmt: skip
        heads = [{"journal": one.head.journal, "seq": one.seq, "hash": one.hash.hex()} for one in written]
        actor = self.actor
        await DB.execute(
            WRITE, self.works, self.marks, self.roll, self.homes, links, self.student, self.movement, self.at,
            self.back, sorted(self.lessons), heads, actor.person_id, actor.hat, actor.session_id,
        )  # fmt: skip


MARK = (
    "work", "ordinal", "value", "points", "weight_tenths", "work_type_name", "comment", "set_by", "hat",
)  # fmt: skip
ROLL = ("lesson", "code", "minutes", "comment", "set_by", "hat")
