"""Absences: reporting in two taps, what became of the lessons, changing, taking back, the office's list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.absences import AbsenceForm
from modules.substitutions.permissions import ABSENCE, ABSENCES, REPORT_ABSENCE
from modules.substitutions.planning.absences import LONG_DAYS, REASONS, Reason, left_standing
from modules.substitutions.queries.absences import (
    Absence,
    AbsenceLine,
    absence_of,
    absences_since,
    lessons_of,
    teachers_to_report,
)
from modules.substitutions.service.absences import (
    Overlap,
    change_absence,
    report_absence,
    withdraw_absence,
)
from modules.substitutions.views.absence_words import days_of, open_words, quick_days

Asked = Request[Any, Any, Any]
HERE = "/substitutions/absences"


def reason_of(code: str) -> str:
    """The reason's word."""
    return str(REASONS[Reason(code)])


async def _form_page(
    viewer: Viewer, form: AbsenceForm, was: Absence | None = None, other: int | None = None, status: int = 200
) -> Answer:
    """The form for a new absence, or for `was`; `other` is the absence that stands in the way."""
    form.offer_teachers((one.id, one.name) for one in await teachers_to_report(viewer))
    return Page(
        "substitutions/absence_form.html", status=status, form=form, was=was, other=other,
        quick=[] if was or ABSENCES.allows(viewer.hat) else quick_days(viewer.day),
        is_begun=was is not None and was.begins < viewer.day,
    )  # fmt: skip


@page(f"{HERE}/new", permission=REPORT_ABSENCE)
async def show_new(
    viewer: NamedDependency[Viewer], teacher: FromQuery[int] = 0, day: FromQuery[date | None] = None
) -> Answer:
    """Today, all day, unless said otherwise; the office chooses who."""
    return await _form_page(viewer, AbsenceForm(data={"teacher": teacher, "begins": day or viewer.day}))


@action(f"{HERE}/new", permission=REPORT_ABSENCE)
async def report(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """Write it down; the next page says what it opens."""
    form = await read_form(AbsenceForm, request)
    if not form.validate():
        return await _form_page(viewer, form, status=422)
    teacher = form.teacher.data if ABSENCES.allows(viewer.hat) else viewer.person
    try:
        made = await report_absence(viewer, form.report(teacher))
    except DomainError as error:
        form.add_error(error)
        return await _form_page(viewer, form, other=_in_the_way(error), status=422)
    return Redirect(f"{HERE}/{made}?told=reported")


def _in_the_way(error: DomainError) -> int | None:
    return error.absence if isinstance(error, Overlap) else None


@page(f"{HERE}/{{absence_id:int}}", permission=ABSENCE)
async def show_absence(
    viewer: NamedDependency[Viewer], absence_id: FromPath[int], told: FromQuery[str] = ""
) -> Answer:
    """An absence: its lessons by day, who holds them, and what to do next."""
    return await _absence_page(viewer, absence_id, told=told)


async def _absence_page(
    viewer: Viewer, absence_id: int, *, told: str = "", problem: str = "", status: int = 200
) -> Answer:
    absence = await absence_of(viewer, absence_id)
    lessons = await lessons_of(viewer, absence)
    audit.looked_at(viewer, "substitutions.absence", [absence.teacher])
    is_office = ABSENCES.allows(viewer.hat)
    return Page(
        "substitutions/absence.html", status=status, absence=absence, days=days_of(lessons), told=told,
        problem=problem, reason=reason_of(absence.reason), summary=open_words(lessons), is_office=is_office,
        left=left_standing(lessons, viewer.day), is_long=(absence.ends - absence.begins).days > LONG_DAYS,
        may_change=absence.withdrawn_at is None and (is_office or absence.ends >= viewer.day),
        ends_early=not is_office and absence.begins < viewer.day,
    )  # fmt: skip


@page(f"{HERE}/{{absence_id:int}}/edit", permission=REPORT_ABSENCE)
async def show_edit(viewer: NamedDependency[Viewer], absence_id: FromPath[int]) -> Answer:
    """An absence in a form."""
    was = await absence_of(viewer, absence_id)
    return await _form_page(viewer, AbsenceForm(obj=was), was)


@action(f"{HERE}/{{absence_id:int}}/edit", permission=REPORT_ABSENCE)
async def change(request: Asked, viewer: NamedDependency[Viewer], absence_id: FromPath[int]) -> Answer:
    """Other days, lessons, another reason."""
    was = await absence_of(viewer, absence_id)
    form = await read_form(AbsenceForm, request)
    if not form.validate():
        return await _form_page(viewer, form, was, status=422)
    try:
        await change_absence(viewer, absence_id, form.report(was.teacher))
    except DomainError as error:
        form.add_error(error)
        return await _form_page(viewer, form, was, _in_the_way(error), 422)
    return Redirect(f"{HERE}/{absence_id}?told=changed")


@action(f"{HERE}/{{absence_id:int}}/withdrawal", permission=REPORT_ABSENCE)
async def withdraw(viewer: NamedDependency[Viewer], absence_id: FromPath[int]) -> Answer:
    """Take it back, or end it yesterday when it has begun earlier."""
    try:
        await withdraw_absence(viewer, absence_id)
    except DomainError as error:
        return await _absence_page(viewer, absence_id, problem=error.message, status=409)
    return Redirect(f"{HERE}/{absence_id}?told=withdrawn")


@page(HERE, permission=ABSENCES)
async def show_absences(viewer: NamedDependency[Viewer]) -> Answer:
    """Who is away today, who will be, who was in the last two months; with reasons."""
    lines = await absences_since(viewer)
    return Page("substitutions/absences.html", groups=_groups(lines, viewer.day), reason_of=reason_of)


def _groups(lines: Sequence[AbsenceLine], day: date) -> tuple[list[AbsenceLine], ...]:
    """Today, ahead, past (newest first)."""
    past = [one for one in lines if one.ends < day]
    return (
        [one for one in lines if one.begins <= day <= one.ends],
        [one for one in lines if one.begins > day],
        sorted(past, key=lambda one: (one.ends, one.begins), reverse=True),
    )


HANDLERS: list[Any] = [show_new, report, show_absence, show_edit, change, withdraw, show_absences]
