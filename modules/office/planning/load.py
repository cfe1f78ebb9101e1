"""The teaching load against the school: journals, who teaches them, hours a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from intranet.kit.i18n import _
from modules.office.lists import problems
from modules.office.lists.duplicates import load_key, without_double_lines
from modules.office.lists.matching import Teachers, Unmatched
from modules.office.lists.problems import ErrorKind, RowError
from modules.office.lists.rows import LoadRow
from modules.office.lists.table import ListRead
from modules.office.planning import words
from modules.office.planning.known import Frame, Group, Journal, KnownAssignment, TeachingFacts
from modules.office.planning.outcome import Plan, Register, RowState, unknown_classes

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Assigned:
    """A teacher of a journal; `is_late` when somebody or the same teacher has taught it before."""

    journal: Journal
    teacher: int
    hours_quarters: int
    is_late: bool


@dataclass
class LoadPlan(Plan):
    """What a load would write; `hours` is assignment -> quarters of an hour a week."""

    frame: Frame | None = None
    subjects: Register = field(default_factory=lambda: Register("subject", (), {}))
    assigned: list[Assigned] = field(default_factory=list)
    hours: dict[int, int] = field(default_factory=dict)


class Journals:
    """The journals of the year, known and new."""

    def __init__(self, facts: TeachingFacts, frame: Frame, cross: Iterable[Group] = ()) -> None:
        groups = {group.id: group for group in (*frame.groups.values(), *cross)}
        self._known = {
            (groups[one.study_group], one.subject): Journal(one.id, groups[one.study_group], one.subject)
            for one in facts.journals
            if one.study_group in groups
        }
        self.new: list[Journal] = []

    def of(self, group: Group, subject: int) -> Journal:
        """The journal of a group and a subject, made if need be."""
        if (group, subject) not in self._known:
            made = Journal(-1 - len(self.new), group, subject)
            self.new.append(made)
            self._known[group, subject] = made
        return self._known[group, subject]


def plan_load(found: ListRead[LoadRow], facts: TeachingFacts, frame: Frame, subjects: Register) -> LoadPlan:
    """What the load would do. A part of a class is new only where the class has none yet."""
    found = without_double_lines(_refuse_unknown(found, facts, frame, subjects), load_key)
    plan = LoadPlan(found, frame=frame, subjects=subjects)
    teachers, journals = Teachers(facts.teachers), Journals(facts, frame)
    assignments = _by_journal(facts.assignments)
    first: dict[tuple[Journal, int], LoadRow] = {}
    refusals: list[tuple[LoadRow, RowError]] = []
    for row in found.rows:
        key = _resolved(row, teachers, journals, plan)
        if first.setdefault(key, row) is not row:
            message = problems.repeated_line(first[key].row)
            refusals.append((row, found.error(row, None, ErrorKind.DUPLICATE, message)))
            continue
        state = _assign(plan, row, key, assignments.get(key[0].id, []))
        who = " ".join(filter(None, (row.subject, str(row.class_name), row.group)))
        plan.add(row, state, f"{who} — {row.teacher_text}", _("часы") if state is RowState.CHANGED else "")
    plan.found, plan.questions = found.refusing(refusals), subjects.questions()
    return plan


def _resolved(row: LoadRow, teachers: Teachers, journals: Journals, plan: LoadPlan) -> tuple[Journal, int]:
    """The journal and the teacher's id of a row that was checked."""
    assert plan.frame is not None
    teacher, subject = teachers.find(row.teacher), plan.subjects.find(row.subject)
    school_class = plan.frame.class_of(row.class_name)
    assert not isinstance(teacher, Unmatched)
    assert subject is not None
    assert school_class is not None
    group = plan.frame.group(school_class, row.group) or plan.frame.new_group(school_class, row.group)
    return journals.of(group, subject), teacher.id


def _by_journal(assignments: list[KnownAssignment]) -> dict[int, list[KnownAssignment]]:
    found: dict[int, list[KnownAssignment]] = {}
    for one in assignments:
        found.setdefault(one.journal, []).append(one)
    return found


def _assign(plan: LoadPlan, row: LoadRow, key: tuple[Journal, int], known: list[KnownAssignment]) -> RowState:
    journal, teacher = key
    hours = int(row.hours * QUARTERS)
    for one in known:
        if one.is_now and one.teacher == teacher:
            if one.hours_quarters == hours:
                return RowState.UNCHANGED
            plan.hours[one.id] = hours
            return RowState.CHANGED
    plan.assigned.append(Assigned(journal, teacher, hours, bool(known)))
    return RowState.CREATED


def _refuse_unknown(
    found: ListRead[LoadRow], facts: TeachingFacts, frame: Frame, subjects: Register
) -> ListRead[LoadRow]:
    found = unknown_classes(found, frame.class_of)
    teachers = Teachers(facts.teachers)
    errors = [(row, _unknown(found, row, teachers, frame, subjects)) for row in found.rows]
    return found.refusing([(row, error) for row, error in errors if error is not None])


def _unknown(
    found: ListRead[LoadRow], row: LoadRow, teachers: Teachers, frame: Frame, subjects: Register
) -> RowError | None:
    teacher = teachers.find(row.teacher)
    if isinstance(teacher, Unmatched):
        message = words.no_teacher(row.teacher_text, teacher.count)
        return found.error(row, "teacher", ErrorKind.UNKNOWN_TEACHER, message)
    school_class = frame.class_of(row.class_name)
    assert school_class is not None
    parts = frame.parts(school_class)
    if frame.group(school_class, row.group) is None and parts:
        message = words.no_group(row.group, str(row.class_name), [part.name for part in parts])
        return found.error(row, "group", ErrorKind.UNKNOWN_GROUP, message)
    if subjects.is_strict and subjects.find(row.subject) is None:
        return found.error(row, "subject", ErrorKind.VALUE, words.unknown_name(row.subject))
    return None
