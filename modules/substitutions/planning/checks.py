"""Which rules a draft breaks: of people, of rooms, of pupils, by the clock of the day. Pure.

Rules (DOMAIN 2.6, 2.7): a rule about a person's time may be overridden with a reason; who is away cannot
hold a lesson, a room takes as many lessons as it is `parallel`, no pupil is at two lessons at once: these
are not. Groups put together are one lesson: one teacher, one room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.clashes import Clashes
from modules.substitutions.planning.candidates import Hindrance, hindrances
from modules.substitutions.planning.state import Day, DayLesson, Draft, Placed

OTHER_TEACHER = frozenset(
    {ChangeKind.TEACHER_SUBSTITUTED, ChangeKind.SUPERVISED, ChangeKind.SUBJECT_REPLACED}
)
NEW_TIME = frozenset({ChangeKind.MOVED.value, ""})
AT_A_TIME = frozenset({Hindrance.AWAY, Hindrance.BUSY, Hindrance.TRAVEL})


class Place(StrEnum):
    """Rules that no reason overrides, besides Hindrance.AWAY."""

    ROOM = "room_full"
    PUPILS = "pupils_busy"


class Broken(NamedTuple):
    """A broken rule, and the lessons it meets (ids)."""

    rule: Hindrance | Place
    lessons: tuple[int, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether no reason helps."""
        return self.rule in (Hindrance.AWAY, Place.ROOM, Place.PUPILS)


def with_drafts(day: Day, drafts: Sequence[Draft], lessons: Sequence[DayLesson] = ()) -> Day:
    """The day as it would be; `lessons`: those of other days that the drafts bring here."""
    more = [one for one in lessons if one.id not in day.lesson]
    changed = {**day.drafts, **{one.lesson: one for one in drafts}}
    return replace(day, lessons=[*day.lessons, *more], drafts=changed)


def broken(day: Day, placed: Placed, pupils: Clashes | None = None) -> list[Broken]:
    """What the lesson's draft breaks in a day that counts it; `pupils` compares groups, None: not asked."""
    if placed.draft is None or placed.is_off:
        return []
    found: list[Broken] = [*_of_teacher(day, placed), *_of_room(day, placed)]
    return found + (_of_pupils(day, placed, pupils) if pupils is not None else [])


def unexcused(day: Day, placed: Placed, pupils: Clashes | None = None) -> list[Broken]:
    """What is broken and not excused by the draft's own reason: then the draft is in conflict."""
    excused = placed.draft is not None and placed.draft.override_reason != ""
    return [one for one in broken(day, placed, pupils) if one.is_final or not excused]


def _of_teacher(day: Day, placed: Placed) -> list[Broken]:
    kind = placed.draft.kind if placed.draft else ""
    asked = frozenset({Hindrance.AWAY})
    if kind in OTHER_TEACHER:
        asked = frozenset(Hindrance)
    elif kind in NEW_TIME:
        asked = AT_A_TIME
    met = tuple(one.lesson.id for one in day.meeting(placed.teacher, placed.span, [placed.lesson.id]))
    return [
        Broken(rule, met if rule == Hindrance.BUSY else ())
        for rule in _hindrances(day, placed)
        if rule in asked
    ]


def _hindrances(day: Day, placed: Placed) -> tuple[Hindrance, ...]:
    """Of whoever would hold the lesson; somebody who left the school is asked no more than for absence."""
    person = day.colleagues.get(placed.teacher)
    if person is None:
        return (Hindrance.AWAY,) if day.is_away(placed.teacher, placed.number) else ()
    return hindrances(day, person, placed)


def _of_room(day: Day, placed: Placed) -> list[Broken]:
    if placed.room is None or not _takes_room(placed):
        return []
    inside = day.filling(placed.room, placed.span, placed)
    return [Broken(Place.ROOM, tuple(one.lesson.id for one in inside))] if inside else []


def _takes_room(placed: Placed) -> bool:
    """Whether the draft brings the lesson into a room it does not hold now."""
    draft, lesson = placed.draft, placed.lesson
    if draft is None or draft.room is not None or draft.kind == ChangeKind.MOVED:
        return draft is not None
    was_off = lesson.status == "cancelled" or lesson.change == ChangeKind.MOVED
    return draft.kind == "" and (was_off or lesson.room != placed.room)


def _of_pupils(day: Day, placed: Placed, pupils: Clashes) -> list[Broken]:
    draft = placed.draft
    if draft is None or draft.kind not in NEW_TIME:
        return []
    met = [
        other.lesson.id for other in day.placed
        if not other.is_off and other.lesson.id != placed.lesson.id and other.span.meets(placed.span)
        and pupils.shared(placed.lesson.study_group, other.lesson.study_group) is not None
    ]  # fmt: skip
    return [Broken(Place.PUPILS, tuple(met))] if met else []
