"""The sweeps of a directory: what they did, what a dry one would do, asking for another."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from identity.administration import directories
from identity.ldap.troubles import ADVICE, Trouble
from identity.permissions import DIRECTORIES, SYNC
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page

Asked = Request[Any, Any, Any]
PATH = "/office/entry/directories/{way:str}"


def words() -> dict[str, str]:
    """What happens to people of a directory, and why, in words; others are shown by their names."""
    return {
        "new": _("новые, пока ничьи"), "link": _("привязать"), "make": _("завести карточку"),
        "change": _("сведения изменились"), "rename": _("переименован"), "groups": _("группы изменились"),
        "missing": _("пропал"), "suspend": _("закрыть вход"), "archive": _("в архив"),
        "back": _("открыть снова"), "kept": _("в каталоге нет, но входит иначе"),
        "number": _("по табельному номеру"), "group": _("по группе"), "disabled": _("выключен в каталоге"),
        "no_number": _("в каталоге нет табельного номера"), "taken": _("у человека уже есть другой вход"),
        "unknown_number": _("такого номера в школе нет"), "several": _("номер у нескольких людей"),
    }  # fmt: skip


def why(aborted: str) -> str:
    """Why a run stopped, in words."""
    code = aborted.partition(" ")[0]
    return str(ADVICE[Trouble(code)]) if code in tuple(Trouble) else aborted


async def _page(
    viewer: Viewer,
    slug: str,
    *,
    status: int = 200,
    asked: bool = False,
    linked: bool = False,
    refused: str = "",
) -> Answer:
    found = await directories.directory_of(viewer, slug)
    return Page(
        "identity/administration/directory.html", status=status, found=found, words=words(), why=why,
        asked=asked, linked=linked, refused=refused,
    )  # fmt: skip


@page(PATH, permission=DIRECTORIES, fresh=True)
async def show_directory(
    viewer: NamedDependency[Viewer],
    way: FromPath[str],
    asked: FromQuery[str] = "",
    linked: FromQuery[str] = "",
) -> Answer:
    """The last runs, the plan of the dry one, whom the register does not know."""
    return await _page(viewer, way, asked=asked == "1", linked=linked == "1")


@action(PATH + "/sweeps", permission=SYNC, fresh=True)
async def sweep(request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str]) -> Answer:
    """A dry run, or a full sweep."""
    is_dry = str((await request.form()).get("dry", "1")) != "0"
    try:
        await directories.ask_for_sweep(viewer, way, is_dry=is_dry)
    except DomainError as error:
        return await _page(viewer, way, status=422, refused=error.message)
    return Redirect(f"/office/entry/directories/{way}?asked=1")


@action(PATH + "/entries/{entry_id:int}/link", permission=SYNC, fresh=True)
async def link(
    request: Asked, viewer: NamedDependency[Viewer], way: FromPath[str], entry_id: FromPath[int]
) -> Answer:
    """Whose entry it is, said by a person."""
    person = number_in(str((await request.form()).get("person", "")))
    if person is None:
        return await _page(viewer, way, status=422, refused=_("Выберите, чья это запись."))
    try:
        await directories.link_entry(viewer, way, entry_id, person)
    except DomainError as error:
        return await _page(viewer, way, status=422, refused=error.message)
    return Redirect(f"/office/entry/directories/{way}?linked=1")


HANDLERS: list[Any] = [show_directory, sweep, link]
