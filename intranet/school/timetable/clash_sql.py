"""Reads what `clashes` compares: the groups with their pupils, and how much a room holds."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.db import DB
from intranet.school.timetable.clashes import Group

GROUPS = """select g.id, g.school_class, g.is_roster,
        coalesce(array_agg(m.student) filter (where m.student is not null), '{}') as students
    from study_group g
    left join group_membership m on m.study_group = g.id
        and m.since <= $2 and (m.until is null or m.until >= $2)
    where g.year = $1 group by g.id"""
ROOMS = "select id, parallel from room"


class _Room(msgspec.Struct, frozen=True):
    id: int
    parallel: int


async def groups_on(year: int, day: date) -> dict[int, Group]:
    """Every study group of a year with its pupils of a day, by id. One statement."""
    return {group.id: group for group in await DB.rows(Group, GROUPS, year, day)}


async def room_parallel() -> dict[int, int]:
    """How many lessons each room takes at once."""
    return {room.id: room.parallel for room in await DB.rows(_Room, ROOMS)}
