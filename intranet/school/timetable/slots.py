"""What a week's plan and its dated lessons are made of: statuses, slots, places, what is to be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec


class LessonStatus(StrEnum):
    """As the database has it."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Version(msgspec.Struct, frozen=True):
    """A TimetableVersion's span."""

    id: int
    since: date
    until: date | None


class Slot(msgspec.Struct, frozen=True):
    """A TimetableSlot; several teachers of one journal at one time are one lesson: the first slot's teacher
    holds it, the others stand beside."""

    version: int
    journal: int
    weekday: int
    number: int
    week: str
    teacher: int
    room: int | None


class Place(NamedTuple):
    """Where a journal's lesson stands."""

    journal: int
    day: date
    number: int


class Planned(NamedTuple):
    """What the timetable says of a place; `beside`: who teaches with the teacher."""

    teacher: int
    room: int | None
    bell_schedule: int | None
    beside: tuple[int, ...] = ()

    def joined_by(self, teacher: int) -> Planned:
        """The same with another teacher beside."""
        if teacher == self.teacher or teacher in self.beside:
            return self
        return self._replace(beside=(*self.beside, teacher))


class Existing(msgspec.Struct, frozen=True):
    """A lesson as it is. `from_date`, `from_number`: where a published move took it from, else its place.

    `keeps_teacher`, `keeps_room`, `keeps_status`: a published change has set it.
    """

    id: int
    journal: int
    on_date: date
    number: int
    status: str
    bell_schedule: int | None
    planned_teacher: int
    teacher: int
    planned_room: int | None
    room: int | None
    is_manual: bool
    is_touched: bool
    beside: tuple[int, ...] = ()
    from_date: date | None = None
    from_number: int | None = None
    keeps_teacher: bool = False
    keeps_room: bool = False
    keeps_status: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether a published change took it elsewhere."""
        return self.from_date is not None

    @property
    def is_held(self) -> bool:
        """Whether it took place: then it is history."""
        return self.status == LessonStatus.HELD

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.journal, self.on_date, self.number)

    @property
    def origin(self) -> Place:
        """The place of the timetable it stands for."""
        if self.from_date is None or self.from_number is None:
            return self.place
        return Place(self.journal, self.from_date, self.from_number)


class Update(NamedTuple):
    """A lesson's new values, all of them."""

    id: int
    number: int
    status: str
    bell_schedule: int | None
    planned_teacher: int
    teacher: int
    planned_room: int | None
    room: int | None
    beside: tuple[int, ...] = ()


@dataclass
class Reconciliation:
    """What to do; `days` and `journals` are those it touches."""

    inserts: list[tuple[Place, Planned]] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    cancels: list[int] = field(default_factory=list)
    deletes: list[int] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    journals: set[int] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether everything is as planned already."""
        return not self.days

    def touch(self, place: Place) -> None:
        """Remember that a place changes."""
        self.days.add(place.day)
        self.journals.add(place.journal)
