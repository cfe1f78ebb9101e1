"""The screens in the halls: the list, a new one, taking one away.

The link of a new screen stands on the page that answers its form and nowhere else: it is not kept.
"""

from __future__ import annotations

from typing import Any

import segno
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from markupsafe import Markup

from intranet.kit.access import Viewer
from intranet.kit.answers import site_address
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.screens import ScreenForm
from modules.substitutions.permissions import SCREENS, SET_SCREENS
from modules.substitutions.queries.board import screens_of
from modules.substitutions.service.screens import add_screen, revoke_screen
from modules.substitutions.views.board_door import PATH

LIST = "/substitutions/screens"


def _picture(address: str) -> Markup:
    """The link as a QR code: black on white in every theme."""
    made = segno.make(address, error="m", micro=False)
    return Markup(made.svg_inline(dark="#000", light="#fff", border=3, omitsize=True, svgclass="qr"))  # noqa: S704 - our own drawing


async def _list(
    viewer: Viewer, form: ScreenForm | None = None, link: str = "", status: int = 200, *, done: bool = False
) -> Answer:
    return Page(
        "substitutions/screens.html", status=status, screens=await screens_of(viewer),
        form=form or ScreenForm(), link=link, picture=_picture(link) if link else "", saved=done,
    )  # fmt: skip


@page(LIST, permission=SCREENS)
async def show_screens(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """Every screen, those in use first."""
    return await _list(viewer, done=saved)


@action(LIST, permission=SET_SCREENS)
async def add_one(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Answer:
    """One more; its link is shown this once."""
    form = await read_form(ScreenForm, request)
    if not form.validate():
        return await _list(viewer, form, status=422)
    name, networks, hour = form.name.data or "", form.networks.data or "", form.next_day_from.data
    try:
        _made, token = await add_screen(viewer, name, networks, hour, has_token=bool(form.has_token.data))
    except DomainError as error:
        form.add_error(error)
        return await _list(viewer, form, status=422)
    if not token:
        return Redirect(f"{LIST}?saved=true")
    return await _list(viewer, link=f"{site_address(request)}{PATH}?token={token}")


@action(f"{LIST}/{{screen_id:int}}/revocation", permission=SET_SCREENS)
async def revoke_one(viewer: NamedDependency[Viewer], screen_id: FromPath[int]) -> Answer:
    """It shows nothing any more."""
    await revoke_screen(viewer, screen_id)
    return Redirect(f"{LIST}?saved=true")


HANDLERS: list[Any] = [show_screens, add_one, revoke_one]
