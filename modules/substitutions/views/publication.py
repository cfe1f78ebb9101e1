"""Looking a day's drafts over and publishing them; the message of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.forms import posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.notices.api import when_told
from modules.substitutions.forms.publication import MessageForm, chosen_drafts
from modules.substitutions.kinds import LATER, TODAY
from modules.substitutions.permissions import PLAN, PUBLISH
from modules.substitutions.planning.troubles import Trouble
from modules.substitutions.queries.plan import plan_of
from modules.substitutions.queries.reach import look_for_troubles, reached, told_of
from modules.substitutions.service.messages import set_message
from modules.substitutions.service.publishing import Refused, publish_day
from modules.substitutions.views.days import day_in, day_path
from modules.substitutions.views.publication_words import lines_of

Asked = Request[Any, Any, Any]


async def _review(
    viewer: Viewer, on_date: date, *, ticked: Mapping[int, int] | None = None,
    problem: DomainError | None = None, form: MessageForm | None = None, done: str = "", status: int = 200,
) -> Page:  # fmt: skip
    """The page as it stands; `ticked`: what was chosen, so nothing has to be ticked again."""
    found = await plan_of(viewer, on_date)
    troubles: Sequence[Trouble] = problem.troubles if isinstance(problem, Refused) else ()
    if problem is None:
        every = {one.id: one.version for one in found.rows}
        troubles = await look_for_troubles(viewer, found, every)
    told = await told_of(viewer, await reached(viewer, found.plan.differences), found.people)
    return Page(
        "substitutions/publication.html", status=status, on_date=on_date, board=found.board, told=told,
        lines=lines_of(found, ticked, troubles), problem=problem, done=done,
        form=form or MessageForm(message=found.board.message), back=day_path(on_date),
        when=await when_told(viewer, (TODAY, LATER)), same=len(found.rows) - _changed(found.plan.differences),
    )  # fmt: skip


def _changed(differences: Sequence[Any]) -> int:
    return sum(one.planned.id != 0 for one in differences)


@page("/substitutions/plans/{day:str}/publication", permission=PLAN)
async def show_publication(
    viewer: NamedDependency[Viewer], day: FromPath[str], done: FromQuery[str] = ""
) -> Answer:
    """What will change, what is in the way, who will be told. `done`: published or message, a moment ago."""
    return await _review(viewer, day_in(day), done=done)


@action("/substitutions/plans/{day:str}/publication", permission=PUBLISH)
async def put_publication(request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """Publish the ticked drafts; 422 says what is in the way, 409 that a draft is not what was shown."""
    on_date, chosen = day_in(day), chosen_drafts((await posted(request)).getlist("draft"))
    try:
        await publish_day(viewer, on_date, chosen)
    except DomainError as error:
        status = 409 if isinstance(error, Conflict) else 422
        return await _review(viewer, on_date, ticked=chosen or None, problem=error, status=status)
    return Redirect(f"{day_path(on_date)}/publication?done=published")


@action("/substitutions/plans/{day:str}/message", permission=PUBLISH)
async def put_message(request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """Put the message of the day up, or take it off."""
    on_date, form = day_in(day), await read_form(MessageForm, request)
    if not form.validate():
        return await _review(viewer, on_date, form=form, status=422)
    await set_message(viewer, on_date, form.message.data or "")
    return Redirect(f"{day_path(on_date)}/publication?done=message")


HANDLERS: tuple[Any, ...] = (show_publication, put_publication, put_message)
