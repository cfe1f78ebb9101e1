"""Who teaches what: a class's journals with their teachers, a new assignment, its hours and its end."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.teaching import set_hours
from intranet.school.facts import YearRow
from intranet.school.service import assign_teacher, end_assignment
from modules.office.forms.classes.load import AssignForm, HoursForm, quarters
from modules.office.forms.touching import day_of
from modules.office.permissions import EDIT_LOAD, LOAD
from modules.office.queries.classes.load import LoadLine, group_options, line_of, load_of_class
from modules.office.queries.classes.reference import staff_of, subjects_of
from modules.office.queries.school.calendar import ClassOption, class_options, year_shown
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]
ACROSS = 0  # in an address: groups of pupils of several classes


async def _offer(viewer: Viewer, year: int, school_class: int | None, form: AssignForm) -> None:
    form.offer(
        [(one.id, one.title) for one in await group_options(viewer, year, school_class)],
        [(one.id, one.name) for one in await subjects_of(viewer)],
        [(one.id, one.full_name) for one in await staff_of(viewer)],
    )


def class_asked(classes: list[ClassOption], asked: int | None) -> int | None:
    """The class of the address, else the first; None for groups across classes; NotFound for others."""
    if asked is None:
        return classes[0].id if classes else None
    if asked == ACROSS:
        return None
    if asked not in {one.id for one in classes}:
        raise NotFound
    return asked


async def _page(
    viewer: Viewer, year: YearRow | None, asked: int | None, form: AssignForm, status: int = 200,
    *, done: bool = False,
) -> Answer:  # fmt: skip
    if year is None:
        return Page("office/no_year.html", status=status)
    classes = await class_options(viewer, year.id)
    chosen = class_asked(classes, asked)
    await _offer(viewer, year.id, chosen, form)
    lines = await load_of_class(viewer, year.id, chosen)
    return Page(
        "office/classes/load.html",
        status=status, year=year, classes=classes, chosen=chosen or ACROSS, lines=lines,
        form=form, saved=done,
    )  # fmt: skip


@page("/office/load", permission=LOAD)
async def show_load(
    viewer: NamedDependency[Viewer],
    school_class: FromQuery[int | None] = None,
    saved: FromQuery[bool] = False,
) -> Answer:
    """A class's journals with their teachers."""
    year = await year_shown(viewer, None)
    form = AssignForm(since=max(viewer.day, year.begins) if year else viewer.day)
    return await _page(viewer, year, school_class, form, done=saved)


@action("/office/load", permission=EDIT_LOAD)
async def assign(
    request: Asked, viewer: NamedDependency[Viewer], school_class: FromQuery[int | None] = None
) -> Answer:
    """Somebody teaches a group a subject from a day on."""
    form, year = await read_form(AssignForm, request), await year_shown(viewer, None)
    if year is None:
        return await _page(viewer, year, school_class, form, 422)
    chosen = class_asked(await class_options(viewer, year.id), school_class)
    await _offer(viewer, year.id, chosen, form)
    if await saved(form, lambda: _assign(viewer, form)):
        return Redirect(f"/office/load?school_class={chosen or ACROSS}&saved=true")
    return await _page(viewer, year, school_class, form, 422)


async def _assign(viewer: Viewer, form: AssignForm) -> None:
    await assign_teacher(
        viewer, form.teacher.data, form.group.data, form.subject.data, day_of(form.since),
        hours_quarters=quarters(form.hours.data),
    )  # fmt: skip


async def _one(line: LoadLine, form: HoursForm, status: int = 200) -> Answer:
    return Page("office/classes/assignment.html", status=status, line=line, form=form)


@page("/office/load/{assignment_id:int}", permission=LOAD)
async def show_assignment(viewer: NamedDependency[Viewer], assignment_id: FromPath[int]) -> Answer:
    """One assignment: hours and last day."""
    line = await line_of(viewer, assignment_id)
    return await _one(line, HoursForm(hours=float(line.hours), last_day=line.until))


@action("/office/load/{assignment_id:int}", permission=EDIT_LOAD)
async def change_assignment(
    request: Asked, viewer: NamedDependency[Viewer], assignment_id: FromPath[int]
) -> Answer:
    """Other hours, or a last day."""
    line, form = await line_of(viewer, assignment_id), await read_form(HoursForm, request)

    async def deed() -> None:
        await set_hours(viewer, assignment_id, quarters(form.hours.data))
        if form.last_day.data != line.until:
            await end_assignment(viewer, assignment_id, form.last_day.data)

    if await saved(form, deed):
        return Redirect(f"/office/load?school_class={line.school_class or ACROSS}&saved=true")
    return await _one(line, form, 422)


HANDLERS: list[Any] = [show_load, assign, show_assignment, change_assignment]
