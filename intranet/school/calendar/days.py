"""What a date is for a class: a school day or not, as which weekday and week it works, by which bells.

Pure: facts in, answers out; `calendar_sql` reads the facts. Rules (DOMAIN 2.7-2.8): 5 or 6 days a week
per class; holidays, vacations and days without lessons take a day away, a transfer gives one; what is said
of a class beats what is said of its grade, and that beats what is said of the school; said equally narrowly,
the transfer wins, as an order about this very date. Weeks A and B are calendar weeks counted from the
anchor: holidays do not shift them. Bells: of the day's kind, the class's shift; the building's own set
before the weekday's own, that before the common one; of two alike the one that began last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from intranet.school.facts import YearRow

DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Kinds of CalendarException."""

    HOLIDAY = "holiday"
    VACATION = "vacation"
    NO_LESSONS = "no_lessons"
    TRANSFER = "transfer"
    SHORTENED = "shortened"


class Week(StrEnum):
    """Weeks of a two-week timetable; EVERY is a slot's, never a date's."""

    EVERY = ""
    A = "A"
    B = "B"


class BellKind(StrEnum):
    """Kinds of BellSchedule."""

    NORMAL = "normal"
    SHORTENED = "shortened"


class ClassKey(msgspec.Struct, frozen=True):
    """What the calendar has to know of a class."""

    id: int
    grade_level: int
    shift: int = 1
    building: int | None = None
    week_days: int = 5


class DayException(msgspec.Struct, frozen=True):
    """A CalendarException: for everybody, a grade or a class; both ends are in it."""

    kind: str
    begins: date
    ends: date
    works_as: int | None = None
    works_as_week: str | None = None
    grade_level: int | None = None
    school_class: int | None = None

    def breadth(self, school_class: ClassKey) -> int | None:
        """2 said of the class, 1 of its grade, 0 of the school; None if of others."""
        if self.school_class is not None:
            return 2 if self.school_class == school_class.id else None
        if self.grade_level is not None:
            return 1 if self.grade_level == school_class.grade_level else None
        return 0


class BellSet(msgspec.Struct, frozen=True):
    """A BellSchedule and the clock times of its numbers; `since` None: from the year's first day."""

    id: int
    kind: str
    shift: int
    weekday: int | None
    building: int | None
    bells: dict[int, tuple[time, time]]
    since: date | None = None


class SchoolDay(NamedTuple):
    """A day with lessons: the weekday it works as, the week, the kind of bells."""

    day: date
    weekday: int
    week: Week
    kind: BellKind


def week_at(anchor: date, day: date) -> Week:
    """The calendar week of a date: A in the anchor's week, then by turns."""
    weeks = (day - timedelta(day.weekday()) - anchor + timedelta(anchor.weekday())).days // 7
    return Week.B if weeks % 2 else Week.A


class YearCalendar:
    """One year's calendar; answers are for one class."""

    def __init__(
        self, year: YearRow, exceptions: Sequence[DayException], bell_sets: Sequence[BellSet]
    ) -> None:
        self.year = year
        self.bell_sets = {found.id: found for found in bell_sets}
        self._bell_starts = sorted({found.since for found in bell_sets if found.since is not None})
        self._by_day: dict[date, list[DayException]] = {}
        for said in exceptions:
            for day in dates_between(max(said.begins, year.begins), min(said.ends, year.ends)):
                self._by_day.setdefault(day, []).append(said)

    @property
    def own_classes(self) -> set[int]:
        """Classes of which something is said apart from the others."""
        said = (found.school_class for order in self._by_day.values() for found in order)
        return {one for one in said if one is not None}

    def school_day(self, school_class: ClassKey, day: date) -> SchoolDay | None:
        """What the date is for the class; None when it has no lessons (DOMAIN 2.8)."""
        if not self.year.begins <= day <= self.year.teaching_until:
            return None
        said = [(breadth, found) for found in self._by_day.get(day, ())
                if (breadth := found.breadth(school_class)) is not None]  # fmt: skip
        kind = BellKind.NORMAL
        if any(found.kind == DayKind.SHORTENED for _, found in said):
            kind = BellKind.SHORTENED
        deciding = max(
            ((breadth, found.kind == DayKind.TRANSFER, index) for index, (breadth, found) in enumerate(said)
             if found.kind != DayKind.SHORTENED), default=None,
        )  # fmt: skip
        week = week_at(self.year.week_parity_anchor, day)
        if deciding is None:
            weekday = day.isoweekday()
            return SchoolDay(day, weekday, week, kind) if weekday <= school_class.week_days else None
        order = said[deciding[2]][1]
        if order.kind != DayKind.TRANSFER or order.works_as is None:
            return None
        return SchoolDay(day, order.works_as, Week(order.works_as_week or week), kind)

    def school_days(self, school_class: ClassKey, since: date, until: date) -> Iterator[SchoolDay]:
        """Every school day of the class in a span, both ends in it."""
        for day in dates_between(max(since, self.year.begins), min(until, self.year.teaching_until)):
            if found := self.school_day(school_class, day):
                yield found

    def bell_period(self, day: date) -> int:
        """Days of one period ring by the same sets; the number of the period."""
        return bisect_right(self._bell_starts, day)

    def bells(
        self, school_class: ClassKey, weekday: int, kind: str = BellKind.NORMAL, day: date | None = None
    ) -> BellSet | None:
        """The bells of such a day, the narrowest set that fits; a missing kind falls back to normal.

        Of sets equally narrow the one that began last by `day` holds; without a day the last of all.
        """
        fitting = [found for found in self.bell_sets.values()
                   if found.kind in (kind, BellKind.NORMAL) and found.shift == school_class.shift
                   and found.weekday in (None, weekday)
                   and (found.building is None or found.building == school_class.building)
                   and (found.since is None or day is None or found.since <= day)]  # fmt: skip
        return max(
            fitting,
            key=lambda found: (found.kind == kind, found.building is not None, found.weekday is not None,
                               found.since or date.min),
            default=None,
        )  # fmt: skip

    def bells_on(self, school_class: ClassKey, found: SchoolDay) -> BellSet | None:
        """The bells of a school day of the class."""
        return self.bells(school_class, found.weekday, found.kind, found.day)


def dates_between(since: date, until: date) -> Iterator[date]:
    """Every date of a span, both ends in it."""
    day = since
    while day <= until:
        yield day
        day += DAY
