"""What publishing drafts changes: who comes from where to where, in which order, whom it touches. Pure.

Rules: a draft replaces what was published of its lesson; only a move stays under it, unless the draft moves
the lesson itself or gives it back to the timetable. A draft that says what is published already changes
nothing. Whose host gets another teacher or room, the group put to it follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import msgspec

from intranet.school.timetable.change_rules import CANCELLING, ChangeKind
from modules.substitutions.planning.state import Day, DayLesson, Draft, Placed

Touch = tuple[date, int]  # a day and a study group


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A published change of a lesson; `became_*`: of the lesson held instead, or of the host."""

    kind: str
    teacher: int | None
    room: int | None
    was_date: date
    was_number: int
    note: str
    became: int | None
    became_journal: int | None
    became_group: int | None
    became_teacher: int | None
    absence: int | None
    override_reason: str


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson that is published as put to the draft's lesson."""

    lesson: int
    standing: Standing


class Planned(Draft, frozen=True, kw_only=True):
    """A draft with what publishing has to know; `journal_*`: of the journal put in its place."""

    journal_group: int | None = None
    journal_subject: str | None = None
    journal_teacher: int | None = None
    standing: tuple[Standing, ...] = ()
    guests: tuple[Guest, ...] = ()

    @property
    def keeps_move(self) -> bool:
        """Whether a published move stays under this draft."""
        return self.kind not in ("", ChangeKind.MOVED)

    @property
    def move(self) -> Standing | None:
        """The first published move: it knows the timetable's place."""
        return next((one for one in self.standing if one.kind == ChangeKind.MOVED), None)

    @property
    def replaced(self) -> list[Standing]:
        """The published changes that go."""
        return [one for one in self.standing if not (self.keeps_move and one.kind == ChangeKind.MOVED)]

    def is_published(self, lesson: DayLesson, after: Placed) -> bool:
        """Whether exactly this stands already; `after`: the lesson under this draft."""
        if not self.kind:
            return not self.standing
        if len(self.replaced) != 1:
            return False
        found = self.replaced[0]
        if (found.kind, found.note) != (self.kind, self.note):
            return False
        match self.kind:
            case ChangeKind.MOVED:
                return (lesson.on_date, lesson.number) == (self.to_date, self.to_number)
            case ChangeKind.SUBJECT_REPLACED:
                teacher = self.teacher or self.journal_teacher
                return (found.became_journal, found.became_teacher) == (self.journal, teacher)
            case ChangeKind.GROUPS_MERGED:
                host = (self.merged_with, after.teacher, after.room)
                return (found.became, found.teacher, found.room) == host
        return (found.teacher, found.room) == (self.teacher, self.room)


def as_found(lesson: DayLesson, planned: Planned) -> DayLesson:
    """The lesson once the changes that go are withdrawn; teacher and room as the draft wants them."""
    move = None if planned.keeps_move else planned.move
    was_off = any(one.kind in CANCELLING for one in planned.replaced)
    return msgspec.structs.replace(
        lesson,
        on_date=move.was_date if move else lesson.on_date,
        number=move.was_number if move else lesson.number,
        status="planned" if was_off and lesson.status == "cancelled" else lesson.status,
        teacher=planned.teacher or lesson.planned_teacher,
        room=planned.room or lesson.planned_room,
    )


def target_of(lesson: DayLesson, planned: Planned) -> tuple[date, int]:
    """The day and number at which the lesson will stand."""
    if planned.kind == ChangeKind.MOVED and planned.to_date is not None and planned.to_number is not None:
        return planned.to_date, planned.to_number
    found = as_found(lesson, planned)
    return found.on_date, found.number


class Difference(NamedTuple):
    """One lesson that publishing changes. `before`: as published; `after`: as it will stand."""

    planned: Planned
    before: DayLesson
    after: Placed

    @property
    def word(self) -> str:
        """added, changed, back (to the timetable) or follows (its host)."""
        if not self.planned.id:
            return "follows"
        if not self.planned.kind:
            return "back"
        return "changed" if self.planned.replaced else "added"

    @property
    def day(self) -> date:
        """Where it will stand."""
        return target_of(self.before, self.planned)[0]

    @property
    def touches(self) -> set[Touch]:
        """The groups whose day is another one now."""
        group = self.before.study_group
        found = {(self.before.on_date, group), (self.day, group)}
        if self.planned.journal_group is not None and self.planned.kind == ChangeKind.SUBJECT_REPLACED:
            found.add((self.day, self.planned.journal_group))
        for one in self.planned.replaced:
            if one.kind == ChangeKind.SUBJECT_REPLACED and one.became_group is not None:
                found.add((self.before.on_date, one.became_group))
        return found

    @property
    def people(self) -> set[int]:
        """Teachers concerned: planned, until now, from now on, beside, of the lesson held instead."""
        instead = self.planned.kind == ChangeKind.SUBJECT_REPLACED
        found = {self.before.planned_teacher, self.before.teacher, *self.before.beside, self.after.teacher}
        found |= {one.became_teacher or 0 for one in self.planned.replaced}
        found.add(self.planned.teacher or self.planned.journal_teacher or 0 if instead else 0)
        return found - {0}

    @property
    def place(self) -> tuple[int, date, int]:
        """The journal's place it will take."""
        instead = self.planned.journal if self.planned.kind == ChangeKind.SUBJECT_REPLACED else None
        return (instead or self.before.journal, *target_of(self.before, self.planned))


@dataclass(frozen=True)
class Plan:
    """Drafts to be published together, on the days they touch; other drafts do not count."""

    planned: Mapping[int, Planned]
    before: Mapping[int, DayLesson]
    days: Mapping[date, Day]

    @cached_property
    def all_placed(self) -> list[tuple[Day, Placed]]:
        """Every planned lesson where it will stand, held and cancelled ones among them."""
        return [
            (day, one) for day in self.days.values() for one in day.placed if one.lesson.id in self.planned
        ]

    @cached_property
    def differences(self) -> list[Difference]:
        """What changes, by day, number and class."""
        found = [
            Difference(self.planned[one.lesson.id], self.before[one.lesson.id], one)
            for _day, one in self.all_placed
            if not self.planned[one.lesson.id].is_published(self.before[one.lesson.id], one)
        ]
        return sorted(found, key=lambda one: (
            one.before.on_date, one.before.number, one.before.grade_level or 0, one.before.letter or "",
            one.before.group_name, one.before.id,
        ))  # fmt: skip

    @property
    def touched_days(self) -> list[date]:
        """The days that somebody sees differently now."""
        return sorted({day for one in self.differences for day, _group in one.touches})

    @property
    def digest(self) -> str:
        """What is changed, in sixteen letters: part of the notices' event keys."""
        said = sorted(repr(msgspec.structs.astuple(one.planned)[1:10]) for one in self.differences)
        return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]


def followers(planned: Iterable[Planned]) -> list[Planned]:
    """Groups put to a lesson whose teacher or room changes: the same merging again, by itself."""
    known = {one.lesson: one for one in planned}
    return [
        Planned(
            id=0, lesson=guest.lesson, kind=ChangeKind.GROUPS_MERGED.value, teacher=None, room=None,
            to_date=None, to_number=None, journal=None, merged_with=host.lesson, note=guest.standing.note,
            override_reason=guest.standing.override_reason, absence=guest.standing.absence, pair=None,
            is_proposed=False, version=0, standing=(guest.standing,),
        )
        for host in known.values() for guest in host.guests if guest.lesson not in known
    ]  # fmt: skip


def in_order(differences: Sequence[Difference]) -> list[Difference]:
    """Each after those that leave the place it takes, and a group after its host: so swaps work."""
    left, done = sorted(differences, key=lambda one: one.planned.kind != ""), []
    while left:
        hosts = {one.before.id for one in left}
        held = {(one.before.journal, one.before.on_date, one.before.number): one for one in left}
        ready = (
            one for one in left
            if held.get(one.place, one) is one and one.planned.merged_with not in hosts
        )  # fmt: skip
        chosen = next(ready, left[0])
        left.remove(chosen)
        done.append(chosen)
    return done
