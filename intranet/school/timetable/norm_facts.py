"""What the norms of a week's plan compare: lessons with their clock, classes, profiles of pupils.

Pure. Pupils of a class with the same groups are one profile: what is true of one is true of all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import msgspec

from intranet.school.calendar.days import Week
from intranet.school.timetable.clashes import Group
from intranet.school.timetable.difficulty import Table, points

EARLIEST, LATEST = 8 * 60, 19 * 60
FIRST_SHIFT_ONLY = frozenset({1, 5, 9, 10, 11})
# Lessons a week in a week of five and of six days, by grade.
WEEK_MOST = {
    1: (21, 21), 2: (23, 26), 3: (23, 26), 4: (23, 26), 5: (29, 32), 6: (30, 33), 7: (32, 35), 8: (33, 36),
    9: (33, 36), 10: (34, 37), 11: (34, 37),
}  # fmt: skip
HARD, SAME_A_DAY, TEACHER_WINDOWS, ROAD_MINUTES = 10, 2, 2, 40


class Norm(StrEnum):
    """What is not as it should be."""

    DAY_MOST = "day_most"
    WEEK_MOST = "week_most"
    WINDOW = "window"
    TEACHER_WINDOWS = "teacher_windows"
    PEAK = "peak"
    HARD_ROW = "hard_row"
    SAME_SUBJECT = "same_subject"
    SPORT_FIRST = "sport_first"
    EARLY = "early"
    LATE = "late"
    NO_BELL = "no_bell"
    SHIFT = "shift"
    HALVES = "halves"
    ROAD = "road"
    TEACHER_ROAD = "teacher_road"


class ClassFacts(msgspec.Struct, frozen=True):
    """A class as the norms need it."""

    id: int
    grade_level: int
    letter: str
    shift: int
    week_days: int
    building: int


class Planned(NamedTuple):
    """A slot with its clock; `ref` is the caller's name for it, `house` the room's building if known."""

    ref: int
    weekday: int
    week: str
    number: int
    begins: int
    ends: int
    journal: int
    group: int
    subject: str
    teacher: int
    house: int | None

    @property
    def is_sport(self) -> bool:
        """Physical training."""
        return self.subject.casefold().startswith(("физическая культура", "физкультура"))


class Breach(NamedTuple):
    """A norm, where it is broken (a class or a teacher, the day, the number), by how much, by which slots."""

    norm: Norm
    school_class: int | None
    teacher: int | None
    weekday: int
    number: int
    found: int
    most: int
    refs: tuple[int, ...]


@dataclass(frozen=True)
class School:
    """What the norms compare a week with; `table` gives points of difficulty."""

    classes: Mapping[int, ClassFacts]
    groups: Mapping[int, Group]
    table: Table = field(default_factory=dict)

    @cached_property
    def roster(self) -> dict[int, Group]:
        """class -> its whole list."""
        return {
            group.school_class: group for group in self.groups.values()
            if group.is_roster and group.school_class is not None
        }  # fmt: skip

    @cached_property
    def profiles(self) -> dict[int, set[frozenset[int]]]:
        """class -> the sets of groups its pupils are in; a class without pupils has its whole list only."""
        of_pupil: dict[int, set[int]] = defaultdict(set)
        for group in self.groups.values():
            for student in group.students:
                of_pupil[student].add(group.id)
        return {
            ident: {frozenset(of_pupil[one]) for one in roster.students} or {frozenset({roster.id})}
            for ident, roster in self.roster.items()
        }

    @cached_property
    def _points(self) -> dict[tuple[str, int], int]:
        return {}

    def points(self, subject: str, grade: int) -> int:
        """Points of a subject in a grade, looked up once."""
        key = (subject, grade)
        if key not in self._points:
            self._points[key] = points(self.table, subject, grade)
        return self._points[key]


def day_most(grade: int) -> tuple[int, int]:
    """Lessons a day at most, and once a week."""
    if grade == 1:
        return 4, 5
    if grade <= 4:
        return 5, 6
    return (6, 6) if grade <= 6 else (7, 7)


def weeks_of(slots: Iterable[Planned]) -> tuple[Week, ...]:
    """The weeks there are to judge: one when every lesson is in every week."""
    return (Week.A, Week.B) if any(slot.week for slot in slots) else (Week.EVERY,)


def in_week(slots: Iterable[Planned], week: Week) -> list[Planned]:
    """The lessons of a week."""
    return [slot for slot in slots if slot.week in (Week.EVERY, week)]


def by_day(slots: Iterable[Planned]) -> dict[int, list[Planned]]:
    """weekday -> its lessons by the clock."""
    days: dict[int, list[Planned]] = defaultdict(list)
    for slot in sorted(slots, key=lambda one: (one.weekday, one.begins, one.number, one.ref)):
        days[slot.weekday].append(slot)
    return days


def gaps(lessons: Sequence[Planned]) -> list[int]:
    """Lesson numbers free between the first and the last of a day."""
    numbers = {one.number for one in lessons}
    return [n for n in range(min(numbers) + 1, max(numbers)) if n not in numbers] if numbers else []


def refs(lessons: Iterable[Planned]) -> tuple[int, ...]:
    """Their names, each once."""
    return tuple(dict.fromkeys(one.ref for one in lessons))
