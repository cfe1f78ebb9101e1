"""Averages in exact numbers (DOMAIN 2.2, 3.1): integers and Fraction, half-up rounding, never floats.

A mark counts when its value is a digit and its weight is above zero; weights are in tenths (10 = x1).
The proposed mark compares the exact average with n + 1/2, that is rounding half-up.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple, Protocol

HIGHEST = 5
HALF = Fraction(1, 2)


class Weighted(Protocol):
    """Anything with a mark's value and weight."""

    @property
    def value(self) -> str | None: ...
    @property
    def weight_tenths(self) -> int: ...


class Parts(NamedTuple):
    """A weighted average before the division: `total` = sum of mark x weight, `weight` = sum of weights."""

    total: int
    weight: int

    @property
    def average(self) -> Fraction | None:
        """Exact; None when nothing counts (not 0)."""
        return Fraction(self.total, self.weight) if self.weight else None

    @property
    def proposed(self) -> int | None:
        """The mark that half-up rounding proposes (2..5); None when nothing counts."""
        return None if self.average is None else max(2, round_half_up(self.average))


NOTHING = Parts(0, 0)


def parts_of(marks: Iterable[tuple[str | None, int]]) -> Parts:
    """Parts of (value, weight in tenths) pairs; what is no digit or weighs nothing is passed over."""
    total = weight = 0
    for value, tenths in marks:
        if value and tenths > 0 and value.isdecimal():
            total += int(value) * tenths
            weight += tenths
    return Parts(total, weight)


def parts_of_marks(marks: Iterable[Weighted]) -> Parts:
    """The same for objects with `value` and `weight_tenths`."""
    return parts_of((mark.value, mark.weight_tenths) for mark in marks)


def round_half_up(value: Fraction, places: int = 0) -> int:
    """`value` x 10^places rounded half-up, as an integer: 9/2 -> 5, 9/2 with 1 place -> 45 (not negative)."""
    scaled: Fraction = value * (10**places)
    return floor(scaled + HALF)


def proposed_by(average: Fraction, thresholds: tuple[Fraction, Fraction, Fraction], *, rounded: bool) -> int:
    """The mark by thresholds for 5, 4, 3; `rounded` compares the two digits people see (DOMAIN 2.2.6)."""
    seen = Fraction(round_half_up(average, 2), 100) if rounded else average
    return next((mark for mark, least in zip((5, 4, 3), thresholds, strict=True) if seen >= least), 2)


def marks_needed(parts: Parts, target: Fraction, mark: int, tenths: int = 10) -> int | None:
    """How many more `mark`s of this weight bring the average to `target` (DOMAIN 3.6); None if none can."""
    missing = target * parts.weight - parts.total
    if parts.weight and missing <= 0:
        return 0
    gain = tenths * (mark - target)
    if gain <= 0:
        return None
    return max(1, ceil(missing / gain)) if missing > 0 else 1


def next_step(parts: Parts) -> tuple[int, int] | None:
    """(fives of weight 1, the mark they lead to) for the next step; None at the top or at nothing."""
    proposed = parts.proposed
    if proposed is None or proposed >= HIGHEST:
        return None
    needed = marks_needed(parts, proposed + HALF, HIGHEST)
    return None if needed is None else (needed, proposed + 1)
