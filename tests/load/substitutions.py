"""A bad morning on the large school: ten teachers away, who could stand in, the day filled at once.

The absences are written to the next school day, and taken away with all that was proposed.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import NamedTuple

import click

from intranet.installation import opened
from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.settings import from_environment
from modules.substitutions.planning.candidates import candidates
from modules.substitutions.planning.fill import fill
from modules.substitutions.planning.options import Proposal, greedy
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.filling import filling_of
from modules.substitutions.service.proposals import drop_proposals, propose_day
from tests.load.table import single

AWAY = 10
DAY = """select on_date from lesson where on_date > $1 group by on_date having count(*) > 200
    order by on_date limit 1"""
ABSENT = """insert into teacher_absence (teacher, begins, ends, reason, details, reported_hat, reported_at)
    select teacher, $1, $1, 'other', 'bench', 'secretary', now() from lesson
    where on_date = $1 and status = 'planned' group by teacher order by count(*) desc, teacher limit $2"""
PRESENT = "delete from teacher_absence where details = 'bench' and begins = $1"
HEAD = "select person from granted_hat where hat = 'head_teacher' and until is null order by id limit 1"


class Filled(NamedTuple):
    """What the day was, what it took, and both plans: the solver's, and going lesson by lesson."""

    staff: int
    away: int
    lessons: int
    day_ms: float
    candidates_ms: float
    fill_s: float
    action_s: float
    plan: Proposal
    by_hand: Proposal


async def measured() -> Filled:
    """Everything of a day with AWAY of the busiest teachers away."""
    async with opened(from_environment()):
        on_date: date = await DB.value(DAY, clock.today())
        actor = Viewer(await DB.value(HEAD), "head_teacher", clock.today())
        await DB.execute(ABSENT, on_date, AWAY)
        try:
            return await _measured(actor, on_date)
        finally:
            await drop_proposals(actor, on_date)
            await DB.execute(PRESENT, on_date)


async def _measured(actor: Viewer, on_date: date) -> Filled:
    started = time.perf_counter()
    await day_of(actor, on_date)
    day_ms = (time.perf_counter() - started) * 1000
    slowest = 0.0
    filling = await filling_of(actor, on_date)
    for lesson in filling.lessons:
        started = time.perf_counter()
        candidates(filling.staff.day, lesson)
        slowest = max(slowest, time.perf_counter() - started)
    started = time.perf_counter()
    plan = fill(filling)
    took = time.perf_counter() - started
    started = time.perf_counter()
    await propose_day(actor, on_date)
    whole = time.perf_counter() - started
    return Filled(
        len(filling.staff.day.colleagues), AWAY, len(filling.lessons), day_ms, slowest * 1000, took, whole,
        plan, greedy(filling),
    )  # fmt: skip


def said() -> None:
    """Print the figures."""
    found = asyncio.run(measured())
    lessons, plan, by_hand = found.lessons, found.plan, found.by_hand
    click.echo(
        single(f"candidates for one lesson of {found.staff} colleagues", found.candidates_ms, 100, "ms")
    )
    click.echo(single("the day read for its desk", found.day_ms, None, "ms"))
    click.echo(single(f"{found.away} teachers away, {lessons} lessons filled", found.fill_s, 10, "s"))
    click.echo(single("  the whole action, with reading and writing", found.action_s, 10, "s"))
    for name, value, before in (
        ("lessons covered", len(plan.chosen), len(by_hand.chosen)),
        ("by the subject's teachers", plan.same_subject, by_hand.same_subject),
    ):
        words = f"  {name}; lesson by lesson {before}"
        click.echo(single(words, value, before, f"of {lessons}", at_least=True))
    click.echo(single(f"  most for one person; lesson by lesson {by_hand.most}", plan.most, 3, ""))
