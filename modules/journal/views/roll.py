"""The roll of one lesson: how its rows are laid out and read back.

A row's fields are `a<pupil>` (absence: "", Н, О, ...), `l<pupil>` (minutes late), `k<pupil>-<work>` (marks of
a work; work 0 = the first work of a lesson without any) and `w<pupil>` (what the page had shown).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from intranet.kit.forms import number_in
from modules.journal.cells import LETTERS, Code
from modules.journal.queries.cells import CellRow, LessonCells, WorkRow
from modules.journal.queries.lesson import LessonPupil
from modules.journal.service import Entry, entry_of

Posted = Mapping[str, Sequence[object]]
EASY = ("", "5", "4", "3", "2")
LATE = LETTERS[Code.LATE]


class MarkBox(msgspec.Struct, frozen=True):
    """A work's marks in a row; `is_easy`: one of 5 4 3 2 or nothing, so finger-sized choices do."""

    name: str
    value: str
    is_easy: bool


class RollRow(msgspec.Struct, frozen=True):
    """A pupil's row as shown; `letters` choose the absence, `theirs` is what somebody wrote meanwhile."""

    student: int
    name: str
    missed: list[int]
    absence: str
    minutes: str
    letters: tuple[str, ...]
    boxes: list[MarkBox]
    was: str
    error: str
    theirs: str


def letters_for(absence: str) -> tuple[str, ...]:
    """Present, absent, late; and what stands there if it is another reason."""
    usual = ("", LETTERS[Code.ABSENT_UNSPECIFIED], LATE)
    return usual if absence in usual else (*usual, absence)


def row_of(
    pupil: LessonPupil, works: list[WorkRow], stands: Entry, entry: Entry, error: str, theirs: str
) -> RollRow:
    """A row with what was typed (`entry`), knowing what stands in the database."""
    is_late = entry.absence.startswith(LATE)
    absence = LATE if is_late else entry.absence
    texts = [(work.id, entry.marks.get(work.id, entry.marks.get(0, ""))) for work in works]
    boxes = [MarkBox(f"k{pupil.student}-{work}", text, text in EASY) for work, text in texts]
    return RollRow(
        pupil.student, pupil.name, pupil.missed, absence, entry.absence[1:] if is_late else "",
        letters_for(absence), boxes, stands.key, error, theirs,
    )  # fmt: skip


def rows_of(
    pupils: list[LessonPupil],
    cells: LessonCells,
    typed: Mapping[int, Entry],
    errors: Mapping[str, str],
    theirs: Mapping[int, str],
) -> list[RollRow]:
    """The roll: what was typed where the form came back, else what stands."""
    by_student = {row.student: row for row in cells.cells}
    found = []
    for pupil in pupils:
        empty = CellRow(pupil.student, 0, None, None, "", [])
        stands = entry_of(by_student.get(pupil.student, empty), cells.works, with_reasons=cells.keeps_reasons)
        entry = typed.get(pupil.student, stands)
        error = errors.get(f"s{pupil.student}", "")
        found.append(row_of(pupil, works_shown(cells), stands, entry, error, theirs.get(pupil.student, "")))
    return found


def _text(posted: Posted, name: str) -> str:
    values = posted.get(name, ())
    return str(values[0]).strip() if values else ""


def _marks(posted: Posted) -> dict[int, dict[int, str]]:
    """The marks of all rows, pupil by pupil and work by work; one pass however much was sent."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for name in posted:
        student, _dash, work = name[1:].partition("-")
        row, column = number_in(student), number_in(work)
        if name.startswith("k") and row is not None and column is not None:
            found[row][column] = " ".join(_text(posted, name).split())
    return found


def entries_of(posted: Posted) -> dict[int, Entry]:
    """What was sent for each pupil whose row was on the page."""
    marks, found = _marks(posted), {}
    for name in posted:
        student = number_in(name[1:])
        if name.startswith("w") and student is not None:
            absence, minutes = _text(posted, f"a{student}"), _text(posted, f"l{student}")
            if absence in ("", LATE) and minutes:
                absence = LATE + minutes
            found[student] = Entry(absence, marks.get(student, {}), _text(posted, name))
    return found


def works_shown(cells: LessonCells) -> list[WorkRow]:
    """The works of the page's head; a lesson without works shows its coming first one."""
    if cells.works or cells.plain is None:
        return cells.works
    plain = cells.plain
    return [WorkRow(0, 1, plain.name, plain.weight_tenths, plain.counts, plain.code)]
