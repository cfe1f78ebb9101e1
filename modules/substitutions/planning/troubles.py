"""What keeps a day from being published: a last look at the rules that drafts were made under. Pure.

Rules, as when a draft is made (`checks`): the teacher is there, and free unless the draft gives a reason; the
lesson was not held; the room takes it; the pupils have nothing else at the place it moves to; a host is held;
a pair goes together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.checks import NEW_TIME, OTHER_TEACHER
from modules.substitutions.planning.publication import Plan, Planned
from modules.substitutions.planning.state import Day, Placed

ASKS_TEACHER = NEW_TIME | OTHER_TEACHER
Shared = frozenset[frozenset[int]]


class Rule(StrEnum):
    """Named as the page's words."""

    HELD = "held"
    AWAY = "away"
    BUSY = "busy"
    ROOM = "room"
    PUPILS = "pupils"
    HOST_OFF = "host_off"
    PAIR = "pair"
    REFUSED = "refused"


class Trouble(NamedTuple):
    """A rule that a lesson's draft breaks; `others`: the lessons it meets; `said`: a service's own words."""

    lesson: int
    rule: Rule
    others: tuple[int, ...] = ()
    person: int | None = None
    said: str = ""


def troubles_of(plan: Plan, shared: Shared = frozenset()) -> list[Trouble]:
    """Every trouble of the plan's differences; `shared`: pairs of groups with a pupil in both."""
    changed = {one.before.id for one in plan.differences}
    return [
        trouble
        for day, placed in plan.all_placed
        if placed.lesson.id in changed
        for trouble in _of_lesson(plan, day, placed, shared)
    ]


def met_groups(plan: Plan) -> list[tuple[date, int, int]]:
    """Pairs of groups that would have lessons at one time: whether they share pupils is to be asked."""
    found = {
        (day.on_date, one.lesson.study_group, other.lesson.study_group)
        for day, one in plan.all_placed
        if _is_at_new_time(plan.planned[one.lesson.id], one)
        for other in _met(day, one)
    }
    return sorted(found)


def _is_at_new_time(planned: Planned, placed: Placed) -> bool:
    moved = planned.kind == ChangeKind.MOVED or (not planned.kind and bool(planned.standing))
    return moved and not placed.is_off


def _met(day: Day, placed: Placed) -> list[Placed]:
    """Lessons of the same class, or across classes, at the same time."""
    school_class = placed.lesson.school_class
    return [
        other for other in day.placed
        if not other.is_off and other.lesson.id != placed.lesson.id and other.span.meets(placed.span)
        and (None in (school_class, other.lesson.school_class) or school_class == other.lesson.school_class)
    ]  # fmt: skip


def _of_lesson(plan: Plan, day: Day, placed: Placed, shared: Shared) -> Iterator[Trouble]:
    planned, lesson = plan.planned[placed.lesson.id], placed.lesson.id
    if plan.before[lesson].is_held:
        yield Trouble(lesson, Rule.HELD)
        return
    if placed.is_off:
        return
    yield from _of_teacher(day, planned, placed)
    yield from _of_room(day, planned, placed)
    if _is_at_new_time(planned, placed):
        met = tuple(
            other.lesson.id for other in _met(day, placed)
            if frozenset((placed.lesson.study_group, other.lesson.study_group)) in shared
        )  # fmt: skip
        if met:
            yield Trouble(lesson, Rule.PUPILS, met)
    host = next((one for one in day.placed if one.lesson.id == planned.merged_with), None)
    if planned.kind == ChangeKind.GROUPS_MERGED and (host is None or host.is_off):
        yield Trouble(lesson, Rule.HOST_OFF)


def _of_teacher(day: Day, planned: Planned, placed: Placed) -> Iterator[Trouble]:
    asked = planned.kind in ASKS_TEACHER or planned.kind == ChangeKind.GROUPS_MERGED
    if asked and day.is_away(placed.teacher, placed.number):
        yield Trouble(placed.lesson.id, Rule.AWAY, person=placed.teacher)
    if planned.kind not in ASKS_TEACHER or planned.override_reason:
        return
    met = [one for one in day.meeting(placed.teacher, placed.span, [placed.lesson.id])
           if not _is_guest(one, placed.lesson.id)]  # fmt: skip
    if met:
        others = tuple(one.lesson.id for one in met)
        yield Trouble(placed.lesson.id, Rule.BUSY, others, placed.teacher)


def _is_guest(one: Placed, host: int) -> bool:
    """Whether a lesson is put to this one: then it is no other lesson."""
    return one.draft is not None and one.draft.merged_with == host


def _of_room(day: Day, planned: Planned, placed: Placed) -> Iterator[Trouble]:
    is_new = planned.room is not None or _is_at_new_time(planned, placed)
    if placed.room is None or not is_new or planned.kind == ChangeKind.GROUPS_MERGED:
        return
    if inside := day.filling(placed.room, placed.span, placed):
        yield Trouble(placed.lesson.id, Rule.ROOM, tuple(one.lesson.id for one in inside))
