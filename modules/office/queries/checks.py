"""What is amiss in the school's lists (FEATURES B66): how many of each kind, and the first of them by name.

One statement for all checks, so that the page costs the same whatever the school.
"""

from __future__ import annotations

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from modules.office.queries.checks_sql import CHECKS, FRAME
from modules.office.queries.scope import reading_of

SHOWN, ALL = 10, 500
# The people whose names a check shows; of the others `id` is a class.
OF_PEOPLE = frozenset(
    {"unplaced", "unguarded", "overlaps", "adults_soon", "unaddressed", "doubles", "unentered", "astray"}
)
# NAME is a check, SQL its statement, LIMIT how many of its rows are shown.
ROWS = """select 'NAME' as name, count(*) as found,
        coalesce(json_agg(json_build_object('id', q.id, 'title', q.title, 'note', q.note)
            order by q.place, q.id) filter (where q.nth <= LIMIT), '[]') as rows
    from (select x.*, row_number() over (order by x.place, x.id) as nth from (SQL) x) q"""
LIMIT = f"case when $4::text = 'NAME' then {ALL} else {SHOWN} end"
COUNT = "select 'NAME' as name, count(*) as found, '[]'::json as rows from (SQL) x"
FOUND = f"{FRAME} " + " union all ".join(
    ROWS.replace("LIMIT", LIMIT).replace("NAME", name).replace("SQL", sql) for name, sql in CHECKS.items()
)
COUNTS = f"{FRAME} " + " union all ".join(
    COUNT.replace("NAME", name).replace("SQL", sql) for name, sql in CHECKS.items()
)


class Amiss(msgspec.Struct, frozen=True):
    """One of what a check has found."""

    id: int
    title: str
    note: str


class Finding(msgspec.Struct, frozen=True):
    """A check by name: how many it has found, and the first of them."""

    name: str
    found: int
    rows: list[Amiss]


async def findings_of(viewer: Viewer, whole: str = "") -> list[Finding]:
    """Every check with its first rows, `whole` with up to ALL. Leaves a line in the access log."""
    found = await DB.rows(Finding, FOUND, *await reading_of(viewer), whole)
    people = [row.id for one in found if one.name in OF_PEOPLE for row in one.rows]
    audit.looked_at(viewer, "office.checks", people)
    return found


PUPILS = (
    "select exists (select 1 from enrolment where $1::int is not null and (until is null or until >= $2))"
)


async def has_pupils(viewer: Viewer) -> bool:
    """Whether anybody is enrolled, now or from a later day: without pupils there is nothing to check."""
    return bool(await DB.value(PUPILS, *viewer_args(viewer)))


async def counts_of(viewer: Viewer) -> list[Finding]:
    """Every check with its count only, for the office's first page."""
    return await DB.rows(Finding, COUNTS, *await reading_of(viewer))
