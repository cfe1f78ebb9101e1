"""Requests for access: the public form, and the office's pages where they are answered."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from identity.door.refusals import Refused
from identity.door.visitor import visitor_of
from identity.forms.requests import GrantForm, LoggedForm, RefusalForm, RequestForm
from identity.invitations import deciding, requests
from identity.invitations.codes import IssuedCode
from identity.invitations.requests import PAPER_TITLES, REASON_TITLES
from identity.permissions import DECIDE_REQUESTS, REQUESTS
from intranet.kit.access import Viewer
from intranet.kit.answers import site_address
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page, public, public_action
from intranet.school.people.guardians import KIND_TITLES

Asked = Request[Any, Any, Any]
LIST = "/office/entry/requests"


def _ask_page(form: RequestForm, refused: Refused | None = None, status: int = 200) -> Answer:
    return Page("identity/requests/ask.html", status=status, form=form, refused=refused)


@public("/request")
async def show_ask(request: Asked) -> Answer:
    """A representative asks for access to a child's diary."""
    return _ask_page(RequestForm())


@public_action("/request")
async def ask(request: Asked) -> Answer:
    """The request is kept; the answer is the same whoever was named."""
    form = await read_form(RequestForm, request)
    if not form.validate():
        return _ask_page(form, status=422)
    try:
        await requests.ask_online(visitor_of(request), form.asked)
    except Refused as refused:
        form.add_error(refused)
        return _ask_page(form, refused, refused.status)
    return Redirect("/request/sent")


@public("/request/sent")
async def show_sent(request: Asked) -> Answer:
    """What happens next."""
    return Page("identity/requests/sent.html")


@page(LIST, permission=REQUESTS)
async def show_requests(viewer: NamedDependency[Viewer]) -> Answer:
    """Those that wait, the oldest first; then those that were answered."""
    waiting, answered = await requests.requests_of(viewer)
    return Page(
        "identity/requests/list.html", waiting=waiting, late=sum(one.is_late for one in waiting),
        answered=answered, kinds=KIND_TITLES, reasons=REASON_TITLES,
    )  # fmt: skip


@page(f"{LIST}/new", permission=REQUESTS)
async def show_new(viewer: NamedDependency[Viewer]) -> Answer:
    """A request handed in on paper."""
    return Page("identity/requests/new.html", form=LoggedForm())


@action(LIST, permission=DECIDE_REQUESTS)
async def log(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Log it."""
    form = await read_form(LoggedForm, request)
    if not form.validate():
        return Page("identity/requests/new.html", status=422, form=form)
    made = await requests.log_request(viewer, form.asked)
    return Redirect(f"{LIST}/{made}" if viewer.hat in requests.OFFICE else LIST)


async def _one_page(
    viewer: Viewer, request_id: int, grant: GrantForm | None, refusal: RefusalForm | None, status: int = 200
) -> Answer:
    one = await requests.request_of(viewer, request_id)
    found = await deciding.candidates(viewer, one.row)
    if grant is None:
        child = str(found.children[0].id) if len(found.children) == 1 else None
        likely = found.likely(one.row)
        person = str(likely) if likely or not found.free else None  # a second card is never proposed
        grant = GrantForm(data={"child": child, "person": person, "kind": one.row.kind})
    grant.offer(found)
    return Page(
        "identity/requests/one.html", status=status, one=one, row=one.row, found=found, grant=grant,
        refusal=refusal or RefusalForm(prefix="no-"), kinds=KIND_TITLES, reasons=REASON_TITLES,
        papers=PAPER_TITLES,
    )  # fmt: skip


@page(f"{LIST}/{{request_id:int}}", permission=REQUESTS)
async def show_request(viewer: NamedDependency[Viewer], request_id: FromPath[int]) -> Answer:
    """One request: what was said, whom it may mean, the answer."""
    return await _one_page(viewer, request_id, None, None)


def _status(error: DomainError) -> int:
    return 409 if isinstance(error, Conflict) else 422


async def _granted(request: Asked, viewer: Viewer, request_id: int, issued: IssuedCode | None) -> Answer:
    row = (await requests.request_of(viewer, request_id)).row
    return Page(
        "identity/requests/granted.html",
        issued=issued,
        site=site_address(request),
        back=LIST,
        about=row.about,
    )


@action(f"{LIST}/{{request_id:int}}/grant", permission=DECIDE_REQUESTS)
async def grant(request: Asked, viewer: NamedDependency[Viewer], request_id: FromPath[int]) -> Answer:
    """Access is given; the code is shown this once."""
    form = await read_form(GrantForm, request)
    if not form.validate():
        return await _one_page(viewer, request_id, form, None, 422)
    try:
        issued = await deciding.grant(viewer, request_id, form.decision)
    except DomainError as error:
        form.add_error(error)
        return await _one_page(viewer, request_id, form, None, _status(error))
    return await _granted(request, viewer, request_id, issued)


@action(f"{LIST}/{{request_id:int}}/refusal", permission=DECIDE_REQUESTS)
async def refuse(request: Asked, viewer: NamedDependency[Viewer], request_id: FromPath[int]) -> Answer:
    """Refused, with a reason of the list."""
    form = await read_form(RefusalForm, request, prefix="no-")
    if not form.validate():
        return await _one_page(viewer, request_id, None, form, 422)
    try:
        await deciding.refuse(viewer, request_id, form.seen, form.reason.data, form.answer.data or "")
    except DomainError as error:
        form.add_error(error)
        return await _one_page(viewer, request_id, None, form, _status(error))
    return Redirect(LIST)


HANDLERS: list[Any] = [
    show_ask, ask, show_sent, show_requests, show_new, log, show_request, grant, refuse
]  # fmt: skip
