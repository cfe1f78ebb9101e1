"""School codes at the door: typing one, registering by it, linking what another system has proved."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.administration.doubts import answer_for
from identity.door import cookies, flows, registry
from identity.door.entering import Wish
from identity.door.paths import safe_path
from identity.door.refusals import Refused, attempt_over
from identity.door.visitor import visitor_of
from identity.forms.codes import CodeForm, RegistrationForm
from identity.invitations import attempts, registering
from identity.invitations.attempts import Proved
from identity.invitations.lookup import FoundCode, look_up
from identity.invitations.registering import Chosen
from identity.local import passwords
from identity.views import letting_in
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page, public, public_action

Asked = Request[Any, Any, Any]


def _status(error: DomainError) -> int:
    if isinstance(error, Refused):
        return error.status
    return 409 if isinstance(error, Conflict) else 422


def _code_page(form: CodeForm, error: DomainError | None = None, status: int = 200) -> Answer:
    refused = error if isinstance(error, Refused) else None
    return Page("identity/codes/code.html", status=status, form=form, refused=refused)


@public("/code")
async def show_code(request: Asked) -> Answer:
    """The page a slip leads to; whoever is signed in adds the code to the own account."""
    return Redirect("/profile/code") if request.auth is not None else _code_page(CodeForm())


@public_action("/code")
async def enter_code(request: Asked) -> Answer:
    """A good code is remembered by this browser for a quarter of an hour; nothing is spent yet."""
    form, visitor = await read_form(CodeForm, request), visitor_of(request)
    if not form.validate():
        return _code_page(form, status=422)
    try:
        found = await look_up(visitor, form.code.data or "")
        registering.check_free(found)
    except DomainError as error:
        form.add_error(error)
        return _code_page(form, error, _status(error))
    line = cookies.line(
        cookies.names_of(request).flow, await attempts.begin(visitor, found), cookies.FLOW_SECONDS
    )
    return Redirect("/code/registration").with_cookie(line)


async def _registration_page(form: RegistrationForm, found: FoundCode, status: int = 200) -> Answer:
    return Page(
        "identity/codes/registration.html", status=status, form=form, found=found,
        rule=passwords.rule(found.hats), ways=await registry.buttons(),
    )  # fmt: skip


@public("/code/registration")
async def show_registration(request: Asked) -> Answer:
    """Whose record it is, and the ways to choose from."""
    found = await attempts.typed_code(visitor_of(request))
    if found is None:
        return _code_page(CodeForm())
    login = await registering.suggested_login(found)
    return await _registration_page(RegistrationForm(data={"login": login, "next": found.next_path}), found)


@public_action("/code/registration")
async def register(request: Asked) -> Answer:
    """An own login and password: the account opens, the code is spent."""
    visitor, form = visitor_of(request), await read_form(RegistrationForm, request)
    found = await attempts.typed_code(visitor)
    if found is None:
        return Redirect("/code")
    if not form.validate():
        return await _registration_page(form, found, 422)
    chosen = Chosen(form.login.data or "", form.password.data or "", form.email.data or "")
    wish = Wish(found.next_path, bool(form.is_shared.data))
    try:
        entered = await registering.register(visitor, found.id, chosen, wish)
    except DomainError as error:
        form.add_error(error)
        return await _registration_page(form, found, _status(error))
    return letting_in.answer(request, entered, wish.next_path)


async def _proof_page(
    proved: Proved | None, form: CodeForm, error: DomainError | None = None, status: int = 200
) -> Answer:
    if proved is None:
        return Page("identity/codes/over.html", status=status, refused=attempt_over(0))
    row = await registry.provider_row(proved.flow.slug)
    return Page(
        "identity/codes/proof.html", status=status, form=form, found=proved.found,
        title=row.title if row else "", label=proved.flow.proof.label,
        answer=await answer_for(row, proved.flow.proof) if row else "",
        refused=error if isinstance(error, Refused) else None,
    )  # fmt: skip


@public("/login/code")
async def show_proof(request: Asked) -> Answer:
    """Another system has proved somebody nobody knows here yet: whose record is it?"""
    return await _proof_page(await attempts.proved(visitor_of(request)), CodeForm())


@public_action("/login/code")
async def enter_code_of_proof(request: Asked) -> Answer:
    """The code for what was proved; after five the attempt is over."""
    form, visitor = await read_form(CodeForm, request), visitor_of(request)
    proved = await attempts.proved(visitor)
    if proved is None or not await flows.try_once(proved.flow):
        return await _proof_page(None, form, status=422)
    if not form.validate():
        return await _proof_page(proved, form, status=422)
    try:
        found = await look_up(visitor, form.code.data or "")
        await registering.check_attempt(visitor, proved.flow, found)
    except DomainError as error:
        form.add_error(DomainError(error.message, field="code"))
        return await _proof_page(proved, form, error, _status(error))
    await attempts.keep(proved.flow, found)
    return Redirect("/login/code")


@public_action("/login/code/confirmation")
async def confirm_proof(request: Asked) -> Answer:
    """ "Yes, that is me": what was proved opens this record from now on."""
    visitor = visitor_of(request)
    proved = await attempts.proved(visitor)
    if proved is None or proved.found is None or not await flows.leave(proved.flow, "done"):
        return await _proof_page(None, CodeForm(), status=422)
    try:
        entered = await registering.link_by_code(visitor, proved.flow, proved.found.id)
    except DomainError as error:
        return Page("identity/codes/over.html", status=_status(error), refused=_as_refused(error))
    wanted = safe_path(proved.flow.next_path)
    return letting_in.answer(request, entered, wanted if wanted != "/" else proved.found.next_path)


def _as_refused(error: DomainError) -> Refused:
    """Any refusal, said above a page that has no field for it."""
    advice = error.advice if isinstance(error, Refused) else _("Начните вход ещё раз.")
    number = error.number if isinstance(error, Refused) else 0
    return Refused(error.message, advice, number, field="way")


def _own_page(form: CodeForm, status: int = 200, told: str = "") -> Answer:
    return Page("identity/codes/own.html", status=status, form=form, told=told)


@page("/profile/code", permission=SIGNED_IN, fresh=True)
async def show_own_code(request: Asked) -> Answer:
    """A code added to the own account: a second child."""
    return _own_page(CodeForm())


@action("/profile/code", permission=SIGNED_IN_WRITE, fresh=True)
async def add_code(request: Asked) -> Answer:
    """Add it; somebody else's is refused and stays good."""
    form, visitor = await read_form(CodeForm, request), visitor_of(request)
    if not form.validate():
        return _own_page(form, 422)
    try:
        found = await look_up(visitor, form.code.data or "")
        return _own_page(CodeForm(), told=await registering.add_code(request.auth, visitor, found))
    except DomainError as error:
        form.add_error(error)
        return _own_page(form, _status(error))


HANDLERS: list[Any] = [
    show_code, enter_code, show_registration, register, show_proof, enter_code_of_proof, confirm_proof,
    show_own_code, add_code,
]  # fmt: skip
