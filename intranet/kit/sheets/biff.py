"""Just enough of OLE2 and BIFF8 to name the streams of an .xls and find its formula cells.

Sizes and chains are bounded by the file itself: a sector is followed once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from intranet.kit.sheets.limits import FileProblem, FileRefused

END = 0xFFFFFFFA  # sector numbers from here on are marks
BOF, EOF, BOUNDSHEET, FORMULA, ARRAY, SHARED = 0x0809, 0x000A, 0x0085, 0x0006, 0x0221, 0x04BC
Area = frozenset[tuple[int, int]]


class Compound:
    """An OLE2 file: a small file system of sectors."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            self.size = 1 << struct.unpack_from("<H", content, 30)[0]
            self.small_size = 1 << struct.unpack_from("<H", content, 32)[0]
            self.directory_at, self.cutoff, self.small_fat_at = (
                struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60)
            )
            if self.size not in (512, 4096) or self.small_size != 64:
                raise FileRefused(FileProblem.CORRUPT)
            self.fat = self._read_fat()
            self.entries = dict(self._read_entries())
        except struct.error as error:
            raise FileRefused(FileProblem.CORRUPT) from error

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _read_fat(self) -> list[int]:
        places = list(struct.unpack_from("<109I", self.content, 76))
        more = struct.unpack_from("<I", self.content, 68)[0]
        seen: set[int] = set()
        while more < END and more not in seen:
            seen.add(more)
            *found, more = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            places += found
        fat: list[int] = []
        for place in places:
            if place < END and len(fat) * self.size <= len(self.content):
                fat += struct.unpack(f"<{self.size // 4}I", self._sector(place))
        return fat

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        seen: set[int] = set()
        while start < len(table) and start not in seen:
            seen.add(start)
            yield start
            start = table[start]

    def _bytes(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self.fat))

    def _read_entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        directory = self._bytes(self.directory_at)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind in (2, 5) and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", directory, at + 116)
                yield ("/" if kind == 5 else name), (start, size)

    def stream(self, name: str) -> bytes:
        """The body of a stream; empty if there is none."""
        start, size = self.entries.get(name, (END, 0))
        if size >= self.cutoff or name == "/":
            return self._bytes(start)[:size]
        table_bytes = self._bytes(self.small_fat_at)
        table = list(struct.unpack(f"<{len(table_bytes) // 4}I", table_bytes))
        store = self.stream("/")
        parts = [store[n * 64 : n * 64 + 64] for n in self._chain(start, table)]
        return b"".join(parts)[:size]


def stream_names(content: bytes) -> frozenset[str]:
    """Names of the streams of an OLE2 file. Raises file_corrupt."""
    return frozenset(Compound(content).entries)


def formula_cells(content: bytes) -> dict[str, Area]:
    """Formula cells by sheet name, as (row from 1, column from 0); array formulas count as their area."""
    book = Compound(content)
    body = book.stream("Workbook") or book.stream("Book")
    places = dict(_sheet_starts(body))
    return {name: frozenset(_formulas(body, start)) for start, name in places.items()}


def _records(body: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(body):
        kind, length = struct.unpack_from("<HH", body, at)
        yield kind, body[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == EOF:
            return


def _sheet_starts(body: bytes) -> Iterator[tuple[int, str]]:
    for kind, record in _records(body):
        if kind == BOUNDSHEET and len(record) >= 8:
            start, count, flags = struct.unpack_from("<I", record)[0], record[6], record[7]
            encoding = "utf-16-le" if flags & 1 else "latin-1"
            yield start, record[8 : 8 + count * (2 if flags & 1 else 1)].decode(encoding, "replace")


def _formulas(body: bytes, start: int) -> Iterator[tuple[int, int]]:
    for kind, record in _records(body, start):
        if kind == FORMULA and len(record) >= 4:
            row, column = struct.unpack_from("<HH", record)
            yield row + 1, column
        elif kind in (ARRAY, SHARED) and len(record) >= 6:
            top, bottom, left, right = struct.unpack_from("<HHBB", record)
            if (bottom - top + 1) * (right - left + 1) <= 100_000:
                yield from ((r + 1, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
