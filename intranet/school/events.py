"""What the backbone tells the modules, inside the transaction of the change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from intranet.kit.access import Viewer


@dataclass(frozen=True)
class LessonsChanged:
    """Dated lessons appeared, moved or went on these dates: a timetable was applied, a day was published."""

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


@dataclass(frozen=True)
class Touched:
    """A record about a lesson that an order finds on a day when the pupil is no longer in its group.

    `kind`: mark or absence; never its value, which is not the office's to see. `fate`: moved (to another
    lesson), kept (stays in the journal it is in), cleared, restored.
    """

    kind: str
    fate: str
    subject: str
    group: str
    day: date
    number: int
    to_group: str = ""
    to_day: date | None = None
    to_number: int | None = None


@dataclass(frozen=True)
class PupilMoved:
    """An order moved a pupil as of `since`; `undone`: the order `movement` was taken back, the other way.

    Memberships stand as they will. Subscribers re-home what they keep and append to `touched`.
    """

    actor: Viewer
    movement: int
    student: int
    from_class: int
    to_class: int
    since: date
    undone: bool = False
    touched: list[Touched] = field(default_factory=list)


@dataclass(frozen=True)
class PupilLeft:
    """A pupil left after `last_day`; `undone`: an enrolment or a return was taken back."""

    actor: Viewer
    movement: int
    student: int
    last_day: date
    undone: bool = False
    touched: list[Touched] = field(default_factory=list)


@dataclass(frozen=True)
class PupilReturned:
    """A pupil is back as of `since`; `undone`: the order to leave was taken back."""

    actor: Viewer
    movement: int
    student: int
    since: date
    undone: bool = False
    touched: list[Touched] = field(default_factory=list)
