"""A forgotten password: asking for a letter, and the page its link opens."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.params import FromPath

from identity.door.refusals import Refused
from identity.door.visitor import visitor_of
from identity.forms.account import RecoveryForm
from identity.forms.door import FirstPasswordForm
from identity.local import passwords, recovery
from intranet.kit import mail
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, public, public_action

Asked = Request[Any, Any, Any]


def _asking(form: RecoveryForm, refused: Refused | None = None, status: int = 200) -> Answer:
    return Page(
        "identity/local/recovery.html", status=status, form=form, refused=refused, is_asked=False,
        is_post_set=mail.is_configured(),
    )  # fmt: skip


@public("/recovery")
async def show_recovery(request: Asked) -> Answer:
    """Login or address; after asking, what happens next: the same for everybody."""
    if "asked" in request.query_params:
        return Page(
            "identity/local/recovery.html", form=RecoveryForm(), refused=None, is_asked=True, is_post_set=True
        )
    return _asking(RecoveryForm())


@public_action("/recovery")
async def ask_recovery(request: Asked) -> Answer:
    """Ask for the letter."""
    form = await read_form(RecoveryForm, request)
    if not form.validate():
        return _asking(form, status=422)
    try:
        await recovery.ask(visitor_of(request), form.login.data or "")
    except Refused as refused:
        form.add_error(refused)
        return _asking(form, refused, refused.status)
    return Redirect("/recovery?asked=1")


async def _new_password(token: str, form: FirstPasswordForm, status: int = 200) -> Answer:
    try:
        found = await recovery.whose(token)
    except recovery.DeadLinkError:
        return Page("identity/local/recovery_dead.html", status=404)
    rule = passwords.rule(found.hats)
    return Page(
        "identity/local/recovery_password.html", status=status, form=form, rule=rule, login=found.login,
        path=f"/recovery/{token}",
    )  # fmt: skip


@public("/recovery/{recovery:str}")
async def show_new_password(recovery: FromPath[str]) -> Answer:
    """The form for a new password; looking at it uses nothing up."""
    return await _new_password(recovery, FirstPasswordForm())


@public_action("/recovery/{recovery:str}")
async def set_new_password(request: Asked) -> Answer:
    """Set it; then one signs in with it."""
    token = str(request.path_params["recovery"])
    form = await read_form(FirstPasswordForm, request)
    if not form.validate():
        return await _new_password(token, form, 422)
    try:
        await recovery.use(visitor_of(request), token, form.password.data or "")
    except recovery.DeadLinkError:
        return Page("identity/local/recovery_dead.html", status=404)
    except DomainError as error:
        form.add_error(error)
        return await _new_password(token, form, 422)
    return Redirect("/login?recovered=1")


HANDLERS: list[Any] = [show_recovery, ask_recovery, show_new_password, set_new_password]
