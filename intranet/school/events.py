"""What the backbone tells the modules, inside the transaction of the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LessonsChanged:
    """Dated lessons of a year appeared, moved or went on these dates (a timetable was applied)."""

    year: int
    dates: frozenset[date]
    journals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class LessonChanged:
    """A change of one lesson was published or withdrawn; `journals` are those whose lessons it touched."""

    change: int
    lesson: int
    kind: str
    dates: frozenset[date]
    journals: frozenset[int]
