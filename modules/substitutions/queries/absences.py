"""Absences: the office sees all of them with their reasons, a teacher the own ones (DOMAIN 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.fragments import ACTIVE, SHORT_NAME
from modules.substitutions.permissions import ABSENCES, PLAN
from modules.substitutions.planning.absences import TouchedLesson, when_words
from modules.substitutions.queries.absence_sql import (
    HAS_TASK,
    LESSON_JOINS,
    LESSON_WORDS,
    NOBODY_HOLDS,
    TOUCHED,
)

PAST_DAYS = 60
MOST = 200


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """One absence; `reason` and `details` are for the office and the teacher alone."""

    id: int
    teacher: int
    teacher_name: str
    begins: date
    ends: date
    first_number: int | None
    last_number: int | None
    reason: str
    details: str
    reported_by: str | None
    reported_at: datetime
    withdrawn_at: datetime | None

    @property
    def when(self) -> str:
        """ "19–21 ноября, весь день"."""
        return when_words(self.begins, self.ends, self.first_number, self.last_number)


class AbsenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list: how many lessons it touches and how many of them nobody holds yet."""

    id: int
    teacher_name: str
    begins: date
    ends: date
    first_number: int | None
    last_number: int | None
    reason: str
    lessons: int
    open: int

    @property
    def when(self) -> str:
        """ "19–21 ноября, весь день"."""
        return when_words(self.begins, self.ends, self.first_number, self.last_number)


class Teacher(msgspec.Struct, frozen=True):
    """Somebody who teaches, for a choice."""

    id: int
    name: str


CARD = f"""select a.id, a.teacher, (select {SHORT_NAME} from person p where p.id = a.teacher) as teacher_name,
        a.begins, a.ends, a.first_number, a.last_number, a.reason, a.details,
        (select {SHORT_NAME} from person p where p.id = a.reported_by) as reported_by, a.reported_at,
        a.withdrawn_at
    from teacher_absence a where a.id = $1 and ($2 or a.teacher = $3)"""
LINES = f"""select a.id, (select {SHORT_NAME} from person p where p.id = a.teacher) as teacher_name,
        a.begins, a.ends, a.first_number, a.last_number, a.reason, n.lessons, n.open
    from teacher_absence a, lateral (
        select count(*) as lessons, count(*) filter (where l.on_date >= $4 and {NOBODY_HOLDS}) as open
        from ({TOUCHED}) touched join lesson l on l.id = touched.id) n
    where a.withdrawn_at is null and a.ends >= $1 and ($2 or a.teacher = $3)
    order by a.begins, teacher_name, a.id limit {MOST}"""
LESSONS = f"""select {LESSON_WORDS}, l.teacher <> a.teacher as is_other, change.kind as change,
        moved.was_date, moved.was_number, l.on_date >= $3 and {NOBODY_HOLDS} as is_open,
        l.on_date < $3 and {NOBODY_HOLDS} as is_missed,
        $2 and exists (select 1 from planned_change d where d.lesson = l.id) as is_drafted,
        {HAS_TASK} as has_task
    from teacher_absence a cross join lateral ({TOUCHED}) touched join lesson l on l.id = touched.id
    {LESSON_JOINS}
    left join lateral (select x.kind from lesson_change x where x.lesson = l.id and {ACTIVE}
        order by x.id desc limit 1) change on true
    left join lateral (select x.was_date, x.was_number from lesson_change x
        where x.lesson = l.id and {ACTIVE} and x.kind = 'MOVED' order by x.id limit 1) moved on true
    where a.id = $1
    order by coalesce(moved.was_date, l.on_date), coalesce(moved.was_number, l.number), l.id"""
TEACHERS = f"""select p.id, {SHORT_NAME} as name from person p where p.id in (
        select x.teacher from assignment x where x.until is null or x.until >= $1::date - {PAST_DAYS}
        union select l.teacher from lesson l where l.on_date >= $1 and l.on_date < $1::date + 14)
    order by p.sort_key, p.id"""


async def absence_of(viewer: Viewer, absence: int) -> Absence:
    """An absence; NotFound when it is neither the viewer's own nor the office's to see."""
    found = await DB.one(Absence, CARD, absence, ABSENCES.allows(viewer.hat), viewer.person)
    if found is None:
        raise NotFound
    return found


async def lessons_of(viewer: Viewer, absence: Absence) -> Sequence[TouchedLesson]:
    """The lessons it touches, by their place in the timetable; drafts only for dispatchers."""
    if absence.withdrawn_at is not None:
        return ()
    return await DB.rows(TouchedLesson, LESSONS, absence.id, PLAN.allows(viewer.hat), viewer.day)


async def absences_since(viewer: Viewer, days: int = PAST_DAYS) -> list[AbsenceLine]:
    """Absences that ended not more than `days` ago, by their first day: all, or the viewer's own."""
    since = viewer.day - timedelta(days)
    is_all = ABSENCES.allows(viewer.hat)
    return await DB.rows(AbsenceLine, LINES, since, is_all, viewer.person, viewer.day)


async def teachers_to_report(viewer: Viewer) -> list[Teacher]:
    """Everybody with teaching, whom the office may report; nobody for a teacher."""
    if not ABSENCES.allows(viewer.hat):
        return []
    return await DB.rows(Teacher, TEACHERS, viewer.day)
