"""Free places for a lesson that moves: on the next days, by the clock of its class. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import NamedTuple

import msgspec

from modules.substitutions.planning.state import Bell


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of a coming day that the pupils, the teacher or the room of ours have.

    `is_class`: of the same class; `has_pupils`, `has_teacher`, `has_room`: what it shares with ours;
    `version`: of its draft, 0 without one.
    """

    id: int
    on_date: date
    number: int
    bell_schedule: int | None
    starts: time | None
    ends: time | None
    journal: int
    subject_name: str
    group_name: str
    teacher: int
    is_class: bool
    has_pupils: bool
    has_teacher: bool
    has_room: bool
    status: str
    version: int = 0


class FreePlace(NamedTuple):
    """A day and a number at which pupils and teacher have nothing; `room_free`: the room neither."""

    on_date: date
    number: int
    room_free: bool


def free_places(lessons: Sequence[Ahead], bells: Sequence[Bell], numbers: int = 7) -> list[FreePlace]:
    """Places up to the class's last lesson and one more, by day and number; never a gap before the first.

    A day on which the class has no lesson is left out: it may have none at all.
    """
    found: list[FreePlace] = []
    standing = [one for one in lessons if one.status != "cancelled"]
    for day in sorted({one.on_date for one in standing if one.has_pupils}):
        own = [one for one in standing if one.on_date == day and one.has_pupils]
        last = max(one.number for one in own)
        schedule = own[0].bell_schedule
        rings = [b for b in bells if b.schedule == schedule and 1 <= b.number <= min(last + 1, numbers)]
        busy = [one for one in standing if one.on_date == day]
        for bell in sorted(rings, key=lambda one: one.number):
            meets = [one for one in busy if _meets(one, bell)]
            if not any(one.has_pupils or one.has_teacher for one in meets):
                room_free = not any(one.has_room for one in meets)
                found.append(FreePlace(day, bell.number, room_free))
    return found


def _meets(lesson: Ahead, bell: Bell) -> bool:
    if lesson.starts is None or lesson.ends is None:
        return lesson.number == bell.number
    return lesson.starts < bell.ends and bell.starts < lesson.ends
