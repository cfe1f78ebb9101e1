"""What is wrong with a draft: clashes, which cannot be, and norms, which should not. Pure.

A finding names a slot to mend, so that a page can link to its cell. A lesson in hours when its teacher is
not there counts as a clash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from intranet.school.timetable.clashes import ClashKind, Taught
from intranet.school.timetable.norms import Breach, Planned, School, check_norms
from intranet.school.timetable.week_check import PairClash, check_week
from modules.timetable.planning.plan import Plan, SlotRow

AWAY = "clash_hours"
CLASH_KINDS = (*ClashKind, AWAY)


class Clashing(msgspec.Struct, frozen=True):
    """A clash: which rule, the slot, the other one (none with a teacher's hours), the pupils in both."""

    kind: str
    slot: int
    other: int | None
    students: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Checks:
    """All findings of a draft."""

    clashes: list[Clashing]
    breaches: list[Breach]

    @cached_property
    def clashing(self) -> dict[int, list[Clashing]]:
        """slot -> its clashes, as either of the two."""
        found: dict[int, list[Clashing]] = defaultdict(list)
        for one in self.clashes:
            for slot in {one.slot, one.other or one.slot}:
                found[slot].append(one)
        return found

    @cached_property
    def doubtful(self) -> dict[int, list[Breach]]:
        """slot -> the norms to be mended in it."""
        found: dict[int, list[Breach]] = defaultdict(list)
        for one in self.breaches:
            for slot in one.refs[:1]:
                found[slot].append(one)
        return found


def taught(plan: Plan, row: SlotRow) -> Taught:
    """A slot by the clock, for comparing."""
    begins, ends = plan.clock(row.study_group, row.weekday, row.number)
    return Taught(
        row.id, row.weekday, row.week, begins, ends, row.journal, row.study_group, row.teacher, row.room
    )


def clashes_of(plan: Plan) -> list[Clashing]:
    """Every clash of the week; of a pair the later slot comes first: it is the one to be moved."""
    parallel = {room.id: room.parallel for room in plan.rooms.values()}
    found = check_week((taught(plan, row) for row in plan.slots), plan.groups, parallel)
    return [*map(_clashing, found), *_away(plan)]


def _clashing(pair: PairClash) -> Clashing:
    return Clashing(pair.kind.value, pair.other, pair.one, pair.students)


def _away(plan: Plan) -> list[Clashing]:
    hours: Mapping[int, list[tuple[int, int, int]]] = defaultdict(list)
    for one in plan.hours:
        hours[one.teacher].append((one.weekday, one.first_number, one.last_number))
    return [
        Clashing(AWAY, row.id, None) for row in plan.slots
        if any(weekday == row.weekday and first <= row.number <= last
               for weekday, first, last in hours.get(row.teacher, ()))
    ]  # fmt: skip


def planned(plan: Plan, row: SlotRow) -> Planned:
    """A slot for the norms."""
    room = plan.rooms.get(row.room or 0)
    begins, ends = plan.clock(row.study_group, row.weekday, row.number)
    return Planned(
        row.id, row.weekday, row.week, row.number, begins, ends, row.journal, row.study_group, row.subject,
        row.teacher, room.building if room else None,
    )  # fmt: skip


def breaches_of(plan: Plan) -> list[Breach]:
    """Every norm that is broken."""
    school = School(plan.classes, plan.groups, plan.table)
    return check_norms([planned(plan, row) for row in plan.slots], school)


def check(plan: Plan) -> Checks:
    """The whole draft at once."""
    return Checks(clashes_of(plan), breaches_of(plan))
