"""Publishing a day of the large school: 60 lessons changed, everybody concerned told, in one transaction.

What it made is taken back by publishing the timetable again; the rows of a day's changes stay.
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
from intranet.kit.module import install
from intranet.settings import from_environment
from litestar_app import modules_of
from modules.substitutions.service.publishing import publish_day
from tests.load.table import single

CHANGES = 60
DAY = """select on_date from lesson where on_date > $1 and not exists (
        select 1 from teacher_absence a where on_date between a.begins and a.ends)
    group by on_date having count(*) > 200 order by on_date limit 1"""
HEAD = "select person from granted_hat where hat = 'head_teacher' and until is null order by id limit 1"
# As many lessons as a bad morning changes, each for somebody who has nothing at that number.
DRAFTS = """with l as (select l.id, l.number, row_number() over (order by md5(l.id::text)) as n
        from lesson l where l.on_date = $1 and l.status = 'planned' limit $2),
    f as (select t.teacher, row_number() over (order by t.teacher) as n
        from (select distinct teacher from assignment where since <= $1 and until is null) t)
    insert into planned_change (lesson, kind, teacher, override_reason, made_at)
    select l.id, case when l.n % 10 = 0 then 'CANCELLED' else 'TEACHER_SUBSTITUTED' end,
        case when l.n % 10 > 0 then (select f.teacher from f where f.teacher <> x.teacher
            order by exists (select 1 from lesson o where o.on_date = $1 and o.number = l.number
                and o.teacher = f.teacher), (f.n * 31 + l.n * 17) % 97 limit 1) end, 'bench', now()
    from l join lesson x on x.id = l.id"""
BACK = """insert into planned_change (lesson, kind, made_at) select distinct x.lesson, '', now()
    from lesson_change x join lesson l on l.id = x.lesson
    where l.on_date = $1 and x.withdrawn_at is null and x.made_by = $2"""
WAITING = """select d.id, d.version from planned_change d join lesson l on l.id = d.lesson
    where l.on_date = $1"""
FORGET = "delete from notice where kind like 'substitutions.%'"


class Measured(NamedTuple):
    """Seconds of publishing, of taking all back, and how many were told by the first."""

    changes: int
    told: int
    seconds: float
    back_seconds: float


async def measured() -> Measured:
    """Publish, then take back, CHANGES lessons of a day on which all are there and nothing is drafted."""
    settings = from_environment()
    install(modules_of(settings))
    async with opened(settings):
        day: date = await DB.value(DAY, clock.today())
        actor = Viewer(await DB.value(HEAD), "head_teacher", clock.today())
        await DB.execute("delete from planned_change")
        await DB.execute(DRAFTS, day, CHANGES)
        told, changes, seconds = await _publish(actor, day)
        await DB.execute(BACK, day, actor.person)
        _told, _changes, back_seconds = await _publish(actor, day)
        await DB.execute(FORGET)
        return Measured(changes, told, seconds, back_seconds)


async def _publish(actor: Viewer, day: date) -> tuple[int, int, float]:
    rows = await DB._call("fetch", WAITING, day)
    agreed = {row["id"]: row["version"] for row in rows}
    started = time.perf_counter()
    done = await publish_day(actor, day, agreed)
    return done.told, done.changes, time.perf_counter() - started


def said() -> None:
    """Print the figures."""
    found = asyncio.run(measured())
    click.echo(single(f"{found.changes} changes of a day published", found.seconds, 2, "s"))
    click.echo(single("  people told in the same transaction", found.told, None, ""))
    click.echo(single("  all taken back", found.back_seconds, 2, "s"))
