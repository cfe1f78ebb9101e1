"""A class's card for the office: who leads it, where and when it studies, its terms, journals and parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.forms import Form, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.calendar.terms import follow_scheme
from intranet.school.classes.cards import change_class, end_class_teacher, remove_class
from intranet.school.service import set_class_teacher
from modules.office.forms.classes.classes import ClassCardForm, ClassSchemeForm, LeaderForm
from modules.office.forms.touching import day_of
from modules.office.permissions import CLASS_CARD, EDIT_CLASS
from modules.office.queries.classes.class_cards import class_card, journals_of_class
from modules.office.queries.classes.reference import building_options, staff_of, subjects_of
from modules.office.queries.school.calendar import schemes_of
from modules.office.views.saving import Attempt, saved, settled, touched_words
from modules.office.views.school.calendar_words import scheme_words

Asked = Request[Any, Any, Any]


class Forms(NamedTuple):
    """The forms of the page; None: as it stands."""

    card: ClassCardForm | None = None
    leader: LeaderForm | None = None
    scheme: ClassSchemeForm | None = None


async def _page(
    viewer: Viewer, class_id: int, forms: Forms | None = None, refused: list[str] | None = None,
    attempt: Attempt | None = None, status: int = 200, *, done: bool = False,
) -> Answer:  # fmt: skip
    row, forms = await class_card(viewer, class_id), forms or Forms()
    lead = row.lead_on(viewer.day)
    card = forms.card or ClassCardForm(
        letter=row.letter, building=row.building, shift=row.shift, week_days=row.week_days, since=viewer.day
    )
    leader = forms.leader or LeaderForm(teacher=lead.teacher if lead else 0, since=viewer.day)
    scheme = forms.scheme or ClassSchemeForm(scheme=row.scheme or 0)
    words = await offer(viewer, row.year, card, leader, scheme)
    return Page(
        "office/classes/class_card.html",
        status=status, row=row, lead=lead, card=card, leader=leader, scheme=scheme,
        words=words, refused=refused or [], journals=await journals_of_class(viewer, class_id), saved=done,
        touched=touched_words(attempt.touched if attempt else None),
    )  # fmt: skip


async def offer(
    viewer: Viewer, year: int, card: ClassCardForm | None = None, leader: LeaderForm | None = None,
    scheme: ClassSchemeForm | None = None,
) -> dict[int, str]:  # fmt: skip
    """What the forms choose from; the schemes by id."""
    words: dict[int, str] = {}
    if card is not None:
        card.offer((one.id, one.name) for one in await building_options(viewer))
    if leader is not None:
        leader.offer((one.id, one.full_name) for one in await staff_of(viewer))
    if scheme is not None:
        kinds = scheme_words()
        words = {one.id: kinds[one.kind] for one in await schemes_of(viewer, year)}
        scheme.offer([(one.id, one.name) for one in await subjects_of(viewer)], words.items())
    return words


@page("/office/classes/{class_id:int}/card", permission=CLASS_CARD)
async def show_card(
    viewer: NamedDependency[Viewer], class_id: FromPath[int], saved: FromQuery[bool] = False
) -> Answer:
    """The class's card."""
    return await _page(viewer, class_id, done=saved)


@action("/office/classes/{class_id:int}/card", permission=EDIT_CLASS)
async def put_card(request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """Letter, building, shift, week; lessons that change are shown first."""
    row, form = await class_card(viewer, class_id), await read_form(ClassCardForm, request)
    await offer(viewer, row.year, card=form)
    attempt = await settled(form, lambda: change_class(viewer, class_id, form.card(), day_of(form.since)))
    if attempt.is_done:
        return Redirect(f"/office/classes/{class_id}/card?saved=true")
    return await _page(viewer, class_id, Forms(card=form), attempt=attempt, status=attempt.status)


@action("/office/classes/{class_id:int}/leader", permission=EDIT_CLASS)
async def put_leader(request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """Who leads the class from a day on, or nobody."""
    row, form = await class_card(viewer, class_id), await read_form(LeaderForm, request)
    await offer(viewer, row.year, leader=form)

    async def deed() -> None:
        since = day_of(form.since)
        if form.teacher.data:
            await set_class_teacher(viewer, class_id, form.teacher.data, since)
        else:
            await end_class_teacher(viewer, class_id, since - timedelta(1))

    if await saved(form, deed):
        return Redirect(f"/office/classes/{class_id}/card?saved=true")
    return await _page(viewer, class_id, Forms(leader=form), status=422)


@action("/office/classes/{class_id:int}/scheme", permission=EDIT_CLASS)
async def put_scheme(request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """The terms of the class or of one subject."""
    row, form = await class_card(viewer, class_id), await read_form(ClassSchemeForm, request)
    await offer(viewer, row.year, scheme=form)
    chosen = form.scheme, form.subject
    if await saved(
        form, lambda: follow_scheme(viewer, class_id, chosen[0].data or None, chosen[1].data or None)
    ):
        return Redirect(f"/office/classes/{class_id}/card?saved=true")
    return await _page(viewer, class_id, Forms(scheme=form), status=422)


@action("/office/classes/{class_id:int}/delete", permission=EDIT_CLASS)
async def remove_one(request: Asked, viewer: NamedDependency[Viewer], class_id: FromPath[int]) -> Answer:
    """An empty class."""
    await class_card(viewer, class_id)
    form = await read_form(Form, request)
    if await saved(form, lambda: remove_class(viewer, class_id)):
        return Redirect("/office/classes")
    return await _page(viewer, class_id, refused=form.other, status=422)


HANDLERS: list[Any] = [show_card, put_card, put_leader, put_scheme, remove_one]
