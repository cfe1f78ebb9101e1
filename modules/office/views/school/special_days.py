"""The calendar of a year: its special days and the school days of each month; adding, changing, removing."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.templating import month
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.calendar.exceptions import add_special_days, change_special_days, remove_special_days
from intranet.school.facts import YearRow
from modules.office.forms.calendar import EVERYBODY, SpecialDaysForm
from modules.office.forms.touching import TouchingForm
from modules.office.permissions import CALENDAR, EDIT_CALENDAR
from modules.office.queries.school.calendar import (
    SpecialRow,
    class_options,
    special_days,
    special_of,
    year_shown,
)
from modules.office.queries.school.study_days import StudyDays
from modules.office.views.saving import Attempt, settled, touched_words
from modules.office.views.school.calendar_words import day_kinds, scope_words, transfer_words

Asked = Request[Any, Any, Any]
NOT_YET = Attempt(False)


class Line(msgspec.Struct, frozen=True):
    """A line of the calendar in words."""

    row: SpecialRow
    kind: str
    scope: str
    note: str


def line_of(row: SpecialRow) -> Line:
    """What it is, for whom, as which day it works."""
    return Line(row, day_kinds()[row.kind], scope_words(row), transfer_words(row.works_as, row.works_as_week))


async def _page(
    viewer: Viewer, year: YearRow | None, form: SpecialDaysForm, attempt: Attempt = NOT_YET,
    status: int = 200, *, saved: bool = False,
) -> Answer:  # fmt: skip
    if year is None:
        return Page("office/no_year.html", status=status)
    rows, classes = await special_days(viewer, year.id), await class_options(viewer, year.id)
    form.offer((one.id, one.title) for one in classes)
    return Page(
        "office/school/calendar.html",
        status=status, year=year, lines=[line_of(row) for row in rows], form=form,
        months=[(month(first), days) for first, days in StudyDays(year, rows, classes).months()],
        touched=touched_words(attempt.touched), saved=saved,
    )  # fmt: skip


@page("/office/calendar", permission=CALENDAR)
async def show_calendar(
    viewer: NamedDependency[Viewer], year: FromQuery[int | None] = None, saved: FromQuery[bool] = False
) -> Answer:
    """The year's special days and the school days of each month."""
    return await _page(viewer, await year_shown(viewer, year), SpecialDaysForm(), saved=saved)


@action("/office/calendar", permission=EDIT_CALENDAR)
async def add_days(
    request: Asked, viewer: NamedDependency[Viewer], year: FromQuery[int | None] = None
) -> Answer:
    """Add special days; lessons they take are shown first."""
    form, shown = await read_form(SpecialDaysForm, request), await year_shown(viewer, year)
    if shown is None:
        return await _page(viewer, shown, form, status=422)
    form.offer((one.id, one.title) for one in await class_options(viewer, shown.id))
    attempt = await settled(form, lambda: add_special_days(viewer, shown.id, form.days()))
    if attempt.is_done:
        return Redirect(f"/office/calendar?year={shown.id}&saved=true")
    return await _page(viewer, shown, form, attempt, attempt.status)


def form_of(row: SpecialRow) -> SpecialDaysForm:
    """As it stands."""
    scope = (
        f"c{row.school_class}"
        if row.school_class
        else f"g{row.grade_level}"
        if row.grade_level
        else EVERYBODY
    )
    ends = row.ends if row.ends != row.begins else None
    return SpecialDaysForm(
        kind=row.kind, title=row.title, begins=row.begins, ends=ends, scope=scope, works_as=row.works_as or 0,
        works_as_week=row.works_as_week or "",
    )  # fmt: skip


async def _one(
    viewer: Viewer, row: SpecialRow, form: SpecialDaysForm, attempt: Attempt = NOT_YET,
    removing: TouchingForm | None = None, status: int = 200,
) -> Answer:  # fmt: skip
    classes = await class_options(viewer, row.year)
    form.offer((one.id, one.title) for one in classes)
    return Page(
        "office/school/special_days.html", status=status, line=line_of(row), form=form,
        removing=removing or TouchingForm(), is_removing=removing is not None,
        touched=touched_words(attempt.touched),
    )  # fmt: skip


@page("/office/calendar/{exception_id:int}", permission=CALENDAR)
async def show_days(viewer: NamedDependency[Viewer], exception_id: FromPath[int]) -> Answer:
    """One line of the calendar."""
    row = await special_of(viewer, exception_id)
    return await _one(viewer, row, form_of(row))


@action("/office/calendar/{exception_id:int}", permission=EDIT_CALENDAR)
async def change_days(request: Asked, viewer: NamedDependency[Viewer], exception_id: FromPath[int]) -> Answer:
    """Other days, another kind or scope."""
    row, form = await special_of(viewer, exception_id), await read_form(SpecialDaysForm, request)
    form.offer((one.id, one.title) for one in await class_options(viewer, row.year))
    attempt = await settled(form, lambda: change_special_days(viewer, exception_id, form.days()))
    if attempt.is_done:
        return Redirect(f"/office/calendar?year={row.year}&saved=true")
    return await _one(viewer, row, form, attempt, status=attempt.status)


@action("/office/calendar/{exception_id:int}/delete", permission=EDIT_CALENDAR)
async def remove_days(request: Asked, viewer: NamedDependency[Viewer], exception_id: FromPath[int]) -> Answer:
    """The days are like others again."""
    row, form = await special_of(viewer, exception_id), await read_form(TouchingForm, request)
    attempt = await settled(form, lambda: remove_special_days(viewer, exception_id))
    if attempt.is_done:
        return Redirect(f"/office/calendar?year={row.year}&saved=true")
    return await _one(viewer, row, form_of(row), attempt, form, attempt.status)


HANDLERS: list[Any] = [show_calendar, add_days, show_days, change_days, remove_days]
