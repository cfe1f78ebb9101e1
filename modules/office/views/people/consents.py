"""Consents on paper: recording and withdrawing one, and the list of who has given which."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.people.consents import KIND_TITLES
from intranet.school.service import add_consent, withdraw_consent
from modules.office.forms.people.contacts import ConsentForm, WithdrawalForm
from modules.office.permissions import CONSENTS, EDIT_CONSENTS
from modules.office.queries.classes.classes import classes_of
from modules.office.queries.people.consents import consents_of
from modules.office.queries.people.person import Head, head_of
from modules.office.queries.people.person_family import ConsentRow, consent_of, signers_of

Asked = Request[Any, Any, Any]
ClassNumber = Annotated[int | None, QueryParameter(name="class", ge=0, le=2**31 - 1)]


@page("/office/consents", permission=CONSENTS)
async def show_consents(
    viewer: NamedDependency[Viewer], school_class: ClassNumber = None, missing: FromQuery[str] = ""
) -> Answer:
    """A class and its consents; `missing` lists who has not given one, of a class or of all."""
    classes = await classes_of(viewer)
    chosen = next((one for one in classes if one.id == school_class), None)
    if school_class and chosen is None:
        raise NotFound
    missing = missing if missing in KIND_TITLES else ""
    if chosen is None and not missing:
        chosen = next(iter(classes), None)
    pupils = await consents_of(viewer, chosen.id if chosen else None, missing)
    return Page(
        "office/people/consents.html", classes=classes, chosen=chosen, missing=missing,
        pupils=pupils, kinds=KIND_TITLES,
    )  # fmt: skip


async def _form_page(viewer: Viewer, head: Head, form: ConsentForm, status: int = 200) -> Answer:
    signers = await signers_of(viewer, head.id)
    form.signed_by.choices = [SelectChoice(*signer) for signer in signers]
    return Page("office/people/consent.html", status=status, head=head, form=form, signers=signers)


@page("/office/people/{person_id:int}/consents/new", permission=EDIT_CONSENTS)
async def show_new(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """A paper that was handed in."""
    head = await head_of(viewer, person_id)
    return await _form_page(viewer, head, ConsentForm(data={"since": viewer.day}))


@action("/office/people/{person_id:int}/consents/new", permission=EDIT_CONSENTS)
async def add(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """Record the paper."""
    head = await head_of(viewer, person_id)
    form = await read_form(ConsentForm, request)
    if not form.validate():
        return await _form_page(viewer, head, form, 422)
    try:
        await add_consent(viewer, person_id, form.card())
    except DomainError as error:
        form.add_error(error)
        return await _form_page(viewer, head, form, 422)
    return Redirect(f"/office/people/{person_id}?told=saved#consents")


def _withdrawal_page(head: Head, consent: ConsentRow, form: WithdrawalForm, status: int = 200) -> Answer:
    return Page(
        "office/people/consent_end.html",
        status=status,
        head=head,
        consent=consent,
        form=form,
        kinds=KIND_TITLES,
    )


@page("/office/people/{person_id:int}/consents/{consent_id:int}/withdrawal", permission=EDIT_CONSENTS)
async def show_withdrawal(
    viewer: NamedDependency[Viewer], person_id: FromPath[int], consent_id: FromPath[int]
) -> Answer:
    """From when it is withdrawn."""
    head, consent = await head_of(viewer, person_id), await consent_of(viewer, person_id, consent_id)
    return _withdrawal_page(head, consent, WithdrawalForm(data={"first_day": viewer.day}))


@action("/office/people/{person_id:int}/consents/{consent_id:int}/withdrawal", permission=EDIT_CONSENTS)
async def withdraw(
    request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int], consent_id: FromPath[int]
) -> Answer:
    """The consent ends the day before."""
    head, consent = await head_of(viewer, person_id), await consent_of(viewer, person_id, consent_id)
    form = await read_form(WithdrawalForm, request)
    if not form.validate() or form.first_day.data is None:
        return _withdrawal_page(head, consent, form, 422)
    try:
        await withdraw_consent(viewer, consent_id, form.first_day.data)
    except DomainError as error:
        form.add_error(error)
        return _withdrawal_page(head, consent, form, 422)
    return Redirect(f"/office/people/{person_id}?told=saved#consents")


HANDLERS: list[Any] = [show_consents, show_new, add, show_withdrawal, withdraw]
