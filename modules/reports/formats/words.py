"""A value as people read it: dates with points, numbers rounded half-up, percent with its sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from intranet.kit.report import Column, Kind, Value
from intranet.kit.templating import date_full, decimal

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+')
LONGEST_NAME = 120


def said(value: Value, column: Column) -> str:
    """The text of a cell; nothing known is a dash among numbers and an empty cell elsewhere."""
    if value is None:
        return "—" if column.kind in {Kind.NUMBER, Kind.PERCENT} else ""
    if isinstance(value, date):
        return date_full(value)
    if isinstance(value, str):
        return value
    if column.kind is Kind.PERCENT:
        return f"{decimal(Fraction(value), column.digits)} %"
    return decimal(value, column.digits) if isinstance(value, Fraction) else str(value)


def said_row(row: Sequence[Value], columns: Sequence[Column]) -> list[str]:
    """The texts of a row."""
    return [said(value, column) for value, column in zip(row, columns, strict=True)]


def name_column(columns: Sequence[Column]) -> int:
    """Where a row's name stands: the first column of text, else the first."""
    return next((n for n, column in enumerate(columns) if column.kind is Kind.TEXT), 0)


def said_totals(row: Sequence[Value], columns: Sequence[Column]) -> list[str]:
    """The texts of a row below the line: it has no number in the list."""
    head = name_column(columns)
    return [
        "" if value is None and place < head else text
        for place, (value, text) in enumerate(zip(row, said_row(row, columns), strict=True))
    ]


def file_name(words: Sequence[str], day: date, suffix: str) -> str:
    """ "Сводная ведомость, 8Б, I четверть, 19.11.2026.xlsx": no sign that a file's name may not have."""
    told = ", ".join(FORBIDDEN.sub(" ", word).strip() for word in words if word)
    return f"{told[:LONGEST_NAME].rstrip(' .,')}, {date_full(day)}.{suffix}"
