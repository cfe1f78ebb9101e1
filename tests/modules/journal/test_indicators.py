"""Every worked number of DOMAIN 3.2, 3.3 and 3.5, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from modules.journal.averages import round_half_up
from modules.journal.indicators import (
    Category,
    ClassResult,
    Coefficients,
    Counts,
    Presence,
    category_of,
    class_result,
    counts_of,
    has_one_four,
    presence_of_all,
    together,
)

WORKED = Counts(fives=4, fours=11, threes=10, twos=1, not_attested=1, exempt=2)
CLASS = {
    "S1": ["5", "5", "5", "5"],
    "S2": ["5", "5", "4", "5"],
    "S3": ["4", "4", "5", "4"],
    "S4": ["5", "4", "3", "4"],
    "S5": ["4", "3", "3", "5"],
    "S6": ["3", "2", "4", "3"],
    "S7": ["4", "н/а", "4", "5"],
    "S8": ["5", "осв", "5", "5"],
}


def shown(value: Fraction | None) -> str:
    """Two digits, half-up, as DOMAIN writes them."""
    assert value is not None
    hundredths = round_half_up(value, 2)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def test_a_subject_of_a_class() -> None:
    assert WORKED.counted == 27
    assert (shown(WORKED.success), shown(WORKED.quality), shown(WORKED.average)) == ("92.59", "55.56", "3.69")


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        (Coefficients(), "55.07"),
        (Coefficients(two=14), "55.00"),
        (Coefficients(counts_not_attested=False), "56.92"),
        (Coefficients(two=14, counts_not_attested=False), "56.85"),
        (Coefficients(not_attested=0), "54.81"),
    ],
)
def test_the_learning_level_by_its_variants(coefficients: Coefficients, expected: str) -> None:
    assert shown(WORKED.learning(coefficients)) == expected


def test_counts_are_read_from_what_is_written() -> None:
    values = ["5"] * 4 + ["4"] * 11 + ["3"] * 10 + ["2", "н/а", "осв", "осв", None, ""]
    assert counts_of(values) == WORKED


def test_nothing_set_is_nothing_and_not_zero() -> None:
    empty = counts_of([None, "осв"])
    assert (empty.success, empty.quality, empty.average, empty.learning()) == (None, None, None, None)
    assert (Presence().by_lessons, Presence().by_days) == (None, None)
    assert class_result([None]) == ClassResult(0, 0, 0)
    assert class_result([]).quality is None


def test_pass_and_fail_tell_of_success_only() -> None:
    passed = counts_of(["зч"] * 3 + ["нзч"])
    assert (passed.success, passed.quality, passed.average) == (Fraction(75), None, None)


def test_categories() -> None:
    assert {name: category_of(marks) for name, marks in CLASS.items()} == {
        "S1": Category.EXCELLENT,
        "S2": Category.GOOD,
        "S3": Category.GOOD,
        "S4": Category.ONE_THREE,
        "S5": Category.SATISFACTORY,
        "S6": Category.FAILING,
        "S7": Category.NOT_ATTESTED,
        "S8": Category.EXCELLENT,
    }
    assert [name for name, marks in CLASS.items() if has_one_four(marks)] == ["S2"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["2", "н/а"], Category.FAILING),
        (["5", "нзч"], Category.FAILING),
        (["3", "4", "н/а"], Category.NOT_ATTESTED),
        (["зч", "осв"], None),
        (["зч", "5"], Category.EXCELLENT),
        ([], None),
        ([None, None], None),
    ],
)
def test_a_category_at_its_edges(marks: list[str | None], expected: Category | None) -> None:
    assert category_of(marks) is expected


def test_a_class_is_not_the_mean_of_its_subjects() -> None:
    categories = [category_of(marks) for marks in CLASS.values()]
    result = class_result(categories)
    assert (shown(result.quality), shown(result.success)) == ("50.00", "75.00")
    without = class_result(categories, counts_not_attested=False)
    assert (shown(without.quality), shown(without.success)) == ("57.14", "85.71")
    subjects = [counts_of(column) for column in zip(*CLASS.values(), strict=True)]
    marks = together(subjects)
    assert (marks.fives + marks.fours, marks.numeric) == (24, 30)
    of_subjects = [one.quality for one in subjects]
    assert sum(filter(None, of_subjects), Fraction()) / 4 != result.quality


def test_attendance_of_a_pupil() -> None:
    pupil = Presence(240, 18, ill=12, excused=4, unexcused=2, late=3, days=40, full_days=2)
    assert (shown(pupil.by_lessons), shown(pupil.by_days)) == ("92.50", "95.00")
    assert pupil.unexplained == 0


def test_attendance_of_a_class_is_sum_by_sum() -> None:
    both = presence_of_all([Presence(240, 18), Presence(200, 100)])
    assert (both.held - both.missed, both.held) == (322, 440)
    assert shown(both.by_lessons) == "73.18"
    assert presence_of_all([]) == Presence()
