"""Whom the drafts concern, and which of them would be told: shown before publishing, and told by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.audience import Audience, Recipient, recipients_of
from modules.substitutions.planning.publication import Difference
from modules.substitutions.planning.reach import Reach, Reached, reach_of
from modules.substitutions.planning.troubles import Rule, Shared, Trouble, met_groups, troubles_of
from modules.substitutions.queries.plan import Found

M_THEN = "m.since <= t.day and (m.until is null or m.until >= t.day)"
N_THEN = "n.since <= t.day and (n.until is null or n.until >= t.day)"
O_THEN = "o.since <= t.day and (o.until is null or o.until >= t.day)"
A_THEN = "a.since <= t.day and (a.until is null or a.until >= t.day)"
# The pupils of the groups on the day itself, by class.
REACHED = f"""select t.day, t.lesson, g.school_class, c.grade_level, c.letter,
        array_agg(distinct m.student) as pupils,
        array(select json_build_object('id', p.id, 'surname', p.surname, 'name', p.name,
                'patronymic', p.patronymic) from class_teacher a join person p on p.id = a.teacher
            where a.school_class = g.school_class and {A_THEN}) as leaders
    from unnest($1::date[], $2::int[], $3::int[]) as t (day, lesson, study_group)
    join group_membership m on m.study_group = t.study_group and {M_THEN}
    left join group_membership o on o.student = m.student and o.is_roster and {O_THEN}
    left join study_group g on g.id = o.study_group left join school_class c on c.id = g.school_class
    group by t.day, t.lesson, g.school_class, c.grade_level, c.letter"""
SHARED = f"""select distinct array[t.one, t.other] as groups
    from unnest($1::date[], $2::int[], $3::int[]) as t (day, one, other)
    join group_membership m on m.study_group = t.one and {M_THEN}
    join group_membership n on n.study_group = t.other and n.student = m.student
        and {N_THEN}"""


class _Pair(msgspec.Struct, frozen=True):
    groups: tuple[int, int]


class ClassTold(msgspec.Struct, frozen=True):
    """How many of a class will be told."""

    title: str
    pupils: int
    parents: int


class DayTold(msgspec.Struct, frozen=True):
    """Who will be told about a day; `teachers`: names with the number of lessons. Past days: no families."""

    day: date
    classes: list[ClassTold]
    pupils: int
    parents: int
    teachers: list[tuple[str, int]]


async def reached(viewer: Viewer, differences: Sequence[Difference]) -> Reach:
    """Everybody the differences concern. One statement."""
    touches = sorted({(day, one.before.id, group) for one in differences for day, group in one.touches})
    days, lessons, groups = ([touch[n] for touch in touches] for n in range(3))
    return reach_of(differences, await DB.rows(Reached, REACHED, days, lessons, groups))


async def told_of(viewer: Viewer, reach: Reach, people: Mapping[int, str]) -> list[DayTold]:
    """Who would be told, day by day; `people`: names by id. One statement for each day that is not over."""
    found = []
    for day in sorted({*reach.pupils, *reach.teachers}):
        pupils = frozenset(reach.pupils[day]) if day >= viewer.day else frozenset()
        told = await recipients_of(viewer, Audience("families", pupils), day) if pupils else []
        classes = [_class(title, told, ids) for title, ids in reach.classes[day].items()] if pupils else []
        known = {**reach.leaders, **people}
        teachers = [(known[person], len(lessons)) for person, lessons in reach.teachers[day].items()]
        found.append(DayTold(
            day, classes, len({one.person for one in told if one.child is None}),
            len({one.person for one in told if one.child is not None}), sorted(teachers),
        ))  # fmt: skip
    return found


def _class(title: str, told: Sequence[Recipient], pupils: Collection[int]) -> ClassTold:
    themselves = {one.person for one in told if one.child is None and one.person in pupils}
    return ClassTold(title, len(themselves), len({one.person for one in told if one.child in pupils}))


async def look_for_troubles(viewer: Viewer, found: Found, chosen: Mapping[int, int]) -> list[Trouble]:
    """What is in the way of publishing the chosen drafts (id -> version); at most one statement."""
    torn = {one.pair for one in found.rows if one.pair is not None and one.id not in chosen}
    pairs = [
        Trouble(one.lesson, Rule.PAIR) for one in found.rows if one.id in chosen and one.pair in torn
    ]  # fmt: skip
    return pairs + troubles_of(found.plan, await _shared_groups(met_groups(found.plan)))


async def _shared_groups(met: Sequence[tuple[date, int, int]]) -> Shared:
    """Which of these pairs of groups have a pupil in both; no statement when there is no pair."""
    if not met:
        return frozenset()
    days, one, other = ([found[n] for found in met] for n in range(3))
    return frozenset(frozenset(pair.groups) for pair in await DB.rows(_Pair, SHARED, days, one, other))
