"""One lesson of the plan: who could hold it, and every other thing that may become of it.

A form that is refused comes back as it was sent, with what is wrong beside its field (422); a draft that
somebody else has changed meanwhile comes back as it stands now (409).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.clashes import Clashes
from modules.substitutions.forms.drafts import DraftForm, DropForm, SwapForm
from modules.substitutions.permissions import PLAN, SET_PLAN
from modules.substitutions.planning.candidates import candidates
from modules.substitutions.planning.state import Day, DayLesson, Draft
from modules.substitutions.planning.worklist import WorkItem, work_list
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.desk import check_place, choices_for, names_of
from modules.substitutions.queries.pupils import pupils_on
from modules.substitutions.service.change_kinds import KINDS
from modules.substitutions.service.drafts import drop_draft, save_draft
from modules.substitutions.service.together import swap
from modules.substitutions.views.days import day_in
from modules.substitutions.views.desk import day_link
from modules.substitutions.views.desk_rows import Row, rows_of
from modules.substitutions.views.desk_words import Book
from modules.substitutions.views.lesson_choices import (
    FIRST,
    lines_of,
    merge_choices,
    people_choices,
    place_words,
    places_of,
    room_choices,
    subject_lines,
    swap_choices,
)

Asked = Request[Any, Any, Any]
SWAP = "SWAP"
TAP = ChangeKind.TEACHER_SUBSTITUTED


class Failed(msgspec.Struct, frozen=True):
    """A form that was not carried out: its kind, itself, and the page's status."""

    kind: str
    form: DraftForm | SwapForm
    status: int = 422


def failed(kind: str, form: DraftForm | SwapForm, error: DomainError | None = None) -> Failed:
    """Put the refusal into the form; 409 if somebody was faster."""
    if error is not None:
        form.add_error(error)
    return Failed(kind, form, 409 if isinstance(error, Conflict) else 422)


def forms_of(draft: Draft | None, again: Failed | None) -> dict[str, Any]:
    """A form of each kind as the draft has it, the failed one as it was sent."""
    version = draft.version if draft else 0
    found: dict[str, Any] = {}
    for kind in KINDS:
        values = msgspec.structs.asdict(draft) if draft is not None and draft.kind == kind else {}
        found[kind] = DraftForm(**(values | {"kind": kind, "version": version}), part=kind.lower() or "back")
    found[SWAP] = SwapForm(version=version, part="swap")
    if again is not None:
        again.form.name_ids(again.kind.lower() or "back")
        again.form.version.data = version  # what stands now is shown: the next save is a decision
        found[again.kind] = again.form
    return found


async def lesson_page(
    viewer: Viewer, on_date: date, lesson: int, by: str = "", again: Failed | None = None
) -> Page:
    """The page as it stands, with the form that failed."""
    day = await day_of(viewer, on_date)
    row = day.lesson.get(lesson)
    if row is None or row.on_date != on_date:
        raise NotFound
    names = await names_of(viewer, day)
    book, draft, forms = Book.of(day, names), day.drafts.get(lesson), forms_of(day.drafts.get(lesson), again)
    pupils = await pupils_on(viewer, names.year or 0, on_date)
    return Page(
        "substitutions/lesson.html", status=again.status if again else 200, on_date=on_date, lesson=row,
        draft=draft, again=again, by=by, forms=forms, book=book, link=day_link, tap=TAP.value,
        line=_line(book, work_list(day, pupils), row), away=day.absence_of(row.planned_teacher, row.number),
        **await _choices(viewer, book, row, pupils, forms),
    )  # fmt: skip


def _line(book: Book, items: list[WorkItem], lesson: DayLesson) -> Row | None:
    """How the lesson stands on the work list; None when it is not on it."""
    mine = [one for one in items if one.lesson.id == lesson.id]
    return next(iter(rows_of(book, mine)), None)


async def _choices(
    viewer: Viewer, book: Book, lesson: DayLesson, pupils: Clashes, forms: dict[str, Any]
) -> dict[str, Any]:
    """Everything that may be chosen; the selects of the forms are filled."""
    day: Day = book.day
    placed = day.place(lesson, None)
    if placed is None:
        raise NotFound
    ahead = await choices_for(viewer, lesson)
    found = candidates(day, placed)
    lines = lines_of(day, found)
    forms[ChangeKind.SUPERVISED].teacher.choices = people_choices(lines)
    for kind in (ChangeKind.SUPERVISED, ChangeKind.ROOM_CHANGED):
        forms[kind].room.choices = room_choices(book, placed)
    forms[ChangeKind.GROUPS_MERGED].merged_with.choices = merge_choices(book, placed)
    forms[SWAP].partner.choices = swap_choices(book, lesson, ahead, pupils)
    return {
        "first": lines[:FIRST], "rest": lines[FIRST:],
        "subjects": subject_lines(day, lesson, ahead, found),
        "places": [(f"{one.on_date}/{one.number}", place_words(one, lesson.on_date))
                   for one in places_of(lesson, ahead)],
    }  # fmt: skip


PATH = "/substitutions/plans/{day:str}/lessons/{lesson:int}"


@page(PATH, permission=PLAN)
async def show_planned_lesson(
    viewer: NamedDependency[Viewer], day: FromPath[str], lesson: FromPath[int], by: FromQuery[str] = ""
) -> Answer:
    """A lesson, its candidates, and the other kinds of change."""
    on_date = day_in(day)
    return await lesson_page(viewer, on_date, lesson, by)


async def _day_of(viewer: Viewer, day: str, lesson: int) -> date:
    """The day of the address; NotFound where the lesson does not stand on it."""
    on_date = day_in(day)
    await check_place(viewer, lesson, on_date)
    return on_date


@action(PATH, permission=SET_PLAN)
async def plan_lesson(
    request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str], lesson: FromPath[int]
) -> Answer:
    """Write a draft of one kind."""
    on_date = await _day_of(viewer, day, lesson)
    form = await read_form(DraftForm, request)
    by, kind = form.by.data or "", form.kind.data or ""
    if not form.validate():
        return await lesson_page(viewer, on_date, lesson, by, failed(kind if kind in KINDS else TAP, form))
    try:
        await save_draft(viewer, lesson, form.choice())
    except DomainError as error:
        return await lesson_page(viewer, on_date, lesson, by, failed(kind, form, error))
    return Redirect(day_link(on_date, by, saved=lesson) + f"#l{lesson}")


@action(PATH + "/swap", permission=SET_PLAN)
async def swap_lessons(
    request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str], lesson: FromPath[int]
) -> Answer:
    """Two lessons change places: a pair of drafts."""
    on_date = await _day_of(viewer, day, lesson)
    form = await read_form(SwapForm, request)
    by = form.by.data or ""
    if not form.validate():
        return await lesson_page(viewer, on_date, lesson, by, failed(SWAP, form))
    try:
        await swap(viewer, form.swap(lesson))
    except DomainError as error:
        return await lesson_page(viewer, on_date, lesson, by, failed(SWAP, form, error))
    return Redirect(day_link(on_date, by, saved=lesson) + f"#l{lesson}")


@action(PATH + "/delete", permission=SET_PLAN)
async def forget_draft(
    request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str], lesson: FromPath[int]
) -> Answer:
    """Drop the lesson's draft; both halves of a swap."""
    on_date = await _day_of(viewer, day, lesson)
    form, again = await read_form(DropForm, request), DraftForm(kind=TAP)
    by = form.by.data or ""
    if not form.validate():
        return await lesson_page(viewer, on_date, lesson, by, failed(TAP, again))
    try:
        await drop_draft(viewer, form.draft.data or 0, form.version.data, of=lesson)
    except Conflict as error:
        return await lesson_page(viewer, on_date, lesson, by, failed(TAP, again, error))
    return Redirect(day_link(on_date, by) + f"#l{lesson}")


HANDLERS: list[Any] = [show_planned_lesson, plan_lesson, swap_lessons, forget_draft]
