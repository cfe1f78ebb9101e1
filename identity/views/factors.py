"""The own second factors: list, add, take away, recovery codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.params import FromPath

from identity.door import flows
from identity.door.origin import party_of
from identity.door.paths import safe_path
from identity.door.visitor import visitor_of
from identity.factors import checking, passkeys, queries, service, totp
from identity.factors.passkeys import PasskeyRefused
from identity.forms.factors import ConfirmAppForm, NewKeyForm
from identity.views.factor import challenge
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, Site, action, page

Asked = Request[Any, Any, Any]
GATES = ("factor",)
LIST = "/profile/factors"


async def _list_page(request: Asked, refused: str = "") -> Answer:
    return Page(
        "identity/factors/factors.html", status=422 if refused else 200, refused=refused,
        factors=await queries.factors_of(request.auth), left=await queries.codes_left(request.auth),
        is_required=await queries.is_required(request.auth), told=request.query_params.get("told", ""),
    )  # fmt: skip


@page(LIST, permission=SIGNED_IN)
async def show_factors(request: Asked) -> Answer:
    """What is asked of me besides the password."""
    return await _list_page(request)


async def _new_page(request: Asked, form: NewKeyForm, status: int = 200) -> Answer:
    known = await queries.factors_of(request.auth)
    return Page("identity/factors/factor_new.html", status=status, form=form, is_first=not known)


@page("/profile/factors/new", permission=SIGNED_IN, gates=GATES, fresh=True)
async def show_new(request: Asked) -> Answer:
    """An app or a passkey; this page comes first where the school asks for a second step."""
    form = NewKeyForm(data={"next": safe_path(request.query_params.get("next"))})
    return await _new_page(request, form)


@page("/profile/factors/app", permission=SIGNED_IN, gates=GATES, fresh=True)
async def show_app(request: Asked) -> Answer:
    """The secret that waits for its first code."""
    return await _app_page(
        request, ConfirmAppForm(data={"next": safe_path(request.query_params.get("next"))})
    )


async def _app_page(request: Asked, form: ConfirmAppForm, status: int = 200) -> Answer:
    secret = await service.pending_secret(request.auth)
    if secret is None:
        return Redirect("/profile/factors/new")
    picture = totp.picture_of(totp.address_of(secret, request.auth.login, Site.name))
    return Page(
        "identity/factors/factor_app.html",
        status=status,
        form=form,
        picture=picture,
        secret=totp.grouped(secret),
    )


@action("/profile/factors/app", permission=SIGNED_IN_WRITE, gates=GATES, fresh=True)
async def start_app(request: Asked) -> Answer:
    """A new secret; an earlier one that was not confirmed is forgotten."""
    form = await read_form(NewKeyForm, request)
    try:
        await service.start_app(request.auth, visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _new_page(request, form, 422)
    return Redirect(f"/profile/factors/app?next={quote(safe_path(form.next.data), safe='')}")


@action("/profile/factors/app/confirmation", permission=SIGNED_IN_WRITE, gates=GATES, fresh=True)
async def confirm_app(request: Asked) -> Answer:
    """The first code: from now on the app is asked."""
    form = await read_form(ConfirmAppForm, request)
    if await service.pending_secret(request.auth) is None or not form.validate():
        return await _app_page(request, form, 422)
    try:
        made = await service.confirm_app(request.auth, form.code.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _app_page(request, form, 422)
    return _added(made, form.next.data)


def _added(made: list[str], wanted: str | None) -> Answer:
    """The codes, shown this once; the list, when there are codes already."""
    path = safe_path(wanted)
    if not made:
        return Redirect(f"{LIST}?told=added")
    return Page(
        "identity/factors/recovery_codes.html",
        codes=made,
        onwards=path if path != "/" else LIST,
        is_first=True,
    )


@action("/profile/factors/passkeys/options", permission=SIGNED_IN_WRITE, gates=GATES, fresh=True)
async def ask_passkey(request: Asked) -> Answer:
    """A challenge for making a passkey."""
    browser = flows.browser_token(visitor_of(request).flow)
    text = await passkeys.ask_new(party_of(request), browser, request.auth)
    return challenge(request, text, browser)


@action("/profile/factors/passkeys", permission=SIGNED_IN_WRITE, gates=GATES, fresh=True)
async def add_passkey(request: Asked) -> Answer:
    """The passkey that was just made."""
    form, visitor, signed = await read_form(NewKeyForm, request), visitor_of(request), request.auth
    state, answer = form.state.data or "", form.answer.data or ""
    try:
        made = await passkeys.made(party_of(request), visitor.flow, signed, state, answer)
        return _added(await service.add_passkey(signed, made, visitor), form.next.data)
    except PasskeyRefused as error:
        form.add_error(await checking.refused_passkey(visitor, error, signed.account_id))
    except DomainError as error:
        form.add_error(error)
    return await _new_page(request, form, 422)


@action("/profile/factors/{factor_id:int}/delete", permission=SIGNED_IN_WRITE, fresh=True)
async def remove(request: Asked, factor_id: FromPath[int]) -> Answer:
    """Take one away."""
    try:
        await service.remove(request.auth, factor_id, visitor_of(request))
    except DomainError as error:
        return await _list_page(request, error.message)
    return Redirect(f"{LIST}?told=removed")


@action("/profile/factors/recovery", permission=SIGNED_IN_WRITE, fresh=True)
async def renew_codes(request: Asked) -> Answer:
    """Ten new recovery codes instead of the earlier ones, shown this once."""
    try:
        made = await service.renew_codes(request.auth, visitor_of(request))
    except DomainError as error:
        return await _list_page(request, error.message)
    return Page("identity/factors/recovery_codes.html", codes=made, onwards=LIST, is_first=False)


HANDLERS: list[Any] = [
    show_factors, show_new, show_app, start_app, confirm_app, ask_passkey, add_passkey, remove, renew_codes,
]  # fmt: skip
