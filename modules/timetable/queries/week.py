"""Reads of the timetable: the lessons of a week, and whose weeks there are to choose from.

Rules: one statement gives all lessons of a view with bells and changes; a pupil's week starts from the
pupils the viewer may see. The effective teacher and room are shown, the planned ones explain a change.
"""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args, visible_students
from intranet.school.facts import class_name
from intranet.school.fragments import ACTIVE
from intranet.school.people import names

# Lessons of: a class (with the groups it shares), a teacher (those given away and those where the teacher
# stands beside, too), a room; $5 names it.
OF = {
    "class": """l.study_group in (select sg.id from study_group sg where sg.school_class = $5
        union select m.study_group from group_membership m join study_group sg on sg.id = m.study_group
            where sg.school_class is null and m.student in (select r.student from group_membership r
                join study_group rs on rs.id = r.study_group where rs.school_class = $5 and rs.is_roster
                    and r.since <= $4 and (r.until is null or r.until >= $3)))""",
    "teacher": """(l.teacher = $5 or l.planned_teacher = $5
        or (l.beside <> '{}' and $5 = any(l.beside)))""",
    "room": "l.room = $5",
}
OF_STUDENT = """l.study_group in (select m.study_group from group_membership m where m.student = $5
        and m.since <= l.on_date and (m.until is null or m.until >= l.on_date))"""

ROW = f"""select l.id, at.on_date, at.number, at.is_left, l.on_date as now_on, l.number as now_number,
    l.status, b.starts, b.ends, s.name as subject, g.name as group_name, c.grade_level, c.letter,
    array[t.surname, t.name, t.patronymic]::text[] as teacher, t.id as teacher_id,
    array[pt.surname, pt.name, pt.patronymic]::text[] as planned_teacher, pt.id as planned_teacher_id,
    l.beside as beside_ids, coalesce((select json_agg(json_build_array(bp.surname, bp.name, bp.patronymic)
        order by bp.sort_key) from person bp where bp.id = any(l.beside)), '[]') as beside,
    r.number as room, case when (select count(*) from building) > 1 then h.name end as house,
    pr.number as planned_room, x.kind as change, x.was_date, x.was_number, x.note,
    (select s2.name from lesson_change x join lesson l2 on l2.id = x.lesson
        join journal j2 on j2.id = l2.journal join subject s2 on s2.id = j2.subject
        where x.became = l.id and x.was_date = l.on_date and {ACTIVE} limit 1) as instead_of
    from at join lesson l on l.id = at.lesson
    join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group left join school_class c on c.id = g.school_class
    join person t on t.id = l.teacher join person pt on pt.id = l.planned_teacher
    left join room r on r.id = l.room left join building h on h.id = r.building
    left join room pr on pr.id = l.planned_room
    left join bell b on b.schedule = l.bell_schedule and b.number = at.number
    left join lateral (select x.kind, x.was_date, x.was_number, x.note from lesson_change x
        where x.lesson = l.id and {ACTIVE}
        order by x.published_at desc, x.id desc limit 1) x on true
    order by at.on_date, at.number, c.grade_level, c.letter, g.name, at.is_left, l.id"""


class LessonRow(msgspec.Struct, frozen=True):
    """One lesson at one place of the week; `is_left` = it was moved away from here."""

    id: int
    on_date: date
    number: int
    is_left: bool
    now_on: date
    now_number: int
    status: str
    starts: time | None
    ends: time | None
    subject: str
    group_name: str
    grade_level: int | None
    letter: str | None
    teacher: list[str]
    teacher_id: int
    planned_teacher: list[str]
    planned_teacher_id: int
    beside_ids: list[int]
    beside: list[tuple[str, str, str]]
    room: str | None
    house: str | None
    planned_room: str | None
    change: str | None
    was_date: date | None
    was_number: int | None
    note: str | None
    instead_of: str | None

    @property
    def whom(self) -> str:
        """The class, the group, or both: "5А, 1 группа"."""
        whole = "" if self.grade_level is None else class_name(self.grade_level, self.letter or "")
        return ", ".join(filter(None, (whole, self.group_name)))

    @property
    def teacher_short(self) -> str:
        """Who teaches it in effect: "Иванова М. С."."""
        return names.short_name(*self.teacher)

    @property
    def teachers_short(self) -> str:
        """Everybody who teaches it: "Иванова М. С., Петров И. А."."""
        return ", ".join([self.teacher_short, *(names.short_name(*one) for one in self.beside)])

    @property
    def place(self) -> str:
        """ "31", in a school of several buildings "31, корп. 2"."""
        return ", ".join(filter(None, (self.room, self.house)))

    @property
    def planned_short(self) -> str:
        """Who was to teach it."""
        return names.short_name(*self.planned_teacher)

    @property
    def is_off(self) -> bool:
        """Not held here: cancelled, or moved away."""
        return self.is_left or self.status == "cancelled"


class Choice(msgspec.Struct, frozen=True):
    """A class, a teacher or a room by id and name."""

    id: int
    title: str


async def week_of(viewer: Viewer, kind: str, whose: int, begins: date, ends: date) -> list[LessonRow]:
    """The lessons of a class, a teacher or a room (`kind`), moved ones at both ends. One statement."""
    return await DB.rows(
        LessonRow,
        f"""with at as (
            select l.id as lesson, l.on_date, l.number, false as is_left from lesson l
            where $1::int is not null and $2::date is not null and l.on_date between $3 and $4 and {OF[kind]}
            union all
            select l.id, x.was_date, x.was_number, true from lesson_change x join lesson l on l.id = x.lesson
            where x.was_date between $3 and $4 and x.kind = 'MOVED' and {ACTIVE} and {OF[kind]}) {ROW}""",
        *viewer_args(viewer), begins, ends, whose,
    )  # fmt: skip


async def week_of_student(viewer: Viewer, student: int, begins: date, ends: date) -> list[LessonRow]:
    """The lessons of a pupil's groups; nothing for a pupil the viewer may not see. One statement."""
    return await DB.rows(
        LessonRow,
        f"""with at as (
            select l.id as lesson, l.on_date, l.number, false as is_left from lesson l
            where $5 in ({visible_students(viewer)}) and l.on_date between $3 and $4 and {OF_STUDENT}
            union all
            select l.id, x.was_date, x.was_number, true from lesson_change x join lesson l on l.id = x.lesson
            where $5 in ({visible_students(viewer)}) and x.was_date between $3 and $4 and x.kind = 'MOVED'
              and {ACTIVE} and {OF_STUDENT}) {ROW}""",
        *viewer_args(viewer), begins, ends, student,
    )  # fmt: skip


async def lesson_at(viewer: Viewer, lesson: int) -> LessonRow:
    """One lesson where it stands now; any hat may read it, as any class's week. NotFound without one."""
    found = await DB.one(
        LessonRow,
        f"""with at as (select l.id as lesson, l.on_date, l.number, false as is_left from lesson l
            where l.id = $3 and $1::int is not null and $2::date is not null) {ROW}""",
        *viewer_args(viewer), lesson,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


CHOICES = """with y as (select id, begins, ends from academic_year
        order by greatest(begins - $1::date, $1::date - ends, 0), begins desc limit 1),
    classes as (select c.id, c.grade_level || c.letter as title, c.grade_level as a, c.letter as b
        from school_class c where c.year = (select id from y)),
    teachers as (select p.id, p.sort_key as a,
            concat_ws(' ', p.surname, p.name, nullif(p.patronymic, '')) as title
        from person p where exists (select 1 from assignment a, y
            where a.teacher = p.id and a.since <= y.ends
              and (a.until is null or a.until >= y.begins))),
    rooms as (select id, number as title, length(key) as a, key as b from room)
    select
        array(select json_build_object('id', id, 'title', title) from classes order by a, b) as classes,
        array(select json_build_object('id', id, 'title', title) from teachers order by a) as teachers,
        array(select json_build_object('id', id, 'title', title) from rooms order by a, b) as rooms"""


class Choices(msgspec.Struct, frozen=True):
    """Everything there is to choose: classes of the day's year, teachers with lessons, rooms."""

    classes: list[Choice]
    teachers: list[Choice]
    rooms: list[Choice]


async def choices_of(viewer: Viewer, day: date) -> Choices:
    """Classes of a day's year in natural order, its teachers by name, rooms by number. One statement."""
    found = await DB.one(Choices, CHOICES, day)
    assert found is not None  # the statement always gives one row
    return found
