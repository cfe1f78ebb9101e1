"""Every clash of a whole week in one pass: pairs of lessons that cannot both be (DOMAIN 2.7).

Pure. The rules are those of `clashes`; here nothing is refused: each lesson is compared with those that have
begun and not ended yet, so a week of 1,700 lessons takes a fraction of a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from intranet.school.calendar.days import Week
from intranet.school.timetable.clashes import Clashes, ClashKind, Group, Taught, is_one_lesson, meets


class PairClash(NamedTuple):
    """Two lessons by their refs, the earlier first, which rule, and the pupils in both."""

    kind: ClashKind
    one: int
    other: int
    students: frozenset[int] = frozenset()


def check_week(
    lessons: Iterable[Taught], groups: Mapping[int, Group], parallel: Mapping[int, int] | None = None
) -> list[PairClash]:
    """Every pair of lessons in conflict, by weekday and clock.

    A room too full is told once for each lesson that no longer fits, with the first lesson inside.
    """
    facts = Clashes(groups, parallel)
    days: dict[int, list[Taught]] = defaultdict(list)
    for lesson in lessons:
        days[lesson.weekday].append(lesson)
    found: list[PairClash] = []
    for weekday in sorted(days):
        found += _day(sorted(days[weekday], key=lambda one: (one.begins, one.ref)), facts)
    return found


def _day(lessons: Sequence[Taught], facts: Clashes) -> list[PairClash]:
    found: list[PairClash] = []
    running: list[Taught] = []
    for lesson in lessons:
        running = [other for other in running if other.ends > lesson.begins]
        beside = [other for other in running if meets(lesson, other)]
        found += _pairs(lesson, beside, facts)
        running.append(lesson)
    return found


def _pairs(lesson: Taught, beside: Sequence[Taught], facts: Clashes) -> list[PairClash]:
    found = []
    for other in beside:
        if other.teacher == lesson.teacher:
            found.append(PairClash(ClashKind.TEACHER, other.ref, lesson.ref))
        if is_one_lesson(lesson, other):
            continue
        both = facts.shared(lesson.group, other.group)
        if both is not None:
            found.append(PairClash(ClashKind.STUDENT, other.ref, lesson.ref, both))
    room = _room(lesson, beside, facts)
    return found if room is None else [*found, room]


def _room(lesson: Taught, beside: Sequence[Taught], facts: Clashes) -> PairClash | None:
    """The lesson no longer fits into its room beside those that are inside when it begins."""
    if lesson.room is None:
        return None
    inside = [o for o in beside if o.room == lesson.room and not is_one_lesson(lesson, o)]
    most = max(
        (len({o.journal for o in inside if o.week in (week, Week.EVERY)}) for week in (Week.A, Week.B)),
        default=0,
    )
    if most < facts.parallel.get(lesson.room, 1):
        return None
    return PairClash(ClashKind.ROOM, inside[0].ref, lesson.ref)
