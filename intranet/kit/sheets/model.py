"""What a read table is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: (row number from 1 as people see it, cells from column A); a blank cell is None.

    `formulas` holds (row number, column from 0). In a `ragged` sheet (csv) a row keeps its own number of
    cells and may be compared with the header; elsewhere rows are as wide as the sheet.
    """

    name: str
    rows: list[tuple[int, list[Cell]]]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    ragged: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(cell_text(cell) for _number, cells in self.rows for cell in cells)


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: 310.0 is "310", a date is 05.09.2026; edges are stripped."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y" if cell.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return str(cell).strip()
