"""The school as a list meets it: small cards read in a few statements, and entries still to be made.

An id below zero is of something new, replaced by the database's when it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from intranet.school.classes.names import ClassName
from intranet.school.facts import YearRow
from modules.office.lists.groups import group_key
from modules.office.lists.matching import PersonCard

STUDENT, STAFF = "student", "staff"


class KnownPerson(msgspec.Struct, frozen=True):
    """A person's card; `external` holds "system key" pairs, `is_staff` tells of a post in force."""

    id: int
    surname: str
    name: str
    patronymic: str
    name_key: str
    sex: str
    born: date | None
    phone: str
    email: str
    snils_print: bytes | None
    external: list[str]
    is_staff: bool


class KnownEnrolment(msgspec.Struct, frozen=True):
    """A pupil's latest enrolment."""

    id: int
    student: int
    since: date
    until: date | None
    order_number: str
    order_date: date | None
    personal_file: str


class KnownMembership(msgspec.Struct, frozen=True):
    """A pupil's membership of a group of the year, ended ones too."""

    id: int
    student: int
    study_group: int
    since: date
    until: date | None


class KnownLink(msgspec.Struct, frozen=True):
    """A guardianship, ended ones too."""

    id: int
    guardian: int
    child: int
    kind: str
    is_legal: bool
    basis: str
    since: date
    until: date | None


class KnownPost(msgspec.Struct, frozen=True):
    """An employee's post in force."""

    id: int
    person: int
    title: str
    since: date


class KnownLeader(msgspec.Struct, frozen=True):
    """Who leads a class today."""

    school_class: int
    teacher: int


class KnownJournal(msgspec.Struct, frozen=True):
    """A journal of the year."""

    id: int
    study_group: int
    subject: int


class KnownAssignment(msgspec.Struct, frozen=True):
    """Who teaches a journal; `is_now` for those in force."""

    id: int
    journal: int
    teacher: int
    hours_quarters: int
    is_now: bool


class KnownName(msgspec.Struct, frozen=True):
    """A subject or a room: its folded names, aliases too, are looked up in `ways`."""

    id: int
    name: str
    ways: list[str]
    parallel: int = 1


class ClassRow(msgspec.Struct, frozen=True):
    """A class of the year and its roster group."""

    id: int
    grade_level: int
    letter: str
    roster: int


class GroupRow(msgspec.Struct, frozen=True):
    """A study group of the year."""

    id: int
    school_class: int | None
    name: str
    is_roster: bool


@dataclass(eq=False, slots=True)
class Group:
    """A study group, known or new; a roster has no name."""

    id: int
    school_class: int
    name: str

    @property
    def division(self) -> str:
        """ "англ" of "англ. 1"; "" of a profile."""
        return self.name.partition(". ")[0] if ". " in self.name else ""


@dataclass(eq=False, slots=True)
class Journal:
    """A journal, known or new: a group and a subject by id."""

    id: int
    group: Group
    subject: int


@dataclass
class Frame:
    """The year, its classes and groups, and today."""

    year: YearRow
    today: date
    classes: Mapping[tuple[int, str], ClassRow]
    groups: dict[tuple[int, str], Group] = field(default_factory=dict)
    cross: list[GroupRow] = field(default_factory=list)
    new_groups: list[Group] = field(default_factory=list)

    @property
    def start(self) -> date:
        """From when what a list says holds: the year's first day, before it today."""
        return min(self.today, self.year.begins)

    def class_of(self, name: ClassName) -> ClassRow | None:
        """The class of the year."""
        return self.classes.get(name.key)

    def roster(self, row: ClassRow) -> Group:
        """The whole class as a group."""
        return self.groups[row.id, ""]

    def group(self, row: ClassRow, name: str) -> Group | None:
        """A part of a class however it is written; the whole class for no name."""
        return self.groups.get((row.id, group_key(name)))

    def parts(self, row: ClassRow) -> list[Group]:
        """The parts of a class."""
        return [group for (of, key), group in self.groups.items() if of == row.id and key]

    def new_group(self, row: ClassRow, name: str) -> Group:
        """A part of a class still to be made."""
        made = Group(-1 - len(self.new_groups), row.id, name)
        self.new_groups.append(made)
        self.groups[row.id, group_key(name)] = made
        return made


def make_frame(year: YearRow, today: date, classes: Iterable[ClassRow], groups: Iterable[GroupRow]) -> Frame:
    """Classes and groups by the keys lists are compared with."""
    frame = Frame(year, today, {ClassName(row.grade_level, row.letter).key: row for row in classes})
    for row in groups:
        if row.school_class is None:
            frame.cross.append(row)
        else:
            key = "" if row.is_roster else group_key(row.name)
            frame.groups[row.school_class, key] = Group(row.id, row.school_class, row.name)
    return frame


@dataclass(frozen=True)
class PeopleFacts:
    """Everybody a list of people may mean, and what is known of them."""

    people: list[KnownPerson]
    enrolments: list[KnownEnrolment] = field(default_factory=list)
    memberships: list[KnownMembership] = field(default_factory=list)
    links: list[KnownLink] = field(default_factory=list)
    posts: list[KnownPost] = field(default_factory=list)
    leaders: list[KnownLeader] = field(default_factory=list)
    teaches: frozenset[tuple[int, int]] = frozenset()
    pupils: list[PersonCard] = field(default_factory=list)


@dataclass(frozen=True)
class TeachingFacts:
    """Teachers, journals and who teaches them."""

    teachers: list[PersonCard]
    journals: list[KnownJournal]
    assignments: list[KnownAssignment]
