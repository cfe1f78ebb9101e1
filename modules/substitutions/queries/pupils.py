"""The groups of a day with their pupils, to tell who would be at two lessons at once."""

from __future__ import annotations

from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.timetable.clash_sql import groups_on
from intranet.school.timetable.clashes import Clashes

YEAR = "select year from study_group where id = $1"


async def pupils_on(viewer: Viewer, year: int, on_date: date) -> Clashes:
    """Compares the groups of a year as they are on a date. One statement."""
    return Clashes(await groups_on(year, on_date))


async def pupils_of(viewer: Viewer, study_group: int, on_date: date) -> Clashes:
    """Compares the groups of a group's year as they are on a date. Two statements."""
    return await pupils_on(viewer, await DB.value(YEAR, study_group), on_date)
