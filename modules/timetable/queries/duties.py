"""Duties in breaks by weekday and what speaks against them; a teacher's own of a day; teachers' hours."""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from intranet.school.people import names

# A duty is doubtful when its teacher is not in school then, or has lessons around it in other houses.
DUTIES = """select d.id, d.weekday, d.after_number, d.place, b.name as building, d.since, d.until, d.teacher,
        array[p.surname, p.name, p.patronymic]::text[] as teacher_name,
        exists (select 1 from teacher_hours h where h.teacher = d.teacher and h.weekday = d.weekday
            and h.first_number <= greatest(d.after_number, 1)
            and h.last_number >= greatest(d.after_number, 1)) as is_away,
        (d.building is not null and exists (select 1 from timetable_slot s
            join timetable_version v on v.id = s.version join room r on r.id = s.room
            where s.teacher = d.teacher and s.weekday = d.weekday and r.building <> d.building
              and s.number in (d.after_number, d.after_number + 1)
              and v.since <= greatest($1, d.since)
              and (v.until is null or v.until >= greatest($1, d.since)))) as is_far
    from break_duty d join person p on p.id = d.teacher left join building b on b.id = d.building
    where d.until is null or d.until >= $1
    order by d.weekday, d.after_number, d.place, p.sort_key, d.id"""
# The break lasts from the bell of its lesson to the next one, by the schedule most of the day's lessons have.
ON_A_DAY = """with bells as (select l.bell_schedule as id from lesson l where l.on_date = $3
        and l.bell_schedule is not null group by 1 order by count(*) desc, 1 limit 1)
    select d.after_number, d.place, h.name as house, was.ends as starts, next.starts as ends
    from break_duty d left join building h on h.id = d.building
    left join bell was on was.schedule = (select id from bells) and was.number = d.after_number
    left join bell next on next.schedule = (select id from bells) and next.number = d.after_number + 1
    where $1::int is not null and $2::date is not null and d.teacher = $4
      and d.weekday = extract(isodow from $3::date) and d.since <= $3 and (d.until is null or d.until >= $3)
      and exists (select 1 from lesson l where l.on_date = $3)
    order by d.after_number, d.id"""
HOURS = """select h.id, h.weekday, h.first_number, h.last_number, h.note, h.teacher,
        array[p.surname, p.name, p.patronymic]::text[] as teacher_name
    from teacher_hours h join person p on p.id = h.teacher
    order by p.sort_key, p.id, h.weekday, h.first_number"""
CHOICES = """select
    array(select json_build_object('id', p.id, 'title',
            concat_ws(' ', p.surname, p.name, nullif(p.patronymic, ''))) from person p
        where exists (select 1 from staff_post s where s.person = p.id
                and (s.until is null or s.until >= $1))
           or exists (select 1 from assignment a where a.teacher = p.id
                and (a.until is null or a.until >= $1)) order by p.sort_key, p.id) as teachers,
    array(select json_build_object('id', b.id, 'title', b.name) from building b order by b.id) as buildings"""


class DutyRow(msgspec.Struct, frozen=True):
    """A duty that goes on; `is_away`, `is_far`: why it may not be kept."""

    id: int
    weekday: int
    after_number: int
    place: str
    building: str | None
    since: date
    until: date | None
    teacher: int
    teacher_name: list[str]
    is_away: bool
    is_far: bool

    @property
    def teacher_short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(*self.teacher_name)


class Duty(msgspec.Struct, frozen=True):
    """A watch in the break after lesson `after_number` (0: before the first)."""

    after_number: int
    place: str
    house: str | None
    starts: time | None
    ends: time | None


class HoursRow(msgspec.Struct, frozen=True):
    """A teacher's hours, with the office's note."""

    id: int
    weekday: int
    first_number: int
    last_number: int
    note: str
    teacher: int
    teacher_name: list[str]

    @property
    def teacher_full(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return " ".join(filter(None, self.teacher_name))


class Option(msgspec.Struct, frozen=True):
    """Something to choose."""

    id: int
    title: str


class StaffChoices(msgspec.Struct, frozen=True):
    """Who works here, and the houses."""

    teachers: list[Option]
    buildings: list[Option]


async def duties_now(viewer: Viewer) -> list[DutyRow]:
    """Every duty that goes on or is to begin, by weekday and break."""
    return await DB.rows(DutyRow, DUTIES, viewer.day)


async def duties_on(viewer: Viewer, teacher: int, day: date) -> list[Duty]:
    """A teacher's watches of a day with lessons, in order. One statement."""
    return await DB.rows(Duty, ON_A_DAY, *viewer_args(viewer), day, teacher)


async def hours_now(viewer: Viewer) -> list[HoursRow]:
    """Every teacher's hours by name."""
    return await DB.rows(HoursRow, HOURS)


async def staff_choices(viewer: Viewer) -> StaffChoices:
    """Teachers by name and buildings. One statement."""
    found = await DB.one(StaffChoices, CHOICES, viewer.day)
    assert found is not None  # the statement always gives one row
    return found
