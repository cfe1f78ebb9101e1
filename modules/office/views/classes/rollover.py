"""Carrying a year into the next: the proposal by class and pupil, one confirmation, taking it back."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import Form, number_in, posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.classes.rollover import roll_over
from intranet.school.classes.rollover_choices import choose_classes, choose_pupils
from intranet.school.classes.rollover_undo import take_out, undo_rollover
from intranet.school.facts import YearRow
from modules.office.forms.classes.rollover import RolloverForm
from modules.office.permissions import EDIT_ROLLOVER, ROLLOVER
from modules.office.queries.classes.rollover import proposal_shown, runs_of
from modules.office.queries.school.calendar import year_shown
from modules.office.views.classes.rollover_words import (
    behind,
    class_lines,
    leaving,
    pupil_choices,
    pupil_lines,
)
from modules.office.views.saving import saved

Asked = Request[Any, Any, Any]


async def _named(viewer: Viewer, year: int) -> YearRow:
    found = await year_shown(viewer, year)
    if found is None:
        raise NotFound
    return found


async def _page(
    viewer: Viewer, year: YearRow, form: RolloverForm, status: int = 200, *, undoing: Form | None = None,
    told: str = "",
) -> Answer:  # fmt: skip
    found = await proposal_shown(viewer, year)
    form.agreed.data = found.key
    steps = sorted(found.finished, key=lambda step: step.at.name.key)
    return Page(
        "office/classes/rollover.html", status=status, year=year, found=found, lines=class_lines(found),
        behind=behind(found.left), leaving=leaving(steps), runs=await runs_of(viewer, year.id),
        form=form, undoing=undoing or Form(), told=told, viewer_day=viewer.day,
    )  # fmt: skip


async def _class_page(
    viewer: Viewer, year: YearRow, school_class: int, form: Form, status: int = 200
) -> Answer:
    found = await proposal_shown(viewer, year)
    at = next((one for one in found.classes if one.id == school_class), None)
    if at is None:
        raise NotFound
    return Page(
        "office/classes/rollover_class.html", status=status, year=year, into=found.into, at=at,
        choices=pupil_choices(at), lines=pupil_lines(found, at), form=form,
    )  # fmt: skip


async def _chosen(request: Asked, prefix: str) -> dict[int, str]:
    """Fields c12 = up."""
    found: dict[int, str] = {}
    for name, values in (await posted(request)).items():
        ident = number_in(name[1:])
        if name.startswith(prefix) and ident is not None:
            found[ident] = str(values[0])
    return found


@page("/office/years/{year_id:int}/classes", permission=ROLLOVER)
async def show_proposal(
    viewer: NamedDependency[Viewer], year_id: FromPath[int], told: FromQuery[str] = ""
) -> Answer:
    """What becomes of each class, who is not moved and why, who leaves; what was carried over."""
    form = RolloverForm(order_date=viewer.day, with_leads=True)
    return await _page(viewer, await _named(viewer, year_id), form, told=told)


@action("/office/years/{year_id:int}/classes", permission=EDIT_ROLLOVER)
async def save_classes(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """What was chosen for the classes: fields c<class>."""
    year, plain = await _named(viewer, year_id), await read_form(Form, request)
    chosen = await _chosen(request, "c")
    if await saved(plain, lambda: choose_classes(viewer, year, chosen)):
        return Redirect(f"/office/years/{year_id}/classes?told=saved")
    form = RolloverForm(order_date=viewer.day, with_leads=True)
    form.other = plain.other
    return await _page(viewer, year, form, 422)


@page("/office/years/{year_id:int}/classes/{class_id:int}", permission=ROLLOVER)
async def show_pupils(
    viewer: NamedDependency[Viewer], year_id: FromPath[int], class_id: FromPath[int]
) -> Answer:
    """The pupils of a class on the year's last day."""
    return await _class_page(viewer, await _named(viewer, year_id), class_id, Form())


@action("/office/years/{year_id:int}/classes/{class_id:int}", permission=EDIT_ROLLOVER)
async def save_pupils(
    request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int], class_id: FromPath[int]
) -> Answer:
    """What was chosen for pupils: fields p<pupil>, empty as the class."""
    year, form = await _named(viewer, year_id), await read_form(Form, request)
    chosen = await _chosen(request, "p")
    if await saved(form, lambda: choose_pupils(viewer, year, class_id, chosen)):
        return Redirect(f"/office/years/{year_id}/classes?told=saved")
    return await _class_page(viewer, year, class_id, form, 422)


@action("/office/years/{year_id:int}/rollover", permission=EDIT_ROLLOVER, fresh=True)
async def carry_over(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """Carry out what the page has shown; 409 when it is something else by now."""
    year, form = await _named(viewer, year_id), await read_form(RolloverForm, request)
    if not form.validate():
        return await _page(viewer, year, form, 422)
    leads, agreed = bool(form.with_leads.data), form.agreed.data or ""
    try:
        done = await roll_over(viewer, year, form.order, agreed, with_leads=leads)
    except DomainError as error:
        form.add_error(error)
        return await _page(viewer, year, form, 422)
    if done is None:
        return await _page(viewer, year, form, 409, told="changed")
    return Redirect(f"/office/years/{year_id}/classes?told=done")


@action("/office/years/{year_id:int}/rollover/undo", permission=EDIT_ROLLOVER, fresh=True)
async def take_back(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """The year's last rollover never was, or the page says what hangs on it."""
    year, plain = await _named(viewer, year_id), await read_form(Form, request)
    if await saved(plain, lambda: undo_rollover(viewer, year)):
        return Redirect(f"/office/years/{year_id}/classes?told=undone")
    form = RolloverForm(order_date=viewer.day, with_leads=True)
    return await _page(viewer, year, form, 422, undoing=plain)


@action("/office/years/{year_id:int}/rollover/return", permission=EDIT_ROLLOVER)
async def return_one(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """One pupil back from the next year's class: field `student`; the class's page is in `class`."""
    year, form = await _named(viewer, year_id), await read_form(Form, request)
    sent = await posted(request)
    student, school_class = (number_in(str(sent.get(name, [""])[-1])) or 0 for name in ("student", "class"))
    if await saved(form, lambda: take_out(viewer, year, student)):
        return Redirect(f"/office/years/{year_id}/classes/{school_class}")
    return await _page(viewer, year, RolloverForm(order_date=viewer.day, with_leads=True), 422, undoing=form)


HANDLERS: list[Any] = [
    show_proposal, save_classes, show_pupils, save_pupils, carry_over, take_back, return_one,
]  # fmt: skip
