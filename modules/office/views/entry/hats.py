"""Granted hats: all of them with dates, granting one, changing the end, taking one away."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.service import change_grant, withdraw_grant
from modules.office.forms.hats import GrantEndForm, GrantForm
from modules.office.permissions import GRANT, HATS
from modules.office.queries.entry.hats import Granted, grant_of, grants_of
from modules.office.queries.people.people import people_of
from modules.office.service.people.people import grant_new
from modules.office.views.people.guardians import choice_words

Asked = Request[Any, Any, Any]


async def _list_page(viewer: Viewer, form: GrantForm, q: str, status: int = 200, told: str = "") -> Answer:
    found = await people_of(viewer, q) if q and GRANT.allows(viewer.hat) else []
    form.person.choices = [SelectChoice(one.id, choice_words(one)) for one in found]
    grants = await grants_of(viewer)
    return Page(
        "office/entry/hats.html", status=status, grants=grants, form=form, q=q, found=found, told=told
    )


@page("/office/hats", permission=HATS)
async def show_hats(
    viewer: NamedDependency[Viewer], q: FromQuery[str] = "", told: FromQuery[str] = ""
) -> Answer:
    """Who has which hat; `q` finds somebody to grant one to."""
    return await _list_page(viewer, GrantForm(data={"since": viewer.day}), q, told=told)


@action("/office/hats", permission=GRANT, fresh=True)
async def grant(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Grant a hat."""
    values = await posted(request)
    form, q = GrantForm(values), str(values.get("q", [""])[-1])
    if not form.validate() or form.since.data is None:
        return await _list_page(viewer, form, q, 422)
    try:
        await grant_new(viewer, form.person.data, form.hat.data, form.since.data, form.until.data)
    except DomainError as error:
        form.add_error(error)
        return await _list_page(viewer, form, q, 422)
    return Redirect("/office/hats?told=granted")


def _grant_page(found: Granted, form: GrantEndForm, status: int = 200) -> Answer:
    return Page("office/entry/hat.html", status=status, grant=found, form=form)


@page("/office/hats/{grant_id:int}", permission=GRANT, fresh=True)
async def show_grant(viewer: NamedDependency[Viewer], grant_id: FromPath[int]) -> Answer:
    """One grant: its end, and taking it away."""
    found = await grant_of(viewer, grant_id)
    return _grant_page(found, GrantEndForm(obj=found))


@action("/office/hats/{grant_id:int}", permission=GRANT, fresh=True)
async def set_end(request: Asked, viewer: NamedDependency[Viewer], grant_id: FromPath[int]) -> Answer:
    """Change the last day."""
    found = await grant_of(viewer, grant_id)
    form = await read_form(GrantEndForm, request)
    if not form.validate():
        return _grant_page(found, form, 422)
    try:
        await change_grant(viewer, grant_id, form.until.data)
    except DomainError as error:
        form.add_error(error)
        return _grant_page(found, form, 422)
    return Redirect("/office/hats?told=changed")


@action("/office/hats/{grant_id:int}/withdrawal", permission=GRANT, fresh=True)
async def withdraw(viewer: NamedDependency[Viewer], grant_id: FromPath[int]) -> Answer:
    """Take it away as of now."""
    found = await grant_of(viewer, grant_id)
    try:
        await withdraw_grant(viewer, grant_id)
    except DomainError as error:
        form = GrantEndForm(obj=found)
        form.other.append(error.message)
        return _grant_page(found, form, 422)
    return Redirect("/office/hats?told=withdrawn")


HANDLERS: list[Any] = [show_hats, grant, show_grant, set_end, withdraw]
