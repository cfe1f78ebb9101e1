"""How hard a subject is for a grade, in points (DOMAIN 2.7): the school's own table, with a default. Pure.

A table maps a folded subject name to its points in grades 5-9 and in 10-11; 0: not taught or not weighed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.people.names import fold
from intranet.school.settings import Rule, save_setting

COLUMNS = 6  # grades 5, 6, 7, 8, 9 and 10-11
MOST = 20
Table = Mapping[str, Sequence[int]]

DEFAULT: dict[str, tuple[int, ...]] = {
    "математика": (10, 13, 0, 0, 0, 10),
    "алгебра": (0, 0, 10, 9, 7, 10),
    "геометрия": (0, 0, 12, 10, 8, 11),
    "вероятность и статистика": (0, 0, 10, 9, 7, 10),
    "физика": (0, 0, 8, 9, 13, 12),
    "химия": (0, 0, 0, 10, 12, 11),
    "русский язык": (8, 12, 11, 7, 6, 9),
    "литература": (4, 6, 4, 4, 7, 8),
    "иностранный язык": (9, 11, 10, 8, 9, 8),
    "биология": (10, 8, 7, 7, 7, 7),
    "история": (5, 8, 6, 8, 10, 5),
    "обществознание": (0, 8, 6, 8, 10, 5),
    "география": (0, 7, 6, 6, 5, 3),
    "информатика": (4, 10, 4, 7, 7, 6),
    "труд (технология)": (4, 3, 2, 1, 4, 0),
    "изобразительное искусство": (3, 3, 1, 0, 0, 0),
    "музыка": (2, 1, 1, 1, 0, 0),
    "физическая культура": (3, 4, 2, 2, 2, 1),
    "обзр": (0, 0, 0, 3, 3, 2),
}
DIFFICULTY = Rule("timetable.difficulty", DEFAULT)

# Subjects by what their names begin with or contain, where the table has no such name.
ALIKE = (
    ("алгебра", "алгебра"), ("иностранн", "иностранный язык"), ("английск", "иностранный язык"),
    ("немецк", "иностранный язык"),
    ("французск", "иностранный язык"), ("китайск", "иностранный язык"), ("испанск", "иностранный язык"),
    ("вероятность", "вероятность и статистика"), ("история", "история"), ("труд", "труд (технология)"),
    ("технолог", "труд (технология)"), ("изо", "изобразительное искусство"),
    ("физическая культура", "физическая культура"), ("физкультура", "физическая культура"),
    ("основы безопасности", "обзр"), ("обж", "обзр"),
)  # fmt: skip


def row_of(table: Table, subject: str) -> Sequence[int]:
    """The subject's line of the table, by its own name or by a kindred one; empty for one without."""
    key = fold(subject)
    if key in table:
        return table[key]
    kindred = next((name for begins, name in ALIKE if key.startswith(begins)), "")
    return table.get(kindred, ())


def points(table: Table, subject: str, grade: int) -> int:
    """Points of a subject in a grade; 0 below grade 5 and for what the table does not know."""
    row, column = row_of(table, subject), min(grade, 10) - 5
    return int(row[column]) if 0 <= column < len(row) else 0


async def set_difficulty(actor: Viewer, table: Table, since: date) -> None:
    """The school's own table from a day on. DomainError for a line of other length or other numbers."""
    for name, row in table.items():
        if len(row) != COLUMNS or not all(0 <= one <= MOST for one in row):
            raise DomainError(_("%(name)s: баллы — числа от 0 до %(most)s.", name=name, most=MOST))
    await save_setting(actor, DIFFICULTY, {name: list(row) for name, row in table.items()}, since)
