"""The door and the own account. Forms that change who one is load a whole page (hx-boost="false")."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request

from identity import passwords, queries, service, session
from identity.forms import FirstPasswordForm, LoginForm, PasswordForm
from identity.paths import local_path, safe_path
from identity.refusals import Refused
from identity.visitor import visitor_of
from intranet.kit import view
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE, Signed
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, posted, read_form
from intranet.kit.module import profile_links_of
from intranet.kit.web import Answer, Page, Redirect, action, page, public, public_action

Asked = Request[Any, Any, Any]
YEAR = 365 * 24 * 3600


def _cookie(request: Asked) -> str:
    name: str = request.scope["state"]["session_cookie"]
    return name


def _with_token(answer: Answer, request: Asked, token: str) -> Answer:
    return answer.with_cookie(session.cookie_line(_cookie(request), token))


def _entered(request: Asked, entry: service.Entry, wanted: str) -> Answer:
    """To the page that was asked for, by way of the new password if there must be one."""
    path = safe_path(wanted)
    if entry.must_change:
        path = "/profile/password" + (f"?next={quote(path, safe='')}" if path != "/" else "")
    return _with_token(Redirect(path), request, entry.token)


@public("/login")
async def show_login(request: Asked) -> Answer:
    """The sign-in page; whoever is signed in goes on."""
    wanted = safe_path(request.query_params.get("next"))
    if request.auth is not None:
        return Redirect(wanted)
    return Page("identity/login.html", form=LoginForm(data={"next": wanted}), refused=None)


@public_action("/login")
async def sign_in(request: Asked) -> Answer:
    """Sign in; a refusal is the same page with what was typed."""
    form = await read_form(LoginForm, request)
    if not form.validate():
        return Page("identity/login.html", status=422, form=form, refused=None)
    old = request.cookies.get(_cookie(request), "")
    try:
        entry = await service.sign_in(
            visitor_of(request), form.login.data or "", form.password.data or "", old
        )
    except Refused as refused:
        form.add_error(refused)
        return Page("identity/login.html", status=refused.status, form=form, refused=refused)
    return _entered(request, entry, form.next.data or "")


@action("/logout", permission=SIGNED_IN_WRITE, before_change=True)
async def sign_out(request: Asked) -> Answer:
    """The session ends on the server; the cookie goes too."""
    await service.sign_out(request.auth, visitor_of(request))
    return _with_token(Redirect("/login"), request, "")


@action("/hat", permission=SIGNED_IN_WRITE)
async def switch_hat(request: Asked) -> Answer:
    """Wear another hat: a new token."""
    form = await request.form()
    entry = await service.switch_hat(request.auth, str(form.get("hat", "")), visitor_of(request))
    return _entered(request, entry, str(form.get("next", "")))


@public_action("/view")
async def set_view(request: Asked) -> Answer:
    """Theme, contrast version, language of this device."""
    wishes = {name: str(values[-1]) for name, values in (await posted(request)).items()}
    changed = request.scope["state"]["view"].changed(wishes)
    secure = "; Secure" if _cookie(request).startswith("__Host-") else ""
    line = f"{view.COOKIE}={changed.to_cookie()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
    return Redirect(local_path(wishes.get("next"))).with_cookie(line)


@page("/profile", permission=SIGNED_IN)
async def show_profile(request: Asked) -> Answer:
    """Who I am here, my sessions, my looks."""
    ended = request.query_params.get("ended", "")
    return Page(
        "identity/profile.html",
        sessions=await queries.live_sessions(request.user),
        ended=number_in(ended),
        is_changed="changed" in request.query_params,
        links=profile_links_of(request.auth.hat),
    )


@action("/profile/sessions/delete", permission=SIGNED_IN_WRITE)
async def end_others(request: Asked) -> Answer:
    """End every other session."""
    return Redirect(f"/profile?ended={await service.end_others(request.auth, visitor_of(request))}")


def _password_page(signed: Signed, form: FirstPasswordForm, status: int = 200) -> Answer:
    rule = passwords.rule([hat.name for hat in signed.hats])
    return Page("identity/password.html", status=status, form=form, rule=rule, is_first=signed.must_change)


@page("/profile/password", permission=SIGNED_IN, before_change=True)
async def show_password(request: Asked) -> Answer:
    """The form for a new password, its rule above it."""
    kind = FirstPasswordForm if request.auth.must_change else PasswordForm
    return _password_page(request.auth, kind(data={"next": safe_path(request.query_params.get("next"))}))


@action("/profile/password", permission=SIGNED_IN_WRITE, before_change=True)
async def change_password(request: Asked) -> Answer:
    """Set the new password; all other sessions end."""
    signed: Signed = request.auth
    form = await read_form(FirstPasswordForm if signed.must_change else PasswordForm, request)
    if not form.validate():
        return _password_page(signed, form, 422)
    current = (form.current.data or "") if isinstance(form, PasswordForm) else ""
    try:
        entry = await service.change_password(signed, current, form.password.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return _password_page(signed, form, 422)
    return _entered(request, entry, (form.next.data or "") if signed.must_change else "/profile?changed=1")


HANDLERS: list[Any] = [
    show_login, sign_in, sign_out, switch_hat, set_view,
    show_profile, end_others, show_password, change_password,
]  # fmt: skip
