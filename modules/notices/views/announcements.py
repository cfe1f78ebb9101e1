"""The office's announcements: the list, a new one with who will be told, one of them, taking it back."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.access import HAT_TITLES, Hat
from intranet.school.audience import Audience
from modules.notices.forms import AnnouncementForm
from modules.notices.permissions import ANNOUNCE, ANNOUNCEMENTS
from modules.notices.queries.addresses import Told, who_will_be_told
from modules.notices.queries.announcements import announcement_of, announcements_of, classes_to_write
from modules.notices.queries.receipts import ABOUT
from modules.notices.service.announcements import Draft, check_draft, publish, withdraw

Asked = Request[Any, Any, Any]


@page("/notices/announcements", permission=ANNOUNCEMENTS)
async def show_announcements(viewer: NamedDependency[Viewer]) -> Answer:
    """What was published, new ones first."""
    found = await announcements_of(viewer)
    return Page("notices/announcements.html", announcements=found, hats=HAT_TITLES)


async def _offered(viewer: Viewer, form: AnnouncementForm) -> bool:
    """Put in whom the author may write to; False when that is nobody."""
    classes = await classes_to_write(viewer)
    is_teacher = viewer.hat == Hat.TEACHER
    form.offer(classes, only_classes=is_teacher)
    return bool(classes) or not is_teacher


def _draft(form: AnnouncementForm) -> Draft:
    body = (form.body.data or "").strip()
    return Draft(form.title.data or "", body, form.whom(), form.shown_until.data)


def _form_page(
    form: AnnouncementForm, told: Told | None = None, status: int = 200, *, may_write: bool = True
) -> Answer:
    return Page(
        "notices/announce.html", status=status, form=form, told=told, may_write=may_write,
        must_type=told is not None and form.must_type(told.count),
    )  # fmt: skip


@page("/notices/announcements/new", permission=ANNOUNCE)
async def show_new(viewer: NamedDependency[Viewer]) -> Answer:
    """An empty form."""
    form = AnnouncementForm()
    may_write = await _offered(viewer, form)
    form.tick_the_only_class()
    return _form_page(form, may_write=may_write)


@action("/notices/announcements/new", permission=ANNOUNCE)
async def preview(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Show who would be told; nothing is written."""
    form = await read_form(AnnouncementForm, request)
    if not await _offered(viewer, form) or not form.validate():
        return _form_page(form, status=422)
    try:
        await check_draft(viewer, _draft(form))
    except DomainError as error:
        form.add_error(error)
        return _form_page(form, status=422)
    form.count.data = None
    return _form_page(form, await who_will_be_told(viewer, ABOUT, form.whom()))


@action("/notices/announcements", permission=ANNOUNCE)
async def add(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Publish what was previewed; the number of people must be the one that holds now."""
    form = await read_form(AnnouncementForm, request)
    if not await _offered(viewer, form) or not form.validate():
        return _form_page(form, status=422)
    try:
        made = await publish(viewer, _draft(form), form.count.data)
    except DomainError as error:
        form.add_error(error)
        return _form_page(form, await _told_again(viewer, error, form.whom()), 422)
    return Redirect(f"/notices/announcements/{made}?published=1")


async def _told_again(viewer: Viewer, error: DomainError, audience: Audience) -> Told | None:
    """Who would be told, when the number was the trouble."""
    return await who_will_be_told(viewer, ABOUT, audience) if error.field == "count" else None


@page("/notices/announcements/{announcement_id:int}", permission=ANNOUNCEMENTS)
async def show_announcement(
    viewer: NamedDependency[Viewer], announcement_id: FromPath[int], published: FromQuery[bool] = False
) -> Answer:
    """One announcement: to whom it went and how many have read it."""
    found = await announcement_of(viewer, announcement_id)
    return Page("notices/announcement.html", one=found, hats=HAT_TITLES, published=published)


@action("/notices/announcements/{announcement_id:int}/withdrawal", permission=ANNOUNCE)
async def take_back(viewer: NamedDependency[Viewer], announcement_id: FromPath[int]) -> Answer:
    """Nobody sees it any more."""
    await withdraw(viewer, announcement_id)
    return Redirect(f"/notices/announcements/{announcement_id}")


HANDLERS: list[Any] = [
    show_announcements, show_new, preview, add, show_announcement, take_back,
]  # fmt: skip
