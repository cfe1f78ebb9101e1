"""The second step of a sign-in, and signing in by a passkey alone."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.door import cookies, flows, fresh, registry
from identity.door.entering import Pending, Wish, after_factor
from identity.door.flows import Flow
from identity.door.origin import party_of
from identity.door.paths import safe_path
from identity.door.refusals import Refused, attempt_over
from identity.door.visitor import visitor_of
from identity.factors import checking, entry, passkeys, queries
from identity.factors.checking import Shown
from identity.forms.door import LoginForm
from identity.forms.factors import FactorForm, PasskeyEntryForm
from identity.views import letting_in
from identity.views.door import login_page
from intranet.kit.errors import NotFound
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Plain, Redirect, public, public_action

Asked = Request[Any, Any, Any]
JSON = "application/json"


def challenge(request: Asked, text: str, browser: str) -> Answer:
    """What the page's script asked for, and the cookie that binds it to this browser."""
    names = cookies.names_of(request)
    return Plain(text, media_type=JSON).with_cookie(
        cookies.line(names.flow, browser, cookies.FLOW_SECONDS)
    )  # fmt: skip


def shown_in(form: FactorForm) -> Shown:
    """What was typed, or what the key answered."""
    fields = (form.code, form.recovery, form.answer, form.state)
    return Shown(*((field.data or "").strip() for field in fields))


async def _flow_of(request: Asked) -> Flow | None:
    """This browser's attempt that waits for a second factor; one to prove again only in its own session."""
    flow = await flows.newest_flow(visitor_of(request).flow, "factor")
    if flow is not None and flow.purpose == "again" and not fresh.is_of(request.auth, flow):
        return None
    return flow


async def _factor_page(flow: Flow, form: FactorForm, refused: Refused | None = None) -> Answer:
    kinds = await queries.kinds_of(flow.account or 0)
    status = refused.status if refused else 422 if form.errors else 200
    return Page(
        "identity/factors/factor.html", status=status, form=form, refused=refused, kinds=kinds, flow=flow
    )


@public("/login/factor")
async def show_factor(request: Asked) -> Answer:
    """What else must be shown; whoever has not begun a sign-in begins one."""
    flow = await _flow_of(request)
    return await _factor_page(flow, FactorForm()) if flow else Redirect("/login")


@public_action("/login/factor")
async def pass_factor(request: Asked) -> Answer:
    """The right factor lets in; a wrong one is the same page, the fifth ends the attempt."""
    visitor, flow = visitor_of(request), await _flow_of(request)
    form = await read_form(FactorForm, request)
    if flow is None:
        return await _refused(attempt_over(0), status=422)
    if not form.validate():
        return await _factor_page(flow, form, None)
    try:
        kind = await checking.pass_stage(visitor, party_of(request), flow, shown_in(form))
        return await _onwards(request, flow, kind)
    except Refused as refused:
        if await _flow_of(request) is None:
            return await _refused(refused, flow.next_path)
        form.add_error(refused)
        return await _factor_page(flow, form, refused)


async def _refused(refused: Refused, wanted: str = "/", status: int = 0) -> Answer:
    """The sign-in page, which says why the attempt is over."""
    form = LoginForm(data={"next": wanted})
    form.add_error(refused)
    return await login_page(form, refused, status or refused.status)


async def _onwards(request: Asked, flow: Flow, kind: str) -> Answer:
    visitor = visitor_of(request)
    if flow.purpose == "again":
        await fresh.factor_passed(request.auth, visitor, flow, kind)
        return Redirect(safe_path(flow.next_path))
    row = await registry.provider_row(flow.slug)
    if row is None:
        raise NotFound
    entered = await after_factor(visitor, flow, row, kind)
    return letting_in.answer(request, entered, flow.next_path)


@public_action("/login/factor/options")
async def ask_factor(request: Asked) -> Answer:
    """A challenge for a passkey of the account that is signing in."""
    flow = await _flow_of(request)
    if flow is None or flow.account is None:
        raise NotFound
    browser = visitor_of(request).flow
    text = await passkeys.ask(party_of(request), browser, passkeys.FACTOR, flow.account)
    return challenge(request, text, browser)


@public_action("/login/passkey/options")
async def ask_passkey(request: Asked) -> Answer:
    """A challenge for any passkey of this site."""
    browser = flows.browser_token(visitor_of(request).flow)
    return challenge(request, await passkeys.ask(party_of(request), browser, passkeys.ENTRY), browser)


@public_action("/login/passkey")
async def enter_by_passkey(request: Asked) -> Answer:
    """Sign in by a passkey alone; a refusal is the sign-in page."""
    form = await read_form(PasskeyEntryForm, request)
    wish = Wish(safe_path(form.next.data), bool(form.is_shared.data))
    try:
        found = await entry.enter_by_passkey(
            visitor_of(request), party_of(request), form.state.data or "", form.answer.data or "", wish
        )
    except Refused as refused:
        return await _refused(refused, wish.next_path)
    if isinstance(found, Pending):
        raise NotFound  # a passkey is both steps
    return letting_in.answer(request, found, wish.next_path)


HANDLERS: list[Any] = [show_factor, pass_factor, ask_factor, ask_passkey, enter_by_passkey]
