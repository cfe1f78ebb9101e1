"""A cell as people write it: "5", "4 3", "Н", "Н 4", "О10", "О 10", "О 5" (late, a five); empty clears it.

A cell is what one pupil has in one lesson: marks in the order of the works, and attendance. Letters are
never stored (DOMAIN 2.5): Н О Б У П stand for codes. A subject teacher sees and sets Н and О only;
the reasons behind Н (illness, ...) are the class teacher's and the school's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

MARKS = ("5", "4", "3", "2", "1", ".", "зч", "нзч")
MOST_MARKS = 4
LONGEST_LATE = 90


class Code(StrEnum):
    """What happened instead of a whole lesson."""

    ABSENT_UNSPECIFIED = "ABSENT_UNSPECIFIED"
    ILLNESS = "ILLNESS"
    EXCUSED = "EXCUSED"
    UNEXCUSED = "UNEXCUSED"
    LATE = "LATE"
    EXEMPT_PRESENT = "EXEMPT_PRESENT"
    REMOTE = "REMOTE"
    SCHOOL_EVENT = "SCHOOL_EVENT"


LETTERS = {
    Code.ABSENT_UNSPECIFIED: "Н",
    Code.ILLNESS: "Б",
    Code.EXCUSED: "У",
    Code.UNEXCUSED: "НП",
    Code.LATE: "О",
    Code.EXEMPT_PRESENT: "осв",
    Code.REMOTE: "Д",
    Code.SCHOOL_EVENT: "М",
}
REASONS = frozenset({Code.ILLNESS, Code.EXCUSED, Code.UNEXCUSED})
TYPED = {letter.upper(): code for code, letter in LETTERS.items()}
LATIN = str.maketrans("HOM", "НОМ")
_MINUTES = re.compile(r"[0-9]{1,4}")
_LATE = re.compile(r"О\s+(\d{2,3})(?!\d)")  # a number of two digits after О is minutes, one digit a mark


@dataclass(frozen=True)
class Cell:
    """What one text means: marks in order, attendance, minutes of being late."""

    marks: tuple[str, ...] = ()
    code: Code | None = None
    minutes: int | None = None

    @property
    def text(self) -> str:
        """As it is written in the grid: "Н 4", "О10", "4 3"."""
        return cell_text(self.marks, self.code, self.minutes)


def shown(code: str | None, *, with_reasons: bool) -> str | None:
    """The code as this reader may see it: the reason behind Н only for those who keep the reasons."""
    return Code.ABSENT_UNSPECIFIED if code in REASONS and not with_reasons else code


def cell_text(marks: Sequence[str], code: str | None, minutes: int | None) -> str:
    """Attendance first, then the marks."""
    absence = LETTERS[Code(code)] + (str(minutes) if minutes else "") if code else ""
    return " ".join([absence, *marks] if absence else marks)


def read_cell(text: str, *, with_reasons: bool = False) -> Cell:
    """Understand what was typed; DomainError in words a teacher can act on. Reasons only `with_reasons`."""
    pieces = _LATE.sub(r"О\1 ", text.upper().translate(LATIN)).replace(",", " ").replace("/", " ").split()
    marks: list[str] = []
    code: Code | None = None
    minutes: int | None = None
    for piece in pieces:
        if code is None and piece[0] == "О" and _MINUTES.fullmatch(piece[1:]):
            code, minutes = Code.LATE, int(piece[1:])
        elif code is None and piece in TYPED and (with_reasons or TYPED[piece] not in REASONS):
            code = TYPED[piece]
        elif piece.lower() in MARKS:
            marks.append(piece.lower())
        else:
            raise DomainError(_("«%(piece)s» не отметка. Пишите 5, 4, 3, 2, точку, Н, О.", piece=piece[:10]))
    _check(marks, minutes)
    return Cell(tuple(marks), code, minutes)


def _check(marks: list[str], minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= LONGEST_LATE:
        raise DomainError(_("Опоздание бывает от 1 до %(most)s минут.", most=LONGEST_LATE))
    if len(marks) > MOST_MARKS:
        raise DomainError(_("В одной ячейке не больше %(most)s отметок.", most=MOST_MARKS))
