"""CSV as Excel and others write it: UTF-8 with or without BOM, windows-1251, UTF-16 with BOM; `;`, `,`, tab.

Row numbers are physical lines from 1. A quote that is never closed spoils its own line, not the rest.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice

from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits
from intranet.kit.sheets.model import Cell, Sheet

DELIMITERS = ";\t,|"
QUOTED_LINES = 50  # a quoted cell may run over so many lines
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|table|office|workbook)", re.IGNORECASE)
LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
CAMEL_BACKWARDS = re.compile(r"\b[а-яё][А-ЯЁ]{2,}\b")
WORD = re.compile(r"\b[А-ЯЁ][а-яё]{2,}\b")
# Russian text in windows-1251: letters, № « » quotes, dashes, ellipsis, degree, section, non-breaking space
RUSSIAN = frozenset([*range(0xC0, 0x100), 0xA8, 0xB8, 0xA0, 0xA7, 0xAB, 0xB0, 0xB9, 0xBB,
                     0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97])  # fmt: skip


def read(content: bytes, limits: Limits) -> Sheet:
    """The one sheet of a text file. Raises file_not_table, file_bad_encoding, file_too_big."""
    text = decode(content)
    if MARKUP.match(text):
        is_unsafe = re.search(r"<!(ENTITY|DOCTYPE\s+(?!html))", text[:65536], re.IGNORECASE)
        raise FileRefused(FileProblem.UNSAFE_XML if is_unsafe else FileProblem.NOT_TABLE)
    lines = LINES.findall(text)
    if (
        sum(1 for line in lines if line.strip(" ;,\t\r\n")) > limits.last_row
        or len(lines) > limits.last_row * 3
    ):
        raise FileRefused(FileProblem.TOO_BIG)
    rows = _rows(lines, delimiter_of(lines))
    if max((len(cells) for _number, cells in rows), default=0) > limits.columns:
        raise FileRefused(FileProblem.TOO_BIG)
    return Sheet("", rows, ragged=True)


def decode(content: bytes) -> str:
    """The text without its BOM. A guess that is not clearly right is file_bad_encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16")
    if b"\x00" in content or len(CONTROL.findall(content)) > 2 + len(content) // 50:
        raise FileRefused(FileProblem.NOT_TABLE)
    if CONTROL.search(content):
        raise FileRefused(FileProblem.BAD_ENCODING)
    if content.startswith(b"\xef\xbb\xbf"):
        return _strictly(content, "utf-8-sig")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _windows_1251(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(FileProblem.BAD_ENCODING) from error
    return text.removeprefix("\ufeff")


def _windows_1251(content: bytes) -> str:
    """Letters must be where windows-1251 has them, and words must not look like KOI8-R read wrongly."""
    high = Counter(byte for byte in content if byte >= 0x80)
    total = sum(high.values())
    if sum(times for byte, times in high.items() if byte in RUSSIAN) < total * 0.97:
        raise FileRefused(FileProblem.BAD_ENCODING)
    text = _strictly(content, "cp1251")
    if len(CAMEL_BACKWARDS.findall(text)) > len(WORD.findall(text)):
        raise FileRefused(FileProblem.BAD_ENCODING)
    return text


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that cuts most of the first lines into the same number of fields, most fields first."""
    sample = [line for line in islice(lines, 200) if line.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(_fields([line], delimiter)) for line in sample)
        width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        return (times, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=score)


def _fields(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(lines: list[str], delimiter: str) -> list[tuple[int, list[Cell]]]:
    widths = Counter(len(_fields([line], delimiter)) for line in islice(lines, 500) if line.strip())
    usual = widths.most_common(1)[0][0] if widths else 1
    rows: list[tuple[int, list[Cell]]] = []
    at = 0
    while at < len(lines):
        fields, taken = _record(lines, at, delimiter, usual)
        rows.append((at + 1, [field or None for field in fields]))
        at += taken
    return rows


def _record(lines: list[str], at: int, delimiter: str, usual: int) -> tuple[list[str], int]:
    """The fields of the record that begins on this line, and how many lines it takes."""
    line = lines[at]
    if '"' not in line:
        return line.rstrip("\r\n").split(delimiter) if line.strip() else [], 1
    reader = csv.reader(islice(lines, at, at + QUOTED_LINES), delimiter=delimiter, strict=True)
    try:
        fields = next(reader, [])
    except csv.Error:  # a quote inside a word, or one that is never closed
        return _fields([line], delimiter), 1
    if reader.line_num > 1 and len(fields) != usual:
        return _fields([line], delimiter), 1
    return fields, max(reader.line_num, 1)
