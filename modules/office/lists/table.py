"""From sheets to rows: where the list begins, what is not a row of it, and one row with its complaints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, Protocol, Self, TypeVar

from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, Cell, FileProblem, FileRefused, Sheet, cell_text
from intranet.school.classes.names import parse_class_name
from intranet.school.people.names import clean, fold, is_blank
from modules.office.lists import problems, values
from modules.office.lists.headers import Columns, Layout, normal_header
from modules.office.lists.problems import ErrorKind, RowError

HEADER_ROWS = 40  # a header is sought in the first rows of a sheet
TOTAL = re.compile(r"(итого|всего|итог)\b")
SIGNER = re.compile(
    r"(директор|зам|секретарь|исполнитель|ответственн\w+|составил|подпись|классный руководитель|дата|м п)\b"
)
SIGNATURE = re.compile(r"_{2,}|/ *[А-ЯЁ]|[А-ЯЁ]\. ?[А-ЯЁ]\.")


class HasRow(Protocol):
    """Any row that was read."""

    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=HasRow)


@dataclass(frozen=True)
class ListRead(Generic[R]):
    """A list that was read: accepted rows so far, refused rows, skipped row numbers.

    `columns` is field -> header as written; `starts` is a timetable's first day, if its title names one;
    `other_sheets` are sheets with the same header that were not read.
    """

    kind: str
    sheet: str
    header_row: int
    columns: Mapping[str, str]
    rows: tuple[R, ...]
    errors: tuple[RowError, ...] = ()
    skipped: tuple[int, ...] = ()
    starts: date | None = None
    other_sheets: tuple[str, ...] = ()

    def refusing(self, refusals: Iterable[tuple[R, RowError]]) -> Self:
        """The same list without these rows; their errors are added in the file's order."""
        found = list(refusals)
        gone = {id(row) for row, _error in found}
        errors = sorted([*self.errors, *(error for _row, error in found)], key=lambda error: error.row)
        return replace(
            self, rows=tuple(row for row in self.rows if id(row) not in gone), errors=tuple(errors)
        )

    def error(self, row: R, name: str | None, kind: ErrorKind, message: str) -> RowError:
        """An error of a row in the column of a field; a grid's row names its own column."""
        own = getattr(row, "header", None)
        return RowError(row.row, own or (self.columns.get(name) if name else None), kind, message)


@dataclass
class RowReader:
    """One row while it is read: gives values by field, collects complaints."""

    number: int
    cells: list[Cell]
    columns: Columns
    today: date
    broken: set[str] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)

    def refuse(self, name: str, kind: ErrorKind, message: str) -> None:
        """A complaint about a field; a field is complained about once."""
        if name not in self.broken:
            self.broken.add(name)
            self.errors.append(RowError(self.number, self.columns.title(name), kind, message))

    def cell(self, name: str) -> Cell:
        place = self.columns.places.get(name)
        if place is None or place >= len(self.cells) or name in self.broken:
            return None
        return self.cells[place]

    def text(self, name: str) -> str:
        """Clean text; "" for a blank or a dash. The apostrophe our own files put before + or - goes."""
        text = clean(cell_text(self.cell(name)))
        if text[:1] == "'" and text[1:2] in "+-":
            text = text[1:]
        return "" if is_blank(text) else text

    def required(self, name: str, *others: str) -> str:
        """The text; refuses the row if it is blank. `others` name the column when this one is absent."""
        text = self.text(name)
        if not text:
            shown = next((one for one in (name, *others) if one in self.columns), name)
            self.refuse(shown, ErrorKind.MISSING, problems.missing(self.columns.title(shown)))
        return text


class Table:
    """A sheet with a known header."""

    def __init__(self, sheet: Sheet, columns: Columns, layout: Layout) -> None:
        self.sheet = sheet
        self.columns = columns
        self.layout = layout
        self.skipped: list[int] = []

    def readers(self, today: date) -> Iterator[RowReader]:
        """The data rows, checked for shape, formulas and length. Raises file_no_rows, file_too_big."""
        count = 0
        for number, cells in self.sheet.rows:
            if number <= self.columns.row:
                continue
            if self._is_aside(number, cells):
                self.skipped.append(number)
                continue
            count += 1
            yield self._checked(RowReader(number, cells, self.columns, today))
        if not count:
            raise FileRefused(FileProblem.NO_ROWS)
        if count > LIMITS.rows:
            raise FileRefused(FileProblem.TOO_BIG)

    def _is_aside(self, number: int, cells: list[Cell]) -> bool:
        """Blank rows, totals, signatures, footnotes, repeated headers and "5А класс" between classes."""
        texts = [(place, text) for place, cell in enumerate(cells) if not is_blank(text := cell_text(cell))]
        known = set(self.columns.places.values())
        has_formula = any((number, place) in self.sheet.formulas for place in known)
        if not has_formula and not any(place in known for place, _text in texts):
            return True
        if len(texts) >= len(known) and [cell_text(c) for c in cells] == self.columns.headers[: len(cells)]:
            return True
        return len(texts) <= 4 and is_aside([text for _place, text in texts], self.layout)

    def _checked(self, row: RowReader) -> RowReader:
        width = len(self.columns.headers)
        if self.sheet.ragged and len(row.cells) != width:
            row.errors.append(
                RowError(row.number, None, ErrorKind.SHAPE, problems.wrong_shape(len(row.cells), width))
            )
            return row
        names = {place: name for name, place in self.columns.places.items()}
        for place, cell in enumerate(row.cells):
            name = names.get(place)
            if name and (values.is_formula_text(cell) or (row.number, place) in self.sheet.formulas):
                row.refuse(name, ErrorKind.FORMULA, problems.formula(self.columns.headers[place]))
            elif isinstance(cell, str):
                self._check_length(row, name, place, cell)
        return row

    def _check_length(self, row: RowReader, name: str | None, place: int, cell: str) -> None:
        limit = self.layout.limit_of(name) if name else LIMITS.cell_chars
        if len(cell) > limit and len(clean(cell)) > limit:
            header = self.columns.headers[place] if place < len(self.columns.headers) else ""
            error = RowError(row.number, header or None, ErrorKind.TOO_LONG, problems.too_long(header, limit))
            row.errors.append(error)
            row.broken.add(name or "")


def is_aside(texts: list[str], layout: Layout) -> bool:
    """Whether the few texts of a row are a total, a signature, a footnote or a class between classes."""
    first = fold(texts[0]) if texts else ""
    if any(TOTAL.match(fold(text)) for text in texts) or first.startswith(("*", "примечани")):
        return True
    if len(texts) == 1 and (parse_class_name(texts[0]) or "____" in texts[0]):
        return len(layout.required) > 1
    is_signed = any(SIGNATURE.search(text) for text in texts)
    return (
        is_signed and bool(SIGNER.match(normal_header(first))) and len(texts) < max(len(layout.required), 3)
    )


def find_table(
    sheets: list[Sheet], layout: Layout, widen: Callable[[Columns], Columns] | None = None
) -> Table:
    """The first sheet that has the list's header; `widen` adds columns the layout cannot name.

    Raises FileRefused file_no_header, naming what is missing from the best row there is.
    """
    best: list[str] | None = None
    for sheet in sheets:
        for number, cells in sheet.rows[:HEADER_ROWS]:
            headers = [cell_text(cell) for cell in cells]
            places = layout.columns(headers)
            lacking = layout.lacking(places)
            if not lacking:
                columns = Columns(number, headers, places)
                return Table(sheet, widen(columns) if widen else columns, layout)
            if places and (best is None or len(lacking) < len(best)):
                best = lacking
    if best is None or len(best) == len(layout.required):
        raise FileRefused(FileProblem.NO_HEADER)
    raise FileRefused(
        FileProblem.NO_HEADER, _("В шапке не нашлись столбцы: %(names)s.", names=", ".join(best))
    )


def read_rows(kind: str, table: Table, today: date, convert: Callable[[RowReader], R | None]) -> ListRead[R]:
    """Every data row through `convert`; a row with complaints becomes one error that tells them all."""
    rows: list[R] = []
    errors: list[RowError] = []
    for reader in table.readers(today):
        row = None if any(error.kind is ErrorKind.SHAPE for error in reader.errors) else convert(reader)
        if reader.errors:
            sentences = " ".join(error.message for error in reader.errors)
            errors.append(replace(reader.errors[0], message=sentences))
        elif row is not None:
            rows.append(row)
    titles = {name: table.columns.headers[place] for name, place in table.columns.places.items()}
    return ListRead(
        kind, table.sheet.name, table.columns.row, titles, tuple(rows), tuple(errors), tuple(table.skipped)
    )
