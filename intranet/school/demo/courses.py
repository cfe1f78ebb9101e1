"""Study groups and journals of each class, and what its week consists of (DOMAIN 2.7, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from intranet.school.demo import curriculum as plan
from intranet.school.demo.curriculum import Hours, specialty_of
from intranet.school.demo.model import Course, Event, Group, SchoolClass, Student
from intranet.school.people.names import Sex

SPLIT_FROM, SPLIT_FROM_PRIMARY = 22, 25
HALVES = {plan.ENGLISH: ("англ. 1", "англ. 2"), plan.INFORMATICS: ("инф. 1", "инф. 2")}
SEXES = ("мальчики", "девочки")


@dataclass
class Courses:
    """Every group, journal and weekly event of the school; ids from the given ones on."""

    last_group: int = 0
    last_course: int = 0
    groups: list[Group] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def plan_class(self, school_class: SchoolClass) -> None:
        """The roster, the parts, and the events of this class's week."""
        self.by_name: dict[str, Group] = {}
        roster = self._group(school_class, "", school_class.students)
        grade = school_class.grade_level
        for row in plan.hours_of(grade):
            parts = self._parts(school_class, row) or [roster]
            courses = tuple(self._course(part, row.subject, row.hours * 4) for part in parts)
            self._repeat(school_class, courses, row.hours)
        if 7 <= grade <= 9:
            pair = tuple(self._course(roster, subject, 2) for subject in plan.HALF_HOUR_PAIR)
            self.events.append(Event(school_class, pair, ("A", "B")))
        if grade >= 10:
            self._profiles(school_class)

    def _repeat(self, school_class: SchoolClass, courses: tuple[Course, ...], hours: int) -> None:
        self.events += [Event(school_class, courses, ("",) * len(courses)) for _ in range(hours)]

    def _group(self, school_class: SchoolClass, name: str, members: list[Student]) -> Group:
        if name not in self.by_name:
            self.last_group += 1
            self.by_name[name] = Group(self.last_group, school_class, name, list(members))
            self.groups.append(self.by_name[name])
        return self.by_name[name]

    def _course(self, group: Group, subject: str, quarters: int) -> Course:
        self.last_course += 1
        specialty = specialty_of(subject, group.school_class.grade_level, group.name)
        course = Course(self.last_course, group, subject, specialty, quarters)
        self.courses.append(course)
        return course

    def _parts(self, school_class: SchoolClass, row: Hours) -> list[Group]:
        """The parts a large class is divided into for this subject; none for a small one."""
        grade, children = school_class.grade_level, school_class.students
        least = SPLIT_FROM_PRIMARY if grade <= 4 else SPLIT_FROM if grade <= 9 else 0
        if not row.split or len(children) < least:
            return []
        if row.split == "sexes":
            boys = [s for s in children if s.human.sex == Sex.MALE]
            girls = [s for s in children if s.human.sex == Sex.FEMALE]
            pairs = list(zip(SEXES, (boys, girls), strict=True))
            return [self._group(school_class, name, members) for name, members in pairs]
        return [self._group(school_class, *pair) for pair in _halves(HALVES[row.subject], children)]

    def _profiles(self, school_class: SchoolClass) -> None:
        groups = [
            self._group(school_class, *pair) for pair in _halves(plan.PROFILE_NAMES, school_class.students)
        ]
        known: dict[tuple[int, str], Course] = {}
        for first, second, hours in plan.PROFILE_PAIRS:
            courses = []
            for group, subject in zip(groups, (first, second), strict=True):
                course = known.get((group.id, subject)) or self._course(group, subject, 0)
                course.quarters += hours * 4
                known[group.id, subject] = course
                courses.append(course)
            self._repeat(school_class, tuple(courses), hours)


def remember_moves(students: list[Student], groups: list[Group]) -> None:
    """Who changed the class was in the roster and one part of each kind of the class before."""
    for student in students:
        if student.came_from is not None:
            sex = SEXES[0 if student.human.sex == Sex.MALE else 1]
            names = {"", "англ. 1", "инф. 1", plan.PROFILE_NAMES[0], sex}
            for group in groups:
                if group.school_class is student.came_from and group.name in names:
                    group.left.append(student)


def _halves(names: tuple[str, str], children: list[Student]) -> Iterator[tuple[str, list[Student]]]:
    """The upper and the lower half of the list; computer halves are every second child instead."""
    if names[0].startswith("инф"):
        yield names[0], children[::2]
        yield names[1], children[1::2]
        return
    middle = (len(children) + 1) // 2
    yield names[0], children[:middle]
    yield names[1], children[middle:]
