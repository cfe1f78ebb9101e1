"""Signing in elsewhere: a page says at once what goes on, the other system is asked behind it."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.params import FromPath

from identity.door import backchannel, cookies, journeys
from identity.door.entering import Wish
from identity.door.paths import safe_path
from identity.door.providers import ProofRefused, ProviderRow
from identity.door.refusals import Refused
from identity.door.visitor import visitor_of
from identity.views import letting_in
from intranet.kit.access import SIGNED_IN_WRITE, Signed
from intranet.kit.answers import Elsewhere, site_address
from intranet.kit.errors import DomainError
from intranet.kit.forms import posted
from intranet.kit.web import Answer, Page, Plain, Redirect, action, machine_action, public

Asked = Request[Any, Any, Any]
STATE = "state"


def _callback(request: Asked, row: ProviderRow) -> str:
    return f"{site_address(request)}/auth/{row.slug}/callback"


def _waiting(request: Asked, row: ProviderRow, step: str, state: str, browser: str = "") -> Answer:
    """The page that is seen while the other system is asked; it goes on by itself."""
    page = Page(
        "identity/door/waiting.html", way=row, onwards=f"/auth/{row.slug}/{step}?state={state}", step=step
    )
    if not browser:
        return page
    line = cookies.line(cookies.names_of(request).flow, browser, cookies.FLOW_SECONDS)
    return page.with_cookie(line)


def _refused(request: Asked, row: ProviderRow, refused: Refused) -> Answer:
    return Page("identity/door/way_refused.html", status=refused.status, way=row, refused=refused)


async def _begin(request: Asked, row: ProviderRow, purpose: str, wish: Wish, signed: Signed | None) -> Answer:
    try:
        browser, state = await journeys.start(visitor_of(request), row, purpose, wish, signed)
    except Refused as refused:
        return _refused(request, row, refused)
    return _waiting(request, row, "go", state, browser)


@public("/auth/{slug:str}/start")
async def start(request: Asked, slug: FromPath[str]) -> Answer:
    """Begin; at the address the provider will send the browser back to.

    A page leads there, not a redirect: `form-action` holds a form to the address it was sent from.
    """
    row = await journeys.way(slug)
    site = site_address(request)
    if request.url.netloc != site.partition("://")[2]:
        onwards = f"{site}{request.url.path}?{request.url.query}"
        return Page("identity/door/waiting.html", way=row, onwards=onwards, step="go")
    signed = request.auth if request.query_params.get("purpose") == "again" else None
    wish = Wish(safe_path(request.query_params.get("next")), "is_shared" in request.query_params)
    return await _begin(request, row, "again" if signed else "enter", wish, signed)


@public("/auth/{slug:str}/go")
async def go(request: Asked, slug: FromPath[str]) -> Answer:
    """Ask the provider where to, and send the browser there."""
    row = await journeys.way(slug)
    state = request.query_params.get(STATE, "")
    try:
        return Elsewhere(await journeys.go(visitor_of(request), row, state, _callback(request, row)))
    except Refused as refused:
        return _refused(request, row, refused)


@public("/auth/{slug:str}/callback")
async def come_back(request: Asked, slug: FromPath[str]) -> Answer:
    """The way back: kept and answered at once."""
    row = await journeys.way(slug)
    try:
        state = await journeys.come_back(visitor_of(request), row, list(request.query_params.multi_items()))
    except Refused as refused:
        return _refused(request, row, refused)
    return _waiting(request, row, "finish", state)


@public("/auth/{slug:str}/finish")
async def finish(request: Asked, slug: FromPath[str]) -> Answer:
    """Check what came back; in, or one more page, or a sentence why not."""
    row = await journeys.way(slug)
    state, callback = request.query_params.get(STATE, ""), _callback(request, row)
    try:
        found, flow = await journeys.finish(visitor_of(request), row, state, callback, request.auth)
    except Refused as refused:
        return _refused(request, row, refused)
    except DomainError as error:
        return _refused(request, row, Refused(error.message, "", 0, field="way"))
    return letting_in.answer(request, found, flow.next_path) if found else Redirect(flow.next_path)


@action("/profile/ways/{slug:str}", permission=SIGNED_IN_WRITE, fresh=True)
async def link(request: Asked, slug: FromPath[str]) -> Answer:
    """One more way into the own account."""
    row = await journeys.way(slug)
    return await _begin(request, row, "link", Wish("/profile?done=link"), request.auth)


@public("/auth/{slug:str}/leave")
async def leave(request: Asked, slug: FromPath[str]) -> Answer:
    """Sign out there too, after signing out here."""
    row = await journeys.way(slug)
    state, back = request.query_params.get(STATE, ""), f"{site_address(request)}/login"
    try:
        url = await journeys.leave(visitor_of(request), row, state, back)
    except Refused as refused:
        return _refused(request, row, refused)
    return Elsewhere(url) if url else Redirect("/login")


@machine_action("/auth/{slug:str}/backchannel")
async def end_sessions(request: Asked, slug: FromPath[str]) -> Answer:
    """A provider's signed order to end sessions; it gets no reasons."""
    row = await journeys.way(slug)
    form = {name: str(values[-1]) for name, values in (await posted(request)).items()}
    try:
        await backchannel.end_sessions(row, form)
    except ProofRefused as error:
        return Plain(f'{{"error": "invalid_request", "error_description": "{error.refusal}"}}', status=400,
                     media_type="application/json")  # fmt: skip
    return Plain("")


HANDLERS: list[Any] = [start, go, come_back, finish, link, leave, end_sessions]
