"""An invented school's duties in breaks and methodical days."""

from __future__ import annotations

from datetime import date

from intranet.kit.db import DB
from intranet.school.demo import DemoSchool

# A teacher keeps watch once a week at most, between two lessons of the day; a break has four places.
DUTIES = """insert into break_duty (teacher, building, place, weekday, after_number, since)
    select teacher, null, (array['1 этаж', '2 этаж', '3 этаж', 'столовая'])[place], weekday, after, $1::date
    from (
        select teacher, weekday, after,
            row_number() over (partition by weekday, after order by teacher) as place
        from (
            select distinct on (s.teacher) s.teacher, s.weekday, s.number as after
            from timetable_slot s join timetable_version v on v.id = s.version and v.year = $2
            where s.number between 1 and 4 and s.week = ''
                and exists (select 1 from timetable_slot n where n.version = s.version
                    and n.teacher = s.teacher and n.weekday = s.weekday and n.number = s.number + 1)
            order by s.teacher, md5(s.teacher || '-' || s.weekday || '-' || s.number)) once) here
    where place <= 4 on conflict do nothing"""
# Whoever has no lessons on a weekday has it for methodical work: three people.
HOURS = """insert into teacher_hours (teacher, weekday, first_number, last_number, note)
    select t.teacher, min(w.day), 0, 12, 'методический день'
    from (select distinct s.teacher from timetable_slot s join timetable_version v on v.id = s.version
          where v.year = $1) t
    cross join generate_series(1, 5) as w (day)
    where not exists (select 1 from timetable_slot s join timetable_version v on v.id = s.version
        where v.year = $1 and s.teacher = t.teacher and s.weekday = w.day)
    group by t.teacher order by t.teacher limit 3"""


async def fill(school: DemoSchool, day: date) -> None:
    """Write them for the whole year."""
    async with DB.transaction():
        begins: date = await DB.value("select begins from academic_year where id = $1", school.year)
        await DB.execute(DUTIES, begins, school.year)
        await DB.execute(HOURS, school.year)
