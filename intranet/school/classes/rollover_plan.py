"""What becomes of every class and pupil when a year ends: proposed, chosen, and who stays behind and why.

Rules (DOMAIN 2.9, FEATURES A90, B68, C30): a class goes one level up with its letter; the 9th and the 11th
finish unless another is chosen; whoever repeats goes into the class of the same name; who has left by the
year's last day is not asked about. Nobody is forgotten in silence: who is not moved has a reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.classes.names import ClassName
from intranet.school.classes.rollover_sql import CLASSES, NEXT_YEAR, PUPILS, THERE
from intranet.school.facts import YearRow
from intranet.school.people import names

LAST_GRADE = 11
FINISHING = (9, LAST_GRADE)


class Fate(StrEnum):
    """One level up; the same level again; out of the school; not yet decided."""

    UP = "up"
    REPEAT = "repeat"
    FINISH = "finish"
    WAIT = "wait"


class Why(StrEnum):
    """Why somebody is not moved."""

    CLASS_WAITS = "class"
    PUPIL_WAITS = "pupil"
    NO_CLASS = "no_class"
    NOT_ENROLLED = "not_enrolled"
    ORDERED = "ordered"


class ClassAt(msgspec.Struct, frozen=True):
    """A class of the year that ends; `chosen` "" until somebody chose."""

    id: int
    grade_level: int
    letter: str
    building: int
    shift: int
    week_days: int
    chosen: str

    @property
    def title(self) -> str:
        """ "5А"."""
        return str(self.name)

    @property
    def name(self) -> ClassName:
        """Its name's parts."""
        return ClassName(self.grade_level, self.letter)

    @property
    def fate(self) -> Fate:
        """What was chosen, else as its grade goes; nothing is above the 11th."""
        if self.chosen and not (self.chosen == Fate.UP and self.grade_level == LAST_GRADE):
            return Fate(self.chosen)
        return Fate.FINISH if self.grade_level in FINISHING else Fate.UP


class PupilAt(msgspec.Struct, frozen=True):
    """A pupil of the year's last day; `ahead` is the next year's class he is in already."""

    student: int
    surname: str
    name: str
    school_class: int | None
    chosen: str
    ahead: str
    is_enrolled: bool
    is_ordered: bool

    @property
    def title(self) -> str:
        """ "Орлова Дарья"."""
        return names.student_name(self.surname, self.name)


class Step(NamedTuple):
    """What happens to a pupil: `to` the next class's name, None for leaving the school."""

    pupil: PupilAt
    at: ClassAt
    fate: Fate
    to: ClassName | None


class Left(NamedTuple):
    """Somebody who is not moved; `at` None without a class."""

    pupil: PupilAt
    at: ClassAt | None
    why: Why


@dataclass(frozen=True)
class Proposal:
    """The year as it would be carried over; `into` None while the next year is not there."""

    year: YearRow
    into: YearRow | None
    classes: list[ClassAt]
    steps: list[Step]
    left: list[Left]
    ahead: list[PupilAt]

    @property
    def moved(self) -> list[Step]:
        """Those who go on."""
        return [step for step in self.steps if step.to is not None]

    @property
    def finished(self) -> list[Step]:
        """Those who leave the school."""
        return [step for step in self.steps if step.to is None]

    @property
    def counts(self) -> dict[int, Counter[str]]:
        """How many of a class go up, repeat, finish, wait, or are ahead already."""
        found: dict[int, Counter[str]] = {one.id: Counter() for one in self.classes}
        for step in self.steps:
            found[step.at.id][step.fate] += 1
        for left in self.left:
            if left.at is not None:
                found[left.at.id][Fate.WAIT] += 1
        for pupil in self.ahead:
            if pupil.school_class is not None:
                found[pupil.school_class]["ahead"] += 1
        return found

    @property
    def key(self) -> str:
        """What a person agrees to: who goes where, and who stays behind."""
        said = (
            sorted((step.pupil.student, step.fate, step.to or ()) for step in self.steps),
            sorted((left.pupil.student, left.why) for left in self.left),
        )
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:24]


async def next_year(year: YearRow) -> YearRow | None:
    """The year after a year, if it was set up."""
    return await DB.one(YearRow, NEXT_YEAR, year.ends)


async def proposal_of(viewer: Viewer, year: YearRow) -> Proposal:
    """Everybody of the year's last day with what would become of them. Three statements."""
    into = await next_year(year)
    classes = await DB.rows(ClassAt, CLASSES, year.id)
    pupils = await DB.rows(PupilAt, PUPILS, year.id, year.ends, into.id if into else 0)
    return propose(year, into, classes, pupils)


def propose(
    year: YearRow, into: YearRow | None, classes: list[ClassAt], pupils: list[PupilAt]
) -> Proposal:  # fmt: skip
    """Sort the pupils: who moves, who stays behind, who is there already."""
    by_id = {one.id: one for one in classes}
    found = Proposal(year, into, classes, [], [], [])
    for pupil in pupils:
        at = by_id.get(pupil.school_class or 0)
        if pupil.ahead:
            found.ahead.append(pupil)
        elif at is None:
            found.left.append(Left(pupil, None, Why.NO_CLASS))
        elif (why := _why(pupil, at)) is not None:
            found.left.append(Left(pupil, at, why))
        else:
            found.steps.append(_step(pupil, at))
    return found


def fate_of(pupil: PupilAt, at: ClassAt) -> Fate:
    """What was chosen for the pupil, else what becomes of the class."""
    if pupil.chosen and not (pupil.chosen == Fate.UP and at.grade_level == LAST_GRADE):
        return Fate(pupil.chosen)
    return at.fate


def _why(pupil: PupilAt, at: ClassAt) -> Why | None:
    if not pupil.is_enrolled:
        return Why.NOT_ENROLLED
    if pupil.is_ordered:
        return Why.ORDERED
    if fate_of(pupil, at) != Fate.WAIT:
        return None
    return Why.PUPIL_WAITS if pupil.chosen else Why.CLASS_WAITS


def _step(pupil: PupilAt, at: ClassAt) -> Step:
    fate = fate_of(pupil, at)
    grade = {Fate.UP: at.grade_level + 1, Fate.REPEAT: at.grade_level}.get(fate)
    return Step(pupil, at, fate, ClassName(grade, at.letter) if grade else None)


class _There(msgspec.Struct, frozen=True):
    id: int
    grade_level: int
    letter: str


async def classes_there(year: int) -> dict[tuple[int, str], int]:
    """The classes of a year by the key of their names."""
    return {ClassName(one.grade_level, one.letter).key: one.id for one in await DB.rows(_There, THERE, year)}
