"""Sets of bells: what rings when, other times from a day on, a new set, taking one away."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.calendar.bells import add_bells, change_bells, objections, remove_bells
from intranet.school.facts import YearRow
from modules.office.forms.calendar import NUMBERS, BellsForm, NewBellsForm
from modules.office.forms.touching import TouchingForm, day_of
from modules.office.permissions import CALENDAR, EDIT_CALENDAR
from modules.office.queries.classes.reference import building_options
from modules.office.queries.school.calendar import BellSetRow, bell_set, bell_sets, year_shown
from modules.office.views.saving import Attempt, settled, touched_words
from modules.office.views.school.calendar_words import bells_title

Asked = Request[Any, Any, Any]
NOT_YET = Attempt(False)


class Bells(msgspec.Struct, frozen=True):
    """A set in words: what it is called, and what the sanitary rules would say."""

    row: BellSetRow
    title: str
    objections: list[str]


def bells_of(row: BellSetRow) -> Bells:
    """With its title and objections."""
    return Bells(row, bells_title(row), objections(row.times))


async def _page(
    viewer: Viewer, year: YearRow | None, form: NewBellsForm, attempt: Attempt = NOT_YET, status: int = 200,
    *, saved: bool = False,
) -> Answer:  # fmt: skip
    if year is None:
        return Page("office/no_year.html", status=status)
    form.offer((one.id, one.name) for one in await building_options(viewer))
    sets = [bells_of(row) for row in await bell_sets(viewer, year.id)]
    return Page(
        "office/school/bells.html",
        status=status, year=year, sets=sets, form=form, numbers=NUMBERS, saved=saved,
        touched=touched_words(attempt.touched), is_asked=bool(form.errors or form.other or attempt.touched),
    )  # fmt: skip


@page("/office/bells", permission=CALENDAR)
async def show_bells(
    viewer: NamedDependency[Viewer], year: FromQuery[int | None] = None, saved: FromQuery[bool] = False
) -> Answer:
    """All sets of the year."""
    return await _page(viewer, await year_shown(viewer, year), NewBellsForm(), saved=saved)


@action("/office/bells", permission=EDIT_CALENDAR)
async def add_set(
    request: Asked, viewer: NamedDependency[Viewer], year: FromQuery[int | None] = None
) -> Answer:
    """A set for another sort of days."""
    form, shown = await read_form(NewBellsForm, request), await year_shown(viewer, year)
    if shown is None:
        return await _page(viewer, shown, form, status=422)
    form.offer((one.id, one.name) for one in await building_options(viewer))
    attempt = await settled(form, lambda: add_bells(viewer, shown.id, form.sort(), form.times()))
    if attempt.is_done:
        return Redirect(f"/office/bells?year={shown.id}&saved=true")
    return await _page(viewer, shown, form, attempt, attempt.status)


async def _one(
    row: BellSetRow, form: BellsForm, attempt: Attempt = NOT_YET, removing: TouchingForm | None = None,
    status: int = 200,
) -> Answer:  # fmt: skip
    return Page(
        "office/school/bell_set.html", status=status, bells=bells_of(row), form=form, numbers=NUMBERS,
        removing=removing or TouchingForm(), is_removing=removing is not None,
        touched=touched_words(attempt.touched),
    )  # fmt: skip


def form_of(viewer: Viewer, row: BellSetRow) -> BellsForm:
    """As it stands; a change is from today on unless said otherwise."""
    form = BellsForm(since=max(viewer.day, row.since or viewer.day))
    form.fill(row.times)
    return form


@page("/office/bells/{schedule_id:int}", permission=CALENDAR)
async def show_set(viewer: NamedDependency[Viewer], schedule_id: FromPath[int]) -> Answer:
    """One set as a table to change."""
    row = await bell_set(viewer, schedule_id)
    return await _one(row, form_of(viewer, row))


@action("/office/bells/{schedule_id:int}", permission=EDIT_CALENDAR)
async def change_set(request: Asked, viewer: NamedDependency[Viewer], schedule_id: FromPath[int]) -> Answer:
    """Other times from a day on."""
    row, form = await bell_set(viewer, schedule_id), await read_form(BellsForm, request)
    attempt = await settled(form, lambda: change_bells(viewer, schedule_id, form.times(), day_of(form.since)))
    if attempt.is_done:
        return Redirect(f"/office/bells?year={row.year}&saved=true")
    return await _one(row, form, attempt, status=attempt.status)


@action("/office/bells/{schedule_id:int}/delete", permission=EDIT_CALENDAR)
async def remove_set(request: Asked, viewer: NamedDependency[Viewer], schedule_id: FromPath[int]) -> Answer:
    """Its days ring by the next set that fits."""
    row, form = await bell_set(viewer, schedule_id), await read_form(TouchingForm, request)
    attempt = await settled(form, lambda: remove_bells(viewer, schedule_id))
    if attempt.is_done:
        return Redirect(f"/office/bells?year={row.year}&saved=true")
    return await _one(row, form_of(viewer, row), attempt, form, attempt.status)


HANDLERS: list[Any] = [show_bells, add_set, show_set, change_set, remove_set]
