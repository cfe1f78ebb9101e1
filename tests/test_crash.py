"""Processes are killed in the middle of 500 saves: every acknowledged mark is there, the chain is whole."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest

from intranet import installation
from intranet.embedded import EmbeddedPostgres
from tests.killed import (
    SECONDS,
    WebServer,
    environment,
    free_port,
    is_ready,
    kill_postmaster,
    start_again,
    start_web,
)
from tests.people import PASSWORD

pytestmark = pytest.mark.slow

WRITERS, SAVES = 8, 500
CELLS = """select l.journal, l.id as lesson, g.student from lesson l
    join group_membership g on g.study_group = l.study_group
    join journal j on j.id = l.journal join subject s on s.id = j.subject
    where s.name = 'Алгебра' and l.on_date <= '2026-11-19' order by l.id, g.student"""
STANDS = "select new from revision where id = $1 and lesson = $2 and student = $3 and field like 'mark:%'"
LAST = """select m.value, (select r.new from revision r where r.lesson = w.lesson and r.student = m.student
        order by r.id desc limit 1) as written
    from mark m join work w on w.id = m.work"""


@dataclass
class Crashing:
    """A served school, its database, and what its writers were told."""

    postgres: EmbeddedPostgres
    web: WebServer
    env: dict[str, str]
    told: list[tuple[int, int, int, str]] = field(default_factory=list)  # version, lesson, student, mark
    failed: int = 0
    half: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.postgres.dsn("postgres", installation.DATABASE))


@pytest.fixture
async def crashing(tmp_path: Path) -> AsyncIterator[Crashing]:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres:
        env = environment(postgres, tmp_path / "data")
        web = await asyncio.to_thread(start_web, free_port(), env)
        try:
            await web.wait_ready()
            yield Crashing(postgres, web, env)
        finally:
            web.stop()


async def sign_in(web: WebServer) -> httpx.AsyncClient:
    browser = httpx.AsyncClient(base_url=web.address, timeout=SECONDS)
    answer = await browser.post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.status_code == 303
    browser.headers["x-hat"] = "teacher"
    return browser


async def save(browser: httpx.AsyncClient, cell: asyncpg.Record, mark: str, version: int) -> int | None:
    """The version the server acknowledged; None when it did not."""
    typed = {"lesson": cell["lesson"], "student": cell["student"], "text": mark, "version": version}
    try:
        answer = await browser.post(f"/journal/{cell['journal']}/cells", data=typed)
    except httpx.TransportError:
        return None
    found = re.search(r'data-n="(\d+)"', answer.text)
    return int(found[1]) if answer.status_code == 200 and found else None


async def version_of(browser: httpx.AsyncClient, journal: int, lesson: int, student: int) -> int:
    """What the grid knows of a cell after a reload, as soon as the server is back."""
    path = f"/journal/{journal}/cells/_cell?lesson={lesson}&student={student}"
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            answer = await browser.get(path)
            if found := re.search(r'data-n="(\d*)"', answer.text):
                return int(found[1] or 0)
        await asyncio.sleep(0.05)
    raise AssertionError("the server did not come back")


async def write(
    crashing: Crashing, browser: httpx.AsyncClient, cells: list[asyncpg.Record], saves: int
) -> None:
    """One teacher's tab: retype the own cells over and over; after a failure look again and go on."""
    versions = dict.fromkeys(range(len(cells)), 0)
    for turn in range(saves):
        place, mark = turn % len(cells), str(5 - turn // len(cells) % 4)
        while (version := await save(browser, cells[place], mark, versions[place])) is None:
            crashing.failed += 1
            versions[place] = await version_of(browser, *cells[place])
        versions[place] = version
        crashing.told.append((version, cells[place]["lesson"], cells[place]["student"], mark))
        if len(crashing.told) == SAVES // 2:
            crashing.half.set()


async def strike_in_the_middle(crashing: Crashing, strike: Callable[[], Awaitable[None]]) -> None:
    await crashing.half.wait()
    await strike()


async def save_and_strike(crashing: Crashing, strike: Callable[[], Awaitable[None]]) -> None:
    """500 saves by eight writers at once, the blow after half of them."""
    connection = await crashing.connect()
    cells = await connection.fetch(CELLS)
    await connection.close()
    share, saves = len(cells) // WRITERS, SAVES // WRITERS + 1
    tabs = [await sign_in(crashing.web) for _number in range(WRITERS)]
    async with asyncio.TaskGroup() as group:
        for number, tab in enumerate(tabs):
            group.create_task(write(crashing, tab, cells[number * share : (number + 1) * share], saves))
        group.create_task(strike_in_the_middle(crashing, strike))
    for tab in tabs:
        await tab.aclose()


async def check(crashing: Crashing) -> None:
    """What was acknowledged stands, the newest value is the one shown, the chain is whole."""
    connection = await crashing.connect()
    lost = [told for told in crashing.told if await connection.fetchval(STANDS, *told[:3]) != told[3]]
    torn = [row for row in await connection.fetch(LAST) if row["value"] != row["written"]]
    await connection.close()
    assert lost == []
    assert torn == []
    assert len(crashing.told) >= SAVES
    assert crashing.failed, "nobody was writing when it was killed"
    command = [sys.executable, "-m", "intranet.cli", "journal", "verify"]
    verified = await asyncio.to_thread(
        subprocess.run, command, env=crashing.env, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


async def test_a_killed_web_process_loses_no_acknowledged_mark(crashing: Crashing) -> None:
    async def strike() -> None:
        crashing.web.kill_web_process()

    await save_and_strike(crashing, strike)
    await check(crashing)


async def test_a_killed_postmaster_loses_no_acknowledged_mark(crashing: Crashing) -> None:
    async def strike() -> None:
        await asyncio.to_thread(kill_postmaster, crashing.postgres)
        await start_again(crashing.postgres)

    await save_and_strike(crashing, strike)
    await crashing.web.wait_ready()
    await check(crashing)
    async with httpx.AsyncClient() as asking:
        assert await is_ready(asking, f"{crashing.web.address}/health/ready")
