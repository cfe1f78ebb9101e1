"""A draft of the timetable with the school it is for: slots, load, groups, rooms, hours, bells. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import msgspec

from intranet.school.calendar.days import ClassKey, YearCalendar
from intranet.school.facts import class_name
from intranet.school.people import names
from intranet.school.timetable.clashes import Group, minutes
from intranet.school.timetable.difficulty import Table
from intranet.school.timetable.norms import ClassFacts


class DraftRow(msgspec.Struct, frozen=True):
    """A draft; `begins` and `teaching_until` are its year's lessons."""

    id: int
    year: int
    year_title: str
    title: str
    since: date
    made_at: datetime
    published_at: datetime | None
    begins: date
    teaching_until: date
    author: list[str] | None
    slots: int

    @property
    def author_name(self) -> str:
        """ "Фёдорова И. Ю."; empty for the system."""
        return names.short_name(*self.author) if self.author else ""


class RoomFacts(msgspec.Struct, frozen=True):
    """A room: its house, and how many lessons it takes at once."""

    id: int
    number: str
    building: int
    house: str
    parallel: int


class Hours(msgspec.Struct, frozen=True):
    """When a teacher cannot be put into the timetable."""

    teacher: int
    weekday: int
    first_number: int
    last_number: int

    def covers(self, weekday: int, number: int) -> bool:
        """Whether a place of the week is in it."""
        return self.weekday == weekday and self.first_number <= number <= self.last_number


class SlotRow(msgspec.Struct, frozen=True):
    """A line of the draft with its names."""

    id: int
    weekday: int
    number: int
    week: str
    journal: int
    teacher: int
    room: int | None
    study_group: int
    subject: str
    short: str
    group_name: str
    school_class: int | None
    teacher_name: list[str]

    @property
    def teacher_short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(*self.teacher_name)


class LoadRow(msgspec.Struct, frozen=True):
    """An assignment in force when the draft begins: quarters of an hour a week."""

    id: int
    journal: int
    teacher: int
    quarters: int
    study_group: int
    subject: str
    group_name: str
    school_class: int | None
    teacher_name: list[str]

    @property
    def teacher_short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(*self.teacher_name)


@dataclass(frozen=True)
class Plan:
    """A draft, its slots, and the school they are for."""

    draft: DraftRow
    calendar: YearCalendar
    classes: dict[int, ClassFacts]
    rooms: dict[int, RoomFacts]
    hours: list[Hours]
    table: Table
    groups: dict[int, Group]
    slots: list[SlotRow]
    load: list[LoadRow]

    @cached_property
    def classes_of_group(self) -> dict[int, tuple[int, ...]]:
        """Study group -> the classes of its pupils; an empty cross-class group has none."""
        of_pupil = {
            student: group.school_class for group in self.groups.values() if group.is_roster
            for student in group.students
        }  # fmt: skip
        found: dict[int, tuple[int, ...]] = {}
        for group in self.groups.values():
            if group.school_class is not None:
                found[group.id] = (group.school_class,)
            else:
                mine = {of_pupil[one] for one in group.students if one in of_pupil}
                found[group.id] = tuple(ident for ident in self.classes if ident in mine)
        return found

    @cached_property
    def _clock(self) -> dict[tuple[int, int, int], tuple[int, int]]:
        return {}

    def key_of(self, group: int) -> ClassKey | None:
        """The class whose bells a group's lessons keep: the first of them."""
        mine = self.classes_of_group.get(group, ())
        known = self.classes.get(mine[0]) if mine else next(iter(self.classes.values()), None)
        if known is None:
            return None
        return ClassKey(known.id, known.grade_level, known.shift, known.building, known.week_days)

    def clock(self, group: int, weekday: int, number: int) -> tuple[int, int]:
        """When a group's lesson lasts, in minutes of the day."""
        key = self.key_of(group)
        if key is None:
            return number * 60, number * 60 + 45
        place = (key.id, weekday, number)
        if place not in self._clock:
            self._clock[place] = minutes(self.calendar, key, weekday, number)
        return self._clock[place]

    def whom(self, row: SlotRow | LoadRow) -> str:
        """The class, the group, or both: "8Б, англ. 1"."""
        known = self.classes.get(row.school_class or 0)
        whole = class_name(known.grade_level, known.letter) if known else ""
        return ", ".join(filter(None, (whole, row.group_name)))

    def room_number(self, room: int | None) -> str:
        """ "31"; empty for none."""
        found = self.rooms.get(room or 0)
        return found.number if found else ""
