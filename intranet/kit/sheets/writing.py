"""Tables for people to take away. No cell that came from a person can become a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from intranet.kit.sheets.model import Cell

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd.mm.yyyy",
}
CELL_CHARS = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def defused(text: str) -> str:
    """The text with an apostrophe before anything a spreadsheet could run (FEATURES E)."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Список") -> bytes:
    """An xlsx of one sheet: a bold frozen header, then the rows; dates as dates, numbers as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, min(max(len(header) + 2, 12), 40))
        for column, header in enumerate(headers):
            sheet.write_string(0, column, defused(header), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell)
    else:
        sheet.write_string(row, column, defused(str(cell))[:CELL_CHARS])
