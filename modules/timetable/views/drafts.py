"""Versions of the timetable by date and its drafts: the list, a new one, another day, throwing away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import Form, read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.timetable.forms.drafts import EMPTY, DraftForm, NewDraftForm
from modules.timetable.permissions import DRAFTS, EDIT
from modules.timetable.queries.drafts import VersionRow, draft_of, drafts_of, versions_now
from modules.timetable.service.drafts import change_draft, delete_draft, make_draft

Asked = Request[Any, Any, Any]
LIST = "/timetable/drafts"


def version_words(row: VersionRow) -> str:
    """ "расписание с 01.09.2026 по 15.11.2026"."""
    if row.until is None:
        return _("расписание с %(since)s", since=f"{row.since:%d.%m.%Y}")
    return _(
        "расписание с %(since)s по %(until)s", since=f"{row.since:%d.%m.%Y}", until=f"{row.until:%d.%m.%Y}"
    )


async def saved(form: Form, deed: Callable[[], Awaitable[object]]) -> bool:
    """Whether the form was valid and its deed carried out; a refusal stands beside its field."""
    if not form.validate():
        return False
    try:
        await deed()
    except DomainError as error:
        form.add_error(error)
        return False
    return True


def _offer(form: NewDraftForm, versions: list[VersionRow]) -> NewDraftForm:
    form.offer((row.since, version_words(row)) for row in reversed(versions))
    return form


async def _list(
    viewer: Viewer, versions: list[VersionRow], form: NewDraftForm | None = None, status: int = 200, *,
    done: bool = False,
) -> Answer:  # fmt: skip
    now = next((row for row in versions if row.is_on(viewer.day)), None)
    monday = viewer.day + timedelta(days=7 - viewer.day.weekday())
    form = form or NewDraftForm(since=monday, copy_of=now.since.isoformat() if now else EMPTY)
    shown = [(row, version_words(row), row is now) for row in reversed(versions)]
    return Page(
        "timetable/drafts.html", status=status, versions=shown, drafts=await drafts_of(viewer),
        form=_offer(form, versions), saved=done,
    )  # fmt: skip


@page(LIST, permission=DRAFTS)
async def show_drafts(viewer: NamedDependency[Viewer], saved: FromQuery[bool] = False) -> Answer:
    """Versions in force by date, and drafts."""
    return await _list(viewer, await versions_now(viewer), done=saved)


@action(LIST, permission=EDIT)
async def new_draft(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """A copy of a version, or an empty one."""
    versions = await versions_now(viewer)
    form = _offer(await read_form(NewDraftForm, request), versions)
    made: list[int] = []

    async def make() -> None:
        made.append(await make_draft(viewer, (form.title.data or "").strip(), form.day(), form.source()))

    if await saved(form, make):
        return Redirect(f"{LIST}/{made[0]}")
    return await _list(viewer, versions, form, 422)


@page(LIST + "/{draft_id:int}/settings", permission=DRAFTS)
async def show_settings(viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """A draft's name and first day."""
    draft = await draft_of(viewer, draft_id)
    return Page("timetable/draft.html", draft=draft, form=DraftForm(title=draft.title, since=draft.since))


@action(LIST + "/{draft_id:int}/settings", permission=EDIT)
async def change_one(request: Asked, viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """Another name or day."""
    draft, form = await draft_of(viewer, draft_id), await read_form(DraftForm, request)
    title = form.title
    if await saved(form, lambda: change_draft(viewer, draft_id, (title.data or "").strip(), form.day())):
        return Redirect(f"{LIST}/{draft_id}")
    return Page("timetable/draft.html", status=422, draft=draft, form=form)


@action(LIST + "/{draft_id:int}/delete", permission=EDIT)
async def delete_one(viewer: NamedDependency[Viewer], draft_id: FromPath[int]) -> Answer:
    """Thrown away."""
    await delete_draft(viewer, draft_id)
    return Redirect(f"{LIST}?saved=true")


HANDLERS: list[Any] = [show_drafts, new_draft, show_settings, change_one, delete_one]
