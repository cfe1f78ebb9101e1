"""XLSX: numbers as numbers, dates as dates, text as text that no spreadsheet runs; ready to print.

A text that begins like a formula keeps its letters and gets the spreadsheet's own mark of a text (quote
prefix). Tables of one shape (cards) stand one below the other on a page; others have a page each.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import xlsxwriter

from intranet.kit.report import Column, Kind, Layout, Sheet, Table, Value
from intranet.kit.sheets.writing import CELL_CHARS, DANGEROUS, OPTIONS
from modules.reports.formats.words import said

A4, A3 = 9, 8
NARROW, WIDE = 5, 48
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(sheet: Sheet, layout: Layout, school: str) -> bytes:
    """The whole report as one book."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS | {"constant_memory": False}) as book:
        book.set_properties({"title": sheet.title, "company": school})
        writer = _Writer(book)
        for number, tables in enumerate(_pages(sheet)):
            name = tables[0].title if len(tables) == 1 else ""
            writer.page(_page_name(name, number), layout, tables[0].columns if tables else ())
            writer.head(sheet, school)
            for place, table in enumerate(tables):
                writer.table(table, is_first=place == 0, is_alone=len(tables) == 1)
    return out.getvalue()


def _pages(sheet: Sheet) -> list[Sequence[Table]]:
    shapes = {tuple(column.title for column in table.columns) for table in sheet.tables}
    return [sheet.tables] if len(shapes) <= 1 else [[table] for table in sheet.tables]


def _page_name(title: str, number: int) -> str:
    clean = NOT_IN_A_NAME.sub(" ", title).strip()[:26]
    return f"{number + 1} {clean}".strip()


class _Writer:
    """A book and the place where the next row goes."""

    def __init__(self, book: Any) -> None:
        self.book, self.row = book, 0
        self.sheet: Any = None
        self.formats: dict[tuple[Any, ...], Any] = {}

    def format(self, **wanted: Any) -> Any:
        """A format by its properties, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(wanted)
        return self.formats[key]

    def page(self, name: str, layout: Layout, columns: Sequence[Column]) -> None:
        """A new page of the book, set up for its paper: as wide as the paper, as long as it takes."""
        self.sheet, self.row = self.book.add_worksheet(name), 0
        self.sheet.set_paper(A3 if layout.is_a3 else A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&R&P / &N")
        if layout.is_landscape:
            self.sheet.set_landscape()

    def text(self, column: int, text: str, **wanted: Any) -> None:
        """A text in the current row; nothing in it is ever run."""
        if text.startswith(DANGEROUS):
            wanted["quote_prefix"] = True
        self.sheet.write_string(self.row, column, text[:CELL_CHARS], self.format(**wanted))

    def head(self, sheet: Sheet, school: str) -> None:
        """The school, the title, the facts."""
        for words, wanted in ((school, {}), (sheet.title, {"bold": True, "font_size": 14})):
            if words:
                self.text(0, words, **wanted)
                self.row += 1
        self.facts(sheet.facts)
        self.row += 1

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """A line for each: the label and what it says."""
        for name, value in facts:
            self.text(0, f"{name}: {value}")
            self.row += 1

    def table(self, table: Table, *, is_first: bool, is_alone: bool) -> None:
        """Title, facts, titles of columns, rows, totals, notes."""
        if table.title:
            self.text(0, table.title, bold=True)
            self.row += 1
        self.facts(table.facts)
        self.titles(table.columns)
        if is_first:
            self.widths(table)
        if is_alone:
            self.sheet.freeze_panes(self.row, 0)
            self.sheet.repeat_rows(self.row - 1)
        for row in table.rows:
            self.cells(row, table.columns)
        for number, row in enumerate(table.totals):
            self.cells(row, table.columns, bold=True, top=1 if number else 2)
        for note in table.notes:
            self.text(0, note, italic=True)
            self.row += 1
        self.row += 1

    def titles(self, columns: Sequence[Column]) -> None:
        """The titles; neighbours of one group under their common title."""
        if any(column.group for column in columns):
            for place, column in enumerate(columns):
                self.text(place, column.group, bold=True, border=1, align="center")
            self.row += 1
        for place, column in enumerate(columns):
            turned = {"rotation": 90} if column.is_rotated else {"text_wrap": True}
            self.text(place, column.title, bold=True, border=1, valign="bottom", **turned)
        self.row += 1

    def widths(self, table: Table) -> None:
        """As wide as the longest text, within reason."""
        rows = [*table.rows, *table.totals]
        for place, column in enumerate(table.columns):
            texts = [said(row[place], column) for row in rows]
            if not column.is_rotated:
                texts.append(max(column.title.split(), key=len, default=""))
            longest = max((len(text) for text in texts), default=0)
            self.sheet.set_column(place, place, min(max(longest + 2, NARROW), WIDE))

    def cells(self, row: Sequence[Value], columns: Sequence[Column], **wanted: Any) -> None:
        """One row."""
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            self.cell(place, value, column, {"border": 1, "valign": "top", **wanted})
        self.row += 1

    def cell(self, place: int, value: Value, column: Column, wanted: dict[str, Any]) -> None:
        """One cell by its kind."""
        if value is None:
            self.sheet.write_blank(self.row, place, None, self.format(**wanted))
        elif isinstance(value, str):
            align = {"align": "center"} if column.kind is Kind.MARK else {"text_wrap": True}
            self.text(place, value, **wanted, **align)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, place, value, self.format(num_format="dd.mm.yyyy", **wanted))
        else:
            self.number(place, value, column, wanted)

    def number(self, place: int, value: int | Fraction, column: Column, wanted: dict[str, Any]) -> None:
        """A number shown with its digits; a percent as the share that spreadsheets mean by it."""
        share = 100 if column.kind is Kind.PERCENT else 1
        digits = "0" if isinstance(value, int) and share == 1 else "0." + "0" * column.digits
        shown = self.format(num_format=digits.rstrip(".") + ("%" if share == 100 else ""), **wanted)
        self.sheet.write_number(self.row, place, float(Fraction(value) / share), shown)
