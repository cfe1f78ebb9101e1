"""A teacher's day: today's lessons with what is not filled in yet, and what was left unfilled before."""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import SHORT_NAME
from intranet.school.settings import REQUIRED_OF_L
from modules.journal.queries.fragments import GROUP_NAME, LAST_CHANGE

# How many days back an unfilled lesson is still reminded of (DOMAIN 2.3 lets topic and roll wait 7).
REMIND_DAYS = 14
MOST_SHOWN = 8


class TeacherLesson(msgspec.Struct, frozen=True):
    """A lesson of a teacher and what of it is filled; `change` and `instead` when it is not as planned.

    `needs` are the parts without which it is not filled (settings.LESSON_PARTS).
    """

    id: int
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    subject: str
    group_name: str
    room: str | None
    status: str
    change: str | None
    instead: str | None
    has_topic: bool
    has_homework: bool
    has_roll: bool
    needs: list[str]
    marks: int

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.group_name}" if self.group_name else self.subject

    @property
    def is_filled(self) -> bool:
        """Every part that the school wants is there; an explicit none is homework."""
        there = {"topic": self.has_topic, "homework": self.has_homework, "roll": self.has_roll}
        return all(there.get(part, True) for part in self.needs)


LESSONS = f"""select l.id, l.on_date, l.number, b.starts, b.ends, su.name as subject, {GROUP_NAME} as
    group_name,
        r.number as room, l.status, change.kind as change,
        case when l.planned_teacher <> l.teacher
            then (select {SHORT_NAME} from person p where p.id = l.planned_teacher) end as instead,
        coalesce(lr.topic <> '', false) as has_topic, h.id is not null as has_homework,
        lr.attendance_taken_at is not null as has_roll, {REQUIRED_OF_L} as needs,
        (select count(*) from work w join mark m on m.work = w.id and m.value is not null where w.lesson =
            l.id) as marks
    from lesson l join journal j on j.id = l.journal join subject su on su.id = j.subject
    join study_group sg on sg.id = j.study_group left join school_class sc on sc.id = sg.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number left join room r on r.id = l.room
    left join lesson_record lr on lr.lesson = l.id left join homework h on h.lesson = l.id {LAST_CHANGE}
    where l.teacher = $1"""
# What lesson `l` with its record `lr` and homework `h` lacks of what its day's rule wants.
UNFILLED = f"""l.status <> 'cancelled' and exists (
    select 1 from jsonb_array_elements_text({REQUIRED_OF_L}) part
    where case part when 'topic' then coalesce(lr.topic, '') = '' when 'homework' then h.id is null
        when 'roll' then lr.attendance_taken_at is null end)"""


async def lessons_today(viewer: Viewer) -> list[TeacherLesson]:
    """The viewer's own lessons of the day, in order of the clock."""
    sql = f"{LESSONS} and l.on_date = $2 order by b.starts, l.number, l.id"
    return await DB.rows(TeacherLesson, sql, viewer.person, viewer.day)


async def unfilled_before(viewer: Viewer) -> list[TeacherLesson]:
    """The viewer's lessons of the last two weeks that lack what the school wants, oldest first."""
    sql = f"""{LESSONS} and l.on_date >= $2::date - {REMIND_DAYS} and l.on_date < $2 and {UNFILLED}
        order by l.on_date, l.number limit {MOST_SHOWN}"""
    return await DB.rows(TeacherLesson, sql, viewer.person, viewer.day)


# For the tab: one scalar ($1 person, $2 day, $3 hat).
COUNT_UNFILLED = f"""select count(*) from lesson l left join lesson_record lr on lr.lesson = l.id
    left join homework h on h.lesson = l.id
    where $3 = 'teacher' and l.teacher = $1 and l.on_date >= $2::date - {REMIND_DAYS} and l.on_date < $2
      and {UNFILLED}"""
