"""The timetable as a grid: rows are day x lesson, columns are classes, a cell is "Предмет/Учитель/каб".

A cell may hold several lines (subgroups, weeks); "(А)" at the end is the week, "(англ. 1)" a group.
Every line is one lesson, so rows are counted in lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, Cell, FileProblem, FileRefused, Sheet, cell_text
from intranet.school.classes.names import ClassName, parse_class_name
from intranet.school.people.names import clean, is_blank, name_pattern
from modules.office.lists import problems, values
from modules.office.lists.headers import normal_header
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import SlotRow
from modules.office.lists.table import HEADER_ROWS, ListRead

DAY = "день(?: недели)?|дни|дни недели|д н"
NUMBER = "(?:номер )?урока?|номер|урок номер|номер п п|пара"
TAIL = re.compile(r"^(?P<rest>.*?)\s*\((?P<tail>[^()]{1,40})\)$")
INITIALS = re.compile(r"\w[\w\-]*(?: \w[\w\-]*)? \w\.(?: ?\w\.)?|\w\. ?(?:\w\. ?)?\w[\w\-]+")


@dataclass(frozen=True)
class Grid:
    """Where a grid was found: the header's row, the two leading columns, and the classes by column."""

    sheet: Sheet
    row: int
    day: int
    number: int
    classes: dict[int, tuple[ClassName, str]]


def find_grid(sheets: list[Sheet]) -> Grid | None:
    """A header row with the day, the lesson number and at least one class."""
    for sheet in sheets:
        for number, cells in sheet.rows[:HEADER_ROWS]:
            texts = [cell_text(cell) for cell in cells]
            headers = [normal_header(text) for text in texts]
            day = next((n for n, text in enumerate(headers) if re.fullmatch(DAY, text)), None)
            lesson = next((n for n, text in enumerate(headers) if re.fullmatch(NUMBER, text)), None)
            classes = {n: (name, text) for n, text in enumerate(texts) if (name := parse_class_name(text))}
            if day is not None and lesson is not None and classes:
                return Grid(sheet, number, day, lesson, classes)
    return None


def read_grid(grid: Grid) -> ListRead[SlotRow]:
    """All lines of all cells.  Raises file_no_rows, too_big."""
    rows: list[SlotRow] = []
    errors: list[RowError] = []
    for number, cells, weekday, lesson in _days(grid, errors):
        for column, (class_name, header) in grid.classes.items():
            cell = cells[column] if column < len(cells) else None
            if (number, column) in grid.sheet.formulas or values.is_formula_text(cell):
                errors.append(RowError(number, header, ErrorKind.FORMULA, problems.formula(header)))
                continue
            for line in _lines(cell):
                found = _line(line, SlotPlace(number, weekday, lesson, class_name, header))
                if isinstance(found, SlotRow):
                    rows.append(found)
                else:
                    errors.append(found)
    if not rows and not errors:
        raise FileRefused(FileProblem.NO_ROWS)
    if len(rows) + len(errors) > LIMITS.rows:
        raise FileRefused(FileProblem.TOO_BIG)
    titles = {"weekday": "", "number": ""}
    return ListRead("timetable-grid", grid.sheet.name, grid.row, titles, tuple(rows), tuple(errors))


@dataclass(frozen=True)
class SlotPlace:
    """Which cell a line stands in."""

    row: int
    weekday: int
    number: int
    class_name: ClassName
    header: str


def _days(grid: Grid, errors: list[RowError]) -> Iterator[tuple[int, list[Cell], int, int]]:
    """Rows with lessons in them, each with its day (written once for several rows) and lesson number."""
    weekday: int | None = None
    for number, cells in grid.sheet.rows:
        if number <= grid.row:
            continue
        day_text, lesson_text = _text(cells, grid.day), _text(cells, grid.number)
        if day_text:
            weekday = values.parse_weekday(day_text)
        if not any(_text(cells, column) for column in grid.classes):
            continue
        lesson = values.parse_lesson_number(lesson_text) if lesson_text else None
        if weekday is not None and lesson is not None:
            yield number, cells, weekday, lesson
        elif lesson_text or (day_text and weekday is not None):
            column = grid.number if weekday is not None else grid.day
            header = cell_text(dict(grid.sheet.rows)[grid.row][column])
            message = problems.not_in_list(header, _text(cells, column), _("день и номер урока"))
            errors.append(RowError(number, header, ErrorKind.VALUE, message))


def _text(cells: list[Cell], column: int) -> str:
    text = clean(cell_text(cells[column])) if column < len(cells) else ""
    return "" if is_blank(text) else text


def _lines(cell: Cell) -> list[str]:
    return [line for raw in re.split(r"[\n;]+", cell_text(cell)) if not is_blank(line := clean(raw))]


def _line(text: str, place: SlotPlace) -> SlotRow | RowError:
    if len(text) > LIMITS.cell_chars:
        message = problems.too_long(place.header, LIMITS.cell_chars)
        return RowError(place.row, place.header, ErrorKind.TOO_LONG, message)
    body, week, group = _tail(text)
    subject, teacher, room, more = _split(body)
    pattern = name_pattern(teacher) if teacher else None
    if not subject or pattern is None:
        message = problems.not_in_list(place.header, text, _("Предмет/Учитель И. О./кабинет"))
        return RowError(place.row, place.header, ErrorKind.VALUE, message)
    return SlotRow(
        place.row, place.weekday, place.number, place.class_name, subject, pattern, teacher,
        room, group or more, week, place.header,
    )  # fmt: skip


def _tail(text: str) -> tuple[str, str, str]:
    """The line without what its last brackets say: a week or a group; a subject's brackets are no tail."""
    week = group = ""
    while (found := TAIL.match(text)) and "/" in found["rest"]:
        parsed = values.parse_week(found["tail"])
        week, group = (parsed, group) if parsed else (week, found["tail"])
        text = found["rest"]
    return text, week, group


def _split(text: str) -> tuple[str, str, str, str]:
    """Subject, teacher, room, group. A subject may hold a slash itself: the teacher is known by initials."""
    parts = [clean(part) for part in text.split("/")]
    if len(parts) < 2:
        return "", "", "", ""
    at = next((n for n, part in enumerate(parts) if n and INITIALS.fullmatch(part)), 1)
    room, group = [*parts[at + 1 : at + 3], "", ""][:2]
    return "/".join(parts[:at]), parts[at], "" if is_blank(room) else room, group
