"""Marks of the terms that have ended: half-up from the average, a few raised with a word (DOMAIN 2.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

import msgspec

from intranet.kit import clock
from modules.journal.averages import Parts
from modules.journal.demo.lessons import RELIGIONS, SPORT, TEACHER, Book, Change, Facts, Taught

RAISED = 0.1  # of those whose average is within RAISE_FROM of the next mark
RAISE_FROM = 3  # tenths above the mark's own average
MOSTLY_AWAY = 0.5
WHY = "Учтена положительная динамика"


class TermRow(msgspec.Struct, frozen=True):
    """A term that has ended, of the classes that follow its scheme."""

    id: int
    school_class: int
    begins: date
    ends: date


class Result:
    """What one pupil has in one subject in one term."""

    __slots__ = ("away", "journal", "lessons", "teacher", "total", "weight")

    def __init__(self, journal: int, teacher: int) -> None:
        self.journal, self.teacher = journal, teacher
        self.total = self.weight = self.lessons = self.away = 0


def term_marks(
    facts: Facts, book: Book, lessons: Iterable[Taught], terms: list[TermRow], subjects: dict[str, int]
) -> list[tuple[object, ...]]:
    """Rows of term_mark; their links are added to the book."""
    by_class: dict[int, list[TermRow]] = defaultdict(list)
    for term in terms:
        by_class[term.school_class].append(term)
    held, marks = set(book.held), defaultdict(list)
    for lesson, mark in book.marks:
        marks[lesson.id].append(mark)
    missed = Counter((row[0], row[1]) for row in book.attendance if row[2] not in ("LATE", "EXEMPT_PRESENT"))
    found: dict[tuple[int, str, int], Result] = {}
    grades: dict[int, date] = {}
    for lesson in lessons:
        if lesson.id not in held or lesson.grade_level == 1:
            continue
        for term in by_class[lesson.school_class]:
            if term.begins <= lesson.on_date <= term.ends:
                grades[term.id] = term.ends
                _count(facts, found, lesson, term)
                for mark in marks[lesson.id]:
                    result = found[mark.student, lesson.subject, term.id]
                    result.total += int(mark.value) * mark.kind.weight_tenths
                    result.weight += mark.kind.weight_tenths
                for student, _, _ in facts.members[lesson.study_group]:
                    if missed[lesson.id, student]:
                        found[student, lesson.subject, term.id].away += 1
    return _rows(facts, book, found, grades, subjects)


def _count(facts: Facts, found: dict[tuple[int, str, int], Result], lesson: Taught, term: TermRow) -> None:
    for student, since, until in facts.members[lesson.study_group]:
        key = (student, lesson.subject, term.id)
        if key not in found:
            found[key] = Result(lesson.journal, lesson.teacher)
        if until is None or until >= term.ends:
            found[key].journal = lesson.journal  # the one at the term's end
        if since <= lesson.on_date:
            found[key].lessons += 1


def _rows(
    facts: Facts, book: Book, found: dict[tuple[int, str, int], Result], ends: dict[int, date],
    subjects: dict[str, int],
) -> list[tuple[object, ...]]:  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for (student, subject, term), result in found.items():
        at = _moment(facts.rng, ends[term])
        value, comment = _value(facts, student, subject, result)
        points = int(value) if value.isdecimal() else None
        book.changes.append(
            Change(result.journal, None, student, f"term:{term}", None, value, result.teacher, at)
        )
        rows.append(
            (student, subjects[subject], term, value, points, result.journal, comment, result.teacher,
             TEACHER, at)
        )  # fmt: skip
    return rows


def _moment(rng: Random, ends: date) -> datetime:
    return clock.local(ends - timedelta(rng.randint(0, 2)), 15 + rng.randrange(3), rng.randrange(60))


def _value(facts: Facts, student: int, subject: str, result: Result) -> tuple[str, str]:
    """The mark and a word to it. Nothing to count: н/а after long absence, else what the teacher thinks."""
    if subject == RELIGIONS:
        return "зч", ""
    if subject == SPORT and facts.pupils[student].is_exempt:
        return "осв", ""
    proposed = Parts(result.total, result.weight).proposed
    if proposed is None:
        if result.away >= MOSTLY_AWAY * result.lessons:
            return "н/а", ""
        return ("5" if facts.pupils[student].ability > 0 else "4"), ""
    above = 10 * result.total - 10 * proposed * result.weight
    if proposed < 5 and above >= RAISE_FROM * result.weight and facts.rng.random() < RAISED:
        return str(proposed + 1), WHY
    return str(proposed), ""
