"""What a foreign timetable holds once it is read: its own names, and rows that use them by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from modules.office.lists.table import ListRead


class NameKind(StrEnum):
    """What a foreign name stands for; the values are kept in the database."""

    TEACHER = "teacher"
    CLASS = "class"
    GROUP = "group"
    SUBJECT = "subject"
    ROOM = "room"
    PERIOD = "period"


class Left(StrEnum):
    """Why a placed lesson is not taken; counted, never refused one by one."""

    NO_TEACHER = "no_teacher"
    NO_CLASS = "no_class"
    WEEK = "week"
    WEEKDAY = "weekday"
    TERM = "term"
    TEACHER = "teacher"
    CLASS = "class"
    GROUP = "group"
    SUBJECT = "subject"
    PERIOD = "period"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Part:
    """A foreign class with a part of it; `name` is "" for the whole class."""

    school_class: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ForeignName:
    """A name of the file by its key there. `others` are further spellings, the likeliest first.

    A group is its `parts`; a period has minutes of the day and `number`, its place in the day (see periods).
    """

    kind: NameKind
    key: str
    text: str
    others: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    begins: int | None = None
    ends: int | None = None
    number: int = 0

    @property
    def is_stable(self) -> bool:
        """Whether the key means the same in the next file: aSc counts "*12" anew in each."""
        return "*" not in self.key


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """One teacher of one placed lesson. `row` is the line of the file, `room` is "" for none.

    `week` is "", "A" or "B"; `terms` is the file's mask of parts of the year, "" for the whole.
    """

    row: int
    weekday: int
    period: str
    week: str
    subject: str
    group: str
    teacher: str
    room: str = ""
    terms: str = ""


Names = Mapping[tuple[NameKind, str], ForeignName]


@dataclass(frozen=True)
class ForeignRead(ListRead[ForeignRow]):
    """A foreign timetable: `system` is "asc" or "untis", `left` counts what the file alone rules out."""

    system: str = ""
    names: Names = field(default_factory=dict)
    left: Mapping[Left, int] = field(default_factory=Counter)
    terms: tuple[str, ...] = ()

    def without(self, rows: Iterable[ForeignRow]) -> ForeignRead:
        """The same file without these rows: they are counted, not refused."""
        gone = {id(row) for row in rows}
        return replace(self, rows=tuple(row for row in self.rows if id(row) not in gone))

    def name(self, kind: NameKind, key: str) -> ForeignName:
        """A name that is there."""
        return self.names[kind, key]
