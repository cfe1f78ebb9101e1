"""Old Excel (BIFF in an OLE2 container). The format cannot be measured cheaply beforehand, so calamine
reads it in a child process with little memory and time: a file made to harm ends the child, not the site.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import date, datetime

import msgspec

from intranet.kit.sheets import biff
from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits
from intranet.kit.sheets.model import Cell, Sheet
from intranet.kit.sheets.workbook import open_book

MEMORY = 700 * 1024 * 1024
SECONDS = 20
REFUSED = 3


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Visible worksheets of an .xls. Raises file_encrypted, file_not_table, file_corrupt, file_too_big."""
    streams = biff.stream_names(content)
    if "EncryptedPackage" in streams:
        raise FileRefused(FileProblem.ENCRYPTED)
    if not streams & {"Workbook", "Book"}:
        raise FileRefused(FileProblem.NOT_TABLE)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", CHILD, *[path for path in sys.path if path]],
            input=content, capture_output=True, timeout=SECONDS * 2, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileRefused(FileProblem.TOO_BIG) from error
    if done.returncode == REFUSED:
        raise FileRefused(FileProblem(done.stdout.decode()))
    if done.returncode < 0:  # ended by its limits
        raise FileRefused(FileProblem.TOO_BIG)
    if done.returncode:
        raise FileRefused(FileProblem.CORRUPT)
    return [_sheet(*page, limits) for page in msgspec.msgpack.decode(done.stdout, type=list[Page])]


CHILD = "import sys; sys.path[:] = sys.argv[1:]; from intranet.kit.sheets.legacy import child; child()"
Packed = str | float | int | bool | None | list[str]
Page = tuple[str, list[tuple[int, list[Packed]]], list[tuple[int, int]]]


def child() -> None:
    """What the child process does: limits itself, reads stdin, writes the sheets to stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    try:
        formulas = biff.formula_cells(content)
        sheets = open_book(content, formulas)
    except FileRefused as refusal:
        sys.stdout.write(refusal.kind)
        sys.exit(REFUSED)
    pages = [
        (sheet.name, [(n, [_pack(cell) for cell in row]) for n, row in sheet.rows], sorted(sheet.formulas))
        for sheet in sheets
    ]
    sys.stdout.buffer.write(msgspec.msgpack.encode(pages))


def _pack(cell: Cell) -> Packed:
    if isinstance(cell, date | datetime):
        return [cell.isoformat()]
    return cell if cell is None or isinstance(cell, str | float | int | bool) else str(cell)


def _unpack(cell: Packed) -> Cell:
    if isinstance(cell, list):
        return datetime.fromisoformat(cell[0]) if "T" in cell[0] else date.fromisoformat(cell[0])
    return cell


def _sheet(
    name: str, rows: list[tuple[int, list[Packed]]], formulas: list[tuple[int, int]], limits: Limits
) -> Sheet:
    filled = max((n for n, cells in rows if any(cell is not None for cell in cells)), default=0)
    if filled > limits.last_row:
        raise FileRefused(FileProblem.TOO_BIG)
    cells = [(n, [_unpack(cell) for cell in row]) for n, row in rows[:filled]]
    return Sheet(name, cells, frozenset(formulas))
