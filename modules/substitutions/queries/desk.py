"""What the desk needs besides the day itself: names, the days around, the choices for one lesson.

For dispatchers only (`permissions.PLAN`): drafts and who is away are nobody else's.
"""

from __future__ import annotations

from datetime import date, time, timedelta

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.fragments import ACTIVE
from modules.substitutions.planning.people import Named
from modules.substitutions.planning.places import Ahead
from modules.substitutions.planning.state import Bell, Day, DayLesson

AHEAD = timedelta(days=9)
STANDS = "select exists (select 1 from lesson where id = $1 and on_date = $2)"
# Everything of a day that is shown by name, in one row of JSON lists.
NAMES = f"""select
    array(select json_build_object('id', id, 'title', number) from room order by length(key), key) as rooms,
    array(select json_build_object('id', id, 'surname', surname, 'name', name, 'patronymic', patronymic)
        from person where id = any($2::int[])) as people,
    array(select json_build_object('id', j.id, 'title', s.name) from journal j
        join subject s on s.id = j.subject where j.id = any($3::int[])) as journals,
    array(select json_build_object('lesson', x.lesson, 'subject', s.name, 'teacher', b.teacher)
        from lesson_change x join lesson l on l.id = x.lesson and l.on_date = $1
        join lesson b on b.id = x.became join journal j on j.id = b.journal join subject s on s.id = j.subject
        where x.kind = 'SUBJECT_REPLACED' and {ACTIVE})
        as replaced,
    (select max(on_date) from lesson where on_date < $1) as earlier,
    (select min(on_date) from lesson where on_date > $1) as later,
    (select count(*) from planned_change d join lesson l on l.id = d.lesson
        where l.on_date = $1 and d.is_proposed)::int as proposed,
    (select g.year from lesson l join study_group g on g.id = l.study_group where l.on_date = $1 limit 1)
        as year"""
DAY_NOW = """select coalesce(
    (select $1::date where exists (select 1 from lesson l left join bell b on b.schedule = l.bell_schedule
        and b.number = l.number where l.on_date = $1 and coalesce(b.ends, '16:00') > $2)),
    (select min(on_date) from lesson where on_date > $1), $1)"""
# Lessons of the coming days that share pupils, teacher or room with ours, by the indexes of each; the bells
# of those days; the other journals of the same pupils, with who teaches them.
CHOICES = """with kin as materialized (select distinct o.study_group as id from group_membership m
        join group_membership o on o.student = m.student and o.since <= $4 and coalesce(o.until, $3) >= $3
        where m.study_group = $1 and m.since <= $4 and coalesce(m.until, $3) >= $3
        union select $1 union select id from study_group where school_class = $5 and is_roster),
    found as materialized (
        select l.id, l.on_date, l.number, l.bell_schedule, b.starts, b.ends, l.journal,
            s.name as subject_name, g.name as group_name, l.teacher, l.status,
            coalesce((select d.version from planned_change d where d.lesson = l.id), 0) as version,
            coalesce(g.school_class = $5, l.study_group = $1) as is_class,
            l.study_group in (select id from kin) as has_pupils,
            (l.teacher = $2 or $2 = any(l.beside)) as has_teacher, coalesce(l.room = $6, false) as has_room
        from lesson l join journal j on j.id = l.journal join subject s on s.id = j.subject
        join study_group g on g.id = l.study_group
        left join bell b on b.schedule = l.bell_schedule and b.number = l.number
        where l.on_date between $3 and $4 and (l.study_group in (select id from kin)
            or g.school_class = $5 or l.teacher = $2 or $2 = any(l.beside) or l.room = $6)
        order by l.on_date, l.number, s.name, l.id)
    select array(select row_to_json(found) from found) as lessons,
        array(select json_build_object('schedule', schedule, 'number', number, 'starts', starts,
                'ends', ends) from bell where schedule in (select bell_schedule from found)) as bells,
        array(select json_build_object('id', j.id, 'subject', j.subject, 'title', s.name, 'teachers',
                array(select a.teacher from assignment a where a.journal = j.id and a.since <= $7
                    and (a.until is null or a.until >= $7) order by a.since, a.id))
            from journal j join subject s on s.id = j.subject
            where j.study_group = $1 and j.id <> $8 order by s.name) as subjects"""


class Titled(msgspec.Struct, frozen=True):
    """A room or a journal by name."""

    id: int
    title: str


class Replaced(msgspec.Struct, frozen=True):
    """What is held instead of a lesson, as published."""

    lesson: int
    subject: str
    teacher: int


class Names(msgspec.Struct, frozen=True):
    """Names by id, the school days before and after, and the year;
    `proposed`: drafts nobody has chosen yet."""

    rooms: list[Titled]
    people: list[Named]
    journals: list[Titled]
    replaced: list[Replaced]
    earlier: date | None
    later: date | None
    proposed: int
    year: int | None


class SubjectChoice(msgspec.Struct, frozen=True):
    """Another journal of the same pupils, and who teaches it."""

    id: int
    subject: int
    title: str
    teachers: list[int]


class Choices(msgspec.Struct, frozen=True):
    """The lessons of the next days that matter to one lesson, the bells of those days, other subjects."""

    lessons: list[Ahead]
    bells: list[Bell]
    subjects: list[SubjectChoice]


async def check_place(viewer: Viewer, lesson: int, on_date: date) -> None:
    """NotFound unless the lesson stands on this day now."""
    if not await DB.value(STANDS, lesson, on_date):
        raise NotFound


async def names_of(viewer: Viewer, day: Day) -> Names:
    """The names a day's page shows. One statement."""
    taught = {one for lesson in day.lessons for one in (lesson.planned_teacher, lesson.teacher)}
    people = (taught | {one.teacher for one in day.away}) - day.colleagues.keys()
    journals = {one.journal for one in day.drafts.values() if one.journal}
    found = await DB.one(Names, NAMES, day.on_date, sorted(people), sorted(journals))
    assert found is not None  # the statement always gives one row
    return found


def short_names(day: Day, found: Names) -> dict[int, str]:
    """Everybody of the day: "Иванова М. С."."""
    others = {one.id: one.short for one in found.people}
    return others | {one.id: one.short for one in day.colleagues.values()}


async def day_now(viewer: Viewer) -> date:
    """Today; after its last lesson, or when there is none, the next day with lessons."""
    now: time = clock.local_now().time()
    found: date = await DB.value(DAY_NOW, viewer.day, now)
    return found


async def choices_for(viewer: Viewer, lesson: DayLesson) -> Choices:
    """What stands on the lesson's day and the next ones, and what may be taught instead. One statement."""
    begins = max(lesson.on_date, viewer.day)
    found = await DB.one(
        Choices, CHOICES, lesson.study_group, lesson.planned_teacher, begins, begins + AHEAD,
        lesson.school_class, lesson.room, lesson.on_date, lesson.journal,
    )  # fmt: skip
    assert found is not None  # the statement always gives one row
    return found
