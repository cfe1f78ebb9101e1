"""Which rooms are free at a clock time: lessons in effect count, whatever shift and number they have.

Every hat of the staff may read any room, so nothing here depends on who asks.
"""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB


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
    """A room with a place left at a time: `parallel` classes fit, `busy` are in."""

    id: int
    number: int
    starts: time
    ends: time
    room: str
    house: str
    parallel: int
    busy: int


TIMES = """select distinct b.number, b.starts, b.ends from bell b where b.schedule in (
    select l.bell_schedule from lesson l where l.on_date = $1 and l.status <> 'cancelled')"""
FREE = f"""select r.id, t.number, t.starts, t.ends, r.number as room, h.name as house, r.parallel,
        count(l.id) as busy
    from ({TIMES}) t cross join room r join building h on h.id = r.building
    left join (lesson l left join bell b on b.schedule = l.bell_schedule and b.number = l.number)
        on l.room = r.id and l.on_date = $1 and l.status <> 'cancelled'
        and case when b.starts is null then l.number = t.number
            else b.starts < t.ends and b.ends > t.starts end
    where $2::int is null or (t.number = $2 and t.starts = $3::time)
    group by t.number, t.starts, t.ends, r.id, h.name having count(l.id) < r.parallel
    order by t.starts, t.number, h.name, length(r.key), r.key"""


async def times_of(viewer: Viewer, day: date) -> list[BellTime]:
    """The day's lesson numbers by the clock, of every shift and building. One statement."""
    return await DB.rows(BellTime, f"{TIMES} order by b.starts, b.number", day)


async def free_rooms(viewer: Viewer, day: date, at: BellTime | None = None) -> list[FreeRoom]:
    """Rooms with a place left at a time, or at each of the day, by time, building and number.

    A lesson without bells meets its number. One statement.
    """
    return await DB.rows(FreeRoom, FREE, day, at.number if at else None, at.starts if at else None)
