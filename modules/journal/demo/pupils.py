"""How an invented pupil learns and when it is away (distributions of DOMAIN 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from modules.journal.cells import Code

FREQUENT = 0.05  # these make 30 % of all absences
RUN_STARTS = {False: 0.0085, True: 0.055}  # by day; a run lasts 3-7 days with the weekend
SINGLE_DAYS = {False: 0.006, True: 0.09}
SINGLE_LESSONS = {False: 0.006, True: 0.07}
LATE = 0.006
EXEMPT = 0.015
PEAK_MONTH = 2
EASY = frozenset({"Физическая культура", "Музыка", "Труд (технология)", "Изобразительное искусство"})
# spread of: the pupil, its liking of a subject, the teacher's severity, the day
SPREADS = (0.75, 0.35, 0.25, 0.7)
TOTAL = sum(part * part for part in SPREADS) ** 0.5
SHARES = {"5": 0.33, "4": 0.36, "3": 0.25}
PRIMARY_SHIFT = 0.33


def _limits() -> tuple[tuple[float, str], ...]:
    """From which score on a mark is a 5, a 4, a 3."""
    above, limits = 0.0, []
    for mark, share in SHARES.items():
        above += share
        limits.append((NormalDist().inv_cdf(1 - above) * TOTAL, mark))
    return tuple(limits)


LIMITS = _limits()


class Away(NamedTuple):
    """Why a pupil is away a whole day; `until` is the last day of it."""

    code: Code
    until: date


class Pupil:
    """One pupil's gifts and absences."""

    __slots__ = ("ability", "away", "is_exempt", "is_frequent", "likes")

    def __init__(self, rng: Random, days: Sequence[date]) -> None:
        self.ability = rng.gauss(0, SPREADS[0])
        self.likes: dict[str, float] = {}
        self.is_frequent = rng.random() < FREQUENT
        self.is_exempt = rng.random() < EXEMPT
        self.away = self._absences(rng, days)

    def _absences(self, rng: Random, days: Sequence[date]) -> dict[date, Away]:
        starts, single = RUN_STARTS[self.is_frequent], SINGLE_DAYS[self.is_frequent]
        away: dict[date, Away] = {}
        place = 0
        while place < len(days):
            day, draw = days[place], rng.random()
            chance = starts * (2 if day.month == PEAK_MONTH else 1)
            length = rng.randint(3, 5) if draw < chance else 1 if draw < chance + single else 0
            if length:
                run = days[place : place + length]
                code = Code.ILLNESS if length > 1 else self._reason(rng)
                away.update(dict.fromkeys(run, Away(code, run[-1])))
            place += max(1, length)
        return away

    def _reason(self, rng: Random) -> Code:
        return Code.EXCUSED if rng.random() < (0.4 if self.is_frequent else 0.85) else Code.UNEXCUSED

    def mark(self, rng: Random, subject: str, grade_level: int, severity: float) -> str:
        """The mark of a work: 33 % fives, 36 % fours, 25 % threes over all; easier in some subjects."""
        if subject in EASY:
            return rng.choices("5432", (75, 19, 5, 1))[0]
        liking = self.likes.get(subject)
        if liking is None:
            liking = self.likes[subject] = rng.gauss(0, SPREADS[1])
        score = self.ability + liking - severity + rng.gauss(0, SPREADS[3])
        score += PRIMARY_SHIFT * TOTAL if grade_level <= 4 else 0
        return next((mark for limit, mark in LIMITS if score >= limit), "2")
