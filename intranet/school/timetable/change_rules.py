"""What a lesson is once its published changes are counted (DOMAIN 2.6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from intranet.school.timetable.slots import LessonStatus


class ChangeKind(StrEnum):
    """Kinds of LessonChange."""

    TEACHER_SUBSTITUTED = "TEACHER_SUBSTITUTED"
    SUBJECT_REPLACED = "SUBJECT_REPLACED"
    GROUPS_MERGED = "GROUPS_MERGED"
    CANCELLED = "CANCELLED"
    MOVED = "MOVED"
    ROOM_CHANGED = "ROOM_CHANGED"
    SUPERVISED = "SUPERVISED"
    EVENT = "EVENT"


CANCELLING = frozenset({ChangeKind.SUBJECT_REPLACED, ChangeKind.CANCELLED, ChangeKind.EVENT})
RIGHTS_DAYS = 7


class Said(msgspec.Struct, frozen=True):
    """A published change: what it sets, None where it sets nothing."""

    id: int
    kind: str
    teacher: int | None
    room: int | None


class Effect(NamedTuple):
    """Who teaches where, and whether at all."""

    teacher: int
    room: int | None
    status: LessonStatus


def effect(planned_teacher: int, planned_room: int | None, changes: Iterable[Said]) -> Effect:
    """The last change that says something of a thing wins; without one, the timetable does."""
    teacher, room, status = planned_teacher, planned_room, LessonStatus.PLANNED
    for said in changes:
        teacher = teacher if said.teacher is None else said.teacher
        room = room if said.room is None else said.room
        status = LessonStatus.CANCELLED if said.kind in CANCELLING else status
    return Effect(teacher, room, status)
