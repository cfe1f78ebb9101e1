"""Untis text files: GPU001.TXT (the timetable) and GPU002.TXT (the lessons, read as a load) (DOMAIN 4.5).

`,` or `;`, texts in quotes, UTF-8 or a Windows code page. A lesson with several classes or teachers repeats
its line. Names are Untis's short names, so they are keys too. Several teachers of a lesson number at one time
in rooms of their own are halves of the classes, in one room they teach together.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from intranet.kit.sheets import LIMITS, FileProblem, FileRefused
from intranet.school.classes.names import parse_class_name
from intranet.school.people.names import clean, name_pattern
from modules.office.lists import problems, values
from modules.office.lists.foreign.model import (
    ForeignName,
    ForeignRead,
    ForeignRow,
    Left,
    NameKind,
    Part,
)
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import LoadRow
from modules.office.lists.table import ListRead

NUMBER = re.compile(r'"?\d{1,6}"?[;,]')
ENCODINGS = ("utf-8-sig", "cp1251", "cp1252")
CLASS, TEACHER, SUBJECT, ROOM, WEEKDAY, PERIOD = range(1, 7)
FIELDS = ("number", "class", "teacher", "subject", "room", "weekday", "period")
Lines = list[tuple[int, list[str]]]
Key = tuple[str, str, str]


def is_gpu001(content: bytes) -> bool:
    """Seven fields or more: a number, names, and a weekday 1-7 and a period in places six and seven."""
    return _is_like(content, lambda row: len(row) > PERIOD and row[WEEKDAY] in "1234567" and _is_period(row))


def is_gpu002(content: bytes) -> bool:
    """A number, hours a week, and names in places five to seven."""
    return _is_like(
        content,
        lambda row: len(row) >= 7 and values.parse_number(row[1]) is not None and bool(row[4] and row[6]),
    )


def _is_period(row: list[str]) -> bool:
    return _is_number(row[PERIOD]) and row[WEEKDAY] != ""


def _is_number(text: str) -> bool:
    """Two ASCII digits at most: "²" is a digit, too, and no number."""
    return text.isascii() and text.isdigit() and len(text) < 3


def _is_like(content: bytes, fits: object) -> bool:
    assert callable(fits)
    head = content[:4000]
    if b"\x00" in head or head.startswith((b"PK", b"<")):
        return False
    text = head.decode("utf-8-sig", "replace").lstrip()
    if not NUMBER.match(text):
        return False
    lines = text.splitlines()[:5]
    whole = lines if len(content) <= len(head) or len(lines) == 5 else lines[:-1]
    rows = [_fields(line) for line in whole if line.strip()]
    return bool(rows) and all(row[:1] != [""] and row[0].isdigit() and fits(row) for row in rows)


def _fields(line: str) -> list[str]:
    found = NUMBER.match(line.strip())
    delimiter = found[0][-1] if found else ","
    return [clean(one) for one in next(csv.reader([line.strip()], delimiter=delimiter), [])]


def _lines(content: bytes) -> Lines:
    text = next((done for one in ENCODINGS if (done := _decoded(content, one)) is not None), None)
    if text is None:
        raise FileRefused(FileProblem.BAD_ENCODING)
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > LIMITS.rows:
        raise FileRefused(FileProblem.TOO_BIG)
    try:
        return [(at, _fields(line)) for at, line in lines]
    except csv.Error as error:
        raise FileRefused(FileProblem.CORRUPT) from error


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_gpu001(content: bytes, today: date) -> ForeignRead:
    """The timetable. A line that is not one is refused; one without class or teacher is counted."""
    file = _Gpu001(_lines(content))
    return file.read()


class _Gpu001:
    """Lines that stand together: one lesson number at one place."""

    def __init__(self, lines: Lines) -> None:
        self.errors: list[RowError] = []
        self.left: dict[Left, int] = defaultdict(int)
        self.names: dict[tuple[NameKind, str], ForeignName] = {}
        self.meetings: dict[tuple[str, int, str], dict[Key, tuple[int, list[str]]]] = {}
        for line, row in lines:
            self._take(line, row)

    def _take(self, line: int, row: list[str]) -> None:
        for place in (WEEKDAY, PERIOD):
            if len(row) <= place or not _is_number(row[place]):
                text = row[place] if len(row) > place else ""
                message = problems.not_number(FIELDS[place], text, "1, 2, 3")
                self.errors.append(RowError(line, FIELDS[place], ErrorKind.VALUE, message))
                return
        if len(max(row, key=len)) > LIMITS.cell_chars:
            raise FileRefused(FileProblem.TOO_BIG)
        reason = self._reason(row)
        if reason:
            self.left[reason] += 1
            return
        meeting = self.meetings.setdefault((row[0], int(row[WEEKDAY]), row[PERIOD]), {})
        key = (row[TEACHER], row[SUBJECT], row[ROOM])
        meeting.setdefault(key, (line, []))[1].append(row[CLASS])

    def _reason(self, row: list[str]) -> Left | None:
        reasons = (
            (not row[CLASS], Left.NO_CLASS), (not row[TEACHER], Left.NO_TEACHER),
            (not row[SUBJECT], Left.SUBJECT), (not 1 <= int(row[WEEKDAY]) <= 7, Left.WEEKDAY),
        )  # fmt: skip
        return next((reason for is_so, reason in reasons if is_so), None)

    def read(self) -> ForeignRead:
        """Rows in the file's order."""
        rows = sorted((row for at in self.meetings for row in self._rows(at)), key=lambda one: one.row)
        if not rows and not self.errors and not self.left:
            raise FileRefused(FileProblem.NO_ROWS)
        errors = tuple(self.errors)
        return ForeignRead(
            "timetable-untis", "", 0, {}, tuple(rows), errors, system="untis", names=self.names,
            left=self.left,
        )  # fmt: skip

    def _rows(self, at: tuple[str, int, str]) -> Iterator[ForeignRow]:
        _number, weekday, period = at
        meeting = self.meetings[at]
        rooms = {room for _teacher, _subject, room in meeting}
        is_split = len(meeting) > 1 and len(rooms) == len(meeting)
        self._name(NameKind.PERIOD, period, number=int(period))
        for (teacher, subject, room), (line, classes) in meeting.items():
            self._name(NameKind.TEACHER, teacher)
            self._name(NameKind.SUBJECT, subject)
            if room:
                self._name(NameKind.ROOM, room)
            part = f"{subject} {teacher}" if is_split else ""
            yield ForeignRow(line, weekday, period, "", subject, self._group(classes, part), teacher, room)

    def _group(self, classes: list[str], part: str) -> str:
        wanted = sorted(dict.fromkeys(classes))
        for one in wanted:
            self._name(NameKind.CLASS, one)
        text = ", ".join(f"{one} {part}".strip() for one in wanted)[:200]
        parts = tuple(Part(one, part[:60]) for one in wanted)
        key = ",".join(wanted) + (f":{part}" if part else "")
        self.names[NameKind.GROUP, key] = ForeignName(NameKind.GROUP, key, text, parts=parts)
        return key

    def _name(self, kind: NameKind, key: str, number: int = 0) -> None:
        self.names.setdefault((kind, key), ForeignName(kind, key, key, number=number))


def read_gpu002(content: bytes, today: date) -> ListRead[LoadRow]:
    """The lessons as a teaching load: hours a week of a teacher, a subject and a class."""
    found = [_load_row(line, row) for line, row in _lines(content)]
    rows = tuple(one for one in found if isinstance(one, LoadRow))
    return ListRead("load", "", 0, {}, rows, tuple(one for one in found if isinstance(one, RowError)))


def _load_row(line: int, row: list[str]) -> LoadRow | RowError:
    hours = values.parse_number(row[1]) if len(row) > 6 else None
    if hours is None or not Decimal(0) < hours <= 40:
        message = problems.not_number("hours", "".join(row[1:2]), "0,5-40")
        return RowError(line, "hours", ErrorKind.VALUE, message)
    school_class, teacher = parse_class_name(row[4]), name_pattern(row[5])
    if school_class is None:
        return RowError(line, "class", ErrorKind.VALUE, problems.unreadable_class(row[4]))
    if teacher is None or not row[6]:
        return RowError(line, "teacher", ErrorKind.MISSING, problems.missing("teacher"))
    return LoadRow(line, teacher, row[5], row[6], school_class, "", hours)
