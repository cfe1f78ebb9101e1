"""Values of xlsx and ods by calamine, after the package was checked."""

from __future__ import annotations

import io
from collections.abc import Mapping

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from intranet.kit.sheets import ods_scan, xlsx_scan
from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits
from intranet.kit.sheets.model import Cell, Sheet
from intranet.kit.sheets.package import Package

Formulas = Mapping[str, frozenset[tuple[int, int]]]


def read(package: Package, limits: Limits) -> list[Sheet]:
    """Visible worksheets (all of them when every one is hidden)."""
    formulas = (ods_scan if package.is_ods else xlsx_scan).scan(package.parts, limits)
    return open_book(package.repacked(), formulas)


def open_book(content: bytes, formulas: Formulas) -> list[Sheet]:
    """The sheets of a checked workbook. Raises file_encrypted, file_corrupt."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
        shown = [page for page in pages if page.visible == SheetVisibleEnum.Visible] or pages
        return [_sheet(book, page.name, formulas) for page in shown]
    except PasswordError as error:
        raise FileRefused(FileProblem.ENCRYPTED) from error
    except CalamineError as error:
        raise FileRefused(FileProblem.CORRUPT) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a panic in Rust becomes; it has no public name
            raise
        raise FileRefused(FileProblem.CORRUPT) from error


def _sheet(book: CalamineWorkbook, name: str, formulas: Formulas) -> Sheet:
    grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows: list[tuple[int, list[Cell]]] = [
        (number, [None if cell == "" else cell for cell in cells])
        for number, cells in enumerate(grid, start=1)
    ]
    return Sheet(name, rows, formulas.get(name, frozenset()))
