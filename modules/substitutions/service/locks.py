"""The order in which everybody who writes a day's changes waits: days by date, lessons by id, drafts by id.

Who plans, fills, takes over, drops or publishes takes the day first, so none wait in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.db import DB

MAKE_DAYS = "insert into substitution_day (on_date) select unnest($1::date[]) on conflict do nothing"
LOCK_DAYS = "select id from substitution_day where on_date = any($1::date[]) order by on_date for update"
LOCK_LESSONS = "select id from lesson where id = any($1::int[]) order by id for update"


async def lock(actor: Viewer, days: Iterable[date], lessons: Iterable[int] = ()) -> None:
    """Nobody else decides about these days, or writes these lessons, until the transaction ends."""
    dates, ids = sorted(set(days)), sorted(set(lessons))
    await DB.execute(MAKE_DAYS, dates)
    await DB.execute(LOCK_DAYS, dates)
    if ids:
        await DB.execute(LOCK_LESSONS, ids)
