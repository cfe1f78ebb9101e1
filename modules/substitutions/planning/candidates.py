"""Who could hold a lesson of the day, best first (DOMAIN 2.6).

A **hindrance** is why a person does not fit; a dispatcher may override the milder ones with a reason. The
order of those who fit: same subject, teaches this class, is ready to be called, same building, gives few
lessons of others (today counts more than since the term began), has few lessons this week, same shift.
Drafts of the day count as lessons of whoever they name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import msgspec

from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.state import Colleague, Day, Placed, Span

# Without a free number between two lessons the break is shorter than the shortest lesson (minutes).
TRAVEL_MINUTES = 40
SUBJECT, CLASS, READY, HOUSE, SHIFT = 1000, 300, 120, 100, 30
GIVEN_TODAY, GIVEN, MOST_GIVEN = 60, 5, 20
HOUR, EASY_WEEK = 4, 18


class Hindrance(StrEnum):
    """Why somebody does not fit."""

    BUSY = "busy"
    AWAY = "away"
    UNWILLING = "unwilling"
    WEEK_FULL = "week_full"
    TRAVEL = "travel"


HARD = frozenset({Hindrance.BUSY, Hindrance.AWAY})


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague for one lesson. `meets`: ids of lessons taught then; the counts leave this lesson out.

    `week_lessons` has the day's drafts in it; `given`: lessons of others since the term began, `given_today`
    those of this day, drafts among them; `score`: higher is better, among those without hindrances.
    """

    colleague: Colleague
    hindrances: tuple[Hindrance, ...]
    meets: tuple[int, ...]
    same_subject: bool
    knows_class: bool
    same_house: bool
    same_shift: bool
    is_ready: bool
    week_lessons: int
    given: int
    given_today: int
    score: int

    @property
    def order(self) -> tuple[int, int]:
        """Those who fit first, then those held back by milder things; best first in each."""
        worst = 2 if HARD & set(self.hindrances) else bool(self.hindrances)
        return worst, -self.score


@dataclass(frozen=True)
class Staff:
    """The colleagues of a day, looked through many times: what each has, worked out once."""

    day: Day

    @cached_property
    def published(self) -> Counter[int]:
        """Lessons of the day each person holds as published: they are in `Colleague.week_lessons`."""
        lessons = (one for one in self.day.lessons if one.on_date == self.day.on_date)
        return Counter(one.teacher for one in lessons if one.status != "cancelled")

    @cached_property
    def house_of_room(self) -> dict[int, int]:
        """Buildings of the rooms that are used that day."""
        lessons = self.day.lessons
        return {o.room: o.building for o in lessons if o.room is not None and o.building is not None}

    @cached_property
    def called(self) -> dict[int, list[tuple[int, int, bool]]]:
        """person -> (first number, last number, is ready)."""
        found: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        for one in self.day.standby:
            found[one.teacher].append((one.first_number, one.last_number, one.is_ready))
        return found

    def house(self, lesson: Placed) -> int | None:
        """The building a lesson is in, once its draft counts; None where nobody knows."""
        moved = lesson.room is not None and lesson.room != lesson.lesson.room
        return self.house_of_room.get(lesson.room or 0) if moved else lesson.lesson.building

    def held(self, person: int, apart_from: int) -> list[Placed]:
        """The lessons a person has that day, drafts counted, one left out."""
        return [one for one in self.day.of_teacher.get(person, ()) if one.lesson.id != apart_from]

    def is_ready(self, person: int, number: int) -> bool | None:
        """True: ready to be called; False: asks not to be; None: said nothing."""
        said = {ready for first, last, ready in self.called.get(person, ()) if first <= number <= last}
        return None if not said else False not in said

    def week_lessons(self, person: Colleague, held: Iterable[Placed]) -> int:
        """Lessons of the week: other days' as published, and those of this day with its drafts."""
        moved_here = (o for o in held if o.lesson.on_date != self.day.on_date)
        counted = sum(one.lesson.teacher == person.id for one in moved_here)
        today = sum(one.teacher == person.id for one in held)
        return max(person.week_lessons - self.published[person.id], 0) + today - counted

    def given_today(self, held: Iterable[Placed], person: int) -> int:
        """Lessons of others among those a person has."""
        return sum(is_given(one, person) for one in held)

    def hindrances(self, person: Colleague, lesson: Placed) -> tuple[Hindrance, ...]:
        """Why a person does not fit a lesson; empty: fits."""
        held = self.held(person.id, lesson.lesson.id)
        checks = {
            Hindrance.BUSY: any(one.span.meets(lesson.span) for one in held),
            Hindrance.AWAY: self.day.is_away(person.id, lesson.number),
            Hindrance.UNWILLING: self.is_ready(person.id, lesson.number) is False,
            Hindrance.WEEK_FULL: self.week_lessons(person, held) >= self.day.limits.week,
            Hindrance.TRAVEL: self._must_travel(held, lesson),
        }
        return tuple(one for one, so in checks.items() if so)

    def _must_travel(self, held: Iterable[Placed], lesson: Placed) -> bool:
        house = self.house(lesson)
        near = (self.house(one) for one in held if is_next(one.span, lesson.span))
        return house is not None and any(one is not None and one != house for one in near)

    def candidate(self, person: Colleague, lesson: Placed) -> Candidate:
        """One colleague for one lesson."""
        of = lesson.lesson
        held = self.held(person.id, of.id)
        made = Candidate(
            colleague=person,
            hindrances=self.hindrances(person, lesson),
            meets=tuple(one.lesson.id for one in held if one.span.meets(lesson.span)),
            same_subject=of.subject in person.subjects,
            knows_class=of.school_class in person.classes or of.study_group in person.groups,
            same_house=self.house(lesson) in person.houses,
            same_shift=any(one.lesson.shift == of.shift for one in held),
            is_ready=self.is_ready(person.id, lesson.number) is True,
            week_lessons=self.week_lessons(person, held),
            given=person.given,
            given_today=self.given_today(held, person.id),
            score=0,
        )
        return msgspec.structs.replace(made, score=_score(made))

    def candidates(self, lesson: Placed) -> list[Candidate]:
        """Everybody but the teacher whose lesson it is: best first, hindered ones last."""
        others = (one for one in self.day.colleagues.values() if one.id != lesson.lesson.planned_teacher)
        return sorted((self.candidate(one, lesson) for one in others), key=lambda one: one.order)


def candidates(day: Day, lesson: Placed) -> list[Candidate]:
    """Who could hold the lesson, best first, hindered ones last."""
    return Staff(day).candidates(lesson)


def hindrances(day: Day, person: Colleague, lesson: Placed) -> tuple[Hindrance, ...]:
    """Why one person does not fit the lesson; empty: fits."""
    return Staff(day).hindrances(person, lesson)


def is_next(one: Span, other: Span) -> bool:
    """Whether no free lesson number stands between two lessons that do not overlap."""
    gap = max(one.begins, other.begins) - min(one.ends, other.ends)
    return 0 <= gap < TRAVEL_MINUTES


def is_given(lesson: Placed, person: int) -> bool:
    """Whether the person holds a lesson of somebody else; two groups taught at once are one lesson."""
    draft = lesson.draft
    kind = lesson.lesson.change if draft is None else draft.kind
    if lesson.teacher != person or kind == ChangeKind.GROUPS_MERGED:
        return False
    if draft is None:
        return lesson.lesson.planned_teacher != person or lesson.lesson.is_instead
    return lesson.lesson.planned_teacher != person or draft.kind == ChangeKind.SUBJECT_REPLACED


def _score(one: Candidate) -> int:
    """One number of DOMAIN 2.6's ranking."""
    good = (
        SUBJECT * one.same_subject + CLASS * one.knows_class + READY * one.is_ready
        + HOUSE * one.same_house + SHIFT * one.same_shift
    )  # fmt: skip
    asked = GIVEN_TODAY * one.given_today + GIVEN * min(one.given, MOST_GIVEN)
    return good - asked - HOUR * max(one.week_lessons - EASY_WEEK, 0)
