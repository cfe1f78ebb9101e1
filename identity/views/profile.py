"""The own account: who I am here, sessions, looks, password."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.params import FromPath

from identity.account import linked, queries
from identity.door import registry, service
from identity.door.paths import safe_path
from identity.door.visitor import visitor_of
from identity.forms.door import FirstPasswordForm, PasswordForm
from identity.local import own_password, passwords
from identity.views import letting_in
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE, Signed
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, read_form
from intranet.kit.module import profile_links_of
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
PASSWORD_GATE = ("password",)


@page("/profile", permission=SIGNED_IN)
async def show_profile(request: Asked) -> Answer:
    """Who I am here, my sessions, my looks."""
    asked = request.query_params
    return Page(
        "identity/account/profile.html",
        own=await queries.standing(request.user),
        linked=await queries.linked_identities(request.user),
        ways=await registry.buttons(),
        sessions=await queries.live_sessions(request.user),
        ended=number_in(asked.get("ended", "")),
        done="password" if "changed" in asked else asked.get("done", ""),
        links=profile_links_of(request.auth.hat),
    )


@action("/profile/sessions/delete", permission=SIGNED_IN_WRITE)
async def end_others(request: Asked) -> Answer:
    """End every other session."""
    return Redirect(f"/profile?ended={await service.end_others(request.auth, visitor_of(request))}")


@action("/profile/sessions/{session_id:int}/delete", permission=SIGNED_IN_WRITE)
async def end_one(request: Asked, session_id: FromPath[int]) -> Answer:
    """End one session; one's own is signing out."""
    if await service.end_one(request.auth, session_id, visitor_of(request)):
        return letting_in.forget(request, Redirect("/login"))
    return Redirect("/profile?ended=1")


@action("/profile/identities/{identity_id:int}/delete", permission=SIGNED_IN_WRITE, fresh=True)
async def unlink(request: Asked, identity_id: FromPath[int]) -> Answer:
    """Enter no more through this other system."""
    await linked.unlink(request.auth, identity_id, visitor_of(request))
    return Redirect("/profile?done=unlink")


def _password_page(signed: Signed, form: FirstPasswordForm, status: int = 200) -> Answer:
    rule = passwords.rule([hat.name for hat in signed.hats])
    return Page(
        "identity/local/password.html", status=status, form=form, rule=rule, is_first=signed.must_change
    )


@page("/profile/password", permission=SIGNED_IN, gates=PASSWORD_GATE)
async def show_password(request: Asked) -> Answer:
    """The form for a new password, its rule above it."""
    kind = FirstPasswordForm if request.auth.must_change else PasswordForm
    return _password_page(request.auth, kind(data={"next": safe_path(request.query_params.get("next"))}))


@action("/profile/password", permission=SIGNED_IN_WRITE, gates=PASSWORD_GATE)
async def change_password(request: Asked) -> Answer:
    """Set the new password; all other sessions end."""
    signed: Signed = request.auth
    form = await read_form(FirstPasswordForm if signed.must_change else PasswordForm, request)
    if not form.validate():
        return _password_page(signed, form, 422)
    current = (form.current.data or "") if isinstance(form, PasswordForm) else ""
    try:
        entry = await own_password.change_password(
            signed, current, form.password.data or "", visitor_of(request)
        )
    except DomainError as error:
        form.add_error(error)
        return _password_page(signed, form, 422)
    wanted = (form.next.data or "") if signed.must_change else "/profile?changed=1"
    return letting_in.answer(request, entry, wanted)


HANDLERS: list[Any] = [show_profile, end_others, end_one, unlink, show_password, change_password]
