"""Who would have to be in two places at once: teachers, rooms, pupils through their groups.

Pure. Rules (DOMAIN 2.7): a clash is an overlap of clock intervals, lesson numbers are labels, so the last
lesson of one shift may clash with the first of the next; weeks A and B never meet, every week meets both;
a room takes as many lessons at once as it is `parallel`; pupils are compared, not classes: two groups
clash if they share a pupil, and a whole class with any part of itself even before its pupils are known;
several teachers of one journal at one time are one lesson. Of two in conflict the first stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec

from intranet.school.calendar.days import ClassKey, Week, YearCalendar

UNKNOWN_TIME = 24 * 60


class ClashKind(StrEnum):
    """Named as in the import's answers."""

    TEACHER = "clash_teacher"
    ROOM = "clash_room"
    STUDENT = "clash_student"


class Group(msgspec.Struct, frozen=True):
    """A study group for comparing: its pupils' ids; a roster is its whole class."""

    id: int
    school_class: int | None = None
    is_roster: bool = False
    students: frozenset[int] = frozenset()


class Taught(NamedTuple):
    """A weekly lesson by the clock: `begins` and `ends` in minutes; `ref` is the caller's name for it."""

    ref: int
    weekday: int
    week: str
    begins: int
    ends: int
    journal: int
    group: int
    teacher: int
    room: int | None


class Clash(NamedTuple):
    """Which rule, with which earlier lesson (its ref), and the pupils in both (of a student's clash)."""

    kind: ClashKind
    with_ref: int
    students: frozenset[int] = frozenset()


def minutes(calendar: YearCalendar, school_class: ClassKey, weekday: int, number: int) -> tuple[int, int]:
    """When a lesson number lasts on a normal weekday, in minutes of the day.

    A number without a bell gets a time of its own after midnight: it meets only the same number.
    """
    found = calendar.bells(school_class, weekday)
    if found is None or number not in found.bells:
        begins = UNKNOWN_TIME + number * 60
        return begins, begins + 60
    starts, ends = found.bells[number]
    return starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute


class Clashes:
    """A week that grows lesson by lesson; one that clashes is told and not taken in.

    `groups` by id; `parallel` says how many lessons a room takes at once (1 where it says nothing).
    """

    def __init__(self, groups: Mapping[int, Group], parallel: Mapping[int, int] | None = None) -> None:
        self.groups = groups
        self.parallel = parallel or {}
        self._days: dict[int, list[Taught]] = defaultdict(list)
        self._shared: dict[tuple[int, int], frozenset[int] | None] = {}

    def add(self, lesson: Taught) -> list[Clash]:
        """The clashes of a lesson with those taken in; taken in itself when there are none."""
        found = self.check(lesson)
        if not found:
            self._days[lesson.weekday].append(lesson)
        return found

    def check(self, lesson: Taught) -> list[Clash]:
        """At most one clash of each kind: teacher, room, pupils; the earliest lesson is named."""
        beside = [other for other in self._days[lesson.weekday] if meets(lesson, other)]
        clashes = (self._teacher(lesson, beside), self._room(lesson, beside), self._students(lesson, beside))
        return [clash for clash in clashes if clash is not None]

    def shared(self, one: int, other: int) -> frozenset[int] | None:
        """The pupils in both groups; None when the groups may be taught at one time."""
        key = (one, other) if one < other else (other, one)
        if key not in self._shared:
            self._shared[key] = self._compare(*key)
        return self._shared[key]

    def _compare(self, one: int, other: int) -> frozenset[int] | None:
        first, second = self.groups.get(one, Group(one)), self.groups.get(other, Group(other))
        both = first.students & second.students
        is_part = first.school_class is not None and first.school_class == second.school_class
        if both or one == other or (is_part and (first.is_roster or second.is_roster)):
            return both
        return None

    def _teacher(self, lesson: Taught, beside: list[Taught]) -> Clash | None:
        for other in beside:
            if other.teacher == lesson.teacher:
                return Clash(ClashKind.TEACHER, other.ref)
        return None

    def _room(self, lesson: Taught, beside: list[Taught]) -> Clash | None:
        if lesson.room is None:
            return None
        inside = [o for o in beside if o.room == lesson.room and not is_one_lesson(lesson, o)]
        free = self.parallel.get(lesson.room, 1)
        if len(inside) < free:
            return None
        starts = {max(other.begins, lesson.begins) for other in inside}
        at_once = max(len({o.journal for o in inside if o.begins <= at < o.ends}) for at in starts)
        return Clash(ClashKind.ROOM, inside[0].ref) if at_once >= free else None

    def _students(self, lesson: Taught, beside: list[Taught]) -> Clash | None:
        for other in beside:
            if is_one_lesson(lesson, other):
                continue
            both = self.shared(lesson.group, other.group)
            if both is not None:
                return Clash(ClashKind.STUDENT, other.ref, both)
        return None


def meets(one: Taught, other: Taught) -> bool:
    """Whether two lessons of a weekday are at one time in some week."""
    return (
        one.begins < other.ends
        and other.begins < one.ends
        and (one.week == other.week or Week.EVERY in (one.week, other.week))
    )


def is_one_lesson(one: Taught, other: Taught) -> bool:
    """Two teachers of one journal at one time."""
    return one.journal == other.journal and one.begins == other.begins and one.teacher != other.teacher
