"""An invented school's substitutions: who was away and why, what was published when, what tomorrow waits for.

The changes themselves are the backbone's (intranet/school/demo/changes.py). Tomorrow three teachers are away
and nobody has seen to it: the dispatcher's desk has work.
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.demo import DemoSchool

# A teacher who gave lessons away or had them cancelled was away that day; for one or two lessons, only then.
AWAY = """with gave as (
        select x.was_teacher as teacher, x.was_date as day, min(x.was_number) as first,
            max(x.was_number) as last, count(*) > 2 as is_whole
        from lesson_change x
        where x.kind in ('TEACHER_SUBSTITUTED', 'CANCELLED') and x.withdrawn_at is null
        group by x.was_teacher, x.was_date)
    insert into teacher_absence (teacher, begins, ends, first_number, last_number, reason, details,
        reported_hat, reported_at)
    select teacher, day, day, case when not is_whole then first end, case when not is_whole then last end,
        (array['sick', 'sick', 'courses', 'sick', 'trip'])[1 + (teacher + extract(day from day)::int) % 5],
        '', 'teacher', ($1::timestamptz - ($2::date - day) * interval '1 day') - interval '26 hours'
    from gave order by day, teacher"""
ENTRIES = """insert into change_entry (change, absence, override_reason, code, comment, order_number,
        confirmed_at, confirmed_by)
    select x.id, a.id, '', '', '', '',
        case when l.status = 'held' and l.on_date < $2::date - 2 and x.teacher is not null
            then $1::timestamptz end,
        case when l.status = 'held' and l.on_date < $2::date - 2 and x.teacher is not null
            then $3::int end
    from lesson_change x join lesson l on l.id = x.lesson
    left join teacher_absence a on a.teacher = x.was_teacher and a.begins = x.was_date order by x.id"""
DAYS = """insert into substitution_day (on_date, message, revision, published_at, published_by)
    select x.was_date, '', 1, min(x.published_at), $1 from lesson_change x group by x.was_date"""
MESSAGE = "update substitution_day set message = $2 where on_date = $1"
STANDBY = """insert into standby_hours (teacher, weekday, first_number, last_number, is_ready)
    select t.teacher, w.day, 1, case when t.n % 3 = 0 then 4 else 6 end, t.n % 7 <> 3
    from (select teacher, row_number() over (order by teacher) as n
          from (select distinct teacher from assignment where not teacher = any($1::int[])) a) t
    cross join generate_series(1, 5) as w (day) where t.n % 4 = 0 and (t.n + w.day) % 3 = 0"""
# Three of those with three to five lessons on the next school day, none of the shown people.
AHEAD = """with next as (select min(on_date) as day from lesson where on_date > $2::date),
    busy as (
        select l.teacher, count(*) as n from lesson l, next
        where l.on_date = next.day and l.status = 'planned' and l.teacher = l.planned_teacher
            and not l.teacher = any($1::int[]) group by l.teacher having count(*) between 3 and 5)
    insert into teacher_absence (teacher, begins, ends, reason, details, reported_hat, reported_at)
    select busy.teacher, next.day, next.day, 'sick', '', 'teacher', $3::timestamptz - interval '1 hour'
    from busy, next order by md5(busy.teacher::text) limit 3"""
TODAY = "Столовая: 5–6 классы обедают после третьего урока."


async def fill(school: DemoSchool, day: date) -> None:
    """Write what the school's people reported, published and confirmed until 13:00 of `day`."""
    cast = list(school.cast.values())
    head, now = school.cast["headteacher"], clock.local(day, 12, 40)
    async with DB.transaction():
        await DB.execute(AWAY, now, day)
        await DB.execute(ENTRIES, now - timedelta(days=1), day, head)
        await DB.execute(DAYS, head)
        await DB.execute(MESSAGE, day, TODAY)
        await DB.execute(STANDBY, cast)
        await DB.execute(AHEAD, cast, day, now)
