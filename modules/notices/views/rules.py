"""About what letters come: the person's choice, and the school's rule for each kind."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import posted
from intranet.kit.module import notice_kinds
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.notices.permissions import KINDS, SET_KINDS, SWITCH, VIEW
from modules.notices.queries.receipts import choices_of, is_post_set, own_address
from modules.notices.queries.rules import rules_of
from modules.notices.service.rules import Wish, set_rules, switch_letters

Asked = Request[Any, Any, Any]


@page("/notices/settings", permission=VIEW)
async def show_settings(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """Which letters come to the viewer, where, and what can be switched off."""
    own = await own_address(viewer)
    choices = await choices_of(viewer, own.off)
    return Page(
        "notices/settings.html", own=own, choices=choices, is_post_set=is_post_set(), saved=saved
    )  # fmt: skip


@action("/notices/settings", permission=SWITCH)
async def save_settings(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Keep what was ticked; what the school does not leave to people stays."""
    wanted = {str(name) for name in (await posted(request)).getlist("mailed")}
    await switch_letters(viewer, wanted)
    return Redirect("/notices/settings?saved=1")


async def _kinds_page(viewer: Viewer, status: int = 200, *, error: str = "", saved: bool = False) -> Answer:
    rules = list((await rules_of(viewer)).values())
    return Page("notices/kinds.html", status=status, rules=rules, error=error, saved=saved)


@page("/notices/kinds", permission=KINDS)
async def show_kinds(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """The school's rule for every kind of notice."""
    return await _kinds_page(viewer, saved=saved)


@action("/notices/kinds", permission=SET_KINDS)
async def save_kinds(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Set all kinds by one form."""
    typed = await posted(request)
    mailed, free = typed.getlist("mailed"), typed.getlist("may_switch")
    wishes = {
        name: Wish(name in mailed, "".join(map(str, typed.getlist(f"timing:{name}")))[:10], name in free)
        for name in notice_kinds()
    }
    try:
        await set_rules(viewer, wishes)
    except DomainError as error:
        return await _kinds_page(viewer, 422, error=error.message)
    return Redirect("/notices/kinds?saved=1")


HANDLERS: list[Any] = [show_settings, save_settings, show_kinds, save_kinds]
