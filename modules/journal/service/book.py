"""A journal opened for writing: the chain's head is locked, changes are collected and written together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args, visible_substituted, visible_taught
from modules.journal.ledger import Head, Link, link_hash

WRITE = """with new_work as (
        insert into work (id, lesson, type, title, weight_tenths, ordinal)
        select v.id, v.lesson, v.type, v.title, v.weight_tenths, v.ordinal from jsonb_to_recordset($1::jsonb)
            as v(id int, lesson int, type int, title text, weight_tenths smallint, ordinal smallint)),
    marks as (
        insert into mark (work, student, ordinal, value, points, weight_tenths, work_type_name, comment,
                          set_by, hat, set_at)
        select v.work, v.student, v.ordinal, v.value, v.points, v.weight_tenths, v.name, v.comment, $5, $6, $7
        from jsonb_to_recordset($2::jsonb) as v(work int, student int, ordinal smallint, value text,
            points smallint, weight_tenths smallint, name text, comment text)
        on conflict (work, student, ordinal) do update set value = excluded.value, points = excluded.points,
            comment = excluded.comment, set_by = excluded.set_by, hat = excluded.hat, set_at =
                excluded.set_at,
            weight_tenths = case when mark.value is null then excluded.weight_tenths else mark.weight_tenths
                end,
            work_type_name = case when mark.value is null then excluded.work_type_name else
                mark.work_type_name end),
    roll as (
        insert into attendance (lesson, student, code, minutes, comment, set_by, hat, set_at)
        select v.lesson, v.student, v.code, v.minutes, v.comment, $5, $6, $7
        from jsonb_to_recordset($3::jsonb) as v(lesson int, student int, code text, minutes smallint,
            comment text)
        on conflict (lesson, student) do update set code = excluded.code, minutes = excluded.minutes,
            comment = excluded.comment, set_by = excluded.set_by, hat = excluded.hat, set_at =
                excluded.set_at),
    touched as (update lesson set is_touched = true where id = $9 and not is_touched),
    head as (update journal_head set seq = $10, hash = $11 where journal = $8)
    insert into revision (journal, seq, lesson, student, field, old, new, reason, person, hat, session, at,
        hash)
    select $8, v.seq, v.lesson, v.student, v.field, v.old, v.new, v.reason, $5, $6, $12, $7, decode(v.hash,
        'hex')
    from jsonb_to_recordset($4::jsonb) as v(seq bigint, lesson int, student int, field text, old text, new
        text,
        reason text, hash text) order by v.seq returning id"""

NEW_HEAD = """insert into journal_head (journal, seq, hash) values ($1, 0, ''::bytea)
    on conflict (journal) do update set seq = journal_head.seq returning journal, seq, hash"""


@dataclass
class Book:
    """Changes of one journal (and at most one lesson) waiting to be written together."""

    actor: Viewer
    head: Head
    lesson: int | None = None
    reason: str = ""
    works: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    roll: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = clock.now()
        self.seq, self.hash = self.head.seq, self.head.hash

    def note(self, student: int, kind: str, old: str | None, new: str | None) -> None:
        """Add a link to the chain for one change of `student`."""
        actor, self.seq = self.actor, self.seq + 1
        link = Link(
            self.head.journal, self.seq, self.lesson, student, kind, old, new, self.reason,
            actor.person_id, actor.hat, actor.session_id, self.at,
        )  # fmt: skip
        self.hash = link_hash(self.hash, link)
        self.links.append(
            {"seq": self.seq, "lesson": self.lesson, "student": student, "field": kind, "old": old,
             "new": new, "reason": self.reason, "hash": self.hash.hex()}
        )  # fmt: skip

    async def write(self) -> int:
        """Write everything in one statement; gives the last revision's id (0 when nothing changed)."""
        if not self.links:
            return 0
        actor = self.actor
        ids = await DB.rows(
            int, WRITE, self.works, self.marks, self.roll, self.links, actor.person_id, actor.hat, self.at,
            self.head.journal, self.lesson, self.seq, self.hash, actor.session_id,
        )  # fmt: skip
        return max(ids)


async def open_lesson(actor: Viewer, lesson: int, reason: str = "") -> Book:
    """The journal of a lesson the actor may write, locked until commit. NotFound without the right."""
    sql = f"""{LOCK_BY_LESSON} and (l.journal in ({visible_taught(actor)})
        or l.id in ({visible_substituted(actor)})) for update of h"""
    head = await DB.one(Head, sql, *viewer_args(actor), lesson)
    if head is None:
        sql = f"""{JOURNAL_OF_LESSON} and (l.journal in ({visible_taught(actor)})
            or l.id in ({visible_substituted(actor)}))"""
        head = await _first(await DB.value(sql, *viewer_args(actor), lesson))
    return Book(actor, head, lesson, reason)


async def open_journal(actor: Viewer, journal: int) -> Book:
    """A journal the actor teaches, locked until commit. NotFound without the right."""
    sql = f"select j.id from journal j where j.id = $3 and j.id in ({visible_taught(actor)})"
    found = await DB.value(sql, *viewer_args(actor), journal)
    return Book(actor, await _first(found))


async def _first(journal: int | None) -> Head:
    if journal is None:
        raise NotFound
    head = await DB.one(Head, NEW_HEAD, journal)
    assert head is not None
    return head


LOCK_BY_LESSON = """select h.journal, h.seq, h.hash from lesson l join journal_head h on h.journal = l.journal
    where l.id = $3"""
JOURNAL_OF_LESSON = "select l.journal from lesson l where l.id = $3"
