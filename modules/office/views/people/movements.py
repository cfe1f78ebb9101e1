"""Orders about a pupil: the year's list, and a form that first shows what an order touches."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people.movements import Kind
from modules.office.forms.people.movements import MovementForm
from modules.office.permissions import EDIT_MOVEMENTS, MOVEMENTS
from modules.office.queries.people.movements import (
    class_choices,
    former_place,
    last_enrolment,
    orders_of,
    part_choices,
)
from modules.office.queries.people.person import Head, head_of
from modules.office.queries.school.calendar import year_shown
from modules.office.service.people.movements import Rehearsed, Wanted, carry_out

Asked = Request[Any, Any, Any]
TOLD = {Kind.ENROL: "enrolled"}  # what the card says after it; of others "ordered"


def kind_words() -> dict[str, str]:
    """What an order does, as a heading."""
    return {
        Kind.ENROL: _("Зачисление"), Kind.MOVE: _("Перевод в другой класс"), Kind.LEAVE: _("Выбытие"),
        Kind.RETURN: _("Восстановление"),
    }  # fmt: skip


def kind_of(text: str) -> Kind:
    """A kind named in the address; NotFound for another word."""
    if text not in list(Kind):
        raise NotFound
    return Kind(text)


@page("/office/movements", permission=MOVEMENTS)
async def show_orders(
    viewer: NamedDependency[Viewer], kind: FromQuery[str] = "", year: FromQuery[int | None] = None
) -> Answer:
    """The orders of a year, the newest first."""
    shown = await year_shown(viewer, year)
    if shown is None:
        return Page("office/no_year.html")
    found = await orders_of(viewer, shown.id, shown.begins, shown.ends)
    chosen = kind if kind in list(Kind) else ""
    return Page("office/people/movements.html", found=found, kinds=kind_words(), kind=chosen, year=shown)


async def _form_page(
    viewer: Viewer, head: Head, kind: Kind, form: MovementForm, told: Rehearsed | None = None,
    status: int = 422,
) -> Answer:  # fmt: skip
    return Page(
        "office/people/movement_new.html",
        status=status, head=head, kind=kind, last=kind_words()[kind], form=form,
        told=told, is_changed=status == 409, viewer_day=viewer.day,
    )  # fmt: skip


async def _narrowed(viewer: Viewer, form: MovementForm, kind: Kind) -> MovementForm:
    choices = await class_choices(viewer)
    years = {one.year for one in choices}
    form.narrow(
        kind, [(one.id, f"{one.title}, {one.year}" if len(years) > 1 else one.title) for one in choices]
    )
    into = form.school_class.data if "school_class" in form else 0
    parts = await part_choices(viewer, into) if into else []
    form.offer_parts((one.id, one.title) for one in parts)
    return form


async def _proposed(viewer: Viewer, kind: Kind, student: int) -> dict[str, Any]:
    """How an empty form stands: a class is enrolled by one paper, one who returns goes where they were."""
    last: Any = await last_enrolment(viewer) if kind == Kind.ENROL else None
    if last:
        return msgspec.structs.asdict(last)
    former: Any = await former_place(viewer, student) if kind == Kind.RETURN else None
    today = {"order_date": viewer.day, "since": viewer.day}
    return today | (msgspec.structs.asdict(former) if former else {})


@page("/office/people/{person_id:int}/movements/new", permission=EDIT_MOVEMENTS)
async def show_new(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], kind: FromQuery[str] = Kind.MOVE
) -> Answer:
    """An empty order with what can be proposed."""
    chosen, head = kind_of(kind), await head_of(viewer, person_id)
    form = await _narrowed(viewer, MovementForm(data=await _proposed(viewer, chosen, person_id)), chosen)
    return await _form_page(viewer, head, chosen, form, status=200)


@action("/office/people/{person_id:int}/movements/new", permission=EDIT_MOVEMENTS)
async def make(
    request: Asked,
    viewer: NamedDependency[Viewer],
    person_id: FromPath[int],
    kind: FromQuery[str] = Kind.MOVE,
) -> Answer:
    """Show what the order touches; with that agreed to, carry it out. 409 when it touches more now."""
    chosen, head = kind_of(kind), await head_of(viewer, person_id)
    form = await _narrowed(viewer, await read_form(MovementForm, request), chosen)
    if not form.validate():
        return await _form_page(viewer, head, chosen, form)
    agreed = form.agreed.data or ""
    try:
        told = await carry_out(viewer, wanted_of(form, chosen, person_id), agreed)
    except DomainError as error:
        form.add_error(error)
        return await _form_page(viewer, head, chosen, form)
    if told is None:
        return Redirect(f"/office/people/{person_id}?told={TOLD.get(chosen, 'ordered')}")
    form.agreed.data = told.key
    return await _form_page(viewer, head, chosen, form, told, 409 if told.is_news(agreed) else 200)


def wanted_of(form: MovementForm, kind: Kind, student: int) -> Wanted:
    """The order of a validated form."""
    return Wanted(
        kind, student, form.day, form.order,
        form.school_class.data if "school_class" in form else 0,
        (form.personal_file.data or "") if "personal_file" in form else "",
    )  # fmt: skip


HANDLERS: list[Any] = [show_orders, show_new, make]
