"""What of the ledger has become news for a family: what stands still for ten minutes and is another value.

A cell has parts that settle apart: its marks, its attendance, a journal's term marks of a pupil. A part is
settled when its newest change is ten minutes old and none of its marks is hidden. Told is the net change from
the value the family knows: a slip of the pen taken back is no news, nor is a comment, the reason of an
absence, or a mark that an order carried to another class. The reader's pointer stays below everything still
open and below everything young, so a change whose transaction commits late is not passed over.
Pure functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec

from modules.journal.cells import Code

STILL = timedelta(minutes=10)
ORDERS = ("move", "left", "returned")  # reasons of changes that only follow an order about a pupil
ABSENT = frozenset({Code.ABSENT_UNSPECIFIED, Code.ILLNESS, Code.EXCUSED, Code.UNEXCUSED})
AWAY = (*sorted(ABSENT), Code.LATE)


class Part(msgspec.Struct, frozen=True):
    """A part of a cell; `lesson` is the journal for "terms". `part` "" is nothing a family is told of."""

    lesson: int
    student: int
    part: str


class Untold(msgspec.Struct, frozen=True):
    """A change the family has not been told. `on_date`, `number`: the lesson's; `is_hidden`: of a work whose
    marks the family will see later; `is_order`: an order carried the value, nobody gave another."""

    id: int
    lesson: int
    student: int
    part: str
    field: str
    old: str | None
    new: str | None
    at: datetime
    on_date: date | None = None
    number: int = 0
    is_hidden: bool = False
    is_order: bool = False

    @property
    def cell(self) -> Part:
        return Part(self.lesson, self.student, self.part)


@dataclass
class News:
    """What one pupil's family is told in one go. `upto`: its newest change; `newest`: its newest lesson.

    `away` are today's (number, is absent or late now): told at once, the rest in the evening.
    """

    student: int
    upto: int = 0
    marks: int = 0
    changed: int = 0
    absences: int = 0
    cleared: int = 0
    terms: int = 0
    newest: date | None = None
    away: list[tuple[int, bool]] = field(default_factory=list)

    @property
    def words(self) -> dict[str, int]:
        """The counts of what waits for the evening; empty when there is nothing."""
        names = ("marks", "changed", "absences", "cleared", "terms")
        return {name: count for name in names if (count := getattr(self, name))}

    def leave_to_evening(self) -> None:
        """Count today's absences with the rest."""
        for _number, is_away in self.away:
            self.add_absence(is_away=is_away)
        self.away.clear()

    def add_absence(self, *, is_away: bool) -> None:
        """One for the evening: a pupil was away, or was there after all."""
        if is_away:
            self.absences += 1
        else:
            self.cleared += 1


@dataclass(frozen=True)
class Settled:
    """The news, how far the reader has come, and what is told above it (part, its last change)."""

    news: list[News]
    upto: int
    told: dict[Part, int]


def presence(value: str | None) -> str:
    """What a family is told of an attendance value: "absent", "late" or "" (was there); never the reason."""
    code = (value or "").partition(":")[0]
    return "absent" if code in ABSENT else "late" if code == Code.LATE else ""


def settle(changes: Sequence[Untold], now: datetime, today: date, begin: int, end: int) -> Settled:
    """Sort out the untold changes, in order of id, of a reader that stands at `begin`.

    `end`: the newest change that was looked at; the reader goes there when nothing is open.
    """
    parts: dict[Part, list[Untold]] = defaultdict(list)
    for change in changes:
        parts[change.cell].append(change)
    news: dict[int, News] = {}
    told: dict[Part, int] = {}
    open_from = [change.id for change in changes if change.at > now - STILL]
    for part, ours in parts.items():
        if not part.part:
            continue
        if any(change.at > now - STILL or change.is_hidden for change in ours):
            open_from.append(ours[0].id)
            continue
        told[part] = ours[-1].id
        for first, last in net_changes(ours):
            _tell(news.setdefault(part.student, News(part.student)), first, last, today)
    upto = max(begin, min(open_from) - 1 if open_from else end)
    above = {part: last for part, last in told.items() if last > upto}
    return Settled([news[student] for student in sorted(news)], upto, above)


def net_changes(changes: Iterable[Untold]) -> list[tuple[Untold, Untold]]:
    """The first and the last change of every value that is not what it was before them."""
    ends: dict[str, tuple[Untold, Untold]] = {}
    for change in changes:
        if change.is_order:
            continue
        first, _last = ends.get(change.field, (change, change))
        ends[change.field] = (first, change)
    return [(first, last) for first, last in ends.values() if first.old != last.new]


def _tell(news: News, first: Untold, last: Untold, today: date) -> None:
    if last.part == "attendance":
        if presence(first.old) == presence(last.new):
            return
        is_away = bool(presence(last.new))
        if last.on_date == today:
            news.away.append((last.number, is_away))
        else:
            news.add_absence(is_away=is_away)
    elif last.part == "terms":
        news.terms += 1
    elif first.old is None:
        news.marks += 1
    else:
        news.changed += 1
    news.upto = max(news.upto, last.id)
    if last.on_date is not None:
        news.newest = max(news.newest or last.on_date, last.on_date)
