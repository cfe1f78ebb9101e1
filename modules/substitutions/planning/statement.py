"""The month's statement: hours of each teacher by days and by levels, what the absent have missed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.pay import LEVELS, Change, level_of


@dataclass
class Row:
    """A teacher's hours of one code, in quarters: by day of the month, by level; the orders they rest on."""

    name: str
    code: str
    by_day: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_level: list[int] = field(default_factory=lambda: [0] * len(LEVELS))
    orders: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Of the month."""
        return sum(self.by_level)


@dataclass
class Missed:
    """A teacher's lessons that others held, or nobody; in quarters."""

    name: str
    missed: int = 0
    substituted: int = 0
    cancelled: int = 0


def rows_of(changes: Iterable[Change]) -> list[Row]:
    """The statement's rows of payable changes, by name and code."""
    found: dict[tuple[int, str], Row] = {}
    for one in changes:
        assert one.substitute is not None  # only a line with a substitute is payable
        row = found.setdefault(
            (one.substitute, one.said_code), Row(one.substitute_name, one.said_code)
        )  # fmt: skip
        row.by_day[one.on_date.day] += one.paid_quarters
        row.by_level[level_of(one.grade)] += one.paid_quarters
        row.orders |= {one.order_number} - {""}
    return sorted(found.values(), key=lambda row: (row.name, row.code))


def missed_of(changes: Iterable[Change], today: date) -> list[Missed]:
    """What each absent teacher has missed up to today, by name."""
    found: dict[int, Missed] = {}
    for one in changes:
        if not (gone := one.missed_quarters(today)):
            continue
        row = found.setdefault(one.absent, Missed(one.absent_name))
        row.missed += gone
        row.substituted += gone if one.is_held else 0
        row.cancelled += gone if one.kind == ChangeKind.CANCELLED else 0
    return sorted(found.values(), key=lambda row: row.name)
