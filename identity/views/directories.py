"""The sweeps of a directory: what they did, what a dry one would do, asking for another."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from identity.administration import directories
from identity.permissions import DIRECTORIES, SYNC
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
PATH = "/office/entry/directories/{way:str}"


def count_words() -> dict[str, str]:
    """What a run counts, in words; others are shown by their names."""
    return {
        "read": _("прочитано"), "seen": _("прочитано"), "new": _("новых"), "added": _("новых"),
        "linked": _("привязано"), "changed": _("изменилось"), "same": _("без изменений"),
        "missing": _("пропало"), "suspended": _("закрыто"), "archived": _("в архив"),
        "restored": _("открыто снова"), "unmatched": _("не узнано"), "granted": _("ролей выдано"),
        "withdrawn": _("ролей снято"),
    }  # fmt: skip


async def _page(slug: str, *, status: int = 200, asked: bool = False, refused: str = "") -> Answer:
    found = await directories.directory_of(slug)
    return Page(
        "identity/administration/directory.html", status=status, found=found, words=count_words(),
        shown=directories.SHOWN, asked=asked, refused=refused,
    )  # fmt: skip


@page(PATH, permission=DIRECTORIES, fresh=True)
async def show_directory(way: FromPath[str], asked: FromQuery[str] = "") -> Answer:
    """The last runs, the plan of the dry one, whom the register does not know."""
    return await _page(way, asked=asked == "1")


@action(PATH + "/sweeps", permission=SYNC, fresh=True)
async def sweep(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """A dry run, or a full sweep."""
    is_dry = str((await request.form()).get("dry", "1")) != "0"
    try:
        await directories.ask_for_sweep(viewer, way, is_dry=is_dry)
    except DomainError as error:
        return await _page(way, status=422, refused=error.message)
    return Redirect(f"/office/entry/directories/{way}?asked=1")


HANDLERS: list[Any] = [show_directory, sweep]
