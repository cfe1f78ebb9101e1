"""Proving again who one is, before something dangerous."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.door import flows
from identity.door.origin import party_of
from identity.door.paths import safe_path
from identity.door.refusals import Refused
from identity.door.visitor import visitor_of
from identity.factors import again, passkeys
from identity.forms.factors import AgainForm
from identity.views.factor import challenge, shown_in
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
GATES = ("factor",)


async def _again_page(request: Asked, form: AgainForm, error: DomainError | None = None) -> Answer:
    refused = error if isinstance(error, Refused) else None
    status = refused.status if refused else 422 if form.errors or form.other else 200
    ways = await again.ways_of(request.auth)
    return Page("identity/factors/again.html", status=status, form=form, refused=refused, ways=ways)


@page("/login/again", permission=SIGNED_IN, gates=GATES)
async def show_again(request: Asked) -> Answer:
    """The ways this person has."""
    form = AgainForm(data={"next": safe_path(request.query_params.get("next"))})
    return await _again_page(request, form)


@action("/login/again", permission=SIGNED_IN_WRITE, gates=GATES)
async def prove_again(request: Asked) -> Answer:
    """The session is fresh again, and the page that asked for it opens."""
    form = await read_form(AgainForm, request)
    if not form.validate():
        return await _again_page(request, form)
    password, shown = form.password.data or "", shown_in(form)
    try:
        await again.prove(request.auth, visitor_of(request), party_of(request), password, shown)
    except DomainError as error:
        form.add_error(error)
        return await _again_page(request, form, error)
    return Redirect(safe_path(form.next.data))


@action("/login/again/options", permission=SIGNED_IN_WRITE, gates=GATES)
async def ask_again(request: Asked) -> Answer:
    """A challenge for a passkey of the own account."""
    browser = flows.browser_token(visitor_of(request).flow)
    account, opened = request.auth.account_id, request.user.session_id
    text = await passkeys.ask(party_of(request), browser, passkeys.AGAIN, account, opened)
    return challenge(request, text, browser)


HANDLERS: list[Any] = [show_again, prove_again, ask_again]
