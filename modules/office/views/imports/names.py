"""Names of other timetable programs: what is mapped to what, and changing it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from intranet.kit.access import Viewer
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.office.forms.imports import LEAVE_OUT, NameForm
from modules.office.lists.foreign.model import NameKind
from modules.office.permissions import EDIT_IMPORT, IMPORT
from modules.office.queries.imports.foreign_names import (
    PAGE_SIZE,
    NameLine,
    choices_for,
    foreign_name,
    foreign_names,
)
from modules.office.service.imports.import_foreign import change_name

Asked = Request[Any, Any, Any]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=1000)]


def kind_titles() -> dict[str, str]:
    """The kinds in words."""
    return {
        NameKind.TEACHER: _("Учителя"), NameKind.CLASS: _("Классы"), NameKind.GROUP: _("Группы"),
        NameKind.SUBJECT: _("Предметы"), NameKind.ROOM: _("Кабинеты"), NameKind.PERIOD: _("Номера уроков"),
    }  # fmt: skip


@page("/office/import/names", permission=IMPORT)
async def show_names(
    viewer: NamedDependency[Viewer], kind: FromQuery[str] = "", number: PageNumber = 1
) -> Answer:
    """The names of a kind as files write them, with what they mean here."""
    chosen = NameKind(kind) if kind in tuple(NameKind) else NameKind.TEACHER
    names = await foreign_names(viewer, chosen, number)
    total = names[0].found if names else 0
    return Page(
        "office/imports/names.html", names=names, kind=chosen.value, kinds=kind_titles(), number=number,
        pages=-(-total // PAGE_SIZE), systems={"asc": "aSc", "untis": "Untis"},
    )  # fmt: skip


@page("/office/import/names/{name_id:int}", permission=IMPORT)
async def show_name(viewer: NamedDependency[Viewer], name_id: FromPath[int]) -> Answer:
    """One name with everything it may mean."""
    found = await foreign_name(viewer, name_id)
    target = LEAVE_OUT if found.target is None else str(found.target)
    return await _name_page(viewer, found, NameForm(data={"target": target}))


async def _name_page(viewer: Viewer, found: NameLine, form: NameForm, status: int = 200) -> Answer:
    form.offer(await choices_for(viewer, found.kind))
    return Page("office/imports/name.html", status=status, name=found, form=form, kinds=kind_titles())


@action("/office/import/names/{name_id:int}", permission=EDIT_IMPORT)
async def change(request: Asked, viewer: NamedDependency[Viewer], name_id: FromPath[int]) -> Answer:
    """Let it mean something else from the next import on."""
    found = await foreign_name(viewer, name_id)
    form = await read_form(NameForm, request)
    form.offer(await choices_for(viewer, found.kind))
    if not form.validate():
        return await _name_page(viewer, found, form, 422)
    await change_name(viewer, name_id, form.target.data)
    return Redirect(f"/office/import/names?kind={found.kind}")


HANDLERS: list[Any] = [show_names, show_name, change]
