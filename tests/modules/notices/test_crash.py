"""A worker is killed between commit and mail, and in the middle of a batch: every letter goes, once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from intranet import installation
from intranet.embedded import EmbeddedPostgres
from intranet.mail_sink import mail_sink
from tests.killed import SECONDS, environment
from tests.modules.notices.letters import letters_in

pytestmark = pytest.mark.slow

LETTERS = 400
# What a telling writes, for as many guardians of one pupil as there are letters.
PARENTS = """with fresh as (insert into person (surname, name, name_key, sort_key, email, created_at)
        select 'Много', 'Имя', n::text, n::text, 'p' || n || '@example.com', now()
        from generate_series(1, $1::int) n returning id)
    insert into guardianship (guardian, child, kind, since)
    select f.id, (select id from person where surname = 'Осипова'), 'other', '2026-09-01' from fresh f"""
STATES = "select state, count(*)::int as n from letter group by state"
# five real minutes are over for what the dead worker held
AGE = "update letter set claimed_at = claimed_at - interval '6 minutes' where state = 'sending'"


@dataclass
class Post:
    """A school's database, its mail server's folder, and what its processes are told."""

    postgres: EmbeddedPostgres
    sink: Path
    env: dict[str, str]

    async def ask(self, sql: str, *args: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.postgres.dsn("postgres", installation.DATABASE))
        try:
            return list(await connection.fetch(sql, *args))
        finally:
            await connection.close()

    async def states(self) -> dict[str, int]:
        return {one["state"]: one["n"] for one in await self.ask(STATES)}

    async def tell(self) -> None:
        """Another process commits a telling and ends."""
        command = [sys.executable, "-m", "tests.modules.notices.teller"]
        await asyncio.to_thread(subprocess.run, command, env=self.env, check=True)

    def worker(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "intranet.cli", "worker"], env=self.env)

    async def until(self, state: str, number: int) -> None:
        """Wait for so many letters of a state; the job by the clock comes every minute."""
        end = time.monotonic() + 3 * SECONDS
        while (await self.states()).get(state, 0) < number:
            assert time.monotonic() < end, await self.states()
            await asyncio.sleep(0.02)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    with mail_sink(tmp_path / "mail") as url:
        yield tmp_path / "mail", url


@pytest.fixture
async def post(tmp_path: Path, sink: tuple[Path, str]) -> AsyncIterator[Post]:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres:
        folder, url = sink
        env = environment(postgres, tmp_path / "data") | {
            "PARTA_SMTP": url, "PARTA_MAIL_FROM": "school@example.com", "PARTA_ORIGIN": "https://school.test",
        }  # fmt: skip
        await asyncio.to_thread(subprocess.run, [sys.executable, "-m", "tests.killed"], env=env, check=True)
        yield Post(postgres, folder, env)


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(SECONDS)


async def finish(post: Post) -> None:
    worker = post.worker()
    try:
        await post.until("sent", LETTERS)
    finally:
        worker.terminate()
        await asyncio.to_thread(worker.wait, SECONDS)


def ids(folder: Path) -> list[str]:
    return [str(letter["message-id"]) for letter in letters_in(folder)]


async def test_killed_between_commit_and_mail_each_letter_goes_once(post: Post) -> None:
    await post.ask(PARENTS, LETTERS)
    await post.tell()
    assert await post.states() == {"waiting": LETTERS}
    worker = post.worker()
    await post.until("sending", 1)  # claimed and committed: perhaps one is on its way
    kill(worker)
    await post.ask(AGE)
    await finish(post)
    assert len(set(ids(post.sink))) == LETTERS
    assert len(ids(post.sink)) <= LETTERS + 1  # the one between the server's yes and our mark


async def test_killed_in_the_middle_of_a_batch_each_letter_goes_once(post: Post) -> None:
    await post.ask(PARENTS, LETTERS)
    worker = post.worker()
    await post.tell()
    await post.until("sent", LETTERS // 4 + 20)
    kill(worker)
    sent = (await post.states())["sent"]
    assert sent < LETTERS
    await post.ask(AGE)
    await finish(post)
    assert len(set(ids(post.sink))) == LETTERS
    assert len(ids(post.sink)) <= LETTERS + 1
