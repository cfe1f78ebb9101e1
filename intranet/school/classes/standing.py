"""What stands from a day on, as the audit keeps it: a change is taken back only while this stands.

Days are ranges cut at the day and joined where they touch, so that the same days say the same however many
rows they are written in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import msgspec

from intranet.kit.db import DB

MEMBERS = """select study_group, student,
        (range_agg(daterange(since, until, '[]')) * datemultirange(daterange($2, null)))::text as days
    from group_membership where study_group = any($1) and (until is null or until >= $2)
    group by study_group, student order by study_group, student"""
LOAD = """select journal, teacher, hours_quarters,
        (range_agg(daterange(since, until, '[]')) * datemultirange(daterange($3, null)))::text as days
    from assignment where journal = any($1) and teacher = any($2) and (until is null or until >= $3)
    group by journal, teacher, hours_quarters order by journal, teacher, days"""
LEADERS = """select teacher,
        (range_agg(daterange(since, until, '[]')) * datemultirange(daterange($2, null)))::text as days
    from class_teacher where school_class = $1 and (until is null or until >= $2)
    group by teacher order by teacher"""


class _Member(msgspec.Struct, frozen=True):
    study_group: int
    student: int
    days: str


class _Taught(msgspec.Struct, frozen=True):
    journal: int
    teacher: int
    hours_quarters: int
    days: str


class _Leader(msgspec.Struct, frozen=True):
    teacher: int
    days: str


async def members_from(groups: Collection[int], day: date) -> dict[str, dict[str, str]]:
    """Group -> pupil -> days in it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in await DB.rows(_Member, MEMBERS, sorted(groups), day):
        found[str(one.study_group)][str(one.student)] = one.days
    return dict(found)


async def load_from(
    journals: Collection[int], teachers: Collection[int], day: date
) -> dict[str, list[list[int | str]]]:
    """Journal -> teacher, hours, days, of these teachers."""
    found: dict[str, list[list[int | str]]] = defaultdict(list)
    for one in await DB.rows(_Taught, LOAD, sorted(journals), sorted(teachers), day):
        found[str(one.journal)].append([one.teacher, one.hours_quarters, one.days])
    return dict(found)


async def leaders_from(school_class: int, day: date) -> dict[int, str]:
    """Teacher -> days in which the class is led."""
    return {one.teacher: one.days for one in await DB.rows(_Leader, LEADERS, school_class, day)}
