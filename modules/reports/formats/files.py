"""A report as a file: XLSX, PDF or CSV of one sheet, PDF of many."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from intranet.kit.documents import PartTooLong, Tell, make_pdf
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.kit.papers import MadeFile
from intranet.kit.report import Layout, Report, Sheet
from modules.reports.formats.csv_file import write_csv
from modules.reports.formats.pdf_parts import ROWS_A_PART, parts_of
from modules.reports.formats.words import file_name
from modules.reports.formats.xlsx_file import write_xlsx

TEMPLATE = Path(__file__).resolve().parents[1] / "documents" / "report.typ"
PDF = "application/pdf"
PRINTED_ROWS = 3000  # while somebody waits: 60 sheets or more
CSV = "text/csv; charset=utf-8"


def may_be_printed(sheet: Sheet) -> None:
    """DomainError for a sheet nobody wants on paper and nobody wants to wait for."""
    if sum(len(table.rows) for table in sheet.tables) > PRINTED_ROWS:
        raise DomainError(
            _("Для печати отчёт слишком длинный. Выберите период короче или сохраните его в Excel.")
        )


async def pdf_of(sheets: Sequence[Sheet], layout: Layout, school: str, tell: Tell | None = None) -> bytes:
    """One document of the sheets, each numbered by itself; where texts are long, in smaller parts."""
    for rows in ROWS_A_PART[:-1]:
        parts = [part for sheet in sheets for part in parts_of(sheet, layout, school, rows)]
        try:
            return await make_pdf(TEMPLATE, parts, tell)
        except PartTooLong:
            continue
    smallest = [part for sheet in sheets for part in parts_of(sheet, layout, school, ROWS_A_PART[-1])]
    return await make_pdf(TEMPLATE, smallest, tell)


def name_of(report: Report, words: Sequence[str], day: date, suffix: str) -> str:
    """The name people find the file by."""
    return file_name([str(report.title), *words], day, suffix)


async def xlsx_file(sheet: Sheet, layout: Layout, school: str) -> bytes:
    """The book; made beside the loop, since a long one takes seconds."""
    return await asyncio.to_thread(write_xlsx, sheet, layout, school)


async def csv_file(sheet: Sheet) -> bytes:
    """The text; made beside the loop."""
    return await asyncio.to_thread(write_csv, sheet)


def pdf_file(body: bytes, report: Report, words: Sequence[str], day: date) -> MadeFile:
    """A PDF with its name."""
    return MadeFile(body, name_of(report, words, day, "pdf"), PDF)
