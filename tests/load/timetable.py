"""The timetable on the large school: a draft's whole check, a changed version published anew."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from statistics import median

import click

from intranet.installation import opened
from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.settings import from_environment
from modules.timetable.planning.checks import check, clashes_of
from modules.timetable.queries.plan import plan_of
from modules.timetable.service.drafts import make_draft
from modules.timetable.service.publishing import Publication, publish_draft
from tests.load.table import single

TIMES, CHANGED = 5, 200
HEAD = """select person from granted_hat where hat = 'head_teacher' order by id limit 1"""
SWAP = f"""with few as (select id, weekday, row_number() over (order by id) as n from draft_slot
        where draft = $1 and week = '' and weekday between 1 and 5 order by id limit {CHANGED})
    update draft_slot d set number = case when d.number > 1 then d.number - 1 else 12 end
    from few where few.id = d.id and not exists (select 1 from draft_slot o where o.draft = d.draft
        and o.journal = d.journal and o.weekday = d.weekday and o.teacher = d.teacher and o.id <> d.id)"""


class _TakenBack(Exception):
    pass


async def _figures() -> list[str]:
    async with opened(from_environment()):
        head = Viewer(await DB.value(HEAD), "head_teacher", clock.today())
        try:
            async with DB.transaction():
                lines = await _measured(head)
                raise _TakenBack
        except _TakenBack:
            return lines


async def _measured(head: Viewer) -> list[str]:
    draft = await make_draft(head, "bench", head.day + timedelta(1), head.day)
    loads, clashes, checks, found = [], [], [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        plan = await plan_of(head, draft)
        loads.append(time.perf_counter() - started)
        started = time.perf_counter()
        found = len(clashes_of(plan))
        clashes.append(time.perf_counter() - started)
        plan = await plan_of(head, draft)
        started = time.perf_counter()
        check(plan)
        checks.append(time.perf_counter() - started)
    size = f"{len(plan.classes)} classes, {len(plan.slots)} lessons"
    seconds, done, slots = await _published(head, draft)
    lessons = done.put.lessons
    said = f"{slots} slots moved: +{lessons.inserted} ~{lessons.updated} -{lessons.deleted}"
    return [
        single(f"clashes of a week ({size}, found {found})", median(clashes), 1, "s"),
        single("  with the norms", median(checks), None, "s"),
        single("  the draft read from the database", median(loads), None, "s"),
        single(f"a changed timetable published ({said})", seconds, 10, "s"),
    ]


async def _published(head: Viewer, draft: int) -> tuple[float, Publication, int]:
    moved = int((await DB.execute(SWAP, draft)).split()[-1])
    started = time.perf_counter()
    done = await publish_draft(head, draft, with_clashes=True)
    return time.perf_counter() - started, done, moved


def figures() -> list[str]:
    """The lines of the table; everything is rolled back."""
    return asyncio.run(_figures())


def said() -> None:
    """Print the figures."""
    for text in figures():
        click.echo(text)
