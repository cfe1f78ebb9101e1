"""A login of one's own, and what happened at the door."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.params import FromQuery

from identity.account import logins, queries, words
from identity.door.visitor import visitor_of
from identity.forms.account import OwnLoginForm
from identity.local import logins as rules
from intranet.kit.access import SIGNED_IN, SIGNED_IN_WRITE
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]


def _page(form: OwnLoginForm, status: int = 200) -> Answer:
    return Page("identity/account/own_login.html", status=status, form=form, rule=rules.rule())


@page("/profile/login", permission=SIGNED_IN, fresh=True)
async def show_login(request: Asked) -> Answer:
    """The form, its rule above it."""
    return _page(OwnLoginForm())


@action("/profile/login", permission=SIGNED_IN_WRITE, fresh=True)
async def choose(request: Asked) -> Answer:
    """Enter by it from now on."""
    form = await read_form(OwnLoginForm, request)
    if not form.validate():
        return _page(form, 422)
    try:
        await logins.choose_login(request.auth, form.login.data or "", visitor_of(request))
    except DomainError as error:
        form.add_error(error)
        return _page(form, 422)
    return Redirect("/profile?done=login")


@page("/profile/history", permission=SIGNED_IN)
async def show_history(request: Asked, number: FromQuery[int] = 1) -> Answer:
    """Who came in under my name, when, how, from where; and who was not let in."""
    found, has_older = await queries.history(request.user, number)
    lines = [(one, words.what(one), words.is_bad(one)) for one in found]
    return Page("identity/account/history.html", lines=lines, number=max(number, 1), has_older=has_older)


HANDLERS: list[Any] = [show_login, choose, show_history]
