"""The generated school while it is only in memory: people, classes, groups, journals, lessons of a week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from intranet.school.people.names import FullName, Sex


@dataclass(slots=True, eq=False)
class Human:
    """Anybody; `id` is the row's."""

    id: int
    full: FullName
    sex: Sex
    born: date | None = None
    phone: str = ""
    email: str = ""


@dataclass(slots=True, eq=False)
class Student:
    """A pupil: the class it is in now, since when; `came_from` is the class left in the year."""

    human: Human
    school_class: SchoolClass
    since: date
    until: date | None = None
    came_from: SchoolClass | None = None
    moved_on: date | None = None


@dataclass(slots=True, eq=False)
class Guardian:
    """A link between an adult and a child; `paper` proves it where it is no birth certificate."""

    human: Human
    child: Student
    kind: str
    is_legal: bool = True
    restriction: str = ""
    paper: str = ""


@dataclass(slots=True, eq=False)
class Teacher:
    """One of the staff who teaches: the pool, what is taught, and where."""

    human: Human
    pool: str
    building: int
    post: str = ""
    hours: int = 0
    subjects: set[str] = field(default_factory=set)
    room: Room | None = None


@dataclass(slots=True, eq=False)
class Room:
    """A room; `parallel` classes fit at once."""

    id: int
    building: int
    number: str
    parallel: int = 1


@dataclass(slots=True, eq=False)
class SchoolClass:
    """A class: its children in the order of the list, its class teacher."""

    id: int
    grade_level: int
    letter: str
    building: int
    size: int
    shift: int = 1
    students: list[Student] = field(default_factory=list)
    teacher: Teacher | None = None

    @property
    def name(self) -> str:
        """ "8Б"."""
        return f"{self.grade_level}{self.letter}"


@dataclass(slots=True, eq=False)
class Group:
    """A study group, who belongs to it, who `left` it for another class; the roster has no name."""

    id: int
    school_class: SchoolClass
    name: str
    members: list[Student] = field(default_factory=list)
    left: list[Student] = field(default_factory=list)

    @property
    def is_roster(self) -> bool:
        """The whole class."""
        return not self.name


@dataclass(slots=True, eq=False)
class Course:
    """A journal: a group learns a subject, from a teacher, `quarters` of an hour x 4 a week."""

    id: int
    group: Group
    subject: str
    specialty: str
    quarters: int
    teacher: Teacher | None = None


@dataclass(slots=True, eq=False)
class Event:
    """What a class does in one lesson of its week: one course, or several side by side.

    `weeks` goes with `courses`: "" every week, "A" or "B" for the two halves of a half-hour pair.
    """

    school_class: SchoolClass
    courses: tuple[Course, ...]
    weeks: tuple[str, ...]
    weekday: int = 0
    number: int = 0

    @property
    def subject(self) -> str:
        """What must not come twice on a day."""
        return self.courses[0].subject


@dataclass(slots=True, eq=False)
class Slot:
    """A row of the timetable."""

    id: int
    course: Course
    weekday: int
    number: int
    week: str
    room: Room | None
