"""One lesson on one screen: roll, marks, topic, homework; one form, one button."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.forms import posted, read_form
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.journal.forms import LessonForm
from modules.journal.permissions import EDIT, VIEW
from modules.journal.queries.cells import readable_cells
from modules.journal.queries.grid import work_types
from modules.journal.queries.lesson import LessonCard, lesson_card, lesson_pupils
from modules.journal.service import LessonConflict, LessonInput, TextConflict, save_lesson, texts_key
from modules.journal.service.changes import is_ahead
from modules.journal.views.roll import entries_of, rows_of, works_shown
from modules.journal.views.words import lack_words


def form_of(card: LessonCard) -> LessonForm:
    """The form as the lesson stands."""
    taken = card.taken_at is not None or not (card.topic or card.homework)
    return LessonForm(
        topic=card.topic, homework=card.homework, no_homework=card.no_homework, minutes=card.minutes,
        take_roll=taken, was=was_of(card),
    )  # fmt: skip


def was_of(card: LessonCard) -> str:
    """What the page shows of topic and homework, for the service to compare."""
    return texts_key(card.topic, "-" if card.no_homework else card.homework)


def input_of(form: LessonForm, fields: Any) -> LessonInput:
    """What the form says, for the service."""
    return LessonInput(
        topic=" ".join((form.topic.data or "").split()),
        homework=(form.homework.data or "").strip(),
        no_homework=bool(form.no_homework.data),
        minutes=form.minutes.data,
        take_roll=bool(form.take_roll.data),
        add_type=form.add_type.data or None,
        was=form.was.data or "",
        entries=entries_of(fields),
    )


async def lesson_page(
    viewer: Viewer, lesson: int, form: LessonForm | None = None, sent: LessonInput | None = None,
    problem: DomainError | None = None, *, saved: bool = False, status: int = 200,
) -> Page:  # fmt: skip
    """The page as it stands, or as it was sent, with what is wrong beside its place."""
    card = await lesson_card(viewer, lesson)
    cells = await readable_cells(viewer, lesson)
    if cells is None:
        raise NotFound
    pupils, types = await lesson_pupils(viewer, lesson), await work_types(viewer)
    audit.looked_at(viewer, "journal.lesson", [pupil.student for pupil in pupils])
    errors = {problem.field: problem.message} if problem and problem.field else {}
    theirs = problem.theirs if isinstance(problem, LessonConflict) else {}
    if form is not None and isinstance(problem, TextConflict):
        form.was.data = was_of(card)  # shown now: the next save is a decision
    return Page(
        "journal/lesson.html", status=status, card=card, form=form or form_of(card), types=types,
        works=works_shown(cells), rows=rows_of(pupils, cells, sent.entries if sent else {}, errors, theirs),
        problem=problem, is_ahead=is_ahead(cells), markless=cells.grade_level == 1, saved=saved,
        lacks=lack_words(card.lacks),
    )  # fmt: skip


@page("/journal/lessons/{lesson:int}", permission=VIEW)
async def show_lesson(
    viewer: NamedDependency[Viewer], lesson: FromPath[int], saved: FromQuery[bool] = False
) -> Answer:
    """The lesson: to fill in for its teacher, to read for the others. `saved`: it was, a moment ago."""
    return await lesson_page(viewer, lesson, saved=saved)


@action("/journal/lessons/{lesson:int}", permission=EDIT)
async def put_lesson(
    request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], lesson: FromPath[int]
) -> Answer:
    """Save the whole page; 422 or 409 give it back with everything typed."""
    form = await read_form(LessonForm, request)
    form.offer_types((row.id, row.name) for row in await work_types(viewer))
    sent = input_of(form, await posted(request))
    if not form.validate():
        return await lesson_page(viewer, lesson, form, sent, status=422)
    try:
        await save_lesson(viewer, lesson, sent)
    except DomainError as error:
        if error.field in form._fields:
            form.add_error(error)
        status = 409 if isinstance(error, Conflict) else 422
        return await lesson_page(viewer, lesson, form, sent, error, status=status)
    return Redirect(f"/journal/lessons/{lesson}?saved=true")
