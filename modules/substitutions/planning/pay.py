"""What a published change is worth: whose hour it is, by which code, and how far its paper has come. Pure.

Rules (DOMAIN 2.6): only a lesson whose teacher changed and that was really held and recorded is paid; one
hour for a substitution and for another subject held instead, the school's own share for merged groups and
for supervision; a move, another room, a cancelled lesson, an event of the class: nothing. The absent teacher
has missed one hour each. The way of a line: planned, held, confirmed (signed), in an order. Somebody may
correct code and hours with a comment; what is not held is not paid all the same. Hours are quarters.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

import msgspec

from intranet.school.timetable.change_rules import ChangeKind

HOUR = 4
# Codes of the timesheet, form 0504421: substitutions in the classes 1-3, and in 4-11 (DOMAIN 2.6).
JUNIOR_CODE, USUAL_CODE = "ЗН", "ЗС"
HELD = "held"
WHOLE = frozenset({ChangeKind.TEACHER_SUBSTITUTED, ChangeKind.SUBJECT_REPLACED})
# Kinds after which the planned teacher has not held the lesson.
MISSING = WHOLE | {ChangeKind.GROUPS_MERGED, ChangeKind.SUPERVISED, ChangeKind.CANCELLED}
LEVELS = ((1, 4), (5, 9), (10, 11))


class Local(msgspec.Struct, frozen=True):
    """The school's rules on the lesson's day: quarters of an hour, the last class of the junior code."""

    merged: int = HOUR
    supervised: int = HOUR // 2
    junior_to: int = 3


class State(StrEnum):
    """How far a line has come; OFF: nothing is held instead, nothing is paid."""

    OFF = "off"
    PLANNED = "planned"
    UNRECORDED = "unrecorded"
    HELD = "held"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A published change as the register has it. `held_lesson` is the one that shall be recorded."""

    change: int
    lesson: int
    kind: str
    on_date: date
    number: int
    was_date: date
    was_number: int
    subject: str
    whom: str
    grade: int | None
    absent: int
    absent_name: str
    substitute: int | None
    substitute_name: str
    instead: str
    held_lesson: int
    status: str
    reason: str | None
    override_reason: str
    code: str
    quarters: int | None
    comment: str
    confirmed_at: datetime | None
    confirmed_name: str
    order_number: str
    local: Local = Local()

    @property
    def is_of_another(self) -> bool:
        """Somebody else than the timetable's teacher holds it."""
        return self.substitute is not None and self.substitute != self.absent

    @property
    def is_held(self) -> bool:
        """It took place with another teacher, and its journal says so."""
        return self.is_of_another and self.status == HELD

    @property
    def rule_quarters(self) -> int:
        """What the rules give for it once it is held."""
        if not self.is_of_another:
            return 0
        if self.kind in WHOLE:
            return HOUR
        shares = {ChangeKind.GROUPS_MERGED: self.local.merged, ChangeKind.SUPERVISED: self.local.supervised}
        return shares.get(ChangeKind(self.kind), 0)

    @property
    def asked_quarters(self) -> int:
        """What it is worth once held: as corrected, else by the rules."""
        return self.rule_quarters if self.quarters is None else self.quarters

    @property
    def paid_quarters(self) -> int:
        """What is paid as it stands: nothing before it is held."""
        return self.asked_quarters if self.is_held else 0

    @property
    def rule_code(self) -> str:
        """The timesheet's code by the class; empty where nobody is paid."""
        if not self.rule_quarters:
            return ""
        is_junior = self.grade is not None and self.grade <= self.local.junior_to
        return JUNIOR_CODE if is_junior else USUAL_CODE

    @property
    def said_code(self) -> str:
        """As corrected, else by the rules; hours that a correction gave have a code, too."""
        return self.code or self.rule_code or (USUAL_CODE if self.paid_quarters else "")

    @property
    def is_corrected(self) -> bool:
        """Whether somebody has overruled the rules."""
        return bool(self.code) or self.quarters is not None

    def state(self, today: date) -> State:
        """Where the line is on its way."""
        if not self.is_of_another:
            return State.OFF
        if not self.is_held:
            return State.UNRECORDED if self.on_date < today else State.PLANNED
        if self.confirmed_at is None:
            return State.HELD
        return State.ORDERED if self.order_number else State.CONFIRMED

    def missed_quarters(self, today: date) -> int:
        """The hour that the timetable's teacher has not held; nothing before the day, or when it is back."""
        is_missing = self.kind in MISSING and self.substitute != self.absent
        return HOUR if is_missing and self.on_date <= today else 0


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a line; empty code and no quarters: as the rules have it."""

    code: str = ""
    quarters: int | None = None
    comment: str = ""
    order_number: str = ""


def hours(quarters: int) -> Fraction | int:
    """Hours for a report: a whole number when it is one."""
    return quarters // HOUR if quarters % HOUR == 0 else Fraction(quarters, HOUR)


def payable(changes: Iterable[Change], *, confirmed: bool = True) -> list[Change]:
    """What gets into the statement: held, and (unless said otherwise) signed."""
    return [one for one in changes if one.paid_quarters and (one.confirmed_at is not None or not confirmed)]


def unrecorded(changes: Iterable[Change], today: date) -> list[Change]:
    """Replaced on a day that is over, but no journal says that it took place."""
    return [one for one in changes if one.state(today) is State.UNRECORDED]


def people_of(changes: Iterable[Change]) -> list[tuple[int, str]]:
    """Everybody who was absent or substituted, by name."""
    found = {}
    for one in changes:
        found[one.absent] = one.absent_name
        if one.substitute is not None:
            found[one.substitute] = one.substitute_name
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def level_of(grade: int | None) -> int:
    """Which of LEVELS a class belongs to; a group of no class counts as the middle school."""
    return next((n for n, (least, most) in enumerate(LEVELS) if grade and least <= grade <= most), 1)
