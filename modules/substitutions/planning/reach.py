"""Whom a publication concerns on each day: pupils and teachers with the lessons that touch them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from intranet.school.facts import class_name
from modules.substitutions.planning.people import Named
from modules.substitutions.planning.publication import Difference


class Reached(msgspec.Struct, frozen=True):
    """The pupils of one class whom a changed lesson touches on a day, and who leads the class then."""

    day: date
    lesson: int
    school_class: int | None
    grade_level: int | None
    letter: str | None
    pupils: tuple[int, ...]
    leaders: tuple[Named, ...]

    @property
    def title(self) -> str:
        """ "8Б"; empty for pupils of no class."""
        return "" if self.grade_level is None else class_name(self.grade_level, self.letter or "")


Lessons = dict[int, set[int]]  # by person: changed lessons


def _nobody() -> defaultdict[date, Lessons]:
    return defaultdict(lambda: defaultdict(set))


@dataclass(frozen=True)
class Reach:
    """By day: the pupils and the teachers concerned. `classes`: title -> pupils, by day, in order.

    `leaders`: the class teachers by name.
    """

    pupils: dict[date, Lessons] = field(default_factory=_nobody)
    teachers: dict[date, Lessons] = field(default_factory=_nobody)
    classes: dict[date, dict[str, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    leaders: dict[int, str] = field(default_factory=dict)


def reach_of(differences: Sequence[Difference], reached: Iterable[Reached]) -> Reach:
    """Everybody concerned; `reached`: the pupils of the groups that the differences touch."""
    found = Reach()
    for one in sorted(reached, key=lambda one: (one.day, one.grade_level or 99, one.letter or "")):
        for pupil in one.pupils:
            found.pupils[one.day][pupil].add(one.lesson)
            found.classes[one.day][one.title].add(pupil)
        for leader in one.leaders:
            found.teachers[one.day][leader.id].add(one.lesson)
            found.leaders[leader.id] = leader.short
    for difference in differences:
        for day in {touched for touched, _group in difference.touches}:
            for person in difference.people:
                found.teachers[day][person].add(difference.before.id)
    return found


def by_count(lessons: Lessons) -> dict[int, frozenset[int]]:
    """So many changed lessons -> the people who have as many: each of them is told once."""
    found: dict[int, set[int]] = defaultdict(set)
    for person, touching in lessons.items():
        found[len(touching)].add(person)
    return {count: frozenset(people) for count, people in sorted(found.items())}
