"""Turns in the lives of a few families, so that every card of the office has something to show.

Some leave in October; in the smallest school one pupil changes the class; a court restricts a parent, a
relative is a guardian, a mailbox refuses letters, and one of the eldest is about to be 18.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from intranet.school.demo.families import Families
from intranet.school.demo.model import Guardian, SchoolClass, Student
from intranet.school.demo.shape import SHOWN_CLASS

LEFT = 0.003
UNTIL_BIRTHDAY = timedelta(days=12)
COURT, GUARDIANSHIP = "решение суда № 2-417", "распоряжение отдела опеки № 38-р"
REFUSING = "refused.invalid"  # the demo's mail server knows nobody there


def take_turns(rng: Random, classes: list[SchoolClass], families: Families, begins: date) -> None:
    """What happens before groups are made; `rng` is this file's own: the people stay who they are."""
    _give_addresses(families)
    plain = _Plain(families, begins)
    shown, beside = _shown_and_beside(classes)
    if not any(student.came_from for student in families.students):
        _move(rng, plain, plain.of(shown)[0], beside)
    _let_leave(rng, plain, [c for c in classes if c is not shown])
    if not any(link.restriction for link in families.guardians):
        _restrict(plain, shown)
    _appoint(plain)
    _refuse(plain, plain.of(shown)[0])


class _Plain:
    """Pupils of whom nothing is told yet: not of the cast, here since the first day; each only once."""

    def __init__(self, families: Families, begins: date) -> None:
        self.links: dict[int, list[Guardian]] = defaultdict(list)  # by child and by adult
        for link in families.guardians:
            self.links[link.child.human.id].append(link)
            self.links[link.human.id].append(link)
        cast = set(families.cast.values())
        self.students = {
            student.human.id: student for student in families.students
            if student.since == begins and student.came_from is None and student.human not in cast
            and not any(link.human in cast or link.restriction for link in self.links[student.human.id])
        }  # fmt: skip

    def of(self, school_class: SchoolClass) -> list[Student]:
        """The class's, by name."""
        return [one for one in school_class.students if one.human.id in self.students]

    def take(self, student: Student) -> list[Guardian]:
        """Nothing else will be told of this one; who answers for it."""
        del self.students[student.human.id]
        return self.links[student.human.id]


def _shown_and_beside(classes: list[SchoolClass]) -> tuple[SchoolClass, SchoolClass]:
    shown = next(c for c in classes if c.name == SHOWN_CLASS)
    return shown, next(c for c in classes if c.grade_level == shown.grade_level and c is not shown)


def _give_addresses(families: Families) -> None:
    """The parents who sign in get letters."""
    for human in families.cast.values():
        if human.phone and not human.email:
            human.email = f"family{human.id}@example.com"


def _move(rng: Random, plain: _Plain, student: Student, from_class: SchoolClass) -> None:
    plain.take(student)
    student.came_from = from_class
    student.moved_on = date(student.since.year, 10, rng.randint(5, 23))


def _let_leave(rng: Random, plain: _Plain, classes: list[SchoolClass]) -> None:
    pupils = [student for school_class in classes for student in plain.of(school_class)]
    for student in rng.sample(pupils, max(1, round(LEFT * len(pupils)))):
        plain.take(student)
        student.until = date(student.since.year, 10, rng.randint(5, 23))


def _restrict(plain: _Plain, school_class: SchoolClass) -> None:
    """A father of the class may see none of his children."""
    for student in plain.of(school_class):
        for link in plain.links[student.human.id]:
            if link.kind == "father":
                plain.take(student)
                for one in plain.links[link.human.id]:
                    one.restriction = COURT
                return


def _appoint(plain: _Plain) -> None:
    """A child without parents has a guardian."""
    for student in plain.students.values():
        links = plain.links[student.human.id]
        if len(links) == 1 and len(plain.links[links[0].human.id]) == 1:
            links[0].kind, links[0].paper = "guardian", GUARDIANSHIP
            plain.take(student)
            return


def _refuse(plain: _Plain, student: Student) -> None:
    mother = plain.take(student)[0].human
    mother.email = f"family{mother.id}@{REFUSING}"


def come_of_age(families: Families, classes: list[SchoolClass], day: date) -> None:
    """One of the eldest class, here since the first day, is 18 soon after `day`."""
    soon = day + UNTIL_BIRTHDAY
    eldest = max(classes, key=lambda c: (c.grade_level, c.id))
    cast = set(families.cast.values())
    student = next(one for one in eldest.students if one.human not in cast and one.until is None)
    student.human.born = date(soon.year - 18, soon.month, min(soon.day, 28))
