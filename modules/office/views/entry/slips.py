"""First-entry slips: whom to print for, and the printed sheet, which is shown once and kept nowhere."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from identity.invitations.codes import relations_of, revoke_code
from intranet.kit.access import Viewer
from intranet.kit.answers import site_address
from intranet.kit.documents import DocumentFailed
from intranet.kit.errors import DomainError
from intranet.kit.forms import number_in, read_form, read_query
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Download, Page, Redirect, action, page
from intranet.school.access import Hat
from modules.notices.api import who_will_be_told
from modules.office.forms import CODES, NO_CLASS, PDF, WHOM, SlipsForm, offer_classes
from modules.office.permissions import ISSUE, SLIPS
from modules.office.queries.entry.entry import (
    ClassReadiness,
    Reach,
    Readiness,
    Whom,
    person_to_enter,
    readiness_of_classes,
    readiness_of_staff,
)
from modules.office.service.entry.codes import issue_code, issue_group_codes
from modules.office.service.entry.slips import Issued, asked_for, issue_slip, issue_slips
from modules.office.service.entry.slips_paper import paper_of
from modules.office.service.entry.told import ENTRY, entry_audience

Asked = Request[Any, Any, Any]


def _narrowed(viewer: Viewer, form: SlipsForm) -> SlipsForm:
    """A class teacher prints for the own class only."""
    if viewer.hat == Hat.TEACHER:
        form.whom.choices = WHOM[1:]
    return form


async def _slips_page(viewer: Viewer, form: SlipsForm, status: int = 200) -> Answer:
    classes: list[ClassReadiness] = await readiness_of_classes(viewer)
    staff: Readiness | None = None if viewer.hat == Hat.TEACHER else await readiness_of_staff(viewer)
    offer_classes(form, [(one.id, one.title) for one in classes])
    return Page("office/entry/slips.html", status=status, form=form, classes=classes, staff=staff)


def _printed(request: Asked, issued: Issued, title: str, back: str) -> Answer:
    return Page("office/entry/issued.html", issued=issued, title=title, back=back, site=site_address(request))


def _title(issued: Issued) -> str:
    return _("Коды для регистрации") if issued.is_codes else _("Листки для входа")


async def _paper(request: Asked, viewer: Viewer, issued: Issued) -> Answer:
    """The slips as a file, the only copy there is; where no paper can be made, the page shows them."""
    try:
        body = await paper_of(viewer, issued, site_address(request))
    except DocumentFailed:
        return _printed(request, issued, _title(issued), "/office/slips")
    return Download(body, filename=f"{_title(issued)}.pdf", media_type="application/pdf")


@page("/office/slips", permission=SLIPS)
async def show_slips(
    viewer: NamedDependency[Viewer], whom: FromQuery[str] = "", school_class: FromQuery[int | None] = None
) -> Answer:
    """Whom to print for; the address may have chosen already."""
    form = SlipsForm(data={"whom": whom, "school_class": school_class or NO_CLASS, "reach": Reach.NEW})
    return await _slips_page(viewer, _narrowed(viewer, form))


@action("/office/slips", permission=ISSUE)
async def issue(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Issue the passwords and show them, this once."""
    form = _narrowed(viewer, await read_form(SlipsForm, request))
    if not form.validate():
        return await _slips_page(viewer, form, 422)
    whom, chosen = Whom(form.whom.data), form.school_class.data or None
    print_for = issue_group_codes if form.what.data == CODES else issue_slips
    try:
        issued = await print_for(viewer, whom, chosen, Reach(form.reach.data))
    except DomainError as error:
        form.add_error(error)
        return await _slips_page(viewer, form, 422)
    if form.paper.data == PDF:
        return await _paper(request, viewer, issued)
    return _printed(request, issued, _title(issued), "/office/slips")


@page("/office/slips/told", permission=SLIPS)
async def show_told(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Who will be told of the slips that the form asks for; nothing is issued."""
    form = _narrowed(viewer, read_query(SlipsForm, request))
    if not request.query_params or not form.validate():
        return await _slips_page(viewer, form, 422 if request.query_params else 200)
    whom, chosen = Whom(form.whom.data), form.school_class.data or None
    _people, wanted = await asked_for(viewer, whom, chosen, Reach(form.reach.data))
    told = await who_will_be_told(viewer, ENTRY, entry_audience(one.id for one in wanted))
    back = f"/office/slips?whom={whom}" + (f"&school_class={chosen}" if chosen else "")
    return Page("office/entry/slips_told.html", told=told, slips=len(wanted), back=back)


async def _person_page(viewer: Viewer, person_id: int, refused: str = "") -> Answer:
    who = await person_to_enter(viewer, person_id)
    told = await who_will_be_told(viewer, ENTRY, entry_audience([person_id]))
    return Page(
        "office/entry/person.html", status=422 if refused else 200, who=who, told=told, refused=refused,
        relations=await relations_of(viewer, person_id),
    )  # fmt: skip


@page("/office/slips/{person_id:int}", permission=SLIPS)
async def show_person(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """One person's way in, and the button that replaces it."""
    return await _person_page(viewer, person_id)


@action("/office/slips/{person_id:int}", permission=ISSUE)
async def issue_one(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """A new slip for one person (FEATURES A15)."""
    try:
        issued = await issue_slip(viewer, person_id)
    except DomainError as error:
        return await _person_page(viewer, person_id, error.message)
    return _printed(request, issued, _("Листок для входа"), f"/office/slips/{person_id}")


@action("/office/slips/{person_id:int}/codes", permission=ISSUE)
async def issue_one_code(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """A code for registration for one person in one relation."""
    form = await request.form()
    child = number_in(str(form.get("child", "")))
    try:
        issued = await issue_code(viewer, person_id, str(form.get("relation", "")), child)
    except DomainError as error:
        return await _person_page(viewer, person_id, error.message)
    return _printed(request, issued, _("Код для регистрации"), f"/office/slips/{person_id}")


@action("/office/slips/{person_id:int}/codes/{code_id:int}/delete", permission=ISSUE)
async def revoke(viewer: NamedDependency[Viewer], person_id: FromPath[int], code_id: FromPath[int]) -> Answer:
    """A code that waits stops working."""
    await revoke_code(viewer, person_id, code_id)
    return Redirect(f"/office/slips/{person_id}")


async def own_class_entry(viewer: Viewer) -> list[ClassReadiness] | None:
    """The home page's block of a class teacher: who has a way in, and where to help; None without a class."""
    return await readiness_of_classes(viewer) or None


HANDLERS: list[Any] = [show_slips, issue, show_told, show_person, issue_one, issue_one_code, revoke]
