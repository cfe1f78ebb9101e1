"""Whose week of a draft the address asks for, and the choice of others."""

from __future__ import annotations

import msgspec

from intranet.kit.errors import NotFound
from intranet.kit.forms import number_in
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.timetable.planning.grid import Aim
from modules.timetable.planning.plan import Plan


class Weeks(msgspec.Struct, frozen=True):
    """The weeks there are to choose from, as (id, name): classes, teachers with load or slots, rooms."""

    classes: list[tuple[int, str]]
    teachers: list[tuple[int, str]]
    rooms: list[tuple[int, str]]

    @property
    def kinds(self) -> tuple[tuple[str, list[tuple[int, str]]], ...]:
        """By their names in the address."""
        return ("class", self.classes), ("teacher", self.teachers), ("room", self.rooms)


def weeks_of(plan: Plan) -> Weeks:
    """Of the draft's school."""
    people = {row.teacher: row.teacher_name for row in plan.load}
    people |= {row.teacher: row.teacher_name for row in plan.slots}
    many = len({room.building for room in plan.rooms.values()}) > 1
    return Weeks(
        [(one.id, class_name(one.grade_level, one.letter)) for one in plan.classes.values()],
        [(ident, names.short_name(*name)) for ident, name in sorted(people.items(), key=lambda p: p[1])],
        [(one.id, f"{one.number}, {one.house}" if many else one.number) for one in plan.rooms.values()],
    )


def aim_of(weeks: Weeks, school_class: str, teacher: str, room: str) -> Aim | None:
    """What the address asks for, else the first class; None in a school without classes; NotFound."""
    asked = {"class": school_class, "teacher": teacher, "room": room}
    for kind, among in weeks.kinds:
        if asked[kind]:
            title = dict(among).get(number_in(asked[kind]) or 0)
            if title is None:
                raise NotFound
            return Aim(kind, int(asked[kind]), title)
    return Aim("class", *weeks.classes[0]) if weeks.classes else None
