"""How many days a year's classes study in a term or a month: counted from what the calendar says. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.school.calendar.days import ClassKey, DayException, YearCalendar
from intranet.school.facts import YearRow
from modules.office.queries.school.calendar import ClassOption, SpecialRow


class StudyDays:
    """How many days a year's classes study: asked per term or month, answered as fewest and most."""

    def __init__(self, year: YearRow, specials: list[SpecialRow], classes: list[ClassOption]) -> None:
        self.calendar = calendar = YearCalendar(year, [_exception(row) for row in specials], [])
        keys = [ClassKey(one.id, one.grade_level, week_days=one.week_days) for one in classes]
        self._days: dict[int, list[date]] = {}
        known: dict[tuple[int, int, int], list[date]] = {}
        own = calendar.own_classes
        for one in keys or [ClassKey(0, 5)]:
            key = (one.grade_level, one.week_days, one.id if one.id in own else 0)
            if key not in known:
                days = calendar.school_days(one, calendar.year.begins, calendar.year.teaching_until)
                known[key] = [found.day for found in days]
            self._days[one.id] = known[key]

    def between(self, begins: date, ends: date, classes: list[int] | None = None) -> tuple[int, int]:
        """Fewest and most days studied by these classes (default all) from one date to another."""
        asked = [self._days[one] for one in classes if one in self._days] if classes else []
        alike = {id(days): days for days in asked or self._days.values()}
        counts = [sum(begins <= day <= ends for day in days) for days in alike.values()]
        return min(counts), max(counts)

    def months(self) -> list[tuple[date, tuple[int, int]]]:
        """The first of each month of lessons, and the days studied in it."""
        found, first = [], self.calendar.year.begins.replace(day=1)
        while first <= self.calendar.year.teaching_until:
            following = (first + timedelta(32)).replace(day=1)
            found.append((first, self.between(first, following - timedelta(1))))
            first = following
        return found


def _exception(row: SpecialRow) -> DayException:
    return DayException(
        row.kind, row.begins, row.ends, row.works_as, row.works_as_week, row.grade_level, row.school_class
    )
