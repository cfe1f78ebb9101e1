"""Which group a line of a timetable is for: as written, else as the load says, else a question.

Where several groups of the load fit a line of a grid's cell, it is the one whose pupils are free of the
cell's other lines (ARCHITECTURE, import rules). A lone line of a subject without any load is the whole class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intranet.school.calendar.days import ClassKey, YearCalendar
from intranet.school.timetable import clashes
from modules.office.lists.matching import CellLine, choose_groups
from modules.office.lists.rows import SlotRow
from modules.office.planning.known import Frame, Group, TeachingFacts
from modules.office.planning.outcome import SKIP, Answers, Question

Line = tuple[int, int, int, str, int, int | None]


@dataclass(frozen=True)
class TimetableFacts:
    """What a timetable is compared with: calendar, pupils of groups, versions.

    `versions` are first day and lines (journal, weekday, number, week, teacher, room), in order.
    """

    teaching: TeachingFacts
    calendar: YearCalendar
    classes: Mapping[int, ClassKey]
    groups: Mapping[int, clashes.Group]
    parallel: Mapping[int, int]
    pupils: Mapping[int, str]
    versions: Sequence[tuple[date, frozenset[Line]]]


class LineGroups:
    """For a whole file: `groups` is by id() of the row, `resolve` gives a row's teacher and subject."""

    def __init__(
        self,
        facts: TimetableFacts,
        frame: Frame,
        resolve: Callable[[SlotRow], tuple[int, int]],
        answers: Answers,
    ) -> None:
        self.facts, self.frame, self.resolve, self.answers = facts, frame, resolve, answers
        self.groups: dict[int, Group] = {}
        self.questions: list[Question] = []
        self._load = _load_of(facts.teaching, frame)

    def choose(self, rows: Iterable[SlotRow]) -> list[SlotRow]:
        """Fills `groups` and `questions`; the rows that stay without a group."""
        cells: dict[tuple[int, str | None], list[SlotRow]] = {}
        for row in rows:
            cells.setdefault((row.row, row.header or str(id(row))), []).append(row)
        return [row for lines in cells.values() for row in self._choose_in(lines)]

    def _choose_in(self, lines: list[SlotRow]) -> list[SlotRow]:
        wanted = [CellLine(self._candidates(row, lines), row.week) for row in lines]
        members = {group: self._students(group) for line in wanted for group in line.candidates}
        found = choose_groups(wanted, members)
        lost = []
        for place, (row, group) in enumerate(zip(lines, found, strict=True)):
            chosen = group if group is not None else self._asked(row, place)
            if chosen is None:
                lost.append(row)
            else:
                self.groups[id(row)] = chosen
        return lost

    def _candidates(self, row: SlotRow, lines: list[SlotRow]) -> list[Group]:
        school_class = self.frame.class_of(row.class_name)
        assert school_class is not None
        named = self.frame.group(school_class, row.group)
        assert named is not None
        if row.group or row.header is None:
            return [named]
        teacher, subject = self.resolve(row)
        mine = self._load.get((school_class.id, subject, teacher), [])
        beside = [other for other in lines if not (other.week and row.week and other.week != row.week)]
        if not mine and len(beside) == 1 and (school_class.id, subject, None) not in self._load:
            return [named]
        return mine

    def _students(self, group: Group) -> frozenset[int]:
        known = self.facts.groups.get(group.id)
        return known.students if known is not None else frozenset()

    def _asked(self, row: SlotRow, place: int) -> Group | None:
        """A person's answer for a line, None as long as there is none."""
        school_class = self.frame.class_of(row.class_name)
        assert school_class is not None
        parts = [self.frame.roster(school_class), *self.frame.parts(school_class)]
        key = f"{row.row}.{row.header}.{place}"
        given = self.answers.get(f"group:{key}", SKIP)
        chosen = next((group for group in parts if str(group.id) == given), None)
        text = f"{row.class_name}, {row.subject}, {row.teacher_text}"
        choices = [(str(group.id), group.name or str(row.class_name)) for group in parts]
        self.questions.append(Question("group", key, text, 1, choices, given if chosen else SKIP))
        return chosen


def _load_of(facts: TeachingFacts, frame: Frame) -> dict[tuple[int, int, int | None], list[Group]]:
    """The groups of a class by subject and teacher, and by subject and anybody (None)."""
    journals = {one.id: one for one in facts.journals}
    groups = {group.id: group for group in frame.groups.values()}
    load: dict[tuple[int, int, int | None], list[Group]] = {}
    for one in facts.assignments:
        journal = journals.get(one.journal)
        group = groups.get(journal.study_group) if journal else None
        if journal is None or group is None or not one.is_now:
            continue
        for who in (one.teacher, None):
            known = load.setdefault((group.school_class, journal.subject, who), [])
            if group not in known:
                known.append(group)
    return load
