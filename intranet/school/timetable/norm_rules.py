"""The norms themselves: of single lessons, of a class's profiles, of a teacher's day. Pure; see `norms`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from intranet.school.timetable.clashes import UNKNOWN_TIME
from intranet.school.timetable.norm_facts import (
    EARLIEST,
    FIRST_SHIFT_ONLY,
    HARD,
    LATEST,
    ROAD_MINUTES,
    SAME_A_DAY,
    TEACHER_WINDOWS,
    WEEK_MOST,
    Breach,
    ClassFacts,
    Norm,
    Planned,
    School,
    by_day,
    day_most,
    gaps,
    refs,
)

OUTER_DAYS = (1, 5)


def of_lessons(slots: Iterable[Planned], school: School) -> Iterator[Breach]:
    """Lessons too early, too late, without bells; classes that must not be in the second shift."""
    for slot in slots:
        group = school.groups.get(slot.group)
        whose = (group.school_class if group else None), None, slot.weekday, slot.number
        if slot.begins >= UNKNOWN_TIME:
            yield Breach(Norm.NO_BELL, *whose, slot.number, 0, (slot.ref,))
        elif slot.number == 0 or slot.begins < EARLIEST:
            yield Breach(Norm.EARLY, *whose, slot.begins, EARLIEST, (slot.ref,))
        elif slot.ends > LATEST:
            yield Breach(Norm.LATE, *whose, slot.ends, LATEST, (slot.ref,))


def of_classes(slots: Sequence[Planned], school: School) -> Iterator[Breach]:
    """Every class by its profiles, and its halves."""
    of_group: dict[int, list[Planned]] = defaultdict(list)
    for slot in slots:
        of_group[slot.group].append(slot)
    for ident, profiles in school.profiles.items():
        if ident not in school.classes:
            continue
        known = school.classes[ident]
        if known.shift == 2 and known.grade_level in FIRST_SHIFT_ONLY:
            yield Breach(Norm.SHIFT, ident, None, 0, 0, 2, 1, refs(of_group[school.roster[ident].id]))
        for profile in profiles:
            mine = [slot for group in profile for slot in of_group.get(group, ())]
            yield from _week(mine, known)
            for weekday, lessons in by_day(mine).items():
                yield from _day(weekday, lessons, known, school)
            yield from _peak(mine, known, school)
        yield from _halves(of_group, ident, school)


def _week(mine: Sequence[Planned], known: ClassFacts) -> Iterator[Breach]:
    most = WEEK_MOST[known.grade_level][known.week_days == 6]
    days = by_day(mine)
    counted = {weekday: len({one.number for one in lessons}) for weekday, lessons in days.items()}
    if sum(counted.values()) > most:
        yield Breach(Norm.WEEK_MOST, known.id, None, 0, 0, sum(counted.values()), most, refs(mine))
    usual, once = day_most(known.grade_level)
    long = [weekday for weekday, n in counted.items() if n > usual]
    forgiven = next((w for w in long if counted[w] <= once), None)
    for weekday in long:
        if weekday != forgiven:
            lessons = days[weekday]
            yield Breach(
                Norm.DAY_MOST, known.id, None, weekday, lessons[-1].number, counted[weekday], usual,
                refs(lessons[-1:]),
            )  # fmt: skip


def _day(weekday: int, lessons: list[Planned], known: ClassFacts, school: School) -> Iterator[Breach]:
    for number in gaps(lessons):
        after = [one for one in lessons if one.number > number][:1]
        yield Breach(Norm.WINDOW, known.id, None, weekday, number, 1, 0, refs(after))
    if lessons[0].is_sport:
        first = lessons[0]
        yield Breach(Norm.SPORT_FIRST, known.id, None, weekday, first.number, 1, 0, (first.ref,))
    same = Counter(one.subject for one in lessons)
    for subject, times in same.items():
        if times > SAME_A_DAY:
            extra = [one for one in lessons if one.subject == subject]
            number = extra[-1].number
            yield Breach(
                Norm.SAME_SUBJECT, known.id, None, weekday, number, times, SAME_A_DAY, refs(extra[::-1])
            )
    for one, other in pairwise(lessons):
        yield from _in_a_row(weekday, one, other, known, school)


def _in_a_row(
    weekday: int, one: Planned, other: Planned, known: ClassFacts, school: School
) -> Iterator[Breach]:
    weighed = [school.points(slot.subject, known.grade_level) for slot in (one, other)]
    beside = other.number == one.number + 1 and one.subject != other.subject
    if beside and min(weighed) >= HARD:
        yield Breach(
            Norm.HARD_ROW, known.id, None, weekday, other.number, min(weighed), HARD, refs((other, one))
        )
    if is_rushed(one, other):
        yield Breach(Norm.ROAD, known.id, None, weekday, other.number, 0, ROAD_MINUTES, refs((other, one)))


def is_rushed(one: Planned, other: Planned) -> bool:
    """Whether there is another house to go to and not the time of one lesson for it."""
    apart = one.house is not None and other.house is not None and one.house != other.house
    return apart and one.ends <= other.begins < one.ends + ROAD_MINUTES


def _peak(mine: Sequence[Planned], known: ClassFacts, school: School) -> Iterator[Breach]:
    """The hardest day must not be Monday or Friday."""
    total: Counter[int] = Counter()
    for slot in mine:
        total[slot.weekday] += school.points(slot.subject, known.grade_level)
    if len(total) < 4:
        return
    inner = max((n for weekday, n in total.items() if weekday not in OUTER_DAYS), default=0)
    for weekday in OUTER_DAYS:
        if total[weekday] > inner:
            there = [slot for slot in mine if slot.weekday == weekday]
            hardest = max(there, key=lambda one: school.points(one.subject, known.grade_level))
            yield Breach(
                Norm.PEAK, known.id, None, weekday, hardest.number, total[weekday], inner, (hardest.ref,)
            )


def _halves(of_group: dict[int, list[Planned]], ident: int, school: School) -> Iterator[Breach]:
    """A part of the class has a lesson, somebody else of the class has none at that number."""
    roster = school.roster[ident].students
    mine = (one for one in school.groups.values() if one.school_class == ident)
    parts = [one for one in mine if not one.is_roster and one.id in of_group]
    if not roster or not parts:
        return
    busy: dict[tuple[int, int], set[int]] = defaultdict(set)
    for group in school.groups.values():
        if group.students & roster:
            for slot in of_group.get(group.id, ()):
                busy[slot.weekday, slot.number] |= group.students & roster
    told = set()
    for part in parts:
        for slot in of_group[part.id]:
            place = slot.weekday, slot.number
            idle = len(roster) - len(busy[place])
            if idle and place not in told:
                told.add(place)
                yield Breach(Norm.HALVES, ident, None, *place, idle, 0, (slot.ref,))


def of_teachers(slots: Iterable[Planned]) -> Iterator[Breach]:
    """Windows in a teacher's day, and houses too far apart."""
    of_teacher: dict[int, list[Planned]] = defaultdict(list)
    for slot in slots:
        of_teacher[slot.teacher].append(slot)
    for teacher, mine in of_teacher.items():
        for weekday, lessons in by_day(mine).items():
            yield from _teacher_day(teacher, weekday, lessons)


def _teacher_day(teacher: int, weekday: int, lessons: list[Planned]) -> Iterator[Breach]:
    free = gaps(lessons)
    # numbers of two shifts are labels of other times: such a day has no windows to count
    runs_on = all(one.number <= other.number for one, other in pairwise(lessons))
    if runs_on and len(free) >= TEACHER_WINDOWS:
        after = [one for one in lessons if one.number > free[0]][:1]
        yield Breach(
            Norm.TEACHER_WINDOWS, None, teacher, weekday, free[0], len(free), TEACHER_WINDOWS - 1, refs(after)
        )
    for one, other in pairwise(lessons):
        if is_rushed(one, other):
            yield Breach(
                Norm.TEACHER_ROAD, None, teacher, weekday, other.number, 0, ROAD_MINUTES, refs((other, one))
            )
