"""A teacher's own page: lessons of others to hold, own lessons that others hold, readiness, own counts."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import ACTIVE, SHORT_NAME
from modules.substitutions.planning.lesson_line import LessonLine
from modules.substitutions.planning.standby import Hours
from modules.substitutions.queries.absence_sql import LESSON_JOINS, LESSON_WORDS
from modules.substitutions.queries.day import FAIR_SINCE, GIVEN
from modules.substitutions.queries.tasks import FILES_OF_T, TaskFileCard

BACK_DAYS, AHEAD_DAYS = 14, 60


class Substitution(LessonLine, frozen=True, kw_only=True):
    """A lesson given to the viewer; `until`: the last day of the right to write, None for an own journal."""

    kind: str
    instead: str
    until: date | None
    text: str
    files: list[TaskFileCard]


class GivenAway(LessonLine, frozen=True, kw_only=True):
    """A lesson of the viewer that somebody else holds, or that is off."""

    kind: str


class Counts(msgspec.Struct, frozen=True):
    """Lessons of others held since the term began and this month: own, and all teachers' on average."""

    since: date
    term: int
    month: int
    term_average: float
    month_average: float


SUBSTITUTIONS = f"""with mine as (
        select x.lesson, x.kind, x.was_teacher, x.rights_until from lesson_change x
        where x.teacher = $1 and {ACTIVE} and (x.rights_until is null or x.rights_until >= $2)
        union all
        select x.became, x.kind, x.was_teacher, null from lesson_change x join lesson b on b.id = x.became
        where {ACTIVE} and x.kind = 'SUBJECT_REPLACED' and x.was_date >= $2 and b.teacher = $1
            and x.was_teacher <> $1)
    select {LESSON_WORDS}, m.kind,
        (select {SHORT_NAME} from person p where p.id = m.was_teacher) as instead,
        m.rights_until as until, coalesce(t.text, '') as text, {FILES_OF_T}
    from mine m join lesson l on l.id = m.lesson and l.teacher = $1 and l.status <> 'cancelled'
    {LESSON_JOINS} left join substitute_task t on t.lesson = l.id
    where l.on_date >= $2 or m.rights_until >= $2 order by l.on_date, l.number, l.id"""
GIVEN_AWAY = f"""select {LESSON_WORDS}, change.kind
    from lesson l {LESSON_JOINS}
    join lateral (select x.kind from lesson_change x where x.lesson = l.id and {ACTIVE}
        order by x.id desc limit 1) change on true
    where l.planned_teacher = $1 and l.on_date between $2::date - {BACK_DAYS} and $2::date + {AHEAD_DAYS}
        and (l.teacher <> $1 or l.status = 'cancelled') order by l.on_date, l.number, l.id"""
STANDBY = """select weekday, first_number, last_number, is_ready from standby_hours where teacher = $1
    order by weekday, first_number"""
COUNTS = f"""with period as (
        select ({FAIR_SINCE}) as since, date_trunc('month', $1::date)::date as month),
    given as (
        {GIVEN} and x.was_date <= $1
            and x.was_date >= (select least(since, month) from period)),
    staff as (
        select greatest(count(distinct teacher), 1) as n from assignment
        where since <= $1 and (until is null or until >= $1)),
    counted as (
        select count(*) filter (where g.was_date >= p.since and g.teacher = $2) as term,
            count(*) filter (where g.was_date >= p.month and g.teacher = $2) as month,
            count(*) filter (where g.was_date >= p.since) as term_all,
            count(*) filter (where g.was_date >= p.month) as month_all
        from given g cross join period p)
    select p.since, c.term, c.month, (c.term_all::float8 / s.n) as term_average,
        (c.month_all::float8 / s.n) as month_average
    from period p cross join counted c cross join staff s"""


async def my_substitutions(viewer: Viewer) -> list[Substitution]:
    """The lessons of others the viewer holds from today on, and past ones the right still lasts for."""
    return await DB.rows(Substitution, SUBSTITUTIONS, viewer.person, viewer.day)


async def given_away(viewer: Viewer) -> list[GivenAway]:
    """The viewer's lessons of the last two weeks and the coming ones that others hold, or that are off."""
    return await DB.rows(GivenAway, GIVEN_AWAY, viewer.person, viewer.day)


async def my_standby(viewer: Viewer) -> list[Hours]:
    """When the viewer is ready to be called."""
    return await DB.rows(Hours, STANDBY, viewer.person)


async def my_counts(viewer: Viewer) -> Counts:
    """How much the viewer has stood in, beside the school's average of those who teach (FEATURES C15)."""
    found = await DB.one(Counts, COUNTS, viewer.day, viewer.person)
    if found is None:
        raise LookupError("the statement gave no row")
    return found
