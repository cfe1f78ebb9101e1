"""Exact averages: the vectors of DOMAIN 3.1 and 3.6, and what must hold for any marks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.journal.averages import (
    NOTHING,
    Parts,
    marks_needed,
    next_step,
    parts_of,
    proposed_by,
    round_half_up,
)

MARKS = st.lists(st.tuples(st.integers(2, 5).map(str), st.integers(1, 100)), min_size=1, max_size=40)
THRESHOLDS = Fraction(46, 10), Fraction(36, 10), Fraction(26, 10)


def weighted(*marks: tuple[int, int]) -> Parts:
    return parts_of((str(value), weight * 10) for value, weight in marks)


def test_vectors_of_the_weighted_average() -> None:
    assert weighted((5, 1), (4, 1), (3, 3), (5, 2)).average == 4
    assert weighted((5, 3), (5, 1), (4, 5)).average == Fraction(40, 9)
    assert round_half_up(Fraction(40, 9), 2) == 444


def test_what_is_no_number_is_passed_over() -> None:
    assert parts_of([("5", 10), (".", 10), ("зч", 30), ("нзч", 10), (None, 10), ("3", 0)]) == Parts(50, 10)
    assert NOTHING.average is None
    assert NOTHING.proposed is None


def test_a_threshold_is_compared_exactly_or_as_people_see_it() -> None:
    average = Parts(193, 42).average
    assert average is not None
    assert proposed_by(average, THRESHOLDS, rounded=False) == 4
    assert proposed_by(average, THRESHOLDS, rounded=True) == 5


@pytest.mark.parametrize(
    ("marks", "proposed"), [((4, 5), 5), ((3, 4), 4), ((3, 3, 4), 3), ((2, 3), 3), ((2, 2), 2)]
)
def test_half_goes_up(marks: tuple[int, ...], proposed: int) -> None:
    assert parts_of((str(mark), 10) for mark in marks).proposed == proposed


@pytest.mark.parametrize(
    ("total", "weight", "target", "mark", "each", "needed"),
    [
        (19, 5, "4.6", 5, 1, 10), (19, 5, "4.6", 5, 3, 4), (18, 6, "3.6", 5, 1, 3), (18, 6, "3.6", 4, 1, 9),
        (18, 6, "3.6", 5, 3, 1), (18, 6, "3.6", 4, 3, 3), (7, 3, "2.6", 3, 1, 2), (7, 3, "2.6", 4, 1, 1),
        (2, 1, "3.6", 4, 1, 4), (20, 4, "4.5", 5, 1, 0), (19, 5, "4.6", 4, 1, None),
    ],
)  # fmt: skip
def test_vectors_of_the_forecast(
    total: int, weight: int, target: str, mark: int, each: int, needed: int | None
) -> None:
    assert marks_needed(Parts(total * 10, weight * 10), Fraction(target), mark, each * 10) == needed


def test_the_next_step_names_the_fives_and_the_mark() -> None:
    assert next_step(weighted((4, 1), (4, 1))) == (2, 5)
    assert next_step(weighted((5, 1))) is None
    assert next_step(NOTHING) is None


@given(MARKS)
def test_an_average_lies_among_its_marks_and_order_is_nothing(marks: list[tuple[str, int]]) -> None:
    average = parts_of(marks).average
    assert average is not None
    values = [int(value) for value, _weight in marks]
    assert min(values) <= average <= max(values)
    assert parts_of(reversed(marks)).average == average


@given(MARKS, st.integers(2, 9))
def test_only_the_ratio_of_weights_matters(marks: list[tuple[str, int]], times: int) -> None:
    assert parts_of([(value, weight * times) for value, weight in marks]).average == parts_of(marks).average


@given(st.integers(0, 10**6), st.integers(1, 10**4), st.integers(0, 3))
def test_rounding_is_half_up_as_in_decimal(top: int, bottom: int, places: int) -> None:
    exact = Decimal(top * 10**places) / Decimal(bottom)
    tie = Fraction(top * 10**places, bottom) % 1 == Fraction(1, 2)
    if tie or abs(exact % 1 - Decimal("0.5")) > Decimal("1e-9"):
        assert round_half_up(Fraction(top, bottom), places) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(MARKS)
def test_the_promised_fives_are_enough_and_one_less_is_not(marks: list[tuple[str, int]]) -> None:
    parts = parts_of(marks)
    step = next_step(parts)
    if step is None:
        return
    fives, goal = step
    assert (parts_of([*marks, *[("5", 10)] * fives]).proposed or 0) >= goal
    assert fives == 0 or (parts_of([*marks, *[("5", 10)] * (fives - 1)]).proposed or 0) < goal
