"""Everything about one day for planning it, in three statements whatever the school's size."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import ACTIVE
from modules.substitutions.planning.state import (
    Away,
    Bell,
    Colleague,
    Day,
    DayLesson,
    Draft,
    Limits,
    Standby,
    bells_of,
)
from modules.substitutions.queries.limits import LIMITS

# What a DayLesson has of lesson `l`, but for the last change's kind.
DAY_COLUMNS = """l.id, l.on_date, l.number, l.journal, l.study_group, j.subject, s.name as subject_name,
    g.name as group_name, g.school_class, c.grade_level, c.letter, coalesce(c.shift, 1) as shift,
    coalesce(r.building, c.building) as building, l.status, l.bell_schedule, l.planned_teacher,
    l.teacher, l.beside, l.planned_room, l.room"""
DAY_JOINS = """join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group left join school_class c on c.id = g.school_class
    left join room r on r.id = l.room"""
LESSONS = f"""with here as (select id from lesson where on_date = $1
        union select lesson from planned_change where to_date = $1),
    said as (select distinct on (x.lesson) x.lesson, x.kind from lesson_change x
        where x.lesson in (select id from here) and {ACTIVE} order by x.lesson, x.id desc)
    select {DAY_COLUMNS}, said.kind as change,
        exists (select 1 from lesson_change x where x.became = l.id and x.kind = 'SUBJECT_REPLACED'
            and {ACTIVE} and x.was_teacher <> l.teacher offset 0) as is_instead
    from here join lesson l on l.id = here.id {DAY_JOINS} left join said on said.lesson = l.id
    order by l.number, c.grade_level, c.letter, g.name, l.id"""
AWAY = """select id, teacher, first_number, last_number from teacher_absence
    where withdrawn_at is null and begins <= $1 and ends >= $1 order by id"""
DRAFTS = """select d.id, d.lesson, d.kind, d.teacher, d.room, d.to_date, d.to_number, d.journal,
        d.merged_with, d.note, d.override_reason, d.absence, d.pair, d.is_proposed, d.version
    from planned_change d join lesson l on l.id = d.lesson
    where l.on_date = $1 or d.to_date = $1 order by d.id"""
# The short lists of a day in one row, as JSON.
AROUND = f"""select
    array(select json_build_object('id', id, 'teacher', teacher, 'first_number', first_number,
            'last_number', last_number) from ({AWAY}) a) as away,
    array(select json_build_object('teacher', teacher, 'first_number', first_number,
            'last_number', last_number, 'is_ready', is_ready)
        from standby_hours where weekday = extract(isodow from $1::date)) as standby,
    array(select json_build_object('schedule', b.schedule, 'number', b.number, 'starts', b.starts,
            'ends', b.ends) from bell b
        where b.schedule in (select distinct bell_schedule from lesson where on_date = $1)) as bells,
    array(select json_build_object('id', id, 'parallel', parallel) from room) as rooms,
    array(select row_to_json(d) from ({DRAFTS}) d) as drafts, {LIMITS} as limits"""
IN_FORCE = "since <= $1 and (until is null or until >= $1)"
# Fairness begins with the quarter; a school without quarters counts from its own kind of term.
FAIR_SINCE = """(select coalesce(
    (select t.begins from term t join term_scheme s on s.id = t.scheme
        where t.begins <= $1 and s.year = (select id from academic_year where begins <= $1
            order by begins desc limit 1)
        order by array_position(array['quarter', 'trimester', 'module', 'half_year'], s.kind::text),
            t.begins desc limit 1), $1::date - 90))"""
# Lessons of others that were given to somebody, by the day they were given for: what fairness counts.
GIVEN = f"""select coalesce(x.teacher, b.teacher) as teacher, x.was_date from lesson_change x
    left join lesson b on b.id = x.became
    where {ACTIVE} and x.kind in ('TEACHER_SUBSTITUTED', 'SUBJECT_REPLACED', 'SUPERVISED')
        and coalesce(x.teacher, b.teacher) <> x.was_teacher"""
# One pass over each relation, then one row a colleague.
COLLEAGUES = f"""with a as (
        select x.teacher, j.subject, g.id as study_group, g.school_class from assignment x
        join journal j on j.id = x.journal join study_group g on g.id = j.study_group
        where x.since <= $1 and (x.until is null or x.until >= $1)),
    taught as (
        select teacher, array_agg(distinct subject) as subjects, array_agg(distinct study_group) as groups,
            array_agg(distinct school_class) filter (where school_class is not null) as classes
        from a group by teacher),
    able as (select teacher, array_agg(subject) as subjects from teacher_subject group by teacher),
    houses as (
        select l.teacher, array_agg(distinct r.building) as houses from lesson l join room r on r.id = l.room
        where l.on_date = $1 and l.status <> 'cancelled' group by l.teacher),
    week as (
        select teacher, count(*) as n from lesson where status <> 'cancelled'
            and on_date between date_trunc('week', $1::date)::date and date_trunc('week', $1::date)::date + 6
        group by teacher),
    given as (
        select teacher, count(*) as n from ({GIVEN} and x.was_date between {FAIR_SINCE} and $1) one
        group by teacher),
    staff as (
        select teacher as id from taught union select teacher from able
        union select person from staff_post where {IN_FORCE})
    select p.id, p.surname, p.name, p.patronymic,
        coalesce(t.subjects, '{{}}') || coalesce(b.subjects, '{{}}') as subjects,
        coalesce(t.classes, '{{}}') as classes, coalesce(t.groups, '{{}}') as groups,
        coalesce(h.houses, '{{}}') as houses, coalesce(w.n, 0) as week_lessons, coalesce(v.n, 0) as given
    from staff f join person p on p.id = f.id left join taught t on t.teacher = p.id
    left join able b on b.teacher = p.id left join houses h on h.teacher = p.id
    left join week w on w.teacher = p.id left join given v on v.teacher = p.id
    order by p.sort_key, p.id"""


class RoomSize(msgspec.Struct, frozen=True):
    """How many lessons a room takes at once."""

    id: int
    parallel: int


class _Around(msgspec.Struct, frozen=True):
    away: list[Away]
    standby: list[Standby]
    bells: list[Bell]
    rooms: list[RoomSize]
    drafts: list[Draft]
    limits: Limits


async def day_of(viewer: Viewer, on_date: date) -> Day:
    """The day's lessons, absences, drafts, colleagues with their loads, readiness, bells, room capacities.

    For dispatchers only: the caller's permission says so (`permissions.PLAN`).
    """
    around = await DB.one(_Around, AROUND, on_date)
    assert around is not None  # the statement always gives one row
    return Day(
        on_date=on_date,
        lessons=await DB.rows(DayLesson, LESSONS, on_date),
        away=around.away,
        drafts={one.lesson: one for one in around.drafts},
        colleagues={one.id: one for one in await DB.rows(Colleague, COLLEAGUES, on_date)},
        standby=around.standby,
        bells=bells_of(around.bells),
        parallel={one.id: one.parallel for one in around.rooms},
        limits=around.limits,
    )
