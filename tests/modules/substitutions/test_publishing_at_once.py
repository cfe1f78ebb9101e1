"""Two dispatchers at one day: one publishes after the other, a draft saved meanwhile is never lost."""

from __future__ import annotations

import asyncio
import time

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import Conflict
from modules.substitutions.service.publishing import Published, publish_day
from tests.modules.substitutions.publishing_data import ALGEBRA, RUSSIAN, TOMORROW, Stage, make_stage

pytestmark = pytest.mark.usefixtures("db")
WAITS = """select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'"""
SAVE = "update planned_change set kind = 'CANCELLED', version = version + 1 where id = $1 and version = $2"


async def until_waiting() -> None:
    """Until somebody waits for a lock."""
    end = time.monotonic() + 20
    while not await DB.value(WAITS):
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def drafted() -> tuple[Stage, int, int]:
    stage = await make_stage()
    one = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    return stage, one, await stage.draft(stage.lesson(RUSSIAN), "CANCELLED")


async def test_two_dispatchers_publish_one_after_another() -> None:
    stage, one, other = await drafted()
    done = await asyncio.gather(
        publish_day(stage.irina, TOMORROW, {one: 1}), publish_day(stage.irina, TOMORROW, {other: 1})
    )
    assert [found.changes for found in done] == [1, 1]
    assert await DB.value("select revision from substitution_day") == 2
    assert await DB.rows(str, "select kind from lesson_change order by kind") == [
        "CANCELLED", "TEACHER_SUBSTITUTED",
    ]  # fmt: skip
    assert await DB.value("select count(*) from planned_change") == 0


async def test_the_same_drafts_are_published_and_told_once() -> None:
    stage, one, other = await drafted()
    done = await asyncio.gather(
        *(publish_day(stage.irina, TOMORROW, {one: 1, other: 1}) for _dispatcher in range(3)),
        return_exceptions=True,
    )
    assert [type(found) for found in done if not isinstance(found, Published)] == [Conflict, Conflict]
    assert await DB.value("select count(*) from lesson_change") == 2
    assert await DB.value("select count(*) from receipt where person = $1", stage.id("boris")) == 1


async def held(sql: str, *args: object) -> tuple[asyncio.Task[None], asyncio.Event]:
    """Another connection has carried this out and commits once the event is set."""
    begun, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with DB.transaction():
            await DB.execute(sql, *args)
            begun.set()
            await done.wait()

    task = asyncio.create_task(hold())
    await begun.wait()
    return task, done


async def test_a_draft_being_saved_is_not_published_as_it_was() -> None:
    stage, one, other = await drafted()
    saving, done = await held(SAVE, one, 1)
    publishing = asyncio.create_task(publish_day(stage.irina, TOMORROW, {one: 1, other: 1}))
    await until_waiting()
    done.set()
    await saving
    with pytest.raises(Conflict):
        await publishing
    assert await DB.value("select version from planned_change where id = $1", one) == 2
    assert await DB.value("select count(*) from lesson_change") == 0


async def test_who_saves_a_draft_that_is_being_published_learns_it() -> None:
    stage, one, other = await drafted()
    holder, done = await held("lock table notice in exclusive mode")
    publishing = asyncio.create_task(publish_day(stage.irina, TOMORROW, {one: 1}))
    await until_waiting()
    saving = asyncio.create_task(DB.execute(SAVE, one, 1))
    added = await stage.draft(stage.lesson("5А русский язык"), "CANCELLED")  # another lesson: nobody waits
    done.set()
    await holder
    assert (await publishing).changes == 1
    assert await saving == "UPDATE 0"
    assert await DB.rows(int, "select id from planned_change order by id") == [other, added]
