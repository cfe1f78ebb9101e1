"""The whole school's lessons of some days, by class: for the sheet on the wall, the page, the day sheets.

Rules: every hat may read any class's timetable, so nothing here depends on who asks; a group of several
classes stands with each of them; what is cancelled is told by its status. One statement.
"""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import ACTIVE
from intranet.school.people import names


class SchoolLesson(msgspec.Struct, frozen=True):
    """A lesson in effect; `classes` are ids; `change` the kind of the last published change."""

    id: int
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    classes: list[int]
    subject: str
    short: str
    group_name: str
    teacher: tuple[str, str, str]
    instead: tuple[str, str, str] | None
    room: str | None
    status: str
    change: str | None
    instead_of: str | None

    @property
    def is_off(self) -> bool:
        """Not held."""
        return self.status == "cancelled"

    @property
    def teacher_short(self) -> str:
        """Who teaches it in effect."""
        return names.short_name(*self.teacher)

    @property
    def instead_short(self) -> str:
        """Who was to teach it, when somebody else does; else empty."""
        return names.short_name(*self.instead) if self.instead else ""

    @property
    def abbreviation(self) -> str:
        """The school's short name of the subject, else its first letters: "Алг.", "Рус."."""
        return self.short or (self.subject if len(self.subject) <= 4 else f"{self.subject[:3]}.")


IN_GROUP = "m.since <= l.on_date and (m.until is null or m.until >= l.on_date)"
IN_CLASS = "o.is_roster and o.since <= l.on_date and (o.until is null or o.until >= l.on_date)"
LESSONS = f"""select l.id, l.on_date, l.number, b.starts, b.ends, s.name as subject, s.short,
        g.name as group_name, json_build_array(t.surname, t.name, t.patronymic) as teacher,
        case when l.teacher <> l.planned_teacher
            then json_build_array(pt.surname, pt.name, pt.patronymic) end as instead,
        r.number as room, l.status,
        case when g.school_class is not null then array[g.school_class] else array(
            select distinct rs.school_class from group_membership m
            join group_membership o on o.student = m.student and {IN_CLASS}
            join study_group rs on rs.id = o.study_group and rs.school_class is not null
            where m.study_group = g.id and {IN_GROUP}) end as classes,
        (select x.kind from lesson_change x where x.lesson = l.id and {ACTIVE}
            order by x.id desc limit 1) as change,
        (select s2.name from lesson_change x join lesson l2 on l2.id = x.lesson
            join journal j2 on j2.id = l2.journal join subject s2 on s2.id = j2.subject
            where x.became = l.id and x.was_date = l.on_date and x.kind = 'SUBJECT_REPLACED'
              and {ACTIVE} limit 1) as instead_of
    from lesson l join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group join person t on t.id = l.teacher
    join person pt on pt.id = l.planned_teacher left join room r on r.id = l.room
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    where l.on_date between $1 and $2
    order by l.on_date, l.number, g.name, s.name, l.id"""


async def school_lessons(viewer: Viewer, begins: date, ends: date) -> list[SchoolLesson]:
    """Every lesson of the days, by day and number; what a published replacement took out is left out."""
    found = await DB.rows(SchoolLesson, LESSONS, begins, ends)
    return [one for one in found if one.change != "SUBJECT_REPLACED"]
