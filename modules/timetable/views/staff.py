"""Teachers' hours and duties in breaks: the lists, one more, no more."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.timetable.forms.staff import DutyForm, EndForm, HoursForm
from modules.timetable.permissions import DRAFTS, EDIT, STAFF
from modules.timetable.planning.words import weekday_words
from modules.timetable.queries.duties import StaffChoices, duties_now, hours_now, staff_choices
from modules.timetable.service.duties import add_duty, end_duty
from modules.timetable.service.hours import add_hours, delete_hours
from modules.timetable.views.drafts import saved as done

Asked = Request[Any, Any, Any]
HOURS, DUTIES = "/timetable/hours", "/timetable/duties"


async def _hours(
    viewer: Viewer, choices: StaffChoices, form: HoursForm, status: int = 200, *, saved: bool = False
) -> Answer:
    form.offer((one.id, one.title) for one in choices.teachers)
    rows = [(row, weekday_words(row.weekday)) for row in await hours_now(viewer)]
    return Page("timetable/hours.html", status=status, rows=rows, form=form, saved=saved)


@page(HOURS, permission=DRAFTS)
async def show_hours(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """When teachers cannot be put into the timetable."""
    return await _hours(viewer, await staff_choices(viewer), HoursForm(), saved=saved)


@action(HOURS, permission=EDIT)
async def add_one(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One line more."""
    choices, form = await staff_choices(viewer), await read_form(HoursForm, request)
    form.offer((one.id, one.title) for one in choices.teachers)
    if await done(form, lambda: add_hours(viewer, form.wanted())):
        return Redirect(f"{HOURS}?saved=true")
    return await _hours(viewer, choices, form, 422)


@action(HOURS + "/{hours_id:int}/delete", permission=EDIT)
async def delete_one(viewer: NamedDependency[Viewer], hours_id: FromPath[int]) -> Answer:
    """The teacher may be put in again."""
    await delete_hours(viewer, hours_id)
    return Redirect(f"{HOURS}?saved=true")


async def _duties(
    viewer: Viewer, choices: StaffChoices, form: DutyForm, status: int = 200, *,
    ending: EndForm | None = None, saved: bool = False,
) -> Answer:  # fmt: skip
    form.offer(
        ((one.id, one.title) for one in choices.teachers), ((one.id, one.title) for one in choices.buildings)
    )
    rows = await duties_now(viewer)
    days = [
        (weekday_words(n), [row for row in rows if row.weekday == n]) for n in range(1, 7)
        if any(row.weekday == n for row in rows)
    ]  # fmt: skip
    return Page(
        "timetable/duties.html", status=status, days=days, form=form, saved=saved,
        ending=ending or EndForm(until=viewer.day),
    )  # fmt: skip


@page(DUTIES, permission=STAFF)
async def show_duties(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """Who keeps watch where, in which break."""
    return await _duties(viewer, await staff_choices(viewer), DutyForm(since=viewer.day), saved=saved)


@action(DUTIES, permission=EDIT)
async def add_watch(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """One more duty."""
    choices, form = await staff_choices(viewer), await read_form(DutyForm, request)
    form.offer(
        ((one.id, one.title) for one in choices.teachers), ((one.id, one.title) for one in choices.buildings)
    )
    if await done(form, lambda: add_duty(viewer, form.wanted())):
        return Redirect(f"{DUTIES}?saved=true")
    return await _duties(viewer, choices, form, 422)


@action(DUTIES + "/{duty_id:int}/end", permission=EDIT)
async def end_watch(request: Asked, viewer: NamedDependency[Viewer], duty_id: FromPath[int]) -> Answer:
    """Its last day."""
    form = await read_form(EndForm, request)
    until = form.until
    if await done(form, lambda: end_duty(viewer, duty_id, until.data or viewer.day)):
        return Redirect(f"{DUTIES}?saved=true")
    blank = DutyForm(since=viewer.day)
    blank.other = [*form.other, *map(str, form.until.errors)]
    return await _duties(viewer, await staff_choices(viewer), blank, 422, ending=form)


HANDLERS: list[Any] = [show_hours, add_one, delete_one, show_duties, add_watch, end_watch]
