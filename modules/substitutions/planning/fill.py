"""The day filled at once: whom to give every open lesson, by HiGHS (docs/adr, no. 21).

First as many lessons as possible are covered; among such plans the most by the subject's teachers, then by
teachers of the class with a subject of their own; among those the one with the best sum of wishes: knows the
class, ready to be called, nobody gives much (each further lesson of one person costs more), same building,
few strangers for a primary class in a day. Each stage keeps what the one before has reached. The same day
gives the same plan: one thread, a fixed seed; only running out of time may change it, and that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np

from modules.substitutions.planning.candidates import EASY_WEEK, MOST_GIVEN
from modules.substitutions.planning.options import Filling, Option, Proposal, proposal_of

SECONDS = 3.0  # for each of the three stages
CLASS, READY, HOUSE, SHIFT, STRANGER = 120, 60, 25, 10, 50
GIVEN_TODAY, GIVEN, HOUR = 20, 2, 1
PRIMARY = 4
SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)


class NotSolved(Exception):
    """The solver has given no plan; its own words."""


@dataclass
class _Model:
    """A mixed integer programme, column by column; every column lies in 0..1."""

    whole: list[bool] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, is_whole: bool) -> int:
        """A new unknown; its number."""
        self.whole.append(is_whole)
        return len(self.whole) - 1

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> None:
        """lower <= sum of factor times unknown <= upper."""
        for column, factor in terms:
            self.index.append(column)
            self.value.append(factor)
        self.starts.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)

    def most(self, gains: Mapping[int, float]) -> tuple[list[float], bool]:
        """The unknowns where the sum of gains is greatest, and whether that is proved. NotSolved."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in (
            ("output_flag", False), ("threads", 1), ("random_seed", 1), ("time_limit", SECONDS),
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5),
        ):  # fmt: skip
            solver.setOptionValue(name, setting)
        solver.passModel(self._programme(gains))
        solver.run()
        status, found = solver.getModelStatus(), solver.getSolution()
        if status not in SOLVED or not found.value_valid:
            raise NotSolved(solver.modelStatusToString(status))
        return list(found.col_value), status == highspy.HighsModelStatus.kOptimal

    def _programme(self, gains: Mapping[int, float]) -> highspy.HighsLp:
        columns, rows = len(self.whole), len(self.lower)
        made = highspy.HighsLp()
        made.num_col_, made.num_row_ = columns, rows
        made.sense_ = highspy.ObjSense.kMaximize
        made.col_cost_ = np.array([gains.get(n, 0.0) for n in range(columns)])
        made.col_lower_, made.col_upper_ = np.zeros(columns), np.ones(columns)
        made.row_lower_, made.row_upper_ = np.array(self.lower), np.array(self.upper)
        made.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
            for whole in self.whole
        ]
        made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        made.a_matrix_.num_col_, made.a_matrix_.num_row_ = columns, rows
        made.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        made.a_matrix_.index_ = np.array(self.index, dtype=np.int32)
        made.a_matrix_.value_ = np.array(self.value)
        return made


def fill(filling: Filling) -> Proposal:
    """The best plan of the day. Seconds of one processor: call it in a thread. NotSolved in words."""
    options = filling.options
    if not options:
        return proposal_of(filling, ())
    model = _Model()
    for _ in options:
        model.column(True)
    _once_a_lesson(model, options)
    _not_too_much(model, filling, options)
    wishes = {n: float(_wish(one)) for n, one in enumerate(options)}
    wishes |= _burden(model, filling, options) | _strangers(model, options)
    many = len(filling.lessons) + 1
    covered = dict.fromkeys(range(len(options)), 1.0)
    taught = {n: float((0, 1, many)[one.rank]) for n, one in enumerate(options)}
    values, is_proved = _in_stages(model, (covered, taught, wishes))
    chosen = [one for one, value in zip(options, values, strict=False) if value > 0.5]
    return proposal_of(filling, chosen, is_proved)


def _in_stages(model: _Model, stages: Sequence[Mapping[int, float]]) -> tuple[list[float], bool]:
    """The best by the first gains, among those by the second, and so on; whether all that is proved.

    When time ends in a later stage, what the one before has found stands.
    """
    values, is_proved = model.most(stages[0])
    for before, gains in pairwise(stages):
        reached = sum(gain * round(values[n]) for n, gain in before.items())
        model.row([(n, gain) for n, gain in before.items() if gain], reached - 0.5, highspy.kHighsInf)
        try:
            values, is_best = model.most(gains)
        except NotSolved:
            return values, False
        is_proved = is_proved and is_best
    return values, is_proved


def _once_a_lesson(model: _Model, options: Sequence[Option]) -> None:
    of_lesson: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(options):
        of_lesson[one.lesson.lesson.id].append(n)
    for columns in of_lesson.values():
        model.row([(n, 1.0) for n in columns], 0, 1)


def _not_too_much(model: _Model, filling: Filling, options: Sequence[Option]) -> None:
    """No more lessons of one journal than a day bears."""
    of_journal: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(options):
        if one.journal is not None:
            of_journal[one.journal].append(n)
    for journal, columns in of_journal.items():
        model.row([(n, 1.0) for n in columns], 0, filling.more_of(journal))


def _wish(option: Option) -> int:
    """How good a candidate is, apart from the kind and from what the plan itself gives."""
    one = option.candidate
    good = CLASS * one.knows_class + READY * one.is_ready + HOUSE * one.same_house + SHIFT * one.same_shift
    return good - GIVEN * min(one.given, MOST_GIVEN) - HOUR * max(one.week_lessons - EASY_WEEK, 0)


def _burden(model: _Model, filling: Filling, options: Sequence[Option]) -> dict[int, float]:
    """Nobody is in two places, nobody gets more than allowed; each further lesson costs more than the last.

    The costs are of steps: the k-th lesson given to a person fills the k-th step, the cheapest first.
    """
    costs: dict[int, float] = {}
    of_person: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(options):
        of_person[one.person].append(n)
    for person, columns in of_person.items():
        _one_place(model, filling, {n: options[n] for n in columns})
        given = options[columns[0]].candidate.given_today
        lessons = {options[n].lesson.lesson.id for n in columns}
        steps = [model.column(False) for _ in range(min(filling.room_for(person), len(lessons)))]
        costs |= {step: -float(GIVEN_TODAY * (2 * (given + k) + 1)) for k, step in enumerate(steps)}
        model.row([*((n, 1.0) for n in columns), *((step, -1.0) for step in steps)], 0, 0)
    return costs


def _one_place(model: _Model, filling: Filling, own: Mapping[int, Option]) -> None:
    """Lessons that last at one moment exclude each other together; those too far apart in pairs."""
    known: set[frozenset[int]] = set()
    for one in own.values():
        at = one.lesson.span.begins
        together = frozenset(
            n for n, o in own.items() if o.lesson.span.begins <= at < o.lesson.span.ends
        )  # fmt: skip
        if len(together) > 1 and together not in known:
            known.add(together)
            model.row([(n, 1.0) for n in sorted(together)], 0, 1)
    for n, one in own.items():
        for m, other in own.items():
            apart = n < m and not one.lesson.span.meets(other.lesson.span)
            if apart and filling.collide(one.lesson, other.lesson):
                model.row([(n, 1.0), (m, 1.0)], 0, 1)


def _strangers(model: _Model, options: Sequence[Option]) -> dict[int, float]:
    """Each person who comes to a primary class that day costs; so one takes its lessons together."""
    costs: dict[int, float] = {}
    visits: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, one in enumerate(options):
        lesson = one.lesson.lesson
        if lesson.school_class is not None and (lesson.grade_level or PRIMARY + 1) <= PRIMARY:
            visits[lesson.school_class, one.person].append(n)
    for columns in visits.values():
        comes = model.column(True)
        costs[comes] = -float(STRANGER)
        for n in columns:
            model.row([(n, 1.0), (comes, -1.0)], -1, 0)
    return costs
