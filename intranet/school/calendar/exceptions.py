"""Days unlike their weekday: writing them, and the lessons that come and go with them (DOMAIN 2.8).

Rules: an exception lies in its year; a transfer is one day that works as another weekday; it is said of the
school, of one grade or of one class. Only lessons of the days it speaks of are brought up to date: what has
records is cancelled, what has none disappears.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.calendar.days import DAY, DayKind
from intranet.school.calendar.sql import YEAR
from intranet.school.facts import YearRow
from intranet.school.people.names import clean
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import LOCK_YEAR, Materialised, materialise

STANDS = """select kind, begins, ends, title, works_as, works_as_week, grade_level, school_class
    from calendar_exception where id = $1 for update"""
INSERT = """insert into calendar_exception
    (year, kind, begins, ends, title, works_as, works_as_week, grade_level, school_class)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id"""
UPDATE = """update calendar_exception set kind = $2, begins = $3, ends = $4, title = $5, works_as = $6,
    works_as_week = $7, grade_level = $8, school_class = $9 where id = $1"""


class SpecialDays(msgspec.Struct, frozen=True, kw_only=True):
    """A CalendarException as people enter it; `works_as` 1 Monday ... 7, `works_as_week` "A", "B" or None."""

    kind: str
    begins: date
    ends: date
    title: str = ""
    works_as: int | None = None
    works_as_week: str | None = None
    grade_level: int | None = None
    school_class: int | None = None


async def add_special_days(actor: Viewer, year: int, days: SpecialDays) -> Touched:
    """Add an exception to a year's calendar and settle the lessons of its days. DomainError, NotFound."""
    async with DB.transaction():
        days = _checked(await _locked_year(year), days)
        await _check_class(year, days.school_class)
        made: int = await DB.value(INSERT, year, *msgspec.structs.astuple(days))
        await audit.record(
            actor, "school.calendar.add", "calendar_exception", made, after=_said(days) | {"year": year}
        )
        return Touched(await materialise(actor, year, days.begins, days.ends))


async def change_special_days(actor: Viewer, exception: int, days: SpecialDays) -> Touched:
    """Put other days, kind or scope in place of an exception's; settles the lessons of both."""
    async with DB.transaction():
        year, before = await _stands(exception)
        days = _checked(await _locked_year(year), days)
        await _check_class(year, days.school_class)
        if days == before:
            return Touched()
        await DB.execute(UPDATE, exception, *msgspec.structs.astuple(days))
        await audit.record(
            actor, "school.calendar.change", "calendar_exception", exception,
            before=_said(before), after=_said(days),
        )  # fmt: skip
        return Touched(await _settle(actor, year, before, days))


async def remove_special_days(actor: Viewer, exception: int) -> Touched:
    """The days are like their weekday again; their lessons come back."""
    async with DB.transaction():
        year, before = await _stands(exception)
        await DB.execute("delete from calendar_exception where id = $1", exception)
        await audit.record(
            actor,
            "school.calendar.remove",
            "calendar_exception",
            exception,
            before=_said(before) | {"year": year},
        )
        return Touched(await materialise(actor, year, before.begins, before.ends))


async def _settle(actor: Viewer, year: int, before: SpecialDays, after: SpecialDays) -> Materialised:
    """Lessons of the old days and of the new ones; days in both once."""
    first, second = sorted([(before.begins, before.ends), (after.begins, after.ends)])
    if second[0] <= first[1] + DAY:
        return await materialise(actor, year, first[0], max(first[1], second[1]))
    return await materialise(actor, year, *first) + await materialise(actor, year, *second)


async def _locked_year(year: int) -> YearRow:
    await DB.execute(LOCK_YEAR, year)
    found = await DB.one(YearRow, YEAR, year)
    if found is None:
        raise NotFound
    return found


async def _stands(exception: int) -> tuple[int, SpecialDays]:
    year = await DB.value("select year from calendar_exception where id = $1", exception)
    if year is None:
        raise NotFound
    await _locked_year(year)
    found = await DB.one(SpecialDays, STANDS, exception)
    if found is None:
        raise NotFound
    return year, found


async def _check_class(year: int, school_class: int | None) -> None:
    asked = "select exists (select 1 from school_class where id = $1 and year = $2)"
    if school_class is not None and not await DB.value(asked, school_class, year):
        raise DomainError(_("Такого класса в этом году нет."), field="scope")


def _checked(year: YearRow, days: SpecialDays) -> SpecialDays:
    """The same, tidied; DomainError for what the calendar does not take."""
    is_transfer = days.kind == DayKind.TRANSFER
    if days.ends < days.begins:
        raise DomainError(_("Последний день раньше первого."), field="ends")
    if not (year.begins <= days.begins and days.ends <= year.ends):
        text = _("Дни не попадают в учебный год %(year)s.", year=year.title)
        raise DomainError(text, field="begins")
    if is_transfer and (days.begins != days.ends or days.works_as is None):
        raise DomainError(
            _("Перенос — это один день: выберите, по расписанию какого дня он пройдёт."), field="works_as"
        )
    return msgspec.structs.replace(
        days, title=clean(days.title), works_as=days.works_as if is_transfer else None,
        works_as_week=(days.works_as_week or None) if is_transfer else None,
    )  # fmt: skip


def _said(days: SpecialDays) -> dict[str, Any]:
    """For the audit."""
    told: dict[str, Any] = msgspec.to_builtins(days)
    return told
