"""One lesson's page: what it is, what is recorded, who its pupils are, what a cell's history says."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args, visible_journals, visible_substituted, visible_taught
from intranet.school.fragments import SHORT_NAME
from intranet.school.settings import REQUIRED_OF_L
from modules.journal.queries.fragments import GROUP_NAME, LAST_CHANGE, STUDENT_NAME


class LessonCard(msgspec.Struct, frozen=True):
    """A lesson and its record; `homework` "" and not `no_homework` = not decided yet."""

    id: int
    journal: int
    subject: str
    group_name: str
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    room: str | None
    status: str
    change: str | None
    teacher: str
    planned_teacher: str
    topic: str
    taken_at: datetime | None
    homework: str
    no_homework: bool
    minutes: int | None
    next_on: date | None
    due_here: str | None
    previous: int | None
    next: int | None
    needs: list[str]
    may_write: bool

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.group_name}" if self.group_name else self.subject

    @property
    def lacks(self) -> list[str]:
        """The parts that the school wants and that are not there yet."""
        there = {
            "topic": bool(self.topic), "homework": bool(self.homework or self.no_homework),
            "roll": self.taken_at is not None,
        }  # fmt: skip
        return [part for part in self.needs if not there.get(part, True)]


class LessonPupil(msgspec.Struct, frozen=True):
    """A pupil of the lesson; `missed` are the numbers of earlier lessons of that day without him."""

    student: int
    name: str
    missed: list[int]


class Change(msgspec.Struct, frozen=True):
    """A line of a cell's history."""

    at: datetime
    author: str
    field: str
    old: str | None
    new: str | None
    reason: str


CARD = f"""select l.id, l.journal, su.name as subject, {GROUP_NAME} as group_name, l.on_date, l.number,
    b.starts, b.ends, r.number as room, l.status, change.kind as change,
    (select {SHORT_NAME} from person p where p.id = l.teacher) as teacher,
    (select {SHORT_NAME} from person p where p.id = l.planned_teacher) as planned_teacher,
    coalesce(lr.topic, '') as topic, lr.attendance_taken_at as taken_at, coalesce(h.text, '') as homework,
    coalesce(h.is_none, false) as no_homework, h.minutes, after.on_date as next_on,
    (select string_agg(d.text, '; ') from homework d where d.due_lesson = l.id and not d.is_none) as due_here,
    before.id as previous, after.id as next, {REQUIRED_OF_L} as needs"""
CARD_FROM = f"""from lesson l join journal j on j.id = l.journal join subject su on su.id = j.subject
    join study_group sg on sg.id = j.study_group left join school_class sc on sc.id = sg.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number left join room r on r.id = l.room
    left join lesson_record lr on lr.lesson = l.id left join homework h on h.lesson = l.id {LAST_CHANGE}
    left join lateral (select n.id, n.on_date from lesson n where n.journal = l.journal and n.status <>
        'cancelled'
        and (n.on_date, n.number) > (l.on_date, l.number) order by n.on_date, n.number limit 1) after on true
    left join lateral (select n.id from lesson n where n.journal = l.journal and n.status <> 'cancelled'
        and (n.on_date, n.number) < (l.on_date, l.number) order by n.on_date desc, n.number desc limit 1
        ) before
        on true"""


async def lesson_card(viewer: Viewer, lesson: int) -> LessonCard:
    """The lesson with its record and neighbours; NotFound when its journal is not visible."""
    sql = f"""{CARD}, l.journal in ({visible_taught(viewer)}) or l.id in ({visible_substituted(viewer)})
            as may_write {CARD_FROM}
        where l.id = $3 and l.journal in ({visible_journals(viewer)})"""
    found = await DB.one(LessonCard, sql, *viewer_args(viewer), lesson)
    if found is None:
        raise NotFound
    return found


PUPILS = f"""select p.id as student, {STUDENT_NAME} as name,
        coalesce((select json_agg(o.number order by o.number) from group_membership og
            join lesson o on o.study_group = og.study_group and o.on_date = l.on_date and o.number < l.number
            join attendance a on a.lesson = o.id and a.student = p.id
                and a.code = any('{{ABSENT_UNSPECIFIED,ILLNESS,EXCUSED,UNEXCUSED}}')
            where og.student = p.id and og.since <= l.on_date and (og.until is null or og.until >=
                l.on_date)),
            '[]'::json) as missed
    from lesson l join group_membership gm on gm.study_group = l.study_group and gm.since <= l.on_date
        and (gm.until is null or gm.until >= l.on_date)
    join person p on p.id = gm.student
    where l.id = $3"""


async def lesson_pupils(viewer: Viewer, lesson: int) -> list[LessonPupil]:
    """The pupils of the group on the lesson's day, by name."""
    sql = f"{PUPILS} and l.journal in ({visible_journals(viewer)}) order by p.sort_key, p.id"
    return await DB.rows(LessonPupil, sql, *viewer_args(viewer), lesson)


HISTORY = f"""select v.at, coalesce((select {SHORT_NAME} from person p where p.id = v.person), v.hat) as
    author,
        v.field, v.old, v.new, v.reason
    from revision v join lesson l on l.id = v.lesson where v.lesson = $3 and v.student = $4"""


async def cell_history(viewer: Viewer, lesson: int, student: int) -> list[Change]:
    """The last twenty changes of a cell, newest first; none when its journal is not visible."""
    sql = f"{HISTORY} and l.journal in ({visible_journals(viewer)}) order by v.id desc limit 20"
    return await DB.rows(Change, sql, *viewer_args(viewer), lesson, student)
