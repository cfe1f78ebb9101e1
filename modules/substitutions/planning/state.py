"""A day as the dispatcher's desk has it: lessons, who is away, the drafts, and what is so once they count.

Times are minutes of the day; a lesson without a bell has a time of its own after midnight, so it meets only
the same number (as in `intranet.school.timetable.clashes`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import NamedTuple

import msgspec

from intranet.school.facts import class_name
from intranet.school.timetable.change_rules import CANCELLING, ChangeKind
from intranet.school.timetable.clashes import UNKNOWN_TIME
from modules.substitutions.planning.people import Named


class DayLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A dated lesson as published: `teacher` and `room` are in effect, `change` is the last change's kind.

    `is_instead`: it is held in place of a lesson of somebody else, with another subject.
    """

    id: int
    on_date: date
    number: int
    journal: int
    study_group: int
    subject: int
    subject_name: str
    group_name: str
    school_class: int | None
    grade_level: int | None
    letter: str | None
    shift: int
    building: int | None
    status: str
    bell_schedule: int | None
    planned_teacher: int
    teacher: int
    beside: tuple[int, ...]
    planned_room: int | None
    room: int | None
    change: str | None
    is_instead: bool = False

    @property
    def whom(self) -> str:
        """The class, the group, or both: "8Б, англ. 1"."""
        whole = "" if self.grade_level is None else class_name(self.grade_level, self.letter or "")
        return ", ".join(filter(None, (whole, self.group_name)))

    @property
    def is_held(self) -> bool:
        """History already: it takes no change."""
        return self.status == "held"


class Away(msgspec.Struct, frozen=True):
    """An absence on the day; without numbers all day."""

    id: int
    teacher: int
    first_number: int | None
    last_number: int | None

    def covers(self, number: int) -> bool:
        """Whether the teacher is away at a lesson number."""
        return self.first_number is None or self.first_number <= number <= (self.last_number or 0)


class Standby(msgspec.Struct, frozen=True):
    """Hours of the weekday in which a teacher is ready to be called, or asks not to be."""

    teacher: int
    first_number: int
    last_number: int
    is_ready: bool


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A planned change of a lesson; `kind` "" = back to the timetable."""

    id: int
    lesson: int
    kind: str
    teacher: int | None
    room: int | None
    to_date: date | None
    to_number: int | None
    journal: int | None
    merged_with: int | None
    note: str
    override_reason: str
    absence: int | None
    pair: int | None
    is_proposed: bool
    version: int


class Colleague(Named, frozen=True, kw_only=True):
    """Somebody who may be asked: what and whom the person teaches, and how much.

    `subjects`, `classes`, `groups`: ids, of the staff list and of assignments in force; `houses`: buildings
    of the day's lessons; `week_lessons`: lessons in effect in the day's week; `given`: lessons of others
    held or to be held since the term began (fairness).
    """

    subjects: frozenset[int]
    classes: frozenset[int]
    groups: frozenset[int]
    houses: frozenset[int]
    week_lessons: int
    given: int


class Limits(msgspec.Struct, frozen=True):
    """The school's rules: lessons a person has in a week and in a day, lessons of others given in a day."""

    week: int = 36
    day: int = 8
    given: int = 3


class Span(NamedTuple):
    """From minute to minute of the day."""

    begins: int
    ends: int

    def meets(self, other: Span) -> bool:
        """Whether they overlap."""
        return self.begins < other.ends and other.begins < self.ends


class Placed(NamedTuple):
    """A lesson once the drafts count: who holds it where and when; `journal` may be another one's."""

    lesson: DayLesson
    draft: Draft | None
    teacher: int
    beside: tuple[int, ...]
    room: int | None
    number: int
    span: Span
    journal: int
    is_off: bool

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody who teaches it."""
        return (self.teacher, *self.beside)

    @property
    def order(self) -> tuple[int, int, str]:
        """By number, then class."""
        return self.number, self.lesson.grade_level or 0, self.lesson.letter or ""


class Bell(msgspec.Struct, frozen=True):
    """When a number rings."""

    schedule: int
    number: int
    starts: time
    ends: time


Bells = Mapping[tuple[int, int], tuple[time, time]]


def bells_of(bells: Iterable[Bell]) -> Bells:
    """(schedule, number) -> from when to when."""
    return {(one.schedule, one.number): (one.starts, one.ends) for one in bells}


@dataclass(frozen=True)
class Day:
    """The whole day. `lessons` holds also lessons of other days that a draft moves to this one."""

    on_date: date
    lessons: Sequence[DayLesson]
    away: Sequence[Away]
    drafts: Mapping[int, Draft]
    colleagues: Mapping[int, Colleague]
    standby: Sequence[Standby]
    bells: Bells = field(default_factory=dict)
    parallel: Mapping[int, int] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def lesson(self) -> dict[int, DayLesson]:
        """By id."""
        return {one.id: one for one in self.lessons}

    @cached_property
    def placed(self) -> list[Placed]:
        """Every lesson that stands on this day once the drafts count, cancelled ones included."""
        found = [self.place(lesson, self.drafts.get(lesson.id)) for lesson in self.lessons]
        return [one for one in found if one is not None]

    @cached_property
    def of_teacher(self) -> dict[int, list[Placed]]:
        """The lessons each person teaches, drafts counted, cancelled ones left out."""
        found: dict[int, list[Placed]] = defaultdict(list)
        for one in self.placed:
            for person in () if one.is_off else one.people:
                found[person].append(one)
        return found

    def span(self, lesson: DayLesson, number: int) -> Span:
        """When a lesson number lasts for the lesson's class on this day."""
        schedule = lesson.bell_schedule
        if lesson.on_date != self.on_date:
            alike = (o for o in self.lessons if o.on_date == self.on_date and o.shift == lesson.shift)
            schedule = next((o.bell_schedule for o in alike), None)
        bell = self.bells.get((schedule, number)) if schedule is not None else None
        if bell is None:
            begins = UNKNOWN_TIME + number * 60
            return Span(begins, begins + 60)
        return Span(*(at.hour * 60 + at.minute for at in bell))

    def place(self, lesson: DayLesson, draft: Draft | None) -> Placed | None:
        """A lesson under a draft; None when it does not stand on this day."""
        moved = draft is not None and draft.kind == ChangeKind.MOVED
        on_date = draft.to_date if draft is not None and moved else lesson.on_date
        if on_date != self.on_date:
            return None
        number = (
            draft.to_number if draft is not None and moved and draft.to_number is not None else lesson.number
        )
        teacher, room, off = lesson.teacher, lesson.room, lesson.status == "cancelled"
        if draft is not None:
            teacher, room, off = _under(lesson, draft, self.lesson)
        journal = draft.journal if draft is not None and draft.journal is not None else lesson.journal
        span = self.span(lesson, number)
        beside = tuple(one for one in lesson.beside if not self.is_away(one, number))
        return Placed(lesson, draft, teacher, beside, room, number, span, journal, off)

    def is_away(self, teacher: int, number: int) -> bool:
        """Whether a teacher is absent at a lesson number."""
        return any(one.teacher == teacher and one.covers(number) for one in self.away)

    def absence_of(self, teacher: int, number: int) -> Away | None:
        """The absence that takes a teacher from a lesson."""
        return next((one for one in self.away if one.teacher == teacher and one.covers(number)), None)

    @cached_property
    def open(self) -> list[Placed]:
        """Lessons nobody holds: their teacher, drafts counted, is away. By number, then class."""
        found = [
            one for one in self.placed
            if not one.is_off and not one.lesson.is_held and self.is_away(one.teacher, one.number)
        ]  # fmt: skip
        return sorted(found, key=lambda one: one.order)

    def meeting(self, person: int, span: Span, apart_from: Iterable[int] = ()) -> list[Placed]:
        """What else a person teaches at that time; `apart_from`: lesson ids that do not count."""
        skipped = set(apart_from)
        return [
            one for one in self.of_teacher.get(person, ())
            if one.lesson.id not in skipped and one.span.meets(span)
        ]  # fmt: skip

    def in_room(self, room: int, span: Span, apart_from: Iterable[int] = ()) -> list[Placed]:
        """The lessons in a room at that time."""
        skipped = set(apart_from)
        return [
            one for one in self.placed
            if not one.is_off and one.room == room and one.lesson.id not in skipped and one.span.meets(span)
        ]  # fmt: skip

    def filling(self, room: int, span: Span, one: Placed) -> list[Placed]:
        """The lessons that leave no place for this one in a room then; none: there is a place.

        Groups that one teacher has together are one lesson in it.
        """
        inside = self.in_room(room, span, [one.lesson.id])
        at_once = {other.teacher for other in inside} - {one.teacher}
        return inside if len(at_once) >= self.parallel.get(room, 1) else []


def _under(lesson: DayLesson, draft: Draft, lessons: Mapping[int, DayLesson]) -> tuple[int, int | None, bool]:
    """Teacher, room and whether it is off, under a draft: the draft replaces every published change."""
    teacher, room = lesson.planned_teacher, lesson.planned_room
    host = lessons.get(draft.merged_with or 0)
    if draft.kind == ChangeKind.GROUPS_MERGED and host is not None:
        return host.teacher, host.room, False
    if draft.kind in CANCELLING and draft.kind != ChangeKind.SUBJECT_REPLACED:
        return teacher, room, True
    teacher = teacher if draft.teacher is None else draft.teacher
    return teacher, room if draft.room is None else draft.room, False
