"""The register: lines of some days, what is not recorded, signing them, their order, correcting one.

For the head teacher and the director, who see reasons of absences elsewhere, too; the paper has letters.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.register import ConfirmForm, CorrectionForm, DaysForm, OrderForm
from modules.substitutions.permissions import REGISTER, SET_REGISTER
from modules.substitutions.planning.absences import REASONS, Reason
from modules.substitutions.planning.pay import Change, State, people_of, unrecorded
from modules.substitutions.planning.register_words import STATES, held_words, hours_words
from modules.substitutions.queries.register import change_line, register_of
from modules.substitutions.service.register import confirm, confirm_one, correct, put_in_order, take_back

Asked = Request[Any, Any, Any]
PATH = "/substitutions/register"
LONGEST = timedelta(days=92)
MOST_LINES = 200  # more on a page nobody reads; the paper has all of them


class Span(NamedTuple):
    """What the register is opened for."""

    begins: date
    ends: date
    teacher: int | None

    @property
    def link(self) -> str:
        """The register's address for it."""
        teacher = f"&teacher={self.teacher}" if self.teacher else ""
        return f"{PATH}?from={self.begins}&to={self.ends}{teacher}"


def span_of(begins: date | None, ends: date | None, teacher: int | None, today: date) -> Span:
    """The days asked for, by default this month up to today; at most a quarter."""
    last = ends or max(today, begins or today)
    first = min(begins or last.replace(day=1), last)
    return Span(max(first, last - LONGEST), last, teacher or None)


def reason_of(line: Change) -> str:
    """The word of the absence behind a line."""
    return str(REASONS[Reason(line.reason)]) if line.reason else ""


def _shared() -> dict[str, Any]:
    return {"reason_of": reason_of, "held_words": held_words, "hours_words": hours_words, "states": STATES}


async def _register(
    viewer: Viewer, span: Span, *, done: str = "", form: OrderForm | None = None, problem: str = "",
    status: int = 200,
) -> Answer:  # fmt: skip
    everybody = await register_of(viewer, span.begins, span.ends)
    lines = [one for one in everybody if span.teacher in (None, one.absent, one.substitute)]
    audit.looked_at(viewer, "substitutions.register", sorted({one.absent for one in lines if one.reason}))
    states = [one.state(viewer.day) for one in lines]
    return Page(
        "substitutions/register.html", status=status, span=span, people=people_of(everybody), done=done,
        lines=[(one, one.state(viewer.day)) for one in lines[:MOST_LINES]], count=len(lines),
        left=unrecorded(lines, viewer.day), form=form or OrderForm(), problem=problem,
        paid=sum(one.paid_quarters for one in lines), held=states.count(State.HELD),
        confirmed=states.count(State.CONFIRMED), **_shared(),
    )  # fmt: skip


@page(PATH, permission=REGISTER)
async def show_register(
    viewer: NamedDependency[Viewer],
    begins: Annotated[date | None, QueryParameter(name="from")] = None,
    ends: Annotated[date | None, QueryParameter(name="to")] = None,
    teacher: FromQuery[str] = "", done: FromQuery[str] = "",
) -> Answer:  # fmt: skip
    """The lines of some days, all or a teacher's."""
    person = DaysForm(data={"teacher": teacher}).person
    return await _register(viewer, span_of(begins, ends, person, viewer.day), done=done)


async def _sent(request: Asked, viewer: Viewer, kind: type[DaysForm]) -> tuple[Any, Span]:
    form = await read_form(kind, request)
    return form, span_of(*form.span, form.person, viewer.day)


@action(f"{PATH}/confirmation", permission=SET_REGISTER)
async def confirm_lines(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Sign the ticked lines, or every held one of the days."""
    form, span = await _sent(request, viewer, ConfirmForm)
    try:
        await confirm(viewer, *span, form.only)
    except DomainError as error:
        return await _register(viewer, span, problem=error.message, status=422)
    return Redirect(f"{span.link}&done=confirmed")


@action(f"{PATH}/order", permission=SET_REGISTER)
async def order_lines(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Put the confirmed lines of the days into an order."""
    form, span = await _sent(request, viewer, OrderForm)
    if form.validate():
        try:
            await put_in_order(viewer, *span, form.number)
        except DomainError as error:
            form.add_error(error)
        else:
            return Redirect(f"{span.link}&done=ordered")
    return await _register(viewer, span, form=form, status=422)


async def _line(
    viewer: Viewer, change: int, form: CorrectionForm | None = None, *, done: str = "", problem: str = ""
) -> Answer:
    line = await change_line(viewer, change)
    audit.looked_at(viewer, "substitutions.register", [line.absent] if line.reason else [])
    if form is None:
        form = CorrectionForm()
        form.fill(line)
    form.offer_hours(line)
    return Page(
        "substitutions/register_line.html", status=422 if problem or form.errors else 200, line=line,
        form=form, state=line.state(viewer.day), done=done, problem=problem, **_shared(),
    )  # fmt: skip


@page(f"{PATH}/{{change_id:int}}", permission=REGISTER)
async def show_line(
    viewer: NamedDependency[Viewer], change_id: FromPath[int], done: FromQuery[str] = ""
) -> Answer:
    """One line: what was published, whether it was held, what is paid and why."""
    return await _line(viewer, change_id, done=done)


@action(f"{PATH}/{{change_id:int}}", permission=SET_REGISTER)
async def correct_line(request: Asked, viewer: NamedDependency[Viewer], change_id: FromPath[int]) -> Answer:
    """Another code, other hours, a comment, an order's number."""
    line, form = await change_line(viewer, change_id), await read_form(CorrectionForm, request)
    form.offer_hours(line)
    if form.validate():
        try:
            await correct(viewer, change_id, form.correction())
        except DomainError as error:
            form.add_error(error)
        else:
            return Redirect(f"{PATH}/{change_id}?done=corrected")
    return await _line(viewer, change_id, form)


@action(f"{PATH}/{{change_id:int}}/confirmation", permission=SET_REGISTER)
async def sign_line(request: Asked, viewer: NamedDependency[Viewer], change_id: FromPath[int]) -> Answer:
    """Sign a line, or take the signature back."""
    form = await read_form(ConfirmForm, request)
    is_undone = form.which.data == "undo"
    try:
        await (take_back if is_undone else confirm_one)(viewer, change_id)
    except DomainError as error:
        return await _line(viewer, change_id, problem=error.message)
    return Redirect(f"{PATH}/{change_id}?done={'undone' if is_undone else 'confirmed'}")


HANDLERS: list[Any] = [show_register, confirm_lines, order_lines, show_line, correct_line, sign_line]
