"""A timetable against the school: a whole version, its clashes by the clock, the groups of a grid's lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from intranet.school.calendar.days import ClassKey
from intranet.school.classes.names import label_key
from intranet.school.timetable import clashes
from modules.office.lists.duplicates import slot_key, without_double_lines
from modules.office.lists.matching import Teachers, Unmatched
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import SlotRow
from modules.office.lists.table import ListRead
from modules.office.planning import words
from modules.office.planning.known import Frame, Group, Journal
from modules.office.planning.line_groups import Line, LineGroups, TimetableFacts
from modules.office.planning.load import Journals
from modules.office.planning.outcome import Answers, Plan, Question, Register, RowState, unknown_classes

BLAME = {"clash_teacher": "teacher", "clash_student": "group", "clash_room": "room"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the version to be; ids below zero are of new things."""

    journal: Journal
    weekday: int
    number: int
    week: str
    teacher: int
    room: int | None


@dataclass
class TimetablePlan(Plan):
    """What a timetable would write: the version from `since`."""

    frame: Frame | None = None
    subjects: Register = field(default_factory=lambda: Register("subject", (), {}))
    rooms: Register = field(default_factory=lambda: Register("room", (), {}))
    since: date = date.min
    slots: list[Slot] = field(default_factory=list)
    untaught: list[tuple[Journal, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Wishes:
    """What a person has said of an import: answers to questions, the day it starts."""

    answers: Answers = field(default_factory=dict)
    from_day: date | None = None
    is_strict: bool = False


def plan_timetable(
    found: ListRead[SlotRow],
    facts: TimetableFacts,
    frame: Frame,
    names: tuple[Register, Register],
    wishes: Wishes,
) -> TimetablePlan:
    """What the timetable would do; of two lessons in conflict the first stays."""
    return _Timetable(found, facts, frame, names, wishes).planned()


class WeekPlanning:
    """What every timetable goes through once its rows are slots: clashes, its first day, counts."""

    found: ListRead[Any]

    def __init__(
        self, facts: TimetableFacts, frame: Frame, names: tuple[Register, Register], wishes: Wishes
    ) -> None:
        self.facts, self.frame, self.wishes = facts, frame, wishes
        self.subjects, self.rooms = names

    def groups_to_compare(self) -> Mapping[int, clashes.Group]:
        """Study groups with their pupils, by id."""
        return self.facts.groups

    def clock_class(self, row: Any, slot: Slot) -> ClassKey:
        """By whose bells a slot is taught."""
        return self.facts.classes[slot.journal.group.school_class]

    def words_of(self, row: Any) -> tuple[str, str]:
        """A row as a sample shows it: who, and the room."""
        return f"{row.class_name}, {row.subject} — {row.teacher_text}", row.room

    def refuse_clashes(self, slots: Mapping[int, Slot]) -> None:
        parallel = {**self.facts.parallel, **{new.id: holds(new.text) for new in self.rooms.new}}
        week = clashes.Clashes(self.groups_to_compare(), parallel)
        refusals = []
        for place, row in enumerate(self.found.rows):
            met = week.add(self._taught(place, row, slots[id(row)]))
            if met:
                refusals.append((row, self._clash_error(row, met)))
        self.found = self.found.refusing(refusals)

    def _taught(self, place: int, row: Any, slot: Slot) -> clashes.Taught:
        school_class = self.clock_class(row, slot)
        begins, ends = clashes.minutes(self.facts.calendar, school_class, slot.weekday, slot.number)
        return clashes.Taught(
            place, slot.weekday, slot.week, begins, ends, slot.journal.id, slot.journal.group.id,
            slot.teacher, slot.room,
        )  # fmt: skip

    def _clash_error(self, row: Any, met: list[clashes.Clash]) -> RowError:
        order = list(BLAME)
        clash = min(met, key=lambda one: order.index(one.kind))
        kind = ErrorKind(clash.kind.value)
        names = sorted(self.facts.pupils[one] for one in clash.students if one in self.facts.pupils)
        message = words.clash(kind, self.found.rows[clash.with_ref].row, names)
        return self.found.error(row, BLAME[clash.kind], kind, message)

    def since(self, slots: Iterable[Slot]) -> date:
        """As asked, else of the title, else the first school day if there is no version, else today.

        The very timetable that is in force already keeps its day: a second import changes nothing.
        """
        if self.wishes.from_day or self.found.starts:
            return self.wishes.from_day or self.found.starts or date.min
        year, now = self.frame.year, max(self.frame.today, self.frame.year.begins)
        if not self.facts.versions:
            return self._first_day()
        start, lines = self._in_force(now)
        return start if lines == frozenset(map(line_of, slots)) else min(now, year.teaching_until)

    def _first_day(self) -> date:
        days = (
            next(
                self.facts.calendar.school_days(one, self.frame.year.begins, self.frame.year.teaching_until),
                None,
            )
            for one in self.facts.classes.values()
        )
        return min((day.day for day in days if day), default=self.frame.year.begins)

    def _in_force(self, day: date) -> tuple[date, frozenset[Line]]:
        """The version of a day; before the first one nothing."""
        begun = [version for version in self.facts.versions if version[0] <= day]
        return begun[-1] if begun else (date.min, frozenset())

    def count(self, plan: TimetablePlan, since: date) -> None:
        _start, known = self._in_force(since)
        places = {line[:4] for line in known}
        for row, slot in zip(self.found.rows, plan.slots, strict=True):
            line = line_of(slot)
            state = RowState.CHANGED if line[:4] in places else RowState.CREATED
            plan.add(row, RowState.UNCHANGED if line in known else state, *self.words_of(row))
        kept = {line_of(slot)[:4] for slot in plan.slots}
        plan.gone = len([line for line in known if line[:4] not in kept])

    def untaught(self, slots: Iterable[Slot]) -> list[tuple[Journal, int, int]]:
        """Journals nobody teaches yet, with the timetable's teacher and quarters of an hour a week."""
        taught = {one.journal for one in self.facts.teaching.assignments if one.is_now}
        hours: dict[tuple[Journal, int], int] = {}
        for slot in slots:
            if slot.journal.id not in taught:
                key = slot.journal, slot.teacher
                hours[key] = hours.get(key, 0) + (2 if slot.week else 4)
        return [(journal, teacher, quarters) for (journal, teacher), quarters in hours.items()]


class _Timetable(WeekPlanning):
    """The steps from rows to slots."""

    def __init__(
        self, found: ListRead[SlotRow], facts: TimetableFacts, frame: Frame,
        names: tuple[Register, Register], wishes: Wishes,
    ) -> None:  # fmt: skip
        super().__init__(facts, frame, names, wishes)
        self.found = unknown_classes(found, frame.class_of)
        self.teachers = Teachers(facts.teaching.teachers)
        self.journals = Journals(facts.teaching, frame)
        self.questions: list[Question] = []
        self.groups: dict[int, Group] = {}

    def planned(self) -> TimetablePlan:
        self._refuse(self._unknown)
        self._choose()
        self.found = without_double_lines(self.found, self._line_key)
        slots = {id(row): self._slot(row) for row in self.found.rows}
        self.refuse_clashes(slots)
        kept = [slots[id(row)] for row in self.found.rows]
        since = self.since(kept)
        plan = TimetablePlan(
            self.found, frame=self.frame, subjects=self.subjects, rooms=self.rooms, since=since, slots=kept
        )
        self.count(plan, since)
        plan.questions = [*self.questions, *self.subjects.questions(), *self.rooms.questions()]
        plan.untaught = self.untaught(kept)
        return plan

    def _refuse(self, check: object) -> None:
        assert callable(check)
        errors = [(row, check(row)) for row in self.found.rows]
        self.found = self.found.refusing([(row, error) for row, error in errors if error is not None])

    def _unknown(self, row: SlotRow) -> RowError | None:
        teacher = self.teachers.find(row.teacher)
        if isinstance(teacher, Unmatched):
            message = words.no_teacher(row.teacher_text, teacher.count)
            return self.found.error(row, "teacher", ErrorKind.UNKNOWN_TEACHER, message)
        school_class = self.frame.class_of(row.class_name)
        assert school_class is not None
        if row.group and self.frame.group(school_class, row.group) is None:
            names = [part.name for part in self.frame.parts(school_class)]
            message = words.no_group(row.group, str(row.class_name), names)
            return self.found.error(row, "group", ErrorKind.UNKNOWN_GROUP, message)
        for register, name, text in ((self.subjects, "subject", row.subject), (self.rooms, "room", row.room)):
            if text and register.is_strict and register.find(text) is None:
                return self.found.error(row, name, ErrorKind.VALUE, words.unknown_name(text))
        return None

    def _choose(self) -> None:
        """The group of every line; a line whose group nobody knows is refused until it is answered."""
        choosing = LineGroups(self.facts, self.frame, self._who_and_what, self.wishes.answers)
        lost = choosing.choose(self.found.rows)
        self.groups, self.questions = choosing.groups, choosing.questions
        self.found = self.found.refusing([
            (row, self.found.error(row, "group", ErrorKind.UNKNOWN_GROUP,
                                   words.which_group(row.subject, str(row.class_name))))
            for row in lost
        ])  # fmt: skip

    def _who_and_what(self, row: SlotRow) -> tuple[int, int]:
        """The teacher and the subject of a line that was checked."""
        teacher, subject = self.teachers.find(row.teacher), self.subjects.find(row.subject)
        assert not isinstance(teacher, Unmatched)
        assert subject is not None
        return teacher.id, subject

    def _line_key(self, row: SlotRow) -> object:
        group = self.groups[id(row)]
        return slot_key(replace(row, group="")), group.id

    def _slot(self, row: SlotRow) -> Slot:
        teacher, subject = self._who_and_what(row)
        journal = self.journals.of(self.groups[id(row)], subject)
        room = self.rooms.find(row.room) if row.room else None
        return Slot(journal, row.weekday, row.number, row.week, teacher, room)


def line_of(slot: Slot) -> Line:
    """A slot as the database has it."""
    return slot.journal.id, slot.weekday, slot.number, slot.week, slot.teacher, slot.room


WIDE = ("спорт", "бассейн", "стадион", "площадк", "актовыйзал", "малыйзал", "большойзал")


def holds(room: str) -> int:
    """How many lessons a new room takes at once: a gym two, any other one."""
    return 2 if label_key(room).startswith(WIDE) else 1
