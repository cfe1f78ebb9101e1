"""The door: bytes to sheets. What the file is, is decided here by its first bytes."""

from __future__ import annotations

from intranet.kit.sheets import delimited, legacy, package, workbook
from intranet.kit.sheets.limits import LIMITS, FileProblem, FileRefused, Limits
from intranet.kit.sheets.model import Sheet

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheets(content: bytes, limits: Limits = LIMITS) -> list[Sheet]:
    """The visible sheets that hold anything, in the file's order (hidden ones only if no other does).

    Raises FileRefused: file_not_table, file_encrypted, file_corrupt, file_too_big, file_unsafe_xml,
    file_empty, file_bad_encoding.
    """
    if not content.strip():
        raise FileRefused(FileProblem.EMPTY)
    if len(content) > limits.file_bytes:
        raise FileRefused(FileProblem.TOO_BIG)
    if content.startswith(ZIP):
        sheets = workbook.read(package.unpack(content, limits), limits)
    elif content.startswith(OLE2):
        sheets = legacy.read(content, limits)
    else:
        sheets = [delimited.read(content, limits)]
    filled = [sheet for sheet in sheets if not sheet.is_empty]
    if not filled:
        raise FileRefused(FileProblem.EMPTY)
    return filled
