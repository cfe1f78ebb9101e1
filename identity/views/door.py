"""The door: signing in and out, the hat.

Forms that change who one is load a whole page (hx-boost="false")."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.door import cookies, journeys, registry, service
from identity.door.entering import Wish
from identity.door.paths import local_path, safe_path
from identity.door.refusals import Refused
from identity.door.visitor import visitor_of
from identity.forms.door import LoginForm
from identity.views import letting_in
from intranet.kit import view
from intranet.kit.access import SIGNED_IN_WRITE
from intranet.kit.forms import posted, read_form
from intranet.kit.web import ALL_GATES, Answer, Page, Redirect, action, public, public_action

Asked = Request[Any, Any, Any]
YEAR = 365 * 24 * 3600


async def login_page(
    form: LoginForm, refused: Refused | None = None, status: int = 200, is_recovered: bool = False
) -> Answer:
    """The sign-in page, as it is or with a refusal of any way in."""
    return Page(
        "identity/door/login.html", status=status, form=form, refused=refused, ways=await registry.buttons(),
        is_recovered=is_recovered,
    )  # fmt: skip


@public("/login")
async def show_login(request: Asked) -> Answer:
    """The sign-in page; whoever is signed in goes on."""
    wanted = safe_path(request.query_params.get("next"))
    if request.auth is not None:
        return Redirect(wanted)
    is_recovered = "recovered" in request.query_params
    return await login_page(LoginForm(data={"next": wanted}), is_recovered=is_recovered)


@public_action("/login")
async def sign_in(request: Asked) -> Answer:
    """Sign in; a refusal is the same page with what was typed."""
    form = await read_form(LoginForm, request)
    if not form.validate():
        return await login_page(form, status=422)
    wish = Wish(safe_path(form.next.data), bool(form.is_shared.data))
    try:
        found = await service.sign_in(
            visitor_of(request), form.login.data or "", form.password.data or "", wish
        )
    except Refused as refused:
        form.add_error(refused)
        return await login_page(form, refused, refused.status)
    return letting_in.answer(request, found, wish.next_path)


@action("/logout", permission=SIGNED_IN_WRITE, gates=ALL_GATES)
async def sign_out(request: Asked) -> Answer:
    """The session ends on the server; the cookie goes too."""
    visitor = visitor_of(request)
    ended = await service.sign_out(request.auth, visitor)
    found = await journeys.leaving(visitor, ended) if ended else None
    if ended is None or found is None:
        return letting_in.forget(request, Redirect("/login"))
    way, browser, state = found
    page = Page("identity/door/left.html", way=way, state=state, is_shared=ended.is_shared)
    request.scope["auth"] = None  # the page of somebody who has left
    names = cookies.names_of(request)
    return letting_in.forget(request, page).with_cookie(
        cookies.line(names.flow, browser, cookies.FLOW_SECONDS)
    )


@action("/hat", permission=SIGNED_IN_WRITE)
async def switch_hat(request: Asked) -> Answer:
    """Wear another hat: a new token."""
    form = await request.form()
    entry = await service.switch_hat(request.auth, str(form.get("hat", "")), visitor_of(request))
    return letting_in.answer(request, entry, str(form.get("next", "")))


@public_action("/view")
async def set_view(request: Asked) -> Answer:
    """Theme, contrast version, language of this device."""
    wishes = {name: str(values[-1]) for name, values in (await posted(request)).items()}
    changed = request.scope["state"]["view"].changed(wishes)
    secure = "; Secure" if request.scope["state"]["session_cookie"].startswith("__Host-") else ""
    line = f"{view.COOKIE}={changed.to_cookie()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
    return Redirect(local_path(wishes.get("next"))).with_cookie(line)


HANDLERS: list[Any] = [show_login, sign_in, sign_out, switch_hat, set_view]
