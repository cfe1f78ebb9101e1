"""Who may take which open lesson of a day, and as what: the choices a plan is made of.

An **option** is a lesson, a colleague without a hindrance, and the kind it would be: the subject's teacher
substitutes; a teacher of another subject in this class holds the own one instead, if the day bears one more
of it; and anybody may be with the class while it works by itself. What a person has given already is counted,
the day's drafts among it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.candidates import Candidate, Staff, is_next
from modules.substitutions.planning.state import Colleague, Day, Placed

MOST_OF_SUBJECT = 2


class OwnJournal(msgspec.Struct, frozen=True):
    """A journal that a teacher keeps of a study group."""

    teacher: int
    study_group: int
    journal: int


class Option(msgspec.Struct, frozen=True):
    """One lesson held by one colleague."""

    lesson: Placed
    candidate: Candidate
    kind: ChangeKind
    journal: int | None = None

    @property
    def person(self) -> int:
        """Who would hold it."""
        return self.candidate.colleague.id

    @property
    def rank(self) -> int:
        """2: the same subject, 1: the own subject instead, 0: no teaching."""
        order = (ChangeKind.SUPERVISED, ChangeKind.SUBJECT_REPLACED, ChangeKind.TEACHER_SUBSTITUTED)
        return order.index(self.kind)

    @property
    def order(self) -> tuple[int, int]:
        """For whoever picks by hand: the better kind, then the better candidate."""
        return -self.rank, -self.candidate.score


@dataclass(frozen=True)
class Filling:
    """A day to fill: its open lessons without a draft. `journals`: what teachers keep of study groups."""

    staff: Staff
    journals: Sequence[OwnJournal] = ()

    @cached_property
    def lessons(self) -> list[Placed]:
        """What is to be filled, by number, then class."""
        return [one for one in self.staff.day.open if one.draft is None]

    @cached_property
    def own(self) -> dict[tuple[int, int], int]:
        """(teacher, study group) -> journal, the oldest of several."""
        return {(o.teacher, o.study_group): o.journal for o in reversed(self.journals)}

    @cached_property
    def standing(self) -> set[tuple[int, int]]:
        """(journal, number) of the day: a journal stands at a number once."""
        return {(one.journal, one.number) for one in self.staff.day.lessons}

    @cached_property
    def options(self) -> list[Option]:
        """Every lesson with every teacher who may take it, in the lessons' order."""
        found = []
        for lesson in self.lessons:
            for candidate in self.staff.candidates(lesson):
                person = candidate.colleague
                if candidate.hindrances or not teaches(person) or self.room_for(person.id) <= 0:
                    continue
                found += self.options_of(lesson, candidate)
        return found

    def options_of(self, lesson: Placed, candidate: Candidate) -> list[Option]:
        """As what a candidate could hold a lesson, the better kind first."""
        if candidate.same_subject:
            return [Option(lesson, candidate, ChangeKind.TEACHER_SUBSTITUTED)]
        found = [Option(lesson, candidate, ChangeKind.SUPERVISED)]
        journal = self.own.get((candidate.colleague.id, lesson.lesson.study_group))
        if journal is not None and (journal, lesson.number) not in self.standing and self.more_of(journal):
            found.insert(0, Option(lesson, candidate, ChangeKind.SUBJECT_REPLACED, journal))
        return found

    def more_of(self, journal: int) -> int:
        """How many more lessons of a journal the day bears (DOMAIN 2.7: at most two of a subject)."""
        held = (one for one in self.staff.day.placed if one.journal == journal and not one.is_off)
        return max(MOST_OF_SUBJECT - sum(1 for _one in held), 0)

    def room_for(self, person: int) -> int:
        """How many more lessons the person may be given: the day's, the week's and the giving limit."""
        staff, limits = self.staff, self.staff.day.limits
        held = staff.day.of_teacher.get(person, ())
        week = staff.week_lessons(staff.day.colleagues[person], held)
        return min(limits.given - staff.given_today(held, person), limits.day - len(held), limits.week - week)

    def collide(self, one: Placed, other: Placed) -> bool:
        """Whether nobody can hold both: they overlap, or the way between two buildings is too short."""
        if one.span.meets(other.span):
            return True
        houses = self.staff.house(one), self.staff.house(other)
        return None not in houses and houses[0] != houses[1] and is_next(one.span, other.span)


def teaches(person: Colleague) -> bool:
    """Whether a colleague is a teacher: others of the staff are asked by people only."""
    return bool(person.subjects or person.groups)


class Proposal(msgspec.Struct, frozen=True):
    """What was chosen, and what stays open. `is_proved`: nothing better was left to find."""

    chosen: tuple[Option, ...]
    unfilled: tuple[Placed, ...]
    is_proved: bool = True

    @property
    def same_subject(self) -> int:
        """Lessons held by the subject's teacher."""
        return sum(one.rank == 2 for one in self.chosen)

    @property
    def most(self) -> int:
        """Lessons of whoever was given most."""
        people = [one.person for one in self.chosen]
        return max((people.count(person) for person in set(people)), default=0)


def proposal_of(filling: Filling, chosen: Sequence[Option], is_proved: bool = True) -> Proposal:
    """The choice with what it leaves open."""
    filled = {one.lesson.lesson.id for one in chosen}
    left = tuple(one for one in filling.lessons if one.lesson.id not in filled)
    return Proposal(tuple(chosen), left, is_proved)


def without_proposals(day: Day) -> Day:
    """The day as if nothing had been proposed: only drafts of people count."""
    return replace(day, drafts={lesson: one for lesson, one in day.drafts.items() if not one.is_proposed})


def greedy(filling: Filling) -> Proposal:
    """What somebody would do by hand: lesson by lesson the best who is still free. For comparison only."""
    chosen: list[Option] = []
    for lesson in filling.lessons:
        of_lesson = [one for one in filling.options if one.lesson.lesson.id == lesson.lesson.id]
        fitting = [one for one in of_lesson if _still_fits(filling, one, chosen)]
        if fitting:
            chosen.append(min(fitting, key=lambda one: one.order))
    return proposal_of(filling, chosen)


def _still_fits(filling: Filling, option: Option, chosen: Sequence[Option]) -> bool:
    own = [one.lesson for one in chosen if one.person == option.person]
    same = [one for one in chosen if one.journal == option.journal]
    if len(own) >= filling.room_for(option.person) or (
        option.journal is not None and len(same) >= filling.more_of(option.journal)
    ):
        return False
    return not any(filling.collide(option.lesson, lesson) for lesson in own)
