"""The grid of a journal's term, and its cells one by one."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Fragment, Page, action, fragment, page
from intranet.school.facts import TermRow, term_near
from modules.journal.forms import CellForm
from modules.journal.permissions import EDIT, VIEW
from modules.journal.queries.cells import readable_cells
from modules.journal.queries.grid import JournalCard, grid_cells, grid_lessons, grid_pupils, journal_card
from modules.journal.queries.lesson import cell_history
from modules.journal.service import CellConflict, set_cell
from modules.journal.views.sheet import Sheet, sheet_of
from modules.journal.views.words import history_words


def term_chosen(card: JournalCard, viewer: Viewer, term: int | None) -> TermRow | None:
    """The term asked for, else the one around today; NotFound for another scheme's term."""
    if term is None:
        return term_near(card.terms, viewer.day)
    found = next((one for one in card.terms if one.id == term), None)
    if found is None:
        raise NotFound
    return found


async def _sheet(viewer: Viewer, card: JournalCard, term: TermRow) -> Sheet:
    lessons = await grid_lessons(viewer, card.id, term)
    pupils = await grid_pupils(viewer, card.id, term)
    cells = await grid_cells(viewer, card.id, term)
    audit.looked_at(viewer, "journal.grid", [pupil.student for pupil in pupils])
    return sheet_of(lessons, pupils, cells, viewer.day, with_reasons=card.keeps_reasons)


@page("/journal/{journal:int}", permission=VIEW)
async def show_grid(
    viewer: NamedDependency[Viewer], journal: FromPath[int], term: FromQuery[int | None] = None
) -> Answer:
    """Pupils down, the term's lessons across; opens at today."""
    card = await journal_card(viewer, journal)
    chosen = term_chosen(card, viewer, term)
    if chosen is None:
        return Page("journal/grid.html", card=card, term=None, sheet=None)
    return Page("journal/grid.html", card=card, term=chosen, sheet=await _sheet(viewer, card, chosen))


async def _refuse(viewer: Viewer, journal: int) -> Answer:
    card = await journal_card(viewer, journal)
    if not card.may_write:
        raise NotFound
    return Fragment("journal/_cell_refused.html", status=422, message=_("Не понято, какая это ячейка."))


@action("/journal/{journal:int}/cells", permission=EDIT)
async def put_cell(
    request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], journal: FromPath[int]
) -> Answer:
    """Set one cell: 200 with what stands now, 409 with what somebody else wrote, 422 with the reason."""
    form = await read_form(CellForm, request)
    if not form.validate():
        return await _refuse(viewer, journal)
    try:
        state = await set_cell(viewer, **form.asked(), journal=journal)
    except CellConflict as conflict:
        return Fragment("journal/_cell_conflict.html", status=409, conflict=conflict, state=conflict.state)
    except DomainError as error:
        return Fragment("journal/_cell_refused.html", status=422, message=error.message)
    return Fragment("journal/_cell_state.html", state=state)


@fragment("/journal/{journal:int}/cells/_cell", permission=VIEW)
async def show_cell(
    viewer: NamedDependency[Viewer],
    journal: FromPath[int],
    lesson: FromQuery[int] = 0,
    student: FromQuery[int] = 0,
) -> Answer:
    """A cell's marks, comment and history, for its dialog."""
    if not (lesson and student):
        await journal_card(viewer, journal)
        return Fragment("journal/_cell.html", text="", version=0, comment="", history=[])
    found = await readable_cells(viewer, lesson, student)
    if found is None or found.journal != journal or not found.cells:
        raise NotFound
    audit.looked_at(viewer, "journal.cell", [student])
    row = found.cells[0]
    changes = await cell_history(viewer, lesson, student)
    text = row.text(with_reasons=found.keeps_reasons)
    history = history_words(changes, with_reasons=found.keeps_reasons)
    return Fragment("journal/_cell.html", text=text, version=row.version, comment=row.said, history=history)
