"""Free rooms at a lesson's clock time, for whoever looks for one."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.templating import date_short, weekday
from intranet.kit.web import Answer, Page, page
from intranet.school.timetable.free_rooms import BellTime, free_rooms, times_of
from modules.timetable.permissions import STAFF
from modules.timetable.views.day import known_day


def chosen_time(times: list[BellTime], number: str, today: bool) -> BellTime | None:
    """The time the address names ("3" or "3 10:30"), else the present or next lesson, else the first.

    NotFound for a number that the day does not have.
    """
    if number:
        found = [one for one in times if number in (str(one.number), one.value)]
        if not found:
            raise NotFound
        return found[0]
    now = clock.local_now().time()
    ahead = [one for one in times if today and one.ends > now]
    return next(iter(ahead or times), None)


@page("/timetable/rooms/free", permission=STAFF)
async def show_free_rooms(
    viewer: NamedDependency[Viewer], day: FromQuery[date | None] = None, number: FromQuery[str] = ""
) -> Answer:
    """Rooms with a place left, by building."""
    on_date = known_day(day, viewer.day)
    times = await times_of(viewer, on_date)
    at = chosen_time(times, number, on_date == viewer.day) if times else None
    rooms = await free_rooms(viewer, on_date, at) if at else []
    houses = [(house, list(group)) for house, group in groupby(rooms, key=lambda one: one.house)]
    return Page(
        "timetable/free_rooms.html", day=on_date, times=times, at=at, houses=houses, free=len(rooms),
        label=f"{weekday(on_date)}, {date_short(on_date)}",
    )  # fmt: skip


HANDLERS = [show_free_rooms]
