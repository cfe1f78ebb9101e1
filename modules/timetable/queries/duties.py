"""Duties in breaks by weekday and what speaks against them; a teacher's own by date; teachers' hours."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
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
OF_TEACHER = """select n::date as on_date, d.after_number, d.place, b.name as building
    from break_duty d left join building b on b.id = d.building
    cross join generate_series($2::date, $3::date, interval '1 day') n
    where d.teacher = $1 and extract(isodow from n) = d.weekday and d.since <= n::date
      and (d.until is null or d.until >= n::date)
    order by 1, 2"""
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


class OwnDuty(msgspec.Struct, frozen=True):
    """A duty on a date, in the break after a lesson (0: before the first)."""

    on_date: date
    after_number: int
    place: str
    building: str | None


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


async def duties_of(viewer: Viewer, teacher: int, begins: date, ends: date) -> list[OwnDuty]:
    """A teacher's duties by date, both ends in the span; for the week of the teacher. One statement."""
    return await DB.rows(OwnDuty, OF_TEACHER, teacher, begins, ends)


async def hours_now(viewer: Viewer) -> list[HoursRow]:
    """Every teacher's hours by name."""
    return await DB.rows(HoursRow, HOURS)


async def staff_choices(viewer: Viewer) -> StaffChoices:
    """Teachers by name and buildings. One statement."""
    found = await DB.one(StaffChoices, CHOICES, viewer.day)
    assert found is not None  # the statement always gives one row
    return found
