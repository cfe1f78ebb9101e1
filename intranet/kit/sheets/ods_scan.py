"""One bounded pass over content.xml of an ods: formulas and extent.

LibreOffice writes repeated rows and cells as one element with a count; calamine unrolls them, so the
count is checked here first. Trailing blank repeats are not unrolled and do not count.
"""

from __future__ import annotations

from xml.parsers import expat

from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits

Area = frozenset[tuple[int, int]]
COLUMNS = "table:number-columns-repeated"
ROWS = "table:number-rows-repeated"


def scan(parts: dict[str, bytes], limits: Limits) -> dict[str, Area]:
    """Formula cells by sheet name, as (row from 1, column from 0). Raises file_too_big, file_corrupt."""
    if (body := parts.get("content.xml")) is None:
        raise FileRefused(FileProblem.CORRUPT)
    walk = ContentScan(limits)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    parser.Parse(body, True)
    return {name: frozenset(area) for name, area in walk.formulas.items()}


class ContentScan:
    """Where we are in the tables of one document."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.formulas: dict[str, set[tuple[int, int]]] = {}
        self._sheet: set[tuple[int, int]] = set()
        self._row = 1
        self._row_repeats = 1
        self._column = 0
        self._filled_to = 0
        self._row_formulas: list[int] = []
        self._cell_repeats = 1
        self._cells = self._text = self._row_text = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._sheet = self.formulas.setdefault(attributes.get("table:name", ""), set())
            self._row = 1
        elif tag == "table:table-row":
            self._row_repeats = _count(attributes.get(ROWS))
            self._column = self._filled_to = self._row_text = 0
            self._row_formulas = []
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._cell_repeats = _count(attributes.get(COLUMNS))
        first, self._column = self._column, self._column + self._cell_repeats
        has_formula = "table:formula" in attributes
        if has_formula or "office:value-type" in attributes:
            self._filled_to = self._column
            if self._filled_to > self.limits.columns:
                raise FileRefused(FileProblem.TOO_BIG)
        if has_formula:
            self._row_formulas.extend(range(first, self._column))

    def characters(self, text: str) -> None:
        self._row_text += len(text) * self._cell_repeats

    def end(self, tag: str) -> None:
        if tag != "table:table-row":
            return
        last = self._row + self._row_repeats - 1
        if self._filled_to:
            self._cells += self._row_repeats * self._filled_to
            self._text += self._row_repeats * self._row_text
            if (
                last > self.limits.last_row
                or self._cells > self.limits.cells
                or self._text > self.limits.text
            ):
                raise FileRefused(FileProblem.TOO_BIG)
            for row in range(self._row, last + 1):
                self._sheet.update((row, column) for column in self._row_formulas)
        self._row = last + 1


def _count(text: str | None) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
    return max(number, 1)
