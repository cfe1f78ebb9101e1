"""After an outage: what of some days is not recorded yet, filled in short forms one below the other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from intranet.kit.access import Viewer
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.access import Hat
from modules.journal.forms import DaysForm, LessonForm
from modules.journal.permissions import EDIT, VIEW
from modules.journal.queries.catch_up import Unrecorded, counts_of, unrecorded_of
from modules.journal.queries.lesson import lesson_card
from modules.journal.service import save_lesson, texts_key
from modules.journal.views.lesson import input_of

PATH = "/journal/catch-up"
WEEK, LONGEST, OLDEST = timedelta(days=7), timedelta(days=31), timedelta(days=400)
Span = tuple[date, date]
Asked = Request[Any, Any, Any]


def span_of(begins: date | None, ends: date | None, today: date) -> Span:
    """The days asked for, by default the last week; at most a month, none ahead, none of long ago."""
    last = max(min(ends or today, today), today - OLDEST)
    first = min(begins or last - WEEK, last)
    return max(first, last - LONGEST), last


def form_of(row: Unrecorded) -> LessonForm:
    """The short form of a lesson as it stands; names begin with the lesson's id, since many are on a page."""
    return LessonForm(
        prefix=f"l{row.id}-", topic=row.topic, homework=row.homework, no_homework=row.no_homework,
        minutes=row.minutes, take_roll=not row.has_roll,
        was=texts_key(row.topic, "-" if row.no_homework else row.homework),
    )  # fmt: skip


async def _page(viewer: Viewer, span: Span, sent: dict[int, LessonForm], *, status: int = 200) -> Page:
    begins, ends = span
    common: dict[str, Any] = {"begins": begins, "ends": ends}
    if viewer.hat != Hat.TEACHER:
        return Page("journal/catch_up_counts.html", counts=await counts_of(viewer, begins, ends), **common)
    rows = await unrecorded_of(viewer, begins, ends)
    forms = [(row, sent.get(row.id) or form_of(row)) for row in rows]
    days = [(day, list(group)) for day, group in groupby(forms, key=lambda pair: pair[0].on_date)]
    return Page("journal/catch_up.html", status=status, days=days, lessons=len(rows), **common)


@page(PATH, permission=VIEW)
async def show_catch_up(
    viewer: NamedDependency[Viewer],
    begins: Annotated[date | None, QueryParameter(name="from")] = None,
    ends: Annotated[date | None, QueryParameter(name="to")] = None,
) -> Answer:
    """A teacher's own lessons with their forms; for the heads, how many each teacher has to fill."""
    return await _page(viewer, span_of(begins, ends, viewer.day), {})


@action(PATH + "/{lesson:int}", permission=EDIT)
async def put_catch_up(request: Asked, viewer: NamedDependency[Viewer], lesson: FromPath[int]) -> Answer:
    """Save one lesson through the journal's own service; 422 or 409 give the page back as it was typed."""
    form = await read_form(LessonForm, request, prefix=f"l{lesson}-")
    days = await read_form(DaysForm, request)
    span = span_of(days.begins.data, days.ends.data, viewer.day)
    try:
        if await _saved(viewer, lesson, form):
            return Redirect(f"{PATH}?from={span[0]}&to={span[1]}")
    except DomainError as error:
        form.add_error(error)
        if isinstance(error, Conflict):
            return await _page(viewer, span, {lesson: form}, status=409)
    return await _page(viewer, span, {lesson: form}, status=422)


async def _saved(viewer: Viewer, lesson: int, form: LessonForm) -> bool:
    """Whether the form is right, and then it is saved; NotFound for a lesson that is not the viewer's."""
    if not (await lesson_card(viewer, lesson)).may_write:
        raise NotFound
    sent = input_of(form, {})
    if not (sent.topic or sent.take_roll or sent.homework or sent.no_homework):
        raise DomainError(_("Запишите тему или отметьте, что все были."), field="topic")
    if form.validate():
        await save_lesson(viewer, lesson, sent)
        return True
    return False
