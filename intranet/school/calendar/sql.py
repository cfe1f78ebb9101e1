"""Reads a year's calendar out of the database, for `calendar` and for services (no people in it)."""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.calendar.days import BellSet, ClassKey, DayException, YearCalendar
from intranet.school.facts import YearRow

YEAR = "select id, title, begins, teaching_until, ends, week_parity_anchor from academic_year where id = $1"
EXCEPTIONS = """select kind, begins, ends, works_as, works_as_week, grade_level, school_class
    from calendar_exception where year = $1 order by id"""
BELLS = """select s.id, s.kind, s.shift, s.weekday, s.building, s.since, b.number, b.starts, b.ends
    from bell_schedule s left join bell b on b.schedule = s.id where s.year = $1 order by s.id, b.number"""
CLASSES = """select id, grade_level, shift, building, week_days from school_class where year = $1
    order by grade_level, letter"""


class _BellRow(msgspec.Struct, frozen=True):
    id: int
    kind: str
    shift: int
    weekday: int | None
    building: int | None
    since: date | None
    number: int | None
    starts: time | None
    ends: time | None


async def calendar_of(year: int) -> YearCalendar:
    """The whole calendar of a year, three statements; NotFound for a year that is not there."""
    row = await DB.one(YearRow, YEAR, year)
    if row is None:
        raise NotFound
    return YearCalendar(row, await DB.rows(DayException, EXCEPTIONS, year), await bell_sets_of(year))


async def bell_sets_of(year: int) -> list[BellSet]:
    """Every set of bells of a year with its times. One statement."""
    sets: dict[int, BellSet] = {}
    for bell in await DB.rows(_BellRow, BELLS, year):
        found = sets.setdefault(
            bell.id, BellSet(bell.id, bell.kind, bell.shift, bell.weekday, bell.building, {}, bell.since)
        )
        if bell.number is not None and bell.starts is not None and bell.ends is not None:
            found.bells[bell.number] = (bell.starts, bell.ends)
    return list(sets.values())


async def classes_of(year: int) -> list[ClassKey]:
    """Every class of a year as the calendar needs it."""
    return await DB.rows(ClassKey, CLASSES, year)
