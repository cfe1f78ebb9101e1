"""Guardians of a child: adding a known or a new one, ending, restricting, lifting, consent from 18."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import Form, posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people.guardians import KIND_TITLES
from intranet.school.service import (
    change_guardianship,
    end_guardianship,
    let_read_on,
    lift_restriction,
    restrict,
)
from modules.office.forms.people.guardians import (
    AdultForm,
    ChangeLinkForm,
    KnownGuardianForm,
    LinkForm,
    NewGuardianForm,
    RestrictionForm,
)
from modules.office.forms.people.people import EVER, LastDayForm
from modules.office.permissions import EDIT_PEOPLE
from modules.office.queries.people.people import Namesake, PersonRow, namesakes_of, people_of
from modules.office.queries.people.person import Head, head_of
from modules.office.queries.people.person_family import LinkPage, link_of
from modules.office.service.people.people import NewLink, link_guardian, make_guardian
from modules.office.views.people.people import wanted

Asked = Request[Any, Any, Any]
# Several forms stand on one page: each has its own names.
KNOWN, COURT, ADULT = "known-", "court-", "adult-"


def choice_words(one: PersonRow) -> str:
    """ "Орлова Анна Сергеевна — 7Б Орлова Дарья, учитель"."""
    what = ", ".join(filter(None, (one.class_title, *one.children, *one.posts)))
    return f"{one.full_name} — {what}" if what else one.full_name


async def _new_page(
    viewer: Viewer, child: Head, known: KnownGuardianForm | None = None, new: NewGuardianForm | None = None,
    *, q: str = "", same: list[Namesake] | None = None,
) -> Answer:  # fmt: skip
    """Both forms; the one that was posted shows what is wrong with it."""
    status = 422 if known or new else 200
    link = {"since": child.enrolled_since or viewer.day, "is_legal": True}
    known = known or KnownGuardianForm(prefix=KNOWN, data=link)
    new = new or NewGuardianForm(data=link | {"surname": child.surname})
    found = [one for one in await people_of(viewer, q) if one.id != child.id] if q else []
    known.guardian.choices = [SelectChoice(one.id, choice_words(one)) for one in found]
    return Page(
        "office/people/guardian_new.html", status=status, child=child, known=known, new=new, q=q, found=found,
        same=same or [],
    )  # fmt: skip


@page("/office/people/{person_id:int}/guardians/new", permission=EDIT_PEOPLE)
async def show_new(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], q: FromQuery[str] = ""
) -> Answer:
    """Somebody who has a card (`q` finds them), or somebody new."""
    return await _new_page(viewer, await head_of(viewer, person_id), q=q)


@action("/office/people/{person_id:int}/guardians/new", permission=EDIT_PEOPLE)
async def add(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Link one of those found, or make the card and the link."""
    child = await head_of(viewer, person_id)
    values = await posted(request)
    if "q" in values:
        form = KnownGuardianForm(values, prefix=KNOWN)
        return await _add_known(viewer, child, form, str(values["q"][-1]))
    return await _add_new(viewer, child, NewGuardianForm(values))


def _link(form: LinkForm) -> NewLink:
    return NewLink(
        kind=form.kind.data,
        is_legal=form.is_legal.data,
        basis=form.basis.data or "",
        since=form.since.data or EVER,
    )


async def _add_known(viewer: Viewer, child: Head, form: KnownGuardianForm, q: str) -> Answer:
    if not form.validate():
        return await _new_page(viewer, child, form, q=q)
    await head_of(viewer, form.guardian.data)
    try:
        await link_guardian(viewer, child.id, form.guardian.data, _link(form))
    except DomainError as error:
        form.add_error(error)
        return await _new_page(viewer, child, form, q=q)
    return Redirect(f"/office/people/{child.id}?told=saved#family")


async def _add_new(viewer: Viewer, child: Head, form: NewGuardianForm) -> Answer:
    if not form.validate():
        return await _new_page(viewer, child, new=form)
    card = form.card()
    same = [] if form.is_another.data else await namesakes_of(viewer, wanted(card))
    if same:
        return await _new_page(viewer, child, new=form, same=same)
    try:
        await make_guardian(viewer, child.id, card, _link(form))
    except DomainError as error:
        form.add_error(error)
        return await _new_page(viewer, child, new=form)
    return Redirect(f"/office/people/{child.id}?told=saved#family")


def _link_page(viewer: Viewer, link: LinkPage, **typed: Form) -> Answer:
    """The link with its forms; a form that was refused takes the place of its own."""
    forms: dict[str, Form] = {
        "change": ChangeLinkForm(obj=link),
        "end": LastDayForm(data={"last_day": link.until or viewer.day}),
        "restriction": RestrictionForm(prefix=COURT, data={"since": viewer.day}),
        "adult": AdultForm(prefix=ADULT, data={"since": link.adult_consent_since}),
    } | typed
    return Page(
        "office/people/guardian.html",
        status=422 if typed else 200, link=link, kinds=KIND_TITLES, forms=forms,
        back=f"/office/people/{link.child}",
    )  # fmt: skip


@page("/office/people/{person_id:int}/guardians/{link_id:int}", permission=EDIT_PEOPLE)
async def show_link(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]
) -> Answer:
    """One representative: what is written, and what may be done."""
    return _link_page(viewer, await link_of(viewer, person_id, link_id))


async def _done(viewer: Viewer, link: LinkPage, name: str, form: Form, write: Awaitable[None]) -> Answer:
    """Write, and back to the card; a refusal stands beside its field."""
    try:
        await write
    except DomainError as error:
        form.add_error(error)
        return _link_page(viewer, link, **{name: form})
    return Redirect(f"/office/people/{link.child}?told=saved#family")


@action("/office/people/{person_id:int}/guardians/{link_id:int}", permission=EDIT_PEOPLE)
async def change(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]
) -> Answer:
    """What the link is called, its basis, whether letters go."""
    link = await link_of(viewer, person_id, link_id)
    form = await read_form(ChangeLinkForm, request)
    if not form.validate():
        return _link_page(viewer, link, change=form)
    return await _done(viewer, link, "change", form, change_guardianship(viewer, link_id, **form.data))


@action("/office/people/{person_id:int}/guardians/{link_id:int}/end", permission=EDIT_PEOPLE)
async def end(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]
) -> Answer:
    """The last day of the link."""
    link = await link_of(viewer, person_id, link_id)
    form = await read_form(LastDayForm, request)
    if not form.validate() or form.last_day.data is None:
        return _link_page(viewer, link, end=form)
    return await _done(viewer, link, "end", form, end_guardianship(viewer, link_id, form.last_day.data))


@action("/office/people/{person_id:int}/guardians/{link_id:int}/restriction", permission=EDIT_PEOPLE)
async def set_restriction(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]
) -> Answer:
    """A court takes the access away."""
    link = await link_of(viewer, person_id, link_id)
    form = await read_form(RestrictionForm, request, prefix=COURT)
    if not form.validate() or form.since.data is None:
        return _link_page(viewer, link, restriction=form)
    write = restrict(viewer, link_id, form.since.data, form.paper.data or "")
    return await _done(viewer, link, "restriction", form, write)


@action("/office/people/{person_id:int}/guardians/{link_id:int}/restriction/delete", permission=EDIT_PEOPLE)
async def lift(viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]) -> Answer:
    """The restriction is over."""
    link = await link_of(viewer, person_id, link_id)
    return await _done(
        viewer, link, "restriction", RestrictionForm(prefix=COURT), lift_restriction(viewer, link_id)
    )


@action("/office/people/{person_id:int}/guardians/{link_id:int}/consent", permission=EDIT_PEOPLE)
async def consent_of_adult(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], link_id: FromPath[int]
) -> Answer:
    """From when a child of 18 lets this parent read on; empty takes it back."""
    link = await link_of(viewer, person_id, link_id)
    form = await read_form(AdultForm, request, prefix=ADULT)
    if not form.validate():
        return _link_page(viewer, link, adult=form)
    return await _done(viewer, link, "adult", form, let_read_on(viewer, link_id, form.since.data))


HANDLERS: list[Any] = [
    show_new, add, show_link, change, end, set_restriction, lift, consent_of_adult,
]  # fmt: skip
