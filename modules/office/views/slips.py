"""First-entry slips: whom to print for, and the printed sheet, which is shown once and kept nowhere."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, action, page
from intranet.school.access import Hat
from modules.office.forms import NO_CLASS, WHOM, SlipsForm, offer_classes
from modules.office.permissions import ISSUE, SLIPS
from modules.office.queries.entry import (
    ClassReadiness,
    Reach,
    Readiness,
    Whom,
    person_to_enter,
    readiness_of_classes,
    readiness_of_staff,
)
from modules.office.service.slips import Issued, issue_slip, issue_slips

Asked = Request[Any, Any, Any]


def site_of(request: Asked) -> str:
    """The site's address as it is typed: "https://school.example"."""
    is_tls = request.scope["state"]["session_cookie"].startswith("__Host-")
    return f"{'https' if is_tls else request.url.scheme}://{request.url.netloc}"


def _narrowed(viewer: Viewer, form: SlipsForm) -> SlipsForm:
    """A class teacher prints for the own class only."""
    if viewer.hat == Hat.TEACHER:
        form.whom.choices = WHOM[1:]
    return form


async def _slips_page(viewer: Viewer, form: SlipsForm, status: int = 200) -> Answer:
    classes: list[ClassReadiness] = await readiness_of_classes(viewer)
    staff: Readiness | None = None if viewer.hat == Hat.TEACHER else await readiness_of_staff(viewer)
    offer_classes(form, [(one.id, one.title) for one in classes])
    return Page("office/slips.html", status=status, form=form, classes=classes, staff=staff)


def _printed(request: Asked, issued: Issued, title: str, back: str) -> Answer:
    return Page("office/issued.html", issued=issued, title=title, back=back, site=site_of(request))


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
    try:
        issued = await issue_slips(viewer, whom, chosen, Reach(form.reach.data))
    except DomainError as error:
        form.add_error(error)
        return await _slips_page(viewer, form, 422)
    return _printed(request, issued, _("Листки для входа"), "/office/slips")


@page("/office/slips/{person_id:int}", permission=SLIPS)
async def show_person(viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """One person's way in, and the button that replaces it."""
    return Page("office/person.html", who=await person_to_enter(viewer, person_id), refused="")


@action("/office/slips/{person_id:int}", permission=ISSUE)
async def issue_one(request: Asked, viewer: NamedDependency[Viewer], person_id: FromPath[int]) -> Answer:
    """A new slip for one person (FEATURES A15)."""
    try:
        issued = await issue_slip(viewer, person_id)
    except DomainError as error:
        who = await person_to_enter(viewer, person_id)
        return Page("office/person.html", status=422, who=who, refused=error.message)
    return _printed(request, issued, _("Листок для входа"), f"/office/slips/{person_id}")


async def own_class_entry(viewer: Viewer) -> list[ClassReadiness] | None:
    """The home page's block of a class teacher: own classes where somebody has no way in, or None."""
    return [
        one for one in await readiness_of_classes(viewer) if one.pupils.waiting + one.parents.waiting
    ] or None


HANDLERS: list[Any] = [show_slips, issue, show_person, issue_one]
