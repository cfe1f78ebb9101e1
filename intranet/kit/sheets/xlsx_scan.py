"""One bounded pass over the XML of an xlsx: formulas, extent, repeated text. Values are calamine's.

calamine lays a sheet out as a full rectangle and copies a shared string into every cell that names it,
so a small file could ask for gigabytes: both are counted here first.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
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
    bodies = {path.lower(): body for path, body in parts.items()}
    book = read_book(bodies)
    for name, path in book.sheets:
        if (body := bodies.get(path)) is None or name in found or len(bodies) < len(parts):
            raise FileRefused(FileProblem.CORRUPT)
        sheet = SheetScan(limits)
        sheet.run(body)
        cells += sheet.rows * sheet.columns
        repeats.update(sheet.repeats)
        found[name] = frozenset(sheet.formulas)
    for path in book.strings:
        _check_text(bodies.get(path), repeats, limits)
    if cells > limits.cells:
        raise FileRefused(FileProblem.TOO_BIG)
    return found


@dataclass(frozen=True, slots=True)
class Book:
    """Where the parts of a workbook are, found the way calamine finds them: by relations."""

    sheets: list[tuple[str, str]]
    strings: list[str]


def read_book(parts: dict[str, bytes]) -> Book:
    """Sheet names with the paths of their parts (lower case), and the shared strings' paths."""
    path = next(
        (one.target for one in _relations(parts, "", "_rels/.rels") if one.kind == "officedocument"), ""
    )
    folder, name = posixpath.split(path)
    if name.endswith(".bin"):
        raise FileRefused(FileProblem.NOT_TABLE)
    relations = _relations(parts, folder, posixpath.join(folder, "_rels", f"{name}.rels"))
    targets = {one.id: one.target for one in relations}
    sheets = [
        (item.get("name", ""), targets.get(key, ""))
        for item in _tree(parts, path).iter()
        if item.tag.rpartition("}")[2] == "sheet"
        for key in [value for name, value in item.attrib.items() if name.endswith("}id")][:1]
    ]
    strings = [one.target for one in relations if one.kind == "sharedstrings"]
    return Book(sheets, list(dict.fromkeys([*strings, "xl/sharedstrings.xml"])))


class Relation(NamedTuple):
    """Kind is the last word of the type; the target is a whole path in lower case."""

    id: str
    kind: str
    target: str


def _relations(parts: dict[str, bytes], folder: str, path: str) -> list[Relation]:
    return [
        Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2].lower(), _resolved(folder, item))
        for item in _tree(parts, path)
    ]


def _resolved(folder: str, item: ET.Element) -> str:
    target = item.get("Target", "").lower()
    path = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).lstrip("/")


def _tree(parts: dict[str, bytes], path: str) -> ET.Element:
    try:
        return ET.fromstring(parts[path])  # noqa: S314 - DTDs were refused
    except (KeyError, ET.ParseError) as error:
        raise FileRefused(FileProblem.CORRUPT) from error


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
