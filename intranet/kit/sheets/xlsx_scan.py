"""One bounded pass over the XML of an xlsx: formulas, extent, repeated text. Values are calamine's.

calamine lays a sheet out as a full rectangle and copies a shared string into every cell that names it,
so a small file could ask for gigabytes: both are counted here first.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat

from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
Area = frozenset[tuple[int, int]]


def scan(parts: dict[str, bytes], limits: Limits) -> dict[str, Area]:
    """Formula cells by sheet name, as (row from 1, column from 0). Raises file_too_big, file_corrupt."""
    found: dict[str, Area] = {}
    repeats: Counter[int] = Counter()
    cells = 0
    bodies = {path.lower(): body for path, body in parts.items()}  # calamine looks for parts this way
    for name, path in sheet_parts(parts):
        if (body := bodies.get(path.lower())) is None or name in found or len(bodies) < len(parts):
            raise FileRefused(FileProblem.CORRUPT)
        sheet = SheetScan(limits)
        sheet.run(body)
        cells += sheet.rows * sheet.columns
        repeats.update(sheet.repeats)
        found[name] = frozenset(sheet.formulas)
    _check_text(bodies.get("xl/sharedstrings.xml"), repeats, limits)
    if cells > limits.cells:
        raise FileRefused(FileProblem.TOO_BIG)
    return found


def sheet_parts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the path of its part, by the workbook and its relations."""
    try:
        book = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - DTDs were refused
        relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (KeyError, ET.ParseError) as error:
        raise FileRefused(FileProblem.CORRUPT) from error
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in book.iter():
        if item.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in item.attrib.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            yield item.get("name", ""), posixpath.normpath(path)


class SheetScan:
    """Walks one sheet. `rows` and `columns` measure the rectangle of filled cells."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.formulas: set[tuple[int, int]] = set()
        self.repeats: Counter[int] = Counter()
        self.rows = self.columns = 0
        self._row = 0
        self._column = -1
        self._shared = self._collecting = False
        self._text: list[str] = []

    def run(self, body: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(body, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = -1
        elif name == "c":
            self._enter_cell(attributes)
        elif name in ("v", "is", "f"):
            self._fill()
            self._collecting = name == "v" and self._shared
            if name == "f":
                self._mark_formula(attributes.get("ref"))

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        found = ADDRESS.match(attributes.get("r", ""))
        if found:
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            self._column += 1
        self._shared = attributes.get("t") == "s"

    def _fill(self) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column + 1)
        if self.rows > self.limits.last_row or self.columns > self.limits.columns:
            raise FileRefused(FileProblem.TOO_BIG)

    def _mark_formula(self, ref: str | None) -> None:
        """The cell, and for an array formula the area it fills."""
        self.formulas.add((self._row, self._column))
        ends = [ADDRESS.match(end) for end in (ref or "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            top, bottom = int(ends[0][2]), min(int(ends[1][2]), self.limits.last_row)
            left, right = column_number(ends[0][1]), min(column_number(ends[1][1]), self.limits.columns)
            if len(self.formulas) + (bottom - top + 1) * (right - left + 1) <= self.limits.cells:
                self.formulas.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))

    def _end(self, tag: str) -> None:
        if self._collecting and tag.rpartition(":")[2] == "v":
            self.repeats[_number("".join(self._text), -1)] += 1
            self._text.clear()
            self._collecting = False

    def _characters(self, text: str) -> None:
        if self._collecting:
            self._text.append(text)


def column_number(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str | None, otherwise: int) -> int:
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 10 else otherwise


def _check_text(strings: bytes | None, repeats: Counter[int], limits: Limits) -> None:
    if strings is None:
        return
    lengths = _string_lengths(strings)
    if sum(lengths[i] * times for i, times in repeats.items() if 0 <= i < len(lengths)) > limits.text:
        raise FileRefused(FileProblem.TOO_BIG)


def _string_lengths(body: bytes) -> list[int]:
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    parser.Parse(body, True)
    return lengths
