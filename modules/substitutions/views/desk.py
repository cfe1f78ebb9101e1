"""The dispatcher's day: who is away, the work list with its drafts, one colleague for a whole day.

Only for the head teacher: reasons of absence do not stand here either, they are on the absence's own page.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from modules.substitutions.forms.drafts import WholeDayForm
from modules.substitutions.permissions import PLAN, SET_PLAN
from modules.substitutions.planning.state import Day
from modules.substitutions.planning.worklist import WorkItem, counts, left_by, needs_pupils, work_list
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.desk import Names, day_now, names_of
from modules.substitutions.queries.publication import publication_of
from modules.substitutions.queries.pupils import pupils_on
from modules.substitutions.service.refusals import sentence
from modules.substitutions.service.together import give_day
from modules.substitutions.views.days import day_in, day_path
from modules.substitutions.views.desk_rows import by_number, by_teacher, colleagues, rows_of
from modules.substitutions.views.desk_words import Book, becomes
from modules.substitutions.views.proposals import fill_of

Asked = Request[Any, Any, Any]
BY_NUMBER = "number"


def day_link(on_date: date, by: str = "", **more: object) -> str:
    """The desk's address, in the order of rows that was chosen."""
    said = [f"{name}={value}" for name, value in more.items()]
    said += [f"by={BY_NUMBER}"] if by == BY_NUMBER else []
    return day_path(on_date) + ("?" + "&".join(said) if said else "")


async def desk_items(viewer: Viewer, day: Day, names: Names) -> list[WorkItem]:
    """The work list; the pupils are read only when a draft changes the time of a lesson."""
    asks = needs_pupils(day) and names.year is not None
    return work_list(day, await pupils_on(viewer, names.year or 0, day.on_date) if asks else None)


async def desk_page(
    viewer: Viewer, on_date: date, by: str, *, saved: int = 0, whole: tuple[int, int] | None = None,
    problem: str = "", status: int = 200,
) -> Page:  # fmt: skip
    """The day as it stands; `whole`: the teacher and the colleague of whom the left lessons are told."""
    day = await day_of(viewer, on_date)
    names = await names_of(viewer, day)
    items, book = await desk_items(viewer, day, names), Book.of(day, names)
    rows = rows_of(book, items)
    return Page(
        "substitutions/plan.html", status=status, on_date=on_date, day=day, by=by, names=names,
        sections=by_number(rows) if by == BY_NUMBER else by_teacher(book, items, rows),
        counts=counts(items), people=colleagues(book), saved=_saved(book, items, saved),
        left=_left(book, whole), problem=problem, link=day_link, by_number=BY_NUMBER,
        publication=await publication_of(viewer, on_date), fill=fill_of(day),
    )  # fmt: skip


def _saved(book: Book, items: list[WorkItem], lesson: int) -> str:
    """What was just written, for the notice; empty for nothing."""
    item = next((one for one in items if one.lesson.id == lesson), None)
    if item is None or lesson not in book.day.drafts:
        return ""
    what = (item.lesson.whom, item.lesson.subject_name, becomes(book, item))
    return _("Записано в черновик: %(what)s", what=", ".join(filter(None, what)))


def _left(book: Book, whole: tuple[int, int] | None) -> dict[str, Any] | None:
    """The open lessons of a teacher that the colleague for the whole day cannot take, and why."""
    if whole is None or whole[1] not in book.day.colleagues:
        return None
    found = [(one.lesson, sentence(book.day, wrong)) for one, wrong in left_by(book.day, *whole)]
    return {"absent": book.person(whole[0]), "person": book.person(whole[1]), "lessons": found}


@page("/substitutions/plans", permission=PLAN)
async def show_plans(viewer: NamedDependency[Viewer], day: FromQuery[date | None] = None) -> Answer:
    """The day that is asked for, else today; after its last lesson the next school day."""
    return Redirect(day_link(day or await day_now(viewer)))


@page("/substitutions/plans/{day:str}", permission=PLAN)
async def show_plan(
    viewer: NamedDependency[Viewer], day: FromPath[str], by: FromQuery[str] = "",
    saved: FromQuery[int] = 0, absent: FromQuery[int] = 0, person: FromQuery[int] = 0,
) -> Answer:  # fmt: skip
    """The desk of one day."""
    on_date = day_in(day)
    whole = (absent, person) if absent and person else None
    return await desk_page(viewer, on_date, by, saved=saved, whole=whole)


@action("/substitutions/plans/{day:str}/substitutes", permission=SET_PLAN)
async def give_whole_day(request: Asked, viewer: NamedDependency[Viewer], day: FromPath[str]) -> Answer:
    """One colleague for all open lessons of a teacher; what is left is told on the desk."""
    on_date = day_in(day)
    form = await read_form(WholeDayForm, request)
    by = form.by.data or ""
    if not form.validate():
        return await desk_page(viewer, on_date, by, problem=_("Выберите, кто заменит учителя."), status=422)
    absent, person = form.absent.data or 0, form.teacher.data or 0
    try:
        await give_day(viewer, on_date, absent, person)
    except DomainError as error:
        return await desk_page(viewer, on_date, by, problem=error.message, status=422)
    return Redirect(day_link(on_date, by, absent=absent, person=person) + f"#t{absent}")


HANDLERS: list[Any] = [show_plans, show_plan, give_whole_day]
