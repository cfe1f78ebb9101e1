"""A sheet as the plain data its template sets: pieces of tables, widths in shares, texts.

A long table is divided into parts of `rows_a_part` rows, whose sheets are numbered through.
"""

from __future__ import annotations

from typing import Any

from intranet.kit.charts import bars_of
from intranet.kit.report import Chart, Column, Kind, Layout, Sheet, Table
from modules.reports.formats.widths import room_of, shares
from modules.reports.formats.words import said_row, said_totals

ROWS_A_PART = (400, 120, 30)  # tried in order: long texts make few rows a sheet
CARDS_A_PART = 30
SHORT = 60  # rows that may be set a little smaller to fit a sheet
LEAST, LEAST_OF_ONE = 0.83, 0.5  # how small a sheet may be set to stay one
ALIGN = {
    Kind.TEXT: "left", Kind.NUMBER: "right", Kind.PERCENT: "right", Kind.DATE: "left", Kind.MARK: "center",
}  # fmt: skip
Part = dict[str, Any]


def parts_of(sheet: Sheet, layout: Layout, school: str, rows_a_part: int = ROWS_A_PART[0]) -> list[Part]:
    """The parts of one sheet; the first has the head, the last is signed."""
    blocks = [block for table in sheet.tables for block in _blocks(table, layout, rows_a_part)]
    size = CARDS_A_PART if layout.per_page else rows_a_part
    parts = [_part(sheet, layout, school, group) for group in _groups(blocks, layout, size)]
    parts[0]["head"] = True
    parts[-1]["chart"] = _chart(sheet.chart) if sheet.chart else None
    parts[0]["least"] = LEAST_OF_ONE if layout.is_one_sheet else LEAST
    parts[0]["short"] = len(parts) == 1 and sum(len(table.rows) for table in sheet.tables) <= SHORT
    parts[-1]["signatures"] = list(sheet.signatures)
    parts[-1]["empty"] = "" if any(table.rows for table in sheet.tables) else sheet.empty
    if layout.per_page:
        for part in parts:
            part["sheets"] = max(-(-len(part["blocks"]) // layout.per_page), 1)
    for part in parts[1:]:
        part["continues"] = True
    return parts


def _part(sheet: Sheet, layout: Layout, school: str, blocks: list[Part]) -> Part:
    return {
        "title": sheet.title, "school": school, "facts": [list(fact) for fact in sheet.facts],
        "landscape": layout.is_landscape, "paper": "a3" if layout.is_a3 else "a4", "each": layout.per_page,
        "apart": layout.is_new_page_per_table, "blocks": blocks, "head": False, "short": False,
        "least": LEAST, "chart": None, "signatures": [], "empty": "",
    }  # fmt: skip


def _groups(blocks: list[Part], layout: Layout, size: int) -> list[list[Part]]:
    """Blocks together while they hold at most `size` rows (cards: so many cards)."""
    groups: list[list[Part]] = [[]]
    held = 0
    for block in blocks:
        weight = 1 if layout.per_page else max(len(block["rows"]), 1)
        if held and held + weight > size:
            groups.append([])
            held = 0
        groups[-1].append(block)
        held += weight
    return groups


def _blocks(table: Table, layout: Layout, rows_a_part: int) -> list[Part]:
    """The table in pieces of `rows_a_part` rows: its title on the first, totals and notes on the last."""
    texts = [said_row(row, table.columns) for row in table.rows]
    totals = [said_totals(row, table.columns) for row in table.totals]
    widths, size = shares(table.columns, [*texts, *totals], room_of(layout))
    step = max(len(texts), 1) if layout.per_page else rows_a_part
    pieces = [texts[start : start + step] for start in range(0, max(len(texts), 1), step)]
    columns = [_column(column, share) for column, share in zip(table.columns, widths, strict=True)]
    made: list[Part] = [
        {"title": "", "facts": [], "columns": columns, "rows": piece, "totals": [], "size": size, "notes": [],
         "signatures": [], "starts": piece is pieces[0]}
        for piece in pieces
    ]  # fmt: skip
    made[0] |= {"title": table.title, "facts": [list(fact) for fact in table.facts]}
    made[-1] |= {"totals": totals, "notes": list(table.notes), "signatures": list(table.signatures)}
    return made


def _column(column: Column, share: float) -> Part:
    return {
        "title": column.title, "align": ALIGN[column.kind], "share": share, "rotated": column.is_rotated,
        "group": column.group,
    }  # fmt: skip


def _chart(chart: Chart) -> Part:
    return {"title": chart.title, "bars": [[bar.label, bar.said, float(bar.share)] for bar in bars_of(chart)]}
