"""Everybody who is signed in, for the administrator."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from identity.administration import sessions
from identity.administration.sessions import SHOWN
from identity.door.visitor import visitor_of
from identity.permissions import END_SESSIONS, SESSIONS
from intranet.kit.access import Viewer
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
PATH = "/office/entry/sessions"
Number = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


@page(PATH, permission=SESSIONS)
async def show_sessions(
    viewer: NamedDependency[Viewer],
    q: FromQuery[str] = "",
    person: Number = None,
    before: Number = None,
    ended: Number = None,
    factors: FromQuery[str] = "",
) -> Answer:
    """Live sessions, the newest first; `q` finds by name, `person` shows one's."""
    found = await sessions.live_sessions(viewer, q, person, before)
    return Page(
        "identity/administration/sessions.html", found=found[:SHOWN], q=q[:100], person=person, ended=ended,
        more=found[SHOWN - 1].id if len(found) > SHOWN else None, own=viewer.session_id, factors=factors,
    )  # fmt: skip


@action(PATH + "/{session_id:int}/delete", permission=END_SESSIONS)
async def end_session(request: Asked, viewer: NamedDependency[Viewer], session_id: FromPath[int]) -> Answer:
    """End one: it is dead at once."""
    await sessions.end_session(viewer, session_id, visitor_of(request))
    return Redirect(f"{PATH}?ended=1")


@action(PATH + "/people/{person_id:int}/delete", permission=END_SESSIONS)
async def end_all(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """End every session of a person."""
    count = await sessions.end_all(viewer, person_id, visitor_of(request))
    return Redirect(f"{PATH}?ended={count}" if count else PATH)


@action(PATH + "/people/{person_id:int}/factors/delete", permission=END_SESSIONS, fresh=True)
async def take_off_factors(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Somebody has lost the phone and the recovery codes: the second step is taken off."""
    count = await sessions.take_off_factors(viewer, person_id)
    return Redirect(f"{PATH}?person={person_id}&factors={count}")


HANDLERS: list[Any] = [show_sessions, end_session, end_all, take_off_factors]
