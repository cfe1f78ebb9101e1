"""A publication is killed in its middle: everything of it is there, or nothing, and then it is done once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from intranet import installation
from intranet.embedded import EmbeddedPostgres
from tests.killed import SECONDS, environment, kill_postmaster, start_again

pytestmark = pytest.mark.slow

PUBLISHER = (sys.executable, "-m", "tests.modules.substitutions.publisher")
STANDS = """select (select count(*) from lesson_change), (select count(*) from change_entry),
    (select count(*) from lesson where status = 'cancelled'), (select count(*) from notice) > 0,
    (select count(*) from planned_change), coalesce((select max(revision) from substitution_day), 0)"""
NOTHING, EVERYTHING = (0, 0, 0, False, 3, 0), (3, 3, 3, True, 0, 1)
WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
OTHERS = "select count(*) from pg_stat_activity where application_name = 'parta'"


@dataclass
class Crashing:
    """A school with three drafts, and what its processes are told."""

    postgres: EmbeddedPostgres
    env: dict[str, str]

    async def connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.postgres.dsn("postgres", installation.DATABASE))

    async def stands(self) -> tuple[object, ...]:
        connection = await self.connect()
        try:
            return tuple(await connection.fetchrow(STANDS))
        finally:
            await connection.close()

    def publisher(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*PUBLISHER, "publish"], env=self.env)


@pytest.fixture
async def crashing(tmp_path: Path) -> AsyncIterator[Crashing]:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres:
        env = environment(postgres, tmp_path / "data")
        for command in ([sys.executable, "-m", "tests.killed"], [*PUBLISHER, "draft"]):
            await asyncio.to_thread(subprocess.run, command, env=env, check=True)
        yield Crashing(postgres, env)


async def until(connection: asyncpg.Connection, sql: str, number: int) -> None:
    end = time.monotonic() + SECONDS
    while await connection.fetchval(sql) != number:
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def test_a_killed_publication_left_nothing_and_goes_once_when_repeated(crashing: Crashing) -> None:
    watcher = await crashing.connect()
    for table in ("lesson_change", "change_entry", "notice", "receipt"):
        holder = await crashing.connect()
        held = holder.transaction()
        await held.start()
        await holder.execute(f"lock table {table} in exclusive mode")
        process = crashing.publisher()
        await until(watcher, WAITS, 1)  # it has come as far as this table
        os.kill(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
        await held.rollback()
        await holder.close()
        await until(watcher, OTHERS, 0)
        assert await crashing.stands() == NOTHING, table
    await watcher.close()
    assert await asyncio.to_thread(crashing.publisher().wait, SECONDS) == 0
    assert await crashing.stands() == EVERYTHING


async def test_a_killed_database_left_nothing_of_it(crashing: Crashing) -> None:
    watcher, holder = await crashing.connect(), await crashing.connect()
    await holder.execute("begin; lock table notice in exclusive mode")
    process = crashing.publisher()
    await until(watcher, WAITS, 1)
    await asyncio.to_thread(kill_postmaster, crashing.postgres)
    assert await asyncio.to_thread(process.wait, SECONDS) != 0
    await start_again(crashing.postgres)
    assert await crashing.stands() == NOTHING
    assert await asyncio.to_thread(crashing.publisher().wait, SECONDS) == 0
    assert await crashing.stands() == EVERYTHING
