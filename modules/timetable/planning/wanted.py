"""What a form asks for: a lesson in a cell, hours of a teacher, a duty. Pure."""

from __future__ import annotations

from datetime import date

import msgspec


class Wanted(msgspec.Struct, frozen=True):
    """What stands in a cell: `week` is '', 'A' or 'B'."""

    journal: int
    weekday: int
    number: int
    week: str
    teacher: int
    room: int | None

    @property
    def values(self) -> tuple[object, ...]:
        """In the order of the columns."""
        return self.journal, self.weekday, self.number, self.week, self.teacher, self.room


class HoursWanted(msgspec.Struct, frozen=True):
    """A teacher's weekday from number to number; the note is the office's."""

    teacher: int
    weekday: int
    first_number: int
    last_number: int
    note: str


class DutyWanted(msgspec.Struct, frozen=True):
    """Who, where, in which break (after lesson `after_number`, 0: before the first), from when."""

    teacher: int
    building: int | None
    place: str
    weekday: int
    after_number: int
    since: date
