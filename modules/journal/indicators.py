"""What reports count of marks and attendance, in exact integers and Fractions (DOMAIN 3.2, 3.3, 3.5).

Rules: н/а stays in the denominator, осв does not, nor does a pupil with nothing set; зч and нзч take part
in the success only, for they say nothing of quality; a class's quality is the share of its pupils without
threes, not a mean of its subjects'; attendance of a class is sum by sum. Percents are Fractions of one
hundred, rounded only where they are shown; None is "nothing to count", never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

NOT_ATTESTED, EXEMPT, PASSED, FAILED = "н/а", "осв", "зч", "нзч"
NUMBERS = ("5", "4", "3", "2")


class Coefficients(NamedTuple):
    """Of the learning level (СОУ): what a mark is worth out of 100; disputed, so a setting (DOMAIN 3.2)."""

    five: int = 100
    four: int = 64
    three: int = 36
    two: int = 16
    not_attested: int = 7
    counts_not_attested: bool = True  # whether н/а stands in the denominator


DEFAULT = Coefficients()


def percent(part: int, whole: int) -> Fraction | None:
    """`part` of `whole` out of a hundred; None of nothing."""
    return Fraction(100 * part, whole) if whole else None


class Counts(NamedTuple):
    """How many pupils have what in a subject."""

    fives: int = 0
    fours: int = 0
    threes: int = 0
    twos: int = 0
    not_attested: int = 0
    exempt: int = 0
    passed: int = 0
    failed: int = 0

    @property
    def numeric(self) -> int:
        """Pupils with a number."""
        return self.fives + self.fours + self.threes + self.twos

    @property
    def rated(self) -> int:
        """The denominator of quality and of the learning level."""
        return self.numeric + self.not_attested

    @property
    def counted(self) -> int:
        """The denominator N of success."""
        return self.rated + self.passed + self.failed

    @property
    def success(self) -> Fraction | None:
        """Percent without 2, нзч and н/а."""
        return percent(self.fives + self.fours + self.threes + self.passed, self.counted)

    @property
    def quality(self) -> Fraction | None:
        """Percent of fives and fours."""
        return percent(self.fives + self.fours, self.rated)

    @property
    def average(self) -> Fraction | None:
        """The mean of the numbers."""
        total = 5 * self.fives + 4 * self.fours + 3 * self.threes + 2 * self.twos
        return Fraction(total, self.numeric) if self.numeric else None

    def learning(self, by: Coefficients = DEFAULT) -> Fraction | None:
        """СОУ in percent by these coefficients."""
        whole = self.rated if by.counts_not_attested else self.numeric
        worth = by.five * self.fives + by.four * self.fours + by.three * self.threes + by.two * self.twos
        if by.counts_not_attested:
            worth += by.not_attested * self.not_attested
        return Fraction(worth, whole) if whole else None


def counts_of(values: Iterable[str | None]) -> Counts:
    """Counts of term marks as they are written; None and "" are nothing set."""
    found = Counter(values)
    order = (*NUMBERS, NOT_ATTESTED, EXEMPT, PASSED, FAILED)
    return Counts(*(found[value] for value in order))


def together(counts: Iterable[Counts]) -> Counts:
    """All marks of several subjects."""
    return Counts(*(sum(column) for column in zip(*counts, strict=True)))


class Category(StrEnum):
    """What a pupil is called by the marks of a term; every pupil with a mark is in exactly one."""

    EXCELLENT = "excellent"  # отличник
    GOOD = "good"  # хорошист
    ONE_THREE = "one_three"  # с одной «3»
    SATISFACTORY = "satisfactory"  # троечник
    FAILING = "failing"  # неуспевающий
    NOT_ATTESTED = "not_attested"


WITHOUT_THREES = frozenset({Category.EXCELLENT, Category.GOOD})
UNSUCCESSFUL = frozenset({Category.FAILING, Category.NOT_ATTESTED})


def category_of(values: Iterable[str | None]) -> Category | None:
    """The category by a pupil's marks in all subjects; None when nothing counts (осв and зч do not)."""
    counts = counts_of(values)
    if counts.twos or counts.failed:
        return Category.FAILING
    if counts.not_attested:
        return Category.NOT_ATTESTED
    if not counts.numeric:
        return None
    if counts.threes:
        return Category.ONE_THREE if counts.threes == 1 else Category.SATISFACTORY
    return Category.GOOD if counts.fours else Category.EXCELLENT


def has_one_four(values: Iterable[str | None]) -> bool:
    """Whether exactly one four keeps the pupil from being excellent (such a one is also "good")."""
    marks = list(values)
    return category_of(marks) is Category.GOOD and counts_of(marks).fours == 1


class ClassResult(NamedTuple):
    """A class in numbers: pupils counted, with success, without threes."""

    counted: int
    successful: int
    without_threes: int

    @property
    def success(self) -> Fraction | None:
        """Percent of pupils without 2, нзч and н/а in any subject."""
        return percent(self.successful, self.counted)

    @property
    def quality(self) -> Fraction | None:
        """Percent of pupils with fives and fours only."""
        return percent(self.without_threes, self.counted)


def class_result(categories: Iterable[Category | None], *, counts_not_attested: bool = True) -> ClassResult:
    """The class by its pupils' categories; pupils without any are not counted (DOMAIN 3.3)."""
    found = Counter(one for one in categories if one is not None)
    if not counts_not_attested:
        del found[Category.NOT_ATTESTED]
    counted = sum(found.values())
    return ClassResult(
        counted,
        counted - sum(found[one] for one in UNSUCCESSFUL),
        sum(found[one] for one in WITHOUT_THREES),
    )


class Presence(NamedTuple):
    """Lessons held with the roll taken, those missed by reason, days, and days missed from end to end."""

    held: int = 0
    missed: int = 0
    ill: int = 0
    excused: int = 0
    unexcused: int = 0
    late: int = 0
    days: int = 0
    full_days: int = 0
    full_days_ill: int = 0

    @property
    def unexplained(self) -> int:
        """Missed lessons whose reason nobody has said yet."""
        return self.missed - self.ill - self.excused - self.unexcused

    @property
    def by_lessons(self) -> Fraction | None:
        """Percent of lessons attended; who was late attended."""
        return percent(self.held - self.missed, self.held)

    @property
    def by_days(self) -> Fraction | None:
        """Percent of days not missed from end to end."""
        return percent(self.days - self.full_days, self.days)


def presence_of_all(found: Iterable[Presence]) -> Presence:
    """A class: sum by sum, never a mean of percents."""
    return Presence(*(sum(column) for column in zip(Presence(), *found, strict=True)))
