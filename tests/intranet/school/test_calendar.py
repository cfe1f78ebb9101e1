"""What a date is for a class (DOMAIN 2.7, 2.8, 7.3)."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.school.calendar.days import (
    BellKind,
    BellSet,
    ClassKey,
    DayException,
    DayKind,
    Week,
    YearCalendar,
    week_at,
)
from intranet.school.calendar.year_dates import BELLS, year_dates
from intranet.school.facts import TermKind, YearRow

FIVE = ClassKey(1, 5, week_days=5)
SIX = ClassKey(2, 10, week_days=6)
LITTLE = ClassKey(3, 1, week_days=5)
SECOND_SHIFT = ClassKey(4, 6, shift=2)
DATES = year_dates(date(2026, 11, 19))


def calendar(*more: DayException, transfers: bool = True, day: date = date(2026, 9, 1)) -> YearCalendar:
    """The founded year with further exceptions."""
    dates = year_dates(day)
    said = [
        DayException(o.kind, o.begins, o.ends, o.works_as, None, o.grade_level)
        for o in dates.exceptions
        if transfers or o.kind != DayKind.TRANSFER
    ]
    bells = [BellSet(n, b.kind, b.shift, b.weekday, None, b.times) for n, b in enumerate(BELLS, 1)]
    year = YearRow(1, dates.title, dates.begins, dates.teaching_until, dates.ends, dates.begins)
    return YearCalendar(year, [*said, *more], bells)


def days(school_class: ClassKey, made: YearCalendar | None = None) -> list[date]:
    made = made or calendar(transfers=False)
    return [d.day for d in made.school_days(school_class, made.year.begins, made.year.ends)]


def test_the_quarters_of_2026_27_have_39_42_53_36_days() -> None:
    quarters = DATES.terms[TermKind.QUARTER]
    assert quarters == [
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 30)),
        (date(2027, 1, 11), date(2027, 3, 26)),
        (date(2027, 4, 5), date(2027, 5, 26)),
    ]
    studied = days(FIVE)
    assert [sum(begins <= day <= ends for day in studied) for begins, ends in quarters] == [39, 42, 53, 36]
    assert len(studied) == 170


def test_weekdays_of_2026_27() -> None:
    assert Counter(day.isoweekday() for day in days(FIVE)) == {1: 32, 2: 35, 3: 35, 4: 34, 5: 34}


def test_the_transfer_gives_monday_one_day_more() -> None:
    worked = [d.weekday for d in calendar().school_days(FIVE, date(2026, 9, 1), date(2027, 5, 26))]
    assert Counter(worked) == {1: 33, 2: 35, 3: 35, 4: 34, 5: 34}
    saturday = calendar().school_day(FIVE, date(2026, 12, 12))
    assert saturday is not None
    assert (saturday.weekday, saturday.week) == (1, Week.A)


def test_half_years_trimesters_and_the_first_graders_extra_week() -> None:
    assert DATES.terms[TermKind.HALF_YEAR] == [
        (date(2026, 9, 1), date(2026, 12, 30)),
        (date(2027, 1, 11), date(2027, 5, 26)),
    ]
    assert DATES.terms[TermKind.TRIMESTER] == [
        (date(2026, 9, 1), date(2026, 11, 13)),
        (date(2026, 11, 23), date(2027, 2, 19)),
        (date(2027, 3, 1), date(2027, 5, 25)),
    ]
    assert len(days(LITTLE)) == 165
    assert date(2027, 2, 15) in days(FIVE)


def test_six_days_add_saturdays() -> None:
    assert date(2026, 9, 5) in days(SIX)
    assert date(2026, 9, 5) not in days(FIVE)
    assert date(2027, 5, 1) not in days(SIX)  # a holiday on a Saturday, besides the Monday after it
    assert date(2027, 5, 3) not in days(SIX)


def test_the_narrower_word_wins() -> None:
    saturday, tuesday = date(2026, 12, 12), date(2026, 12, 15)
    made = calendar(
        DayException(DayKind.NO_LESSONS, saturday, saturday, school_class=FIVE.id),
        DayException(DayKind.NO_LESSONS, tuesday, tuesday),
        DayException(DayKind.TRANSFER, tuesday, tuesday, 5, "B", grade_level=SIX.grade_level),
    )
    assert made.school_day(FIVE, saturday) is None
    assert made.school_day(FIVE, tuesday) is None
    found = made.school_day(SIX, tuesday)
    assert found is not None
    assert (found.weekday, found.week) == (5, Week.B)


def test_said_equally_narrowly_the_transfer_wins() -> None:
    sunday = date(2026, 10, 25)  # in the autumn vacation
    found = calendar(DayException(DayKind.TRANSFER, sunday, sunday, 3)).school_day(FIVE, sunday)
    assert found is not None
    assert found.weekday == 3


def test_bells_by_weekday_kind_shift_and_building() -> None:
    made = calendar(DayException(DayKind.SHORTENED, date(2026, 9, 2), date(2026, 9, 3)))
    wednesday, monday = made.school_day(FIVE, date(2026, 9, 2)), made.school_day(FIVE, date(2026, 9, 7))
    assert wednesday is not None
    assert monday is not None
    assert wednesday.kind == BellKind.SHORTENED
    short, early = made.bells_on(FIVE, wednesday), made.bells_on(FIVE, monday)
    assert short is not None
    assert early is not None
    assert short.bells[1] == (time(8, 30), time(9, 5))
    assert early.bells[1] == (time(9, 10), time(9, 50))
    late = made.bells(SECOND_SHIFT, 1, BellKind.SHORTENED)  # no such set: the normal one
    assert late is not None
    assert late.bells[1] == (time(14, 0), time(14, 40))


def test_a_buildings_own_bells_win_over_the_weekdays() -> None:
    sets = [
        BellSet(1, "normal", 1, None, None, {}),
        BellSet(2, "normal", 1, 1, None, {}),
        BellSet(3, "normal", 1, None, 9, {}),
    ]
    made = YearCalendar(calendar().year, [], sets)
    there = ClassKey(1, 5, building=9)
    assert [made.bells(there, n) for n in (1, 2)] == [sets[2], sets[2]]
    assert [made.bells(FIVE, n) for n in (1, 2)] == [sets[1], sets[0]]
    assert made.bells(SECOND_SHIFT, 1) is None


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_weeks_go_by_turns_and_hold_seven_days(anchor: date, day: date) -> None:
    monday = day - timedelta(day.weekday())
    assert {week_at(anchor, monday + timedelta(n)) for n in range(7)} == {week_at(anchor, day)}
    assert week_at(anchor, day) != week_at(anchor, day + timedelta(7))
    assert week_at(anchor, anchor) == Week.A


@given(st.integers(2015, 2045))
def test_every_years_construction_is_sound(year: int) -> None:
    dates = year_dates(date(year, 9, 1))
    assert dates == year_dates(date(year + 1, 8, 31))
    for terms in dates.terms.values():
        assert all(begins < ends for begins, ends in terms)
        assert all(one.ends < other.begins for one, other in pairwise(terms))
    studied = days(FIVE, calendar(day=date(year, 9, 1)))
    assert 165 <= len(studied) <= 176
    assert all(any(b <= day <= e for b, e in dates.terms[TermKind.QUARTER]) for day in studied)


@given(
    st.lists(
        st.builds(
            lambda kind, begins, length, grade, one: DayException(
                kind, begins, begins + timedelta(length), None, None, grade, one
            ),
            st.sampled_from(["holiday", "vacation", "no_lessons", "shortened"]),
            st.dates(date(2026, 9, 1), date(2027, 5, 26)),
            st.integers(0, 20),
            st.sampled_from([None, 5, 10]),
            st.sampled_from([None, 1, 2]),
        ),
        max_size=6,
    )
)
def test_days_off_only_take_away_and_only_from_whom_they_name(said: list[DayException]) -> None:
    for school_class in (FIVE, SIX):
        before, after = set(days(school_class)), set(days(school_class, calendar(*said, transfers=False)))
        named = {
            exception.begins + timedelta(n)
            for exception in said
            if exception.kind != DayKind.SHORTENED and exception.breadth(school_class) is not None
            for n in range((exception.ends - exception.begins).days + 1)
        }
        assert after == before - named


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 5, 27), date(2026, 11, 4), date(2027, 3, 8)])
def test_no_lessons_outside_the_year_and_on_holidays(day: date) -> None:
    assert calendar().school_day(SIX, day) is None
