"""A worker is killed inside a paper: after the next start it is made once, and one file lies there."""

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
import pypdf
import pytest

from intranet import installation
from intranet.embedded import EmbeddedPostgres
from tests.killed import SECONDS, environment

pytestmark = pytest.mark.slow

PAPER = "select state, file is not null as has_file from paper"
FILES = "select token, size from stored_file"


@dataclass
class Desk:
    """A school's database, the folder of its files, and what its processes are told."""

    postgres: EmbeddedPostgres
    folder: Path
    env: dict[str, str]

    async def ask(self, sql: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.postgres.dsn("postgres", installation.DATABASE))
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()

    async def run(self, module: str) -> None:
        command = [sys.executable, "-m", module]
        await asyncio.to_thread(subprocess.run, command, env=self.env, check=True)

    def worker(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "intranet.cli", "worker"], env=self.env)

    async def until(self, state: str) -> None:
        """Wait for the paper; a dead worker's job is taken over after half a minute."""
        end = time.monotonic() + 3 * SECONDS
        while (found := (await self.ask(PAPER))[0]["state"]) != state:
            assert time.monotonic() < end, found
            await asyncio.sleep(0.005)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres:
        one = Desk(postgres, tmp_path / "data", environment(postgres, tmp_path / "data"))
        await one.run("tests.killed")
        yield one


def bodies(folder: Path) -> list[Path]:
    """The PDFs that lie in the school's folder."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return [one for one in files if one.read_bytes().startswith(b"%PDF-")]


async def test_a_paper_of_a_killed_worker_is_made_once(desk: Desk) -> None:
    await desk.run("tests.modules.reports.asker")
    worker = desk.worker()
    await desk.until("running")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(SECONDS)
    assert [tuple(one) for one in await desk.ask(PAPER)] == [("running", False)]
    assert bodies(desk.folder) == []
    second, third = desk.worker(), desk.worker()
    try:
        await desk.until("done")
    finally:
        for one in (second, third):
            one.terminate()
            await asyncio.to_thread(one.wait, SECONDS)
    (kept,) = await desk.ask(FILES)
    (body,) = bodies(desk.folder)
    assert (body.name, body.stat().st_size) == (kept["token"].hex, kept["size"])
    assert "Соседова0" in "".join(page.extract_text() for page in pypdf.PdfReader(body).pages)
