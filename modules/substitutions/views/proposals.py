"""«Заполнить день»: a plan is proposed, looked through line by line, accepted whole or in part, dropped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, posted
from intranet.kit.i18n import _, ngettext
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.permissions import PLAN, SET_PLAN
from modules.substitutions.planning.options import Filling
from modules.substitutions.planning.state import Day
from modules.substitutions.queries.filling import review_of, subjects_of
from modules.substitutions.service.proposals import accept_proposals, drop_proposals, propose_day
from modules.substitutions.views.days import day_in, day_path
from modules.substitutions.views.proposal_words import open_lines, proposed_lines

Asked = Request[Any, Any, Any]


class Fill(msgspec.Struct, frozen=True):
    """What the desk says of filling the day: open lessons, and proposals that wait for a person."""

    on_date: date
    open: int
    proposed: int


def fill_of(day: Day) -> Fill:
    """For `_fill.html`."""
    waiting = sum(one.is_proposed for one in day.drafts.values())
    return Fill(day.on_date, sum(one.draft is None for one in day.open), waiting)


def _address(on_date: date) -> str:
    return f"{day_path(on_date)}/proposal"


def done_words(done: str, count: int) -> str:
    """What was carried out, for the notice above the page."""
    match done:
        case "accepted":
            return ngettext("Принята %(n)s строка.", "Принято строк: %(n)s.", count)
        case "dropped":
            return _("План убран: черновики людей остались.")
        case "outdated":
            return _("Пока план считался, день изменили: строк пропущено — %(n)s.", n=count)
        case "unproved":
            return _("Времени на поиск не хватило: план годный, но, возможно, не лучший.")
    return ""


async def _page(
    viewer: Viewer, on_date: date, *, problem: str = "", notice: str = "", status: int = 200
) -> Answer:
    filling: Filling = await review_of(viewer, on_date)
    lines = proposed_lines(filling, await subjects_of(viewer, filling.staff.day))
    return Page(
        "substitutions/proposal.html", status=status, fill=fill_of(filling.staff.day), problem=problem,
        lines=lines, left=open_lines(filling) if lines else [], notice=notice,
        is_over=on_date < viewer.day,
    )  # fmt: skip


@page("/substitutions/plans/{day:str}/proposal", permission=PLAN)
async def show_proposal(
    viewer: NamedDependency[Viewer], day: FromPath[str], done: FromQuery[str] = "", n: FromQuery[int] = 0
) -> Answer:
    """The proposed plan: every line with its reason, what stays open with its own."""
    return await _page(viewer, day_in(day), notice=done_words(done, n))


async def _do(viewer: Viewer, on_date: date, deed: Callable[[], Awaitable[str]]) -> Answer:
    """Carry out and come back to the page; a refusal stands above it."""
    try:
        query = await deed()
    except DomainError as error:
        return await _page(viewer, on_date, problem=error.message, status=422)
    return Redirect(_address(on_date) + query)


@action("/substitutions/plans/{day:str}/proposal", permission=SET_PLAN)
async def make_proposal(viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """Let the solver propose the day anew."""
    on_date = day_in(day)

    async def deed() -> str:
        made = await propose_day(viewer, on_date)
        if made.outdated:
            return f"?done=outdated&n={made.outdated}"
        return "" if made.is_proved else "?done=unproved"

    return await _do(viewer, on_date, deed)


@action("/substitutions/plans/{day:str}/proposal/acceptance", permission=SET_PLAN)
async def accept(request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """Accept the ticked lines, or all; with none left the day itself is next."""
    on_date, sent = day_in(day), await posted(request)
    ticked = [number_in(one) for one in sent.getlist("draft")]
    chosen = None if "all" in sent else [one for one in ticked if one is not None]

    async def deed() -> str:
        return f"?done=accepted&n={await accept_proposals(viewer, on_date, chosen)}"

    answer = await _do(viewer, on_date, deed)
    task = await review_of(viewer, on_date)
    if isinstance(answer, Redirect) and not fill_of(task.staff.day).proposed:
        return Redirect(f"/substitutions/plans/{on_date}")
    return answer


@action("/substitutions/plans/{day:str}/proposal/delete", permission=SET_PLAN)
async def drop(viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """Take every proposal away."""
    on_date = day_in(day)
    await drop_proposals(viewer, on_date)
    return Redirect(_address(on_date) + "?done=dropped")


HANDLERS: list[Any] = [show_proposal, make_proposal, accept, drop]
