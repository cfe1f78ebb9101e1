"""A foreign timetable as a version to be: rows become slots, what is left out is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from intranet.kit.i18n import _
from intranet.school.calendar.days import ClassKey
from intranet.school.timetable import clashes
from modules.office.lists.duplicates import without_double_lines
from modules.office.lists.foreign.model import ForeignRead, ForeignRow, Left, NameKind
from modules.office.planning.foreign.groups import Groups
from modules.office.planning.foreign.known import ForeignFacts, Made, Remembered
from modules.office.planning.foreign.names import Meaning
from modules.office.planning.known import Frame, Journal
from modules.office.planning.line_groups import TimetableFacts
from modules.office.planning.load import Journals
from modules.office.planning.outcome import Question, RowNote
from modules.office.planning.timetable import Slot, TimetablePlan, WeekPlanning, Wishes

TERM = "foreign_term:"
SATURDAY = 6


@dataclass
class ForeignPlan(TimetablePlan):
    """What a foreign timetable would write: the version, what is new, the names to remember."""

    system: str = ""
    made: Made = field(default_factory=Made)
    remembered: list[Remembered] = field(default_factory=list)
    left: Counter[Left] = field(default_factory=Counter)

    @property
    def week_days(self) -> int:
        """How many days a new class studies."""
        return 6 if any(slot.weekday == SATURDAY for slot in self.slots) else 5


def plan_foreign(
    found: ForeignRead, facts: TimetableFacts, frame: Frame, more: ForeignFacts, wishes: Wishes
) -> ForeignPlan:
    """What the file would do; of two lessons in conflict the first stays."""
    return _Foreign(found, facts, frame, more, wishes).planned()


class _Foreign(WeekPlanning):
    """The steps from foreign rows to slots."""

    found: ForeignRead

    def __init__(
        self, found: ForeignRead, facts: TimetableFacts, frame: Frame, more: ForeignFacts, wishes: Wishes
    ) -> None:
        self.meaning = Meaning(found, facts, frame, more, wishes)
        registers = self.meaning.registers
        super().__init__(facts, frame, (registers[NameKind.SUBJECT], registers[NameKind.ROOM]), wishes)
        self.found, self.names = found, found.names
        self.groups = Groups(self.meaning)
        self.journals = Journals(facts.teaching, frame, self.groups.cross.values())
        self.left: Counter[Left] = Counter(found.left)

    def planned(self) -> ForeignPlan:
        """The whole way."""
        slots = self._slots()
        self.found = self._keeping(row for row in self.found.rows if id(row) in slots)
        once = without_double_lines(self.found, lambda row: _place(slots[id(row)]))
        assert isinstance(once, ForeignRead)
        self.found = once
        self.refuse_clashes(slots)
        kept = [slots[id(row)] for row in self.found.rows]
        since = self.since(kept)
        plan = ForeignPlan(
            self.found, frame=self.frame, subjects=self.subjects, rooms=self.rooms, since=since, slots=kept,
            system=self.found.system, made=self.meaning.made, remembered=self.meaning.remembered,
            left=self.left,
        )  # fmt: skip
        self.count(plan, since)
        for left, count in self.left.most_common():
            plan.notes.append(RowNote(count, left_words(left), "", "left"))
        plan.questions = [*self._term_question(), *self.meaning.questions()]
        plan.untaught = self.untaught(kept)
        return plan

    def _keeping(self, rows: Iterable[ForeignRow]) -> ForeignRead:
        kept = {id(row) for row in rows}
        return self.found.without([row for row in self.found.rows if id(row) not in kept])

    def _slots(self) -> dict[int, Slot]:
        """The slots of the rows that are taken, by id() of the row; the others are counted."""
        slots: dict[int, Slot] = {}
        for row in self.found.rows:
            found = self._slot(row)
            if isinstance(found, Slot):
                slots[id(row)] = found
            else:
                self.left[found] += 1
        return slots

    def _slot(self, row: ForeignRow) -> Slot | Left:
        """In an order in which nothing is made for a row that is left out."""
        if not self._is_in_term(row):
            return Left.TERM
        classes = self.groups.classes(row.group)
        if not classes:
            return Left.CLASS
        number = self.meaning.number(row.period, self._class_key(classes[0]).shift)
        if number is None:
            return Left.PERIOD
        teacher = self.meaning.teacher(row.teacher)
        if teacher is None:
            return Left.TEACHER
        subject, group = self.meaning.subject(row.subject), self.groups.of(row)
        if subject is None or group is None:
            return Left.SUBJECT if subject is None else Left.GROUP
        room = self.meaning.room(row.room) if row.room else None
        return Slot(self.journals.of(group, subject), row.weekday, number, row.week, teacher, room)

    def _is_in_term(self, row: ForeignRow) -> bool:
        at = int(self._term())
        return not row.terms or (at < len(row.terms) and row.terms[at] == "1")

    def _term(self) -> str:
        given = self.wishes.answers.get(TERM, "0")
        return given if given.isascii() and given.isdigit() and len(given) < 3 else "0"

    def _term_question(self) -> list[Question]:
        """Which part of the year is read, if the file divides it."""
        if not self.found.terms:
            return []
        parts = range(max(len(mask) for mask in self.found.terms))
        choices = [(str(at), _("часть %(n)s", n=at + 1)) for at in parts]
        rows = sum(1 for row in self.meaning.found.rows if row.terms)
        return [Question("foreign_term", "", _("Часть года"), rows, choices, self._term())]

    def _class_key(self, school_class: int) -> ClassKey:
        if school_class > 0:
            return self.facts.classes[school_class]
        return ClassKey(school_class, self.meaning.class_rows[school_class].grade_level)

    def clock_class(self, row: ForeignRow, slot: Slot) -> ClassKey:
        """Of a group across classes the first one's."""
        return self._class_key(self.groups.classes(row.group)[0])

    def groups_to_compare(self) -> Mapping[int, clashes.Group]:
        """Ours and the new ones; a new group across classes has the pupils of its parts."""
        made, known = self.meaning.made, dict(self.facts.groups)
        for new in made.classes:
            known[new.roster.id] = clashes.Group(new.roster.id, new.id, True)
        for part in made.groups:
            known[part.id] = clashes.Group(part.id, part.school_class)
        for cross in made.cross:
            students = frozenset[int]().union(*(known[of.id].students for of in cross.of if of.id in known))
            known[cross.group.id] = clashes.Group(cross.group.id, students=students)
        return known

    def words_of(self, row: ForeignRow) -> tuple[str, str]:
        """In the file's own names."""
        group = self.names[NameKind.GROUP, row.group].text
        subject = self.names[NameKind.SUBJECT, row.subject]
        teacher = self.names[NameKind.TEACHER, row.teacher]
        room = self.names[NameKind.ROOM, row.room].text if row.room else ""
        return f"{group}, {subject.text} — {teacher.text}", room


def _place(slot: Slot) -> tuple[Journal, int, int, str, int]:
    """What no two slots may share."""
    return slot.journal, slot.weekday, slot.number, slot.week, slot.teacher


def left_words(left: Left) -> str:
    """What is left out, as a person reads it."""
    words = {
        Left.NO_TEACHER: _("уроки без учителя"),
        Left.NO_CLASS: _("уроки без класса"),
        Left.WEEK: _("недели, которых нет: у нас только А и Б"),
        Left.WEEKDAY: _("непонятный день недели"),
        Left.TERM: _("уроки другой части года"),
        Left.TEACHER: _("учитель не выбран"),
        Left.CLASS: _("класс не выбран: параллели не от 1 до 11, кружки, отдельные ученики"),
        Left.GROUP: _("группа не выбрана"),
        Left.SUBJECT: _("предмет не выбран"),
        Left.PERIOD: _("для времени урока нет номера от 0 до 12"),
        Left.UNPLACED: _("уроки, не поставленные в сетку"),
    }
    return words[left]
