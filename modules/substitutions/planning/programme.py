"""How far a journal is behind its timetable (DOMAIN 3.8, 4.1 no. 15). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import msgspec


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A journal's lessons up to a day, counted.

    `planned`: of the timetable, cancelled and replaced ones included; `held`: held and recorded, those of
    substitutes, moved ones and lessons instead of another subject included; `unrecorded`: their day is over
    and nothing is written.
    """

    journal: int
    subject: str
    whom: str
    teachers: str
    planned: int
    held: int
    cancelled: int
    replaced: int
    unrecorded: int

    @property
    def lag(self) -> int:
        """Lessons short of the timetable; below zero: ahead of it."""
        return self.planned - self.held

    @property
    def percent(self) -> Fraction | None:
        """Held of planned; None when nothing was planned."""
        return Fraction(100 * self.held, self.planned) if self.planned else None


def total_of(found: Iterable[Programme]) -> Programme:
    """All of them as one, nameless."""
    sums = [
        sum(counts)
        for counts in zip(
            *((one.planned, one.held, one.cancelled, one.replaced, one.unrecorded) for one in found),
            strict=True,
        )
    ] or [0] * 5
    return Programme(
        journal=0, subject="", whom="", teachers="", planned=sums[0], held=sums[1], cancelled=sums[2],
        replaced=sums[3], unrecorded=sums[4],
    )  # fmt: skip
