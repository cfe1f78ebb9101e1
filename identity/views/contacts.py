"""One's own address and number: giving them, proving them."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.account import contacts, queries
from identity.door.visitor import visitor_of
from identity.forms.account import CodeForm, EmailForm, PhoneForm
from intranet.kit import mail, sms
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE, Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import Form, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]


async def _page(viewer: Viewer, *forms: Form, status: int = 200, told: str = "") -> Answer:
    """The page with the forms given in place of empty ones."""
    kinds = {"email": EmailForm, "phone": PhoneForm, "code": CodeForm}
    own = await queries.standing(viewer)
    given = {type(form): form for form in forms}
    # what the school has written down needs only to be confirmed
    known = {"email": "" if own.is_email_confirmed else own.email, "phone": "", "code": ""}
    shown = {name: given.get(kind) or kind(data={name: known[name]}) for name, kind in kinds.items()}
    waiting = {one.kind: one for one in reversed(await queries.waiting_contacts(viewer))}
    return Page(
        "identity/account/contacts.html", status=status, own=own, waiting=waiting,
        is_post_set=mail.is_configured(), is_gateway_set=sms.is_configured(), told=told, **shown,
    )  # fmt: skip


@page("/profile/contacts", permission=SIGNED_IN)
async def show_contacts(request: Asked) -> Answer:
    """My address and number, and what waits to be proved."""
    return await _page(request.user, told=request.query_params.get("told", ""))


@action("/profile/contacts/email", permission=SIGNED_IN_WRITE, fresh=True)
async def give_email(request: Asked) -> Answer:
    """Send the link to a new address."""
    form = await read_form(EmailForm, request)
    if not form.validate():
        return await _page(request.user, form, status=422)
    try:
        await contacts.ask_email(request.auth, form.email.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _page(request.user, form, status=422)
    return Redirect("/profile/contacts?told=email")


@action("/profile/contacts/phone", permission=SIGNED_IN_WRITE, fresh=True)
async def give_phone(request: Asked) -> Answer:
    """Send a code to a new number, or let it wait for the class teacher."""
    form = await read_form(PhoneForm, request)
    if not form.validate():
        return await _page(request.user, form, status=422)
    try:
        await contacts.ask_phone(request.auth, form.phone.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _page(request.user, form, status=422)
    return Redirect("/profile/contacts?told=phone")


@action("/profile/contacts/code", permission=SIGNED_IN_WRITE, fresh=True)
async def give_code(request: Asked) -> Answer:
    """The code that came."""
    form = await read_form(CodeForm, request)
    if not form.validate():
        return await _page(request.user, form, status=422)
    try:
        await contacts.confirm_code(request.auth, form.code.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _page(request.user, form, status=422)
    return Redirect("/profile/contacts?told=phone_confirmed")


@page("/profile/email/{proof:str}", permission=SIGNED_IN)
async def show_confirmation(request: Asked) -> Answer:
    """What the letter's link opens; looking at it confirms nothing."""
    token = str(request.path_params["proof"])
    address = await contacts.address_of_link(request.auth, token)
    return Page("identity/account/email.html", address=address, path=f"/profile/email/{token}")


@action("/profile/email/{proof:str}", permission=SIGNED_IN_WRITE)
async def confirm(request: Asked) -> Answer:
    """The address counts from now on."""
    token = str(request.path_params["proof"])
    await contacts.confirm_email(request.auth, token, visitor_of(request))
    return Redirect("/profile/contacts?told=email_confirmed")


HANDLERS: list[Any] = [show_contacts, give_email, give_phone, give_code, show_confirmation, confirm]
