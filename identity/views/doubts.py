"""Proofs that fit nobody for certain: somebody of the school says whose they are."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from identity.administration import doubts
from identity.door.visitor import visitor_of
from identity.forms.administration import LinkForm, RefuseForm
from identity.permissions import DECIDE, DOUBTS
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
PATH = "/office/entry/doubts"
TOLD = ("linked", "refused")


def reason_words() -> dict[str, str]:
    """Why the register did not name the person for certain."""
    return {
        "several": _("подходят несколько человек"), "differs": _("СНИЛС тот же, но имя или дата другие"),
        "granted": _("всё сходится, но у человека выданная роль: решает администратор"),
        "no_number": _("служба не сказала СНИЛС"), "other_number": _("имя то же, а СНИЛС другой или его нет"),
    }  # fmt: skip


@page(PATH, permission=DOUBTS)
async def show_doubts(viewer: NamedDependency[Viewer], told: FromQuery[str] = "") -> Answer:
    """The open ones, the latest first."""
    found = await doubts.open_doubts(viewer)
    return Page(
        "identity/administration/doubts.html", found=found, words=reason_words(),
        told=told if told in TOLD else "",
    )  # fmt: skip


async def _page(
    viewer: Viewer, ident: int, form: LinkForm | None = None, refusal: RefuseForm | None = None
) -> Answer:
    doubt, people = await doubts.doubt_of(viewer, ident)
    shown = form or LinkForm()
    shown.person.choices = [SelectChoice(one.id, one.full_name) for one in people]
    return Page(
        "identity/administration/doubt.html", status=422 if form or refusal else 200, doubt=doubt,
        people=[(one, doubts.compared(doubt.facts, one)) for one in people], form=shown,
        refusal=refusal or RefuseForm(), words=reason_words(),
    )  # fmt: skip


@page(PATH + "/{doubt_id:int}", permission=DOUBTS)
async def show_doubt(viewer: NamedDependency[Viewer], doubt_id: FromPath[int]) -> Answer:
    """One: what was proved beside each candidate."""
    return await _page(viewer, doubt_id)


@action(PATH + "/{doubt_id:int}/link", permission=DECIDE, fresh=True)
async def link(request: Asked, viewer: NamedDependency[Viewer], doubt_id: FromPath[int]) -> Answer:
    """It is this person."""
    form = await read_form(LinkForm, request)
    try:
        if form.validate() and form.person.data:
            await doubts.link(viewer, doubt_id, form.person.data, visitor_of(request))
            return Redirect(f"{PATH}?told=linked")
    except DomainError as error:
        form.add_error(error)
    return await _page(viewer, doubt_id, form)


@action(PATH + "/{doubt_id:int}/refusal", permission=DECIDE)
async def refuse(request: Asked, viewer: NamedDependency[Viewer], doubt_id: FromPath[int]) -> Answer:
    """It is none of them."""
    form = await read_form(RefuseForm, request)
    try:
        if form.validate():
            await doubts.refuse(viewer, doubt_id, form.answer.data or "")
            return Redirect(f"{PATH}?told=refused")
    except DomainError as error:
        form.add_error(error)
    return await _page(viewer, doubt_id, refusal=form)


HANDLERS: list[Any] = [show_doubts, show_doubt, link, refuse]
