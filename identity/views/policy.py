"""The rules of use: everybody may read them, accepts them at first; the administrator publishes them."""

from __future__ import annotations

from typing import Any

from litestar import Request

from identity.account import policy
from identity.door import service
from identity.door.paths import safe_path
from identity.door.visitor import visitor_of
from identity.forms.account import AcceptForm, PolicyForm
from identity.permissions import POLICY, PUBLISH
from identity.views import letting_in
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE, Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page, public

Asked = Request[Any, Any, Any]


@public("/policy")
async def show_policy(request: Asked) -> Answer:
    """The rules in force; a stranger may read them before signing in."""
    return Page("identity/account/policy.html", policy=await policy.newest())


async def _acceptance(form: AcceptForm, status: int = 200) -> Answer:
    found = await policy.newest()
    form.policy.data = str(found.id) if found else ""
    return Page("identity/account/policy_acceptance.html", status=status, form=form, policy=found)


@page("/policy/acceptance", permission=SIGNED_IN, gates=("policy",))
async def show_acceptance(request: Asked) -> Answer:
    """Read and accept, or leave."""
    wanted = safe_path(request.query_params.get("next"))
    return await _acceptance(AcceptForm(data={"next": wanted}))


@action("/policy/acceptance", permission=SIGNED_IN_WRITE, gates=("policy",))
async def accept(request: Asked) -> Answer:
    """Keep that it was accepted, and go on."""
    form = await read_form(AcceptForm, request)
    try:
        await policy.accept(request.auth, number_in(form.policy.data or "") or 0, visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return await _acceptance(form, 422)
    return Redirect(letting_in.onwards(await service.pass_gate(request.auth), form.next.data or ""))


async def _editor(viewer: Viewer, form: PolicyForm, status: int = 200, is_done: bool = False) -> Answer:
    return Page(
        "identity/account/policy_edit.html", status=status, form=form, versions=await policy.versions(viewer),
        is_done=is_done,
    )  # fmt: skip


@page("/office/entry/policy", permission=POLICY, fresh=True)
async def show_editor(request: Asked) -> Answer:
    """The text in force in a form, and the versions before it."""
    found = await policy.newest()
    form = PolicyForm(data={"text": found.text if found else ""})
    return await _editor(request.user, form, is_done="published" in request.query_params)


@action("/office/entry/policy", permission=PUBLISH, fresh=True)
async def publish(request: Asked) -> Answer:
    """Put a new version in force."""
    form = await read_form(PolicyForm, request)
    if not form.validate():
        return await _editor(request.user, form, 422)
    try:
        await policy.publish(request.user, form.text.data or "")
    except DomainError as error:
        form.add_error(error)
        return await _editor(request.user, form, 422)
    return Redirect("/office/entry/policy?published=1")


HANDLERS: list[Any] = [show_policy, show_acceptance, accept, show_editor, publish]
