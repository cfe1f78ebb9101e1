"""Whom to call about a child: adding, changing, the order, removing."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.service import add_contact, call_earlier, change_contact, remove_contact
from modules.office.forms.people.contacts import ContactForm
from modules.office.permissions import EDIT_CONTACTS
from modules.office.queries.people.person import Head, head_of
from modules.office.queries.people.person_family import contact_of

Asked = Request[Any, Any, Any]


def _form_page(head: Head, form: ContactForm, contact: int | None = None, status: int = 200) -> Answer:
    return Page("office/people/contact.html", status=status, head=head, form=form, contact=contact)


def _card(person: int, told: str = "saved") -> Answer:
    return Redirect(f"/office/people/{person}?told={told}#contacts")


@page("/office/people/{person_id:int}/contacts/new", permission=EDIT_CONTACTS)
async def show_new(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Somebody else to call."""
    return _form_page(await head_of(viewer, person_id), ContactForm())


@action("/office/people/{person_id:int}/contacts/new", permission=EDIT_CONTACTS)
async def add(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """The last to be called."""
    head = await head_of(viewer, person_id)
    form = await read_form(ContactForm, request)
    if not form.validate():
        return _form_page(head, form, status=422)
    try:
        await add_contact(viewer, person_id, form.card())
    except DomainError as error:
        form.add_error(error)
        return _form_page(head, form, status=422)
    return _card(person_id)


@page("/office/people/{person_id:int}/contacts/{contact_id:int}", permission=EDIT_CONTACTS)
async def show_contact(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], contact_id: FromPath[int]
) -> Answer:
    """A contact in a form."""
    head, contact = await head_of(viewer, person_id), await contact_of(viewer, person_id, contact_id)
    return _form_page(head, ContactForm(obj=contact), contact_id)


@action("/office/people/{person_id:int}/contacts/{contact_id:int}", permission=EDIT_CONTACTS)
async def change(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], contact_id: FromPath[int]
) -> Answer:
    """Put the changed contact in place of the old."""
    head = await head_of(viewer, person_id)
    await contact_of(viewer, person_id, contact_id)
    form = await read_form(ContactForm, request)
    if not form.validate():
        return _form_page(head, form, contact_id, 422)
    await change_contact(viewer, contact_id, form.card())
    return _card(person_id)


@action("/office/people/{person_id:int}/contacts/{contact_id:int}/earlier", permission=EDIT_CONTACTS)
async def call_before(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], contact_id: FromPath[int]
) -> Answer:
    """Call this one before the one above."""
    await head_of(viewer, person_id)
    await contact_of(viewer, person_id, contact_id)
    await call_earlier(viewer, contact_id)
    return _card(person_id)


@action("/office/people/{person_id:int}/contacts/{contact_id:int}/delete", permission=EDIT_CONTACTS)
async def remove(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], contact_id: FromPath[int]
) -> Answer:
    """Call them no more; the history brings them back."""
    await head_of(viewer, person_id)
    await contact_of(viewer, person_id, contact_id)
    await remove_contact(viewer, contact_id)
    return _card(person_id, "removed")


HANDLERS: list[Any] = [show_new, add, show_contact, change, call_before, remove]
