"""Which rooms are free at a clock time: lessons in effect count, whatever shift and number they have."""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args


class BellTime(msgspec.Struct, frozen=True):
    """A lesson number of a day with its clock time; two shifts may have the same number."""

    number: int
    starts: time
    ends: time

    @property
    def value(self) -> str:
        """As the address has it: "3 10:30"."""
        return f"{self.number} {self.starts:%H:%M}"


class FreeRoom(msgspec.Struct, frozen=True):
    """A room with a place left: `parallel` classes fit, `busy` are in."""

    id: int
    number: str
    house: str
    parallel: int
    busy: int


TIMES = """select distinct b.number, b.starts, b.ends from bell b
    where $1::int is not null and $2::date is not null and b.schedule in (
        select l.bell_schedule from lesson l where l.on_date = $3 and l.status <> 'cancelled')
    order by b.starts, b.number"""
FREE = """select r.id, r.number, h.name as house, r.parallel, count(l.id) as busy
    from room r join building h on h.id = r.building
    left join (lesson l left join bell b on b.schedule = l.bell_schedule and b.number = l.number)
        on l.room = r.id and l.on_date = $3 and l.status <> 'cancelled'
        and case when b.starts is null then l.number = $4 else b.starts < $6 and b.ends > $5 end
    where $1::int is not null and $2::date is not null
    group by r.id, h.name having count(l.id) < r.parallel
    order by h.name, length(r.key), r.key"""


async def times_of(viewer: Viewer, day: date) -> list[BellTime]:
    """The day's lesson numbers by the clock, of every shift and building. One statement."""
    return await DB.rows(BellTime, TIMES, *viewer_args(viewer), day)


async def free_rooms(viewer: Viewer, day: date, at: BellTime) -> list[FreeRoom]:
    """Rooms with a place left then, by building and number; a lesson without bells meets its number."""
    return await DB.rows(FreeRoom, FREE, *viewer_args(viewer), day, at.number, at.starts, at.ends)
