"""What the family's reader of the ledger has not told yet, and whom a change of homework concerns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.queries.fragments import NEXT_LESSON
from modules.journal.settling import AWAY, ORDERS, Untold

MOST = 20_000  # changes looked at in one go; the rest is for the next

PART = """case split_part(r.field, ':', 1) when 'mark' then 'marks' when 'attendance' then 'attendance'
    when 'term' then 'terms' else '' end"""
# `limit` keeps this on the primary key and each look-up single, whatever the length of the ledger.
UNTOLD = f"""select v.id, v.part, coalesce(v.lesson, v.journal) as lesson, v.student, v.field, v.old,
        v.new, v.at, l.on_date, coalesce(l.number, 0) as number,
        coalesce(w.visible_from > $2, false) as is_hidden, v.reason = any($3::text[]) as is_order
    from (select r.*, {PART} as part from revision r
        left join lateral (select t.upto from cell_told t where t.lesson = coalesce(r.lesson, r.journal)
            and t.student = r.student and t.part = {PART} limit 1) told on true
        where r.id > $1 and r.id > coalesce(told.upto, 0) order by r.id limit {MOST}) v
    left join lateral (select o.on_date, o.number from lesson o where o.id = v.lesson limit 1) l on true
    left join lateral (select o.visible_from from work o
        where o.id = case when v.part = 'marks' then split_part(v.field, ':', 2)::int end limit 1) w on true
    order by v.id"""

# Pupils ($1) who were away from the lesson before number $2 of day $3 too, as written before $4.
GOES_ON = """select n.student from unnest($1::int[], $2::int[]) as n (student, number)
    join lateral (select l.id from group_membership m join lesson l on l.study_group = m.study_group
            and l.on_date = $3 and l.status <> 'cancelled' and l.number < n.number
        where m.student = n.student and m.since <= $3 and (m.until is null or m.until >= $3)
        order by l.number desc, l.id limit 1) before on true
    join attendance a on a.lesson = before.id and a.student = n.student
    where a.code = any($5::text[]) and a.set_at <= $4"""

DUE = f"""select d.on_date, array(select m.student from group_membership m
        where m.study_group = d.study_group and m.since <= d.on_date
          and (m.until is null or m.until >= d.on_date)) as students
    from lesson g join lesson d on d.id = {NEXT_LESSON} where g.id = $1"""


class Due(msgspec.Struct, frozen=True):
    """The day for which a lesson's homework is set, and the pupils of that day's group."""

    on_date: date
    students: list[int]


async def untold_after(viewer: Viewer, upto: int, now: datetime) -> list[Untold]:
    """The changes after `upto` that no part's telling has passed, by id, at most MOST; for the job alone."""
    return await DB.rows(Untold, UNTOLD, upto, now, [*ORDERS])


async def still_away(viewer: Viewer, first: Mapping[int, int], day: date, settled_at: datetime) -> set[int]:
    """Which pupils were away before this lesson (`first`: pupil -> number) too: their families know."""
    args = (list(first), list(first.values()), day, settled_at, [*AWAY])
    return set(await DB.rows(int, GOES_ON, *args)) if first else set()


async def due_of(viewer: Viewer, lesson: int) -> Due | None:
    """For whom the homework of a lesson is; None when no lesson is ahead. The caller holds the lesson."""
    return await DB.one(Due, DUE, lesson)
