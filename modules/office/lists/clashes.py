"""Clashes inside one timetable (DOMAIN 2.7): a teacher, a room or a pupil in two places at one clock time.

Pupils are compared through groups, not classes: halves of a class may run side by side. Numbers of lessons
are labels; the caller brings the minutes of the day from the bells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import SlotRow


@dataclass(frozen=True, slots=True)
class PlacedSlot:
    """A lesson of the week, resolved. Minutes count from midnight; `room_holds` lessons fit the room."""

    row: SlotRow
    starts: int
    ends: int
    teacher: int
    room: int | None = None
    room_holds: int = 1
    students: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Clash:
    """The later lesson, the field to blame, and the earlier lesson that stays."""

    slot: PlacedSlot
    kind: ErrorKind
    field: str
    first: PlacedSlot


def find_clashes(slots: Iterable[PlacedSlot]) -> Iterator[Clash]:
    """In the file's order: the first stays, a refused lesson clashes with nobody."""
    days: dict[int, list[PlacedSlot]] = {}
    for slot in slots:
        day = days.setdefault(slot.row.weekday, [])
        beside = [other for other in day if _meet(slot, other)]
        clash = _clash(slot, beside)
        if clash is None:
            day.append(slot)
        else:
            yield clash


def _meet(slot: PlacedSlot, other: PlacedSlot) -> bool:
    is_same_week = not (slot.row.week and other.row.week) or slot.row.week == other.row.week
    return is_same_week and slot.starts < other.ends and other.starts < slot.ends


def _clash(slot: PlacedSlot, beside: list[PlacedSlot]) -> Clash | None:
    for other in beside:
        if other.teacher == slot.teacher:
            return Clash(slot, ErrorKind.CLASH_TEACHER, "teacher", other)
    for other in beside:
        if other.students & slot.students:
            return Clash(slot, ErrorKind.CLASH_STUDENT, "group", other)
    in_room = [other for other in beside if slot.room is not None and other.room == slot.room]
    if len(in_room) >= slot.room_holds:
        return Clash(slot, ErrorKind.CLASH_ROOM, "room", in_room[0]) if in_room else None
    return None
