"""What a teacher leaves behind of each lesson: roll, works and marks, topic, homework; or nothing yet.

Older lessons are nearly always filled, yesterday's and today's often not. Written works come back later:
a self-check on the next day, a test after three, unless that is still ahead. Nothing is later than `now`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

import msgspec

from intranet.kit import clock
from modules.journal.cells import Code
from modules.journal.demo.pupils import EASY, LATE, SINGLE_LESSONS, SPREADS, Pupil
from modules.journal.demo.texts import COMMENTS, homework_of, topic_of
from modules.journal.ledger import attendance_value, mark_field

SPORT, RELIGIONS = "Физическая культура", "Основы религиозных культур и светской этики"
UNFILLED = (0.45, 0.16, 0.07, 0.04)  # by age in school days, then OLD
OLD = 0.008
TEST_EVERY, CHECK_EVERY = 16, 7
ORAL = 0.30  # answers a pupil and plain lesson
CORRECTED = 0.05
CHECKS = {
    "Русский язык": "ДИК", "Физика": "ЛР", "Химия": "ЛР", "Биология": "ЛР", "Информатика": "ПР",
    "Труд (технология)": "ПР", "Физическая культура": "ЗАЧ",
}  # fmt: skip
TEACHER = "teacher"


class Kind(msgspec.Struct, frozen=True):
    """A kind of work."""

    id: int
    code: str
    name: str
    weight_tenths: int


class Taught(msgspec.Struct, frozen=True):
    """A lesson up to today, or soon after it (for homework)."""

    id: int
    journal: int
    study_group: int
    school_class: int
    on_date: date
    number: int
    status: str
    teacher: int
    subject: str
    grade_level: int
    starts: time
    ends: time


@dataclass
class Mark:
    """A mark to be; `was` and `was_at` if it was corrected since."""

    work: int
    student: int
    value: str
    kind: Kind
    comment: str
    set_by: int
    at: datetime


@dataclass
class Change:
    """A link of the chain to be."""

    journal: int
    lesson: int | None
    student: int
    field: str
    old: str | None
    new: str
    person: int
    at: datetime


@dataclass
class Book:
    """Everything recorded, as rows of the tables; `marks` and `changes` are still objects."""

    works: list[tuple[object, ...]] = field(default_factory=list)
    marks: list[tuple[Taught, Mark]] = field(default_factory=list)
    attendance: list[tuple[object, ...]] = field(default_factory=list)
    records: list[tuple[object, ...]] = field(default_factory=list)
    homework: list[tuple[object, ...]] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@dataclass
class Facts:
    """What is known of the school.

    `leaders`: class -> class teacher; `kept`: lessons to leave unfilled; `starred`: pupils asked more often.
    """

    rng: Random
    now: datetime
    kinds: dict[str, Kind]
    pupils: dict[int, Pupil]
    leaders: dict[int, int]
    members: dict[int, list[tuple[int, date, date | None]]]
    days: list[date]
    kept: frozenset[int]
    starred: frozenset[int]
    shown_class: int


class Teaching:
    """Goes through the lessons in order of time."""

    def __init__(self, facts: Facts, first_work: int) -> None:
        self.facts, self.rng, self.book = facts, facts.rng, Book()
        self.next_work = first_work
        self.nth: dict[int, int] = defaultdict(int)
        self.counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.severity: dict[int, float] = {}
        self.sloth: dict[int, float] = {}
        self.age = {day: age for age, day in enumerate(reversed(facts.days))}

    def teach(self, lesson: Taught, due: int | None) -> None:
        """One lesson that is over; `due` is the next one of its journal."""
        nth, teacher = self.nth[lesson.journal], lesson.teacher
        self.nth[lesson.journal] += 1
        if teacher not in self.severity:
            self.severity[teacher] = self.rng.gauss(0, SPREADS[2])
            self.sloth[teacher] = self.rng.choice((0.3, 0.6, 0.8, 1, 1, 1.2, 3))
        if lesson.id in self.facts.kept or self.rng.random() < self._unfilled(lesson):
            return
        members = [s for s, since, until in self.facts.members[lesson.study_group]
                   if since <= lesson.on_date and (until is None or lesson.on_date <= until)]  # fmt: skip
        self.book.held.append(lesson.id)
        present = self._roll(lesson, members)
        if lesson.grade_level > 1 and lesson.subject != RELIGIONS:
            self._works(lesson, nth, present)
        self._record(lesson, nth, due)

    def _unfilled(self, lesson: Taught) -> float:
        age = self.age[lesson.on_date]
        chance = UNFILLED[age] if age < len(UNFILLED) else OLD
        return chance * (0.3 if lesson.school_class == self.facts.shown_class else self.sloth[lesson.teacher])

    def _at(self, lesson: Taught, minutes_before_end: int, days: int = 0) -> datetime:
        """A moment of the lesson, or of an afternoon some days later."""
        if days:
            when = lesson.on_date + timedelta(days)
            when += timedelta(max(0, 7 - when.weekday()) if when.weekday() > 4 else 0)
            return clock.local(when, 15 + self.rng.randrange(4), self.rng.randrange(60))
        ends = clock.local(lesson.on_date, lesson.ends.hour, lesson.ends.minute)
        return ends - timedelta(minutes=minutes_before_end)

    def _roll(self, lesson: Taught, members: list[int]) -> list[int]:
        """Attendance of one lesson; who was there."""
        pupils, present = self.facts.pupils, []
        sport = lesson.subject == SPORT
        for student in members:
            pupil = pupils[student]
            reason = pupil.away.get(lesson.on_date)
            if reason is not None:
                self._absent(lesson, student, reason.code, reason.until)
            elif pupil.is_frequent and self.rng.random() < SINGLE_LESSONS[True]:
                self._absent(lesson, student, Code.ABSENT_UNSPECIFIED, lesson.on_date)
            else:
                present.append(student)
                if sport and pupil.is_exempt:
                    self._attend(lesson, student, Code.EXEMPT_PRESENT)
        self._chances(lesson, present)
        return present

    def _chances(self, lesson: Taught, present: list[int]) -> None:
        """A few left one lesson out, or came late."""
        if present and self.rng.random() < len(present) * SINGLE_LESSONS[False]:
            gone = present.pop(self.rng.randrange(len(present)))
            code = Code.SCHOOL_EVENT if self.rng.random() < 0.2 else Code.ABSENT_UNSPECIFIED
            if not (lesson.subject == SPORT and self.facts.pupils[gone].is_exempt):
                self._attend(lesson, gone, code)
        if present and self.rng.random() < len(present) * LATE:
            late = self.rng.choice(present)
            if not (lesson.subject == SPORT and self.facts.pupils[late].is_exempt):
                self._attend(lesson, late, Code.LATE, self.rng.choice((3, 5, 5, 7, 10, 10, 15, 20)))

    def _attend(self, lesson: Taught, student: int, code: Code, minutes: int | None = None) -> None:
        at = self._at(lesson, 30)
        self._put(lesson, student, code, minutes, lesson.teacher, at)
        self._link(lesson, student, "attendance", None, attendance_value(code, minutes), lesson.teacher, at)

    def _absent(self, lesson: Taught, student: int, code: Code, until: date) -> None:
        """Н at the lesson; a day or two after the child is back, its class teacher knows the reason."""
        at, known = self._at(lesson, 30), clock.local(until + timedelta(2), 16, self.rng.randrange(60))
        leader = self.facts.leaders.get(lesson.school_class)
        self._link(lesson, student, "attendance", None, Code.ABSENT_UNSPECIFIED, lesson.teacher, at)
        if code == Code.ABSENT_UNSPECIFIED or leader is None or known > self.facts.now:
            self._put(lesson, student, Code.ABSENT_UNSPECIFIED, None, lesson.teacher, at)
            return
        self._link(lesson, student, "attendance", Code.ABSENT_UNSPECIFIED, code, leader, known)
        self._put(lesson, student, code, None, leader, known)

    def _put(
        self, lesson: Taught, student: int, code: Code, minutes: int | None, by: int, at: datetime
    ) -> None:
        self.book.attendance.append((lesson.id, student, code.value, minutes, by, TEACHER, at))

    def _link(
        self, lesson: Taught, student: int, what: str, old: str | None, new: str | None, by: int, at: datetime
    ) -> None:
        assert new is not None
        self.book.changes.append(Change(lesson.journal, lesson.id, student, what, old, str(new), by, at))

    def _works(self, lesson: Taught, nth: int, present: list[int]) -> None:
        if lesson.subject == SPORT:
            present = [student for student in present if not self.facts.pupils[student].is_exempt]
        place = (nth + lesson.journal) % TEST_EVERY
        if place == TEST_EVERY - 1 and lesson.subject not in EASY:
            number = nth // TEST_EVERY + 1
            self._written(lesson, self.facts.kinds["КР"], f"Контрольная работа № {number}", present, 0.97, 3)
            return
        if place % CHECK_EVERY == 3:
            kind = self.facts.kinds[CHECKS.get(lesson.subject, "СР")]
            self._written(lesson, kind, "", present, 0.75, 1)
            return
        share = ORAL * (0.75 if lesson.grade_level <= 4 else 1)
        number = sum(self.rng.random() < share for _ in present)
        counts = self.counts[lesson.journal]
        starred = self.facts.starred
        chosen = sorted(present, key=lambda s: counts[s] + 2 * self.rng.random() - 2 * (s in starred))[
            :number
        ]
        self._marks(lesson, self.facts.kinds["ОТВ"], "", chosen, self._at(lesson, 5))

    def _written(
        self, lesson: Taught, kind: Kind, title: str, present: list[int], share: float, days: int
    ) -> None:
        chosen = [student for student in present if self.rng.random() < share]
        self._marks(lesson, kind, title, chosen, self._at(lesson, 0, days))

    def _marks(self, lesson: Taught, kind: Kind, title: str, chosen: Iterable[int], at: datetime) -> None:
        chosen = list(chosen) if at <= self.facts.now else []
        if not (chosen or title):
            return
        work, self.next_work = self.next_work, self.next_work + 1
        self.book.works.append((work, lesson.id, kind.id, title, kind.weight_tenths, 1))
        severity, counts = self.severity[lesson.teacher], self.counts[lesson.journal]
        for student in chosen:
            value = self.facts.pupils[student].mark(self.rng, lesson.subject, lesson.grade_level, severity)
            counts[student] += 1
            self._mark(lesson, Mark(work, student, value, kind, "", lesson.teacher, at))

    def _mark(self, lesson: Taught, mark: Mark) -> None:
        name = mark_field(mark.work, 1)
        self._link(lesson, mark.student, name, None, mark.value, mark.set_by, mark.at)
        if mark.value in "23" and self.rng.random() < 0.08:
            mark.comment = self.rng.choice(COMMENTS)
        later = mark.at + timedelta(days=self.rng.randint(2, 9), hours=self.rng.randint(0, 2))
        if mark.value != "5" and self.rng.random() < CORRECTED and later <= self.facts.now:
            old, mark.value, mark.at = mark.value, str(int(mark.value) + 1), later
            self._link(lesson, mark.student, name, old, mark.value, mark.set_by, later)
        self.book.marks.append((lesson, mark))

    def _record(self, lesson: Taught, nth: int, due: int | None) -> None:
        taken, filled = self._at(lesson, 30), self._at(lesson, 2)
        topic = topic_of(lesson.subject, nth) if self.rng.random() < 0.97 else ""
        self.book.records.append((lesson.id, topic, taken, lesson.teacher, lesson.teacher, filled))
        wanted = 0.15 if lesson.subject in EASY else 0.0 if lesson.grade_level == 1 else 0.89
        text = homework_of(self.rng, lesson.subject, nth) if self.rng.random() < wanted else ""
        if not text and self.rng.random() < 0.35:
            return
        minutes = self.rng.choice((10, 15, 20, 25, 30)) if text and self.rng.random() < 0.5 else None
        self.book.homework.append(
            (lesson.id, due if text else None, text, not text, minutes, lesson.teacher, filled)
        )
