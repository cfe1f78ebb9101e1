"""A draft's week for one class, teacher or room: days across, numbers down, lessons side by side. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from intranet.school.timetable.clashes import UNKNOWN_TIME
from modules.timetable.planning.checks import Checks
from modules.timetable.planning.plan import LoadRow, Plan, SlotRow
from modules.timetable.planning.words import clock_words

USUAL_LAST = 8
KINDS = ("class", "teacher", "room")


class Aim(msgspec.Struct, frozen=True):
    """Whose week: "class", "teacher" or "room", its id and its name."""

    kind: str
    whose: int
    title: str

    @property
    def query(self) -> str:
        """As the address has it."""
        return f"{self.kind}={self.whose}"


class Item(msgspec.Struct, frozen=True):
    """A lesson in a cell: two lines, its week, whether it clashes, how many norms it breaks."""

    slot: int
    subject: str
    about: str
    week: str
    clashes: int
    doubts: int


class Cell(msgspec.Struct, frozen=True):
    """A place of the week."""

    weekday: int
    number: int
    items: list[Item]

    @property
    def mark(self) -> str:
        """Its anchor in the page."""
        return f"c{self.weekday}-{self.number}"


class Line(msgspec.Struct, frozen=True):
    """A lesson number with its time on most days ("" where none is known), and days with another."""

    number: int
    time: str
    others: list[tuple[int, str]]
    cells: list[Cell]


class Grid(msgspec.Struct, frozen=True):
    """The whole week."""

    days: list[int]
    lines: list[Line]


class Placed(msgspec.Struct, frozen=True):
    """A line of the load: how much of it stands in the week, in quarters of an hour."""

    row: LoadRow
    placed: int

    @property
    def words(self) -> str:
        """ "3 из 4"."""
        return f"{hours_words(self.placed)}/{hours_words(self.row.quarters)}"

    @property
    def is_done(self) -> bool:
        """Exactly as much as the load says."""
        return self.placed == self.row.quarters


def hours_words(quarters: int) -> str:
    """Hours with a comma: "2,5"."""
    return f"{quarters / 4:g}".replace(".", ",")


def stands_in(plan: Plan, row: SlotRow | LoadRow, aim: Aim) -> bool:
    """Whether a slot belongs to the week of a class (through its groups), a teacher or a room."""
    if aim.kind == "teacher":
        return row.teacher == aim.whose
    if aim.kind == "room":
        return isinstance(row, SlotRow) and row.room == aim.whose
    return aim.whose in plan.classes_of_group.get(row.study_group, ())


def about(plan: Plan, row: SlotRow, kind: str) -> str:
    """The second line of a lesson: who else is in it, and where."""
    whom, room = plan.whom(row), plan.room_number(row.room)
    parts = {
        "class": (row.group_name, row.teacher_short, room), "teacher": (whom, room),
        "room": (whom, row.teacher_short),
    }[kind]  # fmt: skip
    return ", ".join(filter(None, parts))


def grid_of(plan: Plan, aim: Aim, checks: Checks) -> Grid:
    """The week of one view; as many days and numbers as are used, five and eight at least."""
    mine = [row for row in plan.slots if stands_in(plan, row, aim)]
    items: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for row in mine:
        items[row.weekday, row.number].append(
            Item(
                row.id, row.short, about(plan, row, aim.kind), row.week,
                len(checks.clashing.get(row.id, ())), len(checks.doubtful.get(row.id, ())),
            )
        )  # fmt: skip
    days = list(range(1, _last_day(plan, aim, mine) + 1))
    numbers = range(
        min([1, *(row.number for row in mine)]), max([USUAL_LAST, *(row.number for row in mine)]) + 1
    )
    lines = [
        Line(n, *_times(plan, aim, days, n), [Cell(day, n, items.get((day, n), [])) for day in days])
        for n in numbers
    ]
    return Grid(days, lines)


def _last_day(plan: Plan, aim: Aim, mine: Iterable[SlotRow]) -> int:
    whole = [
        known.week_days for known in plan.classes.values() if aim.kind != "class" or known.id == aim.whose
    ]
    return max([5, *whole, *(row.weekday for row in mine)])


def _times(plan: Plan, aim: Aim, days: list[int], number: int) -> tuple[str, list[tuple[int, str]]]:
    roster = next(
        (one.id for one in plan.groups.values() if one.is_roster and one.school_class == aim.whose), None
    )
    if aim.kind != "class" or roster is None:
        return "", []
    spans = {day: plan.clock(roster, day, number) for day in days}
    said = {
        day: f"{clock_words(begins)}–{clock_words(ends)}"
        for day, (begins, ends) in spans.items() if begins < UNKNOWN_TIME
    }  # fmt: skip
    usual = max(said.values(), key=list(said.values()).count, default="")
    return usual, [(day, words) for day, words in said.items() if words != usual]


def placed_load(plan: Plan) -> list[Placed]:
    """Every line of the load with what stands of it."""
    stands: dict[tuple[int, int], int] = defaultdict(int)
    for row in plan.slots:
        stands[row.journal, row.teacher] += 2 if row.week else 4
    return [Placed(row, stands[row.journal, row.teacher]) for row in plan.load]


def busy_at(
    plan: Plan, group: int | None, weekday: int, number: int, apart_from: int | None
) -> list[SlotRow]:
    """The slots at the time of a place, by the clock of a group (by the number where none is named)."""
    others = [row for row in plan.slots if row.weekday == weekday and row.id != apart_from]
    if group is None:
        return [row for row in others if row.number == number]
    begins, ends = plan.clock(group, weekday, number)
    found = []
    for row in others:
        first, last = plan.clock(row.study_group, weekday, row.number)
        if first < ends and begins < last:
            found.append(row)
    return found
