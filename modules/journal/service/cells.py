"""One cell of the grid: set, clear, settle a conflict. Four statements of its own, whatever it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.i18n import _
from modules.journal.averages import Parts
from modules.journal.cells import MOST_MARKS, Cell, read_cell
from modules.journal.queries.cells import CellRow, LessonCells, last_author, lesson_cells, parts_with
from modules.journal.service.book import Book, open_lesson
from modules.journal.service.changes import apply_attendance, apply_marks, check_lesson, places_for, works_for

CHOICES = ("", "mine", "theirs", "both", "undo")
LONGEST_COMMENT = 500


@dataclass(frozen=True)
class CellState:
    """A cell as it stands after the request, and the pupil's average of the term (exact, None = no marks)."""

    lesson: int
    student: int
    text: str
    version: int
    comment: str
    average: Fraction | None
    proposed: int | None


class CellConflict(Conflict):
    """Somebody changed the cell first: `state` is what stands, set by `author` at `at`; `mine` was sent."""

    def __init__(self, state: CellState, mine: str, author: str, at: datetime | None) -> None:
        super().__init__(_("Эту ячейку уже изменили."))
        self.state, self.mine, self.author, self.at = state, mine, author, at


async def set_cell(
    actor: Viewer,
    lesson: int,
    student: int,
    text: str,
    version: int,
    comment: str | None = None,
    choice: str = "",
    journal: int | None = None,
) -> CellState:
    """Write what was typed ("5", "4 3", "Н 4", "О10", "" clears) over the `version` the writer saw.

    `comment` None leaves the word to the family as it is. `choice` settles a conflict (mine, theirs, both)
    or names an undo; it goes into the history. `journal`, if given, must be the lesson's. Raises NotFound
    without the right to the lesson, DomainError for what a lesson does not take, CellConflict when the
    version is not the last one.
    """
    if choice not in CHOICES or (comment is not None and len(comment) > LONGEST_COMMENT):
        raise DomainError(_("Комментарий не длиннее %(most)s знаков.", most=LONGEST_COMMENT), field="comment")
    async with DB.transaction():
        book = await open_lesson(actor, lesson, choice)
        if journal not in (None, book.head.journal):
            raise NotFound
        found = await lesson_cells(actor, lesson, student)
        if found is None or not found.cells:
            raise DomainError(_("В день урока этого ученика в группе не было."))
        row, wanted = found.cells[0], read_cell(text, with_reasons=found.keeps_reasons)
        if row.version != version:
            raise await _conflict(actor, found, row, wanted)
        wanted = _settled(book, row, row.cell(with_reasons=found.keeps_reasons), wanted, choice)
        return await _write(book, found, row, wanted, row.said if comment is None else comment.strip())


def _settled(book: Book, row: CellRow, theirs: Cell, mine: Cell, choice: str) -> Cell:
    if choice == "theirs":
        book.note(row.student, "choice", mine.text, theirs.text)
        return theirs
    if choice == "both":
        marks = (*theirs.marks, *mine.marks)[:MOST_MARKS]
        kept = theirs if mine.code is None else mine
        return replace(kept, marks=marks)
    return mine


async def _write(book: Book, lesson: LessonCells, row: CellRow, wanted: Cell, comment: str) -> CellState:
    old = row.cell(with_reasons=lesson.keeps_reasons)
    check_lesson(
        lesson, has_marks=bool(wanted.marks), has_absence=bool(wanted.code and wanted.code != old.code)
    )
    works = works_for(book, lesson) if wanted.marks else lesson.works
    places = places_for(row, wanted.marks, works)
    taken = apply_marks(book, row, places, works, comment)
    apply_attendance(book, row, wanted, "" if taken else comment, with_reasons=lesson.keeps_reasons)
    if (book.marks or book.roll) and not book.links:
        book.note(row.student, "comment", None, None)
    last = await book.write()
    weights = {(given.work, given.ordinal): given.weight_tenths for given in row.live}
    fresh = {work.id: work.snapshot_weight for work in works}
    standing = [(value, weights.get(place, fresh[place[0]])) for place, value in places.items() if value]
    return _state(
        lesson, row.student, wanted.text, last or row.version, comment, parts_with(lesson, standing)
    )


def _state(
    lesson: LessonCells, student: int, text: str, version: int, comment: str, parts: Parts
) -> CellState:
    return CellState(lesson.id, student, text, version, comment, parts.average, parts.proposed)


async def _conflict(actor: Viewer, lesson: LessonCells, row: CellRow, mine: Cell) -> CellConflict:
    parts = parts_with(lesson, [(given.value, given.weight_tenths) for given in row.live if given.value])
    text = row.text(with_reasons=lesson.keeps_reasons)
    author = await last_author(actor, lesson.id, row.student)
    state = _state(lesson, row.student, text, row.version, row.said, parts)
    return CellConflict(state, mine.text, author.name if author else "", author.at if author else None)
