"""The card of a person, and the page where its main data are changed."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people import consents, guardians
from intranet.school.service import add_staff_post, end_post, update_person
from modules.office.forms.people.people import LastDayForm, PersonForm, PostForm, ReachForm
from modules.office.permissions import EDIT_CONTACTS, EDIT_PEOPLE, PEOPLE
from modules.office.queries.people.person import Head, head_of
from modules.office.queries.people.person_family import family_of
from modules.office.queries.people.person_work import Post, post_of, work_of
from modules.office.service.people.people import change_reach
from modules.office.views.change_words import SEXES, told_changes

Asked = Request[Any, Any, Any]
FEW, MANY = 12, 500


def told_words(told: str) -> str:
    """What a change that has just been made says on the card; "" for nothing."""
    words = {
        "made": _("Карточка заведена."), "saved": _("Изменения записаны."),
        "removed": _("Убрано. Вернуть можно в истории изменений."),
        "undone": _("Изменение отменено."), "ordered": _("Приказ записан."),
        "enrolled": _("Ученик зачислен."),
    }  # fmt: skip
    return words.get(told, "")


@page("/office/people/{person_id:int}", permission=PEOPLE)
async def show_card(
    viewer: NamedDependency[Viewer],
    person_id: FromPath[int],
    told: FromQuery[str] = "",
    history: FromQuery[str] = "",
) -> Answer:
    """Everything the school's office knows of a person, in sections; no marks."""
    head = await head_of(viewer, person_id)
    family, work = await family_of(viewer, person_id), await work_of(viewer, person_id)
    changes = await told_changes(viewer, person_id, MANY if history == "all" else FEW)
    return Page(
        "office/people/card.html", head=head, family=family, work=work, changes=changes, few=FEW,
        kinds=guardians.KIND_TITLES, consents=consents.KIND_TITLES, sexes=SEXES, told=told_words(told),
        is_enrolled=told == "enrolled",
    )  # fmt: skip


def _edit_page(head: Head, form: ReachForm, status: int = 200) -> Answer:
    return Page("office/people/person_edit.html", status=status, head=head, form=form)


@page("/office/people/{person_id:int}/edit", permission=EDIT_CONTACTS)
async def show_edit(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """The main data in a form; a class teacher changes phone and address only."""
    head = await head_of(viewer, person_id)
    kind = PersonForm if EDIT_PEOPLE.allows(viewer.hat) else ReachForm
    return _edit_page(head, kind(obj=head))


@action("/office/people/{person_id:int}/edit", permission=EDIT_CONTACTS)
async def edit(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Put the changed data in place of the old."""
    head = await head_of(viewer, person_id)
    kind: type[ReachForm] = PersonForm if EDIT_PEOPLE.allows(viewer.hat) else ReachForm
    form = await read_form(kind, request)
    if not form.validate():
        return _edit_page(head, form, 422)
    try:
        await _save(viewer, person_id, form)
    except DomainError as error:
        form.add_error(error)
        return _edit_page(head, form, 422)
    return Redirect(f"/office/people/{person_id}?told=saved")


async def _save(viewer: Viewer, person: int, form: ReachForm) -> None:
    if isinstance(form, PersonForm):
        await update_person(viewer, person, form.card())
    else:
        await change_reach(viewer, person, form.phone.data or "", form.email.data or "")


@page("/office/people/{person_id:int}/posts/new", permission=EDIT_PEOPLE)
async def show_new_post(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """A post for somebody."""
    head = await head_of(viewer, person_id)
    return Page("office/people/post.html", head=head, post=None, form=PostForm(data={"since": viewer.day}))


@action("/office/people/{person_id:int}/posts/new", permission=EDIT_PEOPLE)
async def add_post(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Employ them."""
    head = await head_of(viewer, person_id)
    form = await read_form(PostForm, request)
    if not form.validate() or form.since.data is None:
        return Page("office/people/post.html", status=422, head=head, post=None, form=form)
    await add_staff_post(viewer, person_id, form.title.data or "", form.since.data)
    return Redirect(f"/office/people/{person_id}?told=saved")


@page("/office/people/{person_id:int}/posts/{post_id:int}", permission=EDIT_PEOPLE)
async def show_post(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], post_id: FromPath[int]
) -> Answer:
    """The end of a post."""
    head, post = await head_of(viewer, person_id), await post_of(viewer, person_id, post_id)
    form = LastDayForm(data={"last_day": post.until or viewer.day})
    return Page("office/people/post.html", head=head, post=post, form=form)


@action("/office/people/{person_id:int}/posts/{post_id:int}", permission=EDIT_PEOPLE)
async def end(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], post_id: FromPath[int]
) -> Answer:
    """Set the last day of a post."""
    head, post = await head_of(viewer, person_id), await post_of(viewer, person_id, post_id)
    form = await read_form(LastDayForm, request)
    if not form.validate():
        return _post_page(head, post, form)
    try:
        await end_post(viewer, post_id, form.last_day.data)
    except DomainError as error:
        form.add_error(error)
        return _post_page(head, post, form)
    return Redirect(f"/office/people/{person_id}?told=saved")


def _post_page(head: Head, post: Post, form: LastDayForm) -> Answer:
    return Page("office/people/post.html", status=422, head=head, post=post, form=form)


HANDLERS: list[Any] = [show_card, show_edit, edit, show_new_post, add_post, show_post, end]
