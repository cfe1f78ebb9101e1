"""Duties in the breaks of a teacher's days, with the clock of the break where bells tell it."""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args


class Duty(msgspec.Struct, frozen=True):
    """A watch in the break after lesson `after_number` (0: before the first)."""

    after_number: int
    place: str
    house: str | None
    starts: time | None
    ends: time | None


# The break lasts from the bell of its lesson to the next one, by the schedule most of the day's lessons have.
DUTIES = """with bells as (select l.bell_schedule as id from lesson l where l.on_date = $3
        and l.bell_schedule is not null group by 1 order by count(*) desc, 1 limit 1)
    select d.after_number, d.place, h.name as house, was.ends as starts, next.starts as ends
    from break_duty d left join building h on h.id = d.building
    left join bell was on was.schedule = (select id from bells) and was.number = d.after_number
    left join bell next on next.schedule = (select id from bells) and next.number = d.after_number + 1
    where $1::int is not null and $2::date is not null and d.teacher = $4
      and d.weekday = extract(isodow from $3::date) and d.since <= $3 and (d.until is null or d.until >= $3)
      and exists (select 1 from lesson l where l.on_date = $3)
    order by d.after_number, d.id"""


async def duties_on(viewer: Viewer, teacher: int, day: date) -> list[Duty]:
    """A teacher's watches of a day with lessons, in order. One statement."""
    return await DB.rows(Duty, DUTIES, *viewer_args(viewer), day, teacher)
