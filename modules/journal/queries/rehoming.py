"""What an order touches in the journals: records on days out of the group, and where they may go.

Read by the service after it has locked the journals' heads, so what it says is true until commit. The office
that gave the order sees no marks: these rows go to the journal's own service only.
"""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.ledger import Head
from modules.journal.queries.fragments import GROUP_NAME


class Record(msgspec.Struct, frozen=True):
    """A mark (`work` is set) or an absence that stands, and its lesson."""

    lesson: int
    journal: int
    subject: int
    subject_name: str
    group_name: str
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    comment: str
    set_by: int | None
    hat: str
    set_at: datetime
    work: int | None = None
    ordinal: int | None = None
    type: int | None = None
    work_weight: int = 0
    visible_from: datetime | None = None
    value: str | None = None
    points: int | None = None
    weight_tenths: int = 0
    work_type_name: str = ""
    code: str | None = None
    minutes: int | None = None


class OpenWork(msgspec.Struct, frozen=True):
    """A work of a lesson; `taken` are the ordinals of the pupil's standing marks in it."""

    id: int
    type: int
    is_plain: bool
    taken: list[int]


class OpenLesson(msgspec.Struct, frozen=True):
    """A lesson of the pupil's groups; `works_end` is the highest ordinal among its works."""

    id: int
    journal: int
    subject: int
    group_name: str
    on_date: date
    number: int
    status: str
    starts: time | None
    ends: time | None
    grade_level: int | None
    works: list[OpenWork]
    works_end: int
    has_absence: bool


class Home(msgspec.Struct, frozen=True):
    """Where an order has brought a record from (`lesson`, `work`, `ordinal`), and to."""

    id: int
    lesson: int
    work: int | None
    ordinal: int | None
    to_lesson: int
    to_work: int | None
    to_ordinal: int | None


# Every journal of the pupil's groups and of their classes from the day on: in id order, locked until commit.
HEADS = """insert into journal_head (journal, seq, hash)
    select j.id, 0, ''::bytea from journal j join study_group g on g.id = j.study_group
    where g.school_class = any($3::int[])
       or g.id in (select m.study_group from group_membership m
                   where m.student = $1 and (m.until is null or m.until >= $2::date - 1))
       or g.school_class in (select o.school_class from group_membership m
                   join study_group o on o.id = m.study_group
                   where m.student = $1 and (m.until is null or m.until >= $2::date - 1))
       or j.id in (select l.journal from mark m join work w on w.id = m.work join lesson l on l.id = w.lesson
                   where m.student = $1 and l.on_date >= $2
                   union select l.journal from attendance a join lesson l on l.id = a.lesson
                   where a.student = $1 and l.on_date >= $2)
    order by j.id on conflict (journal) do update set seq = journal_head.seq returning journal, seq, hash"""

IS_MEMBER = """exists (select 1 from group_membership gm where gm.study_group = l.study_group
    and gm.student = $1 and gm.since <= l.on_date and (gm.until is null or gm.until >= l.on_date))"""
LESSON = f"""l.id as lesson, l.journal, j.subject, su.name as subject_name, {GROUP_NAME} as group_name,
    l.on_date, l.number, b.starts, b.ends"""
LESSON_JOINS = """join journal j on j.id = l.journal join subject su on su.id = j.subject
    join study_group sg on sg.id = l.study_group left join school_class sc on sc.id = sg.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number"""
MARK = """m.comment, m.set_by, m.hat, m.set_at, m.work, m.ordinal, w.type, w.weight_tenths as work_weight,
    w.visible_from, m.value, m.points, m.weight_tenths, m.work_type_name"""
ABSENCE = "a.comment, a.set_by, a.hat, a.set_at, a.code, a.minutes"
MARKS = f"""select {LESSON}, {MARK} from mark m join work w on w.id = m.work join lesson l on l.id = w.lesson
    {LESSON_JOINS} where m.student = $1 and m.value is not null and l.on_date >= $2 and not {IS_MEMBER}
    order by l.on_date, l.number, l.id, w.ordinal, m.ordinal"""
ABSENCES = f"""select {LESSON}, {ABSENCE} from attendance a join lesson l on l.id = a.lesson
    {LESSON_JOINS} where a.student = $1 and a.code is not null and l.on_date >= $2 and not {IS_MEMBER}
    order by l.on_date, l.number, l.id"""

OPEN = f"""select l.id, l.journal, j.subject, {GROUP_NAME} as group_name, l.on_date, l.number, l.status,
        b.starts, b.ends, sc.grade_level,
        coalesce((select json_agg(json_build_object('id', w.id, 'type', w.type,
                'is_plain', w.visible_from is null or w.visible_from <= $4,
                'taken', array(select m.ordinal from mark m
                    where m.work = w.id and m.student = $1 and m.value is not null)) order by w.ordinal)
            from work w where w.lesson = l.id), '[]'::json) as works,
        coalesce((select max(w.ordinal) from work w where w.lesson = l.id), 0) as works_end,
        exists (select 1 from attendance a where a.lesson = l.id and a.student = $1 and a.code is not null)
            as has_absence
    from lesson l {LESSON_JOINS}
    where l.on_date between $2 and $3 and l.status <> 'cancelled' and {IS_MEMBER}
    order by l.on_date, l.number, l.id"""

HOMES = """select id, lesson, work, ordinal, to_lesson, to_work, to_ordinal from rehomed
    where movement = $1 and fate = 'moved' and back_at is null order by id"""

GONE_MARK = MARK.replace("m.value, m.points", "r.value, m.points")
# What orders have cleared, for the days on which the pupil is in the group again and nothing else stands.
GONE_MARKS = f"""select {LESSON}, {GONE_MARK}, r.id as cleared
    from rehomed r join mark m on m.work = r.work and m.ordinal = r.ordinal and m.student = $1
    join work w on w.id = m.work join lesson l on l.id = r.lesson {LESSON_JOINS}
    where r.student = $1 and r.fate = 'cleared' and r.back_at is null and m.value is null and {IS_MEMBER}
    order by l.on_date, l.number, l.id, w.ordinal, m.ordinal"""
GONE_ABSENCES = f"""select {LESSON}, {ABSENCE}, r.value, r.id as cleared
    from rehomed r join attendance a on a.lesson = r.lesson and a.student = $1
    join lesson l on l.id = r.lesson {LESSON_JOINS}
    where r.student = $1 and r.fate = 'cleared' and r.work is null and r.back_at is null and a.code is null
      and {IS_MEMBER} order by l.on_date, l.number, l.id"""


class Cleared(Record, frozen=True, kw_only=True):
    """A record that an order has cleared; `cleared` is the row that remembers it, `value` what it was."""

    cleared: int


async def lock_heads(viewer: Viewer, student: int, since: date, classes: list[int]) -> list[Head]:
    """The heads of every journal that may change, locked in id order; made where there is none."""
    return await DB.rows(Head, HEADS, student, since, classes)


async def records_outside(viewer: Viewer, student: int, since: date) -> list[Record]:
    """Marks, then absences, that stand from `since` on when the pupil is not in the lesson's group."""
    return [
        *await DB.rows(Record, MARKS, student, since), *await DB.rows(Record, ABSENCES, student, since)
    ]  # fmt: skip


async def open_lessons(
    viewer: Viewer, student: int, since: date, until: date, now: datetime
) -> list[OpenLesson]:
    """The lessons of the pupil's groups in a span, in order."""
    return await DB.rows(OpenLesson, OPEN, student, since, until, now)


async def homes_of(viewer: Viewer, movement: int) -> list[Home]:
    """Where an order has brought its records from."""
    return await DB.rows(Home, HOMES, movement)


async def cleared_of(viewer: Viewer, student: int) -> list[Cleared]:
    """What may be put back now."""
    return [*await DB.rows(Cleared, GONE_MARKS, student), *await DB.rows(Cleared, GONE_ABSENCES, student)]
