"""CSV as Russian spreadsheets open it: semicolons, UTF-8 with its mark, a comma in decimals, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from intranet.kit.report import Column, Sheet, Table, Value
from intranet.kit.sheets.writing import defused
from modules.reports.formats.words import said

MARK = "\ufeff"


def write_csv(sheet: Sheet) -> bytes:
    """Titles of columns, rows and totals; several tables one below the other, each under its title."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(sheet.tables):
        if number:
            writer.writerow([])
        writer.writerows(_lines(table, with_title=len(sheet.tables) > 1))
    return (MARK + out.getvalue()).encode()


def _lines(table: Table, *, with_title: bool) -> Iterator[list[str]]:
    if with_title:
        yield [defused(table.title), *(defused(f"{name}: {value}") for name, value in table.facts)]
    yield [
        defused(f"{column.group}: {column.title}" if column.group else column.title)
        for column in table.columns
    ]
    for row in (*table.rows, *table.totals):
        yield [_cell(value, column) for value, column in zip(row, table.columns, strict=True)]


def _cell(value: Value, column: Column) -> str:
    """A number may begin with its minus; a text that could be run may not begin as one."""
    if value is None:
        return ""
    words = said(value, column)
    if isinstance(value, int | Fraction):
        return words.removesuffix(" %").replace(".", ",")
    return defused(words)
