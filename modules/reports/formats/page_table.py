"""A table as its page shows it: texts with their classes, a row's name as its head, at most SHOWN rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from intranet.kit.report import Column, Kind, Table
from modules.reports.formats.words import name_column, said_row, said_totals

SHOWN = 500
LONG = 60
CLASSES = {Kind.NUMBER: "num", Kind.PERCENT: "num", Kind.MARK: "mid", Kind.DATE: "nowrap", Kind.TEXT: ""}


class Title(msgspec.Struct, frozen=True):
    """A title of a column, or of neighbours (`span`) above their own ones."""

    text: str
    kind: str
    span: int = 1
    rows: int = 1
    is_upright: bool = False


class Cell(msgspec.Struct, frozen=True):
    """A cell; the head of a row is its name."""

    text: str
    kind: str
    is_head: bool = False


class Row(msgspec.Struct, frozen=True):
    """A row and where its name leads ("" for nowhere)."""

    cells: Sequence[Cell]
    link: str = ""


class PageTable(msgspec.Struct, frozen=True):
    """What the template needs; `left_out` rows are only in the files."""

    title: str
    facts: Sequence[tuple[str, str]]
    above: Sequence[Title]
    titles: Sequence[Title]
    rows: Sequence[Row]
    totals: Sequence[Row]
    notes: Sequence[str]
    signatures: Sequence[str]
    left_out: int


def page_table(table: Table) -> PageTable:
    """The table's texts."""
    head = name_column(table.columns)
    above, titles = _titles(table.columns)
    links = table.links or [""] * len(table.rows)
    shown = zip(table.rows[:SHOWN], links, strict=False)
    return PageTable(
        title=table.title,
        facts=table.facts,
        above=above,
        titles=titles,
        rows=[Row(_cells(said_row(row, table.columns), table.columns, head), link) for row, link in shown],
        totals=[Row(_cells(said_totals(row, table.columns), table.columns, head)) for row in table.totals],
        notes=table.notes,
        signatures=table.signatures,
        left_out=max(len(table.rows) - SHOWN, 0),
    )


def _cells(texts: Sequence[str], columns: Sequence[Column], head: int) -> list[Cell]:
    return [
        Cell(text, _kind(text, column), place == head)
        for place, (text, column) in enumerate(zip(texts, columns, strict=True))
    ]


def _kind(text: str, column: Column) -> str:
    """The classes of a cell: nothing and zero step back, a long text gets room."""
    kind = CLASSES[column.kind]
    if kind == "num" and text in {"0", "—"}:
        return "num muted"
    return "long" if not kind and len(text) > LONG else kind


def _titles(columns: Sequence[Column]) -> tuple[list[Title], list[Title]]:
    """The two rows of titles; the upper one is empty where no column has a group."""
    if not any(column.group for column in columns):
        return [], [_title(column) for column in columns]
    above: list[Title] = []
    group = ""
    for column in columns:
        if not column.group:
            above.append(_title(column, rows=2))
        elif column.group == group:
            above[-1] = msgspec.structs.replace(above[-1], span=above[-1].span + 1)
        else:
            above.append(Title(column.group, "mid group"))
        group = column.group
    return above, [_title(column) for column in columns if column.group]


def _title(column: Column, rows: int = 1) -> Title:
    return Title(column.title, CLASSES[column.kind], rows=rows, is_upright=column.is_rotated)
