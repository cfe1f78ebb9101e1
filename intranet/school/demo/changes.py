"""Teachers fall ill, rooms are repaired: published changes of the last two weeks, today and tomorrow.

About 3 % of lessons (DOMAIN 6.1): on most days somebody is absent; a lesson goes to a free colleague, of the
same subject if there is one, else it is cancelled. Today somebody who teaches the shown class is absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

import msgspec

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.demo.writing import copy
from intranet.school.timetable.change_rules import RIGHTS_DAYS, ChangeKind

BACK, AHEAD = 15, 1
ABSENT_SHARE = 0.03  # of the teachers, on a day
ROOM_SHARE = 0.003  # of the lessons

LESSONS = """select l.id, l.on_date, l.number, l.teacher, l.room, l.journal, c.id as school_class, c.shift,
        c.building
    from lesson l join study_group g on g.id = l.study_group join school_class c on c.id = g.school_class
    where l.on_date between $1 and $2 order by l.on_date, l.number, l.id"""
SET = """update lesson l set teacher = u.teacher, room = u.room, status = u.status, is_touched = true
    from unnest($1::int[], $2::int[], $3::int[], $4::text[]) as u(id, teacher, room, status)
    where l.id = u.id"""


class Stood(msgspec.Struct, frozen=True):
    """A lesson as the timetable has it."""

    id: int
    on_date: date
    number: int
    teacher: int
    room: int | None
    journal: int
    school_class: int
    shift: int
    building: int


class Change(msgspec.Struct, frozen=True):
    """What was decided about a lesson."""

    lesson: Stood
    kind: ChangeKind
    teacher: int | None = None
    room: int | None = None


class Desk:
    """The head teacher's desk: who is absent, who is free."""

    def __init__(
        self, rng: Random, lessons: list[Stood], colleagues: dict[int, str], never: set[int]
    ) -> None:
        self.rng, self.colleagues, self.never = rng, colleagues, never
        self.days: dict[date, list[Stood]] = defaultdict(list)
        self.house = {lesson.teacher: lesson.building for lesson in lessons}
        self.taught: dict[int, set[int]] = defaultdict(set)
        for lesson in lessons:
            self.days[lesson.on_date].append(lesson)
            self.taught[lesson.teacher].add(lesson.school_class)

    def of_day(self, day: date, shown_class: int | None) -> list[Change]:
        """The changes of one day; with `shown_class` one of its teachers is absent."""
        lessons = self.days.get(day, [])
        here = sorted({lesson.teacher for lesson in lessons} - self.never)
        absent = {teacher for teacher in here if self.rng.random() < ABSENT_SHARE}
        if shown_class is not None:
            absent.add(self._of_class(lessons, shown_class))
        busy = {(lesson.teacher, lesson.number) for lesson in lessons}
        rooms = {(lesson.room, lesson.number) for lesson in lessons}
        changes = []
        for lesson in lessons:
            if lesson.teacher in absent:
                changes.append(self._substitute(lesson, busy, absent))
            elif self.rng.random() < ROOM_SHARE and lesson.room is not None:
                changes += self._room(lesson, rooms)
        return changes

    def _of_class(self, lessons: list[Stood], shown_class: int) -> int:
        """Somebody with few lessons today, one of them early in the shown class."""
        count: dict[int, int] = defaultdict(int)
        for lesson in lessons:
            count[lesson.teacher] += 1
        early = [x for x in lessons if x.school_class == shown_class and x.teacher not in self.never]
        return min(early, key=lambda lesson: (lesson.number > 4, count[lesson.teacher], lesson.id)).teacher

    def _substitute(self, lesson: Stood, busy: set[tuple[int, int]], absent: set[int]) -> Change:
        if lesson.shift == 2:
            return Change(lesson, ChangeKind.CANCELLED)
        free = [
            teacher for teacher, house in sorted(self.house.items())
            if house == lesson.building and teacher not in absent and (teacher, lesson.number) not in busy
        ]  # fmt: skip
        if not free:
            return Change(lesson, ChangeKind.CANCELLED)
        own = self.colleagues.get(lesson.teacher)
        chosen = min(
            free,
            key=lambda t: (
                self.colleagues.get(t) != own, lesson.school_class not in self.taught[t], self.rng.random()
            ),
        )  # fmt: skip
        busy.add((chosen, lesson.number))
        return Change(lesson, ChangeKind.TEACHER_SUBSTITUTED, teacher=chosen)

    def _room(self, lesson: Stood, rooms: set[tuple[int | None, int]]) -> Iterable[Change]:
        others = {x.room for x in self.days[lesson.on_date] if x.building == lesson.building}
        free = sorted(room for room in others if room is not None and (room, lesson.number) not in rooms)
        if free:
            room = self.rng.choice(free)
            rooms.add((room, lesson.number))
            yield Change(lesson, ChangeKind.ROOM_CHANGED, room=room)


async def write_changes(
    rng: Random, day: date, shown_class: int, colleagues: dict[int, str], never: set[int]
) -> int:
    """Make and write them; how many. `colleagues`: what a teacher teaches; `never`: who is always there."""
    lessons = await DB.rows(Stood, LESSONS, day - timedelta(BACK), day + timedelta(AHEAD + 4))
    desk = Desk(rng, lessons, colleagues, never)
    days = [one for one in sorted(desk.days) if one <= day]
    days += [one for one in sorted(desk.days) if one > day][:AHEAD]
    changes = [c for one in days for c in desk.of_day(one, shown_class if one == day else None)]
    await copy(
        "lesson_change",
        ("lesson", "kind", "teacher", "room", "was_date", "was_number", "was_teacher", "was_room",
         "published_at", "rights_until"),
        [
            (c.lesson.id, c.kind.value, c.teacher, c.room, c.lesson.on_date, c.lesson.number,
             c.lesson.teacher, c.lesson.room, _published(c.lesson.on_date, day),
             c.lesson.on_date + timedelta(RIGHTS_DAYS) if c.teacher else None)
            for c in changes
        ],
    )  # fmt: skip
    status = ["cancelled" if c.kind == ChangeKind.CANCELLED else "planned" for c in changes]
    await DB.execute(
        SET, [c.lesson.id for c in changes], [c.teacher or c.lesson.teacher for c in changes],
        [c.room or c.lesson.room for c in changes], status,
    )  # fmt: skip
    return len(changes)


def _published(on_date: date, day: date) -> datetime:
    """The day before at two o'clock; what concerns tomorrow, this morning."""
    return clock.local(day, 11, 40) if on_date > day else clock.local(on_date - timedelta(1), 14)
