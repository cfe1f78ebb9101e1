"""The school of tests/test_crash.py and its web server, started as an operator starts them.

`python -m tests.killed` prepares the database that SERVER names, writes the cast with a full 7Б and
gives Елена an account; everything else is the product's own commands.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx

from intranet import installation, migrate
from intranet.embedded import EmbeddedPostgres, EmbeddedPostgresError
from intranet.settings import from_environment
from tests.doors import make_account
from tests.factories import enrol, make_person, make_school
from tests.people import CAST

CLASSMATES = 22
SECONDS = 90


def environment(postgres: EmbeddedPostgres, data: Path) -> dict[str, str]:
    """What the processes of this school are told."""
    app, owner = (
        postgres.dsn(role, installation.DATABASE) for role in (installation.APP, installation.OWNER)
    )
    return os.environ | {
        "SERVER": postgres.dsn(),
        "DATABASE_URL": app,
        "DATABASE_OWNER_URL": owner,
        "PARTA_DATA": str(data),
        "PARTA_DEMO_CLOCK": "2026-11-19T13:00:00+03:00",
        "PARTA_WORKER": "inside",
    }


class WebServer:
    """`intranet serve` on a port: a supervisor and one web process."""

    def __init__(self, port: int, env: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "intranet.cli", "serve", "--port", str(port)]
        self.process = subprocess.Popen(command, env=env)

    def stop(self) -> None:
        """End it in order."""
        self.process.terminate()
        self.process.wait(SECONDS)

    def kill_web_process(self) -> None:
        """SIGKILL to the process that answers requests; the supervisor lives."""
        supervisor = _children(self.process.pid)[0]
        os.kill(_children(supervisor)[-1], signal.SIGKILL)

    async def wait_ready(self) -> None:
        """Until it says that it and its database are well."""
        async with httpx.AsyncClient() as asking:
            end = time.monotonic() + SECONDS
            while not await is_ready(asking, f"{self.address}/health/ready"):
                assert time.monotonic() < end, "the server did not come back"
                await asyncio.sleep(0.05)


async def is_ready(asking: httpx.AsyncClient, url: str) -> bool:
    try:
        answer = await asking.get(url)
    except httpx.TransportError:
        return False
    return answer.status_code == 200


def free_port() -> int:
    """One that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_postmaster(postgres: EmbeddedPostgres) -> None:
    """SIGKILL to PostgreSQL's first process."""
    pid = int((postgres.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    assert postgres.process is not None
    postgres.process.wait(SECONDS)


async def start_again(postgres: EmbeddedPostgres) -> None:
    """As a service manager would: until the dead server's last children have let go of its memory."""
    end = time.monotonic() + SECONDS
    while not postgres.is_running:
        try:
            postgres.start()
        except EmbeddedPostgresError:
            assert time.monotonic() < end
            await asyncio.sleep(0.1)


async def _fill() -> None:
    await installation._prepare(os.environ["SERVER"])
    settings = from_environment()
    await migrate.migrate(settings.owner_url, settings.database_url)
    async with installation.opened(settings):
        world = await make_school()
        for number in range(CLASSMATES):
            one = replace(CAST[0], login=f"mate{number}", surname=f"Соседова{number}")
            world.people[one.login] = await make_person(one)
            await enrol(world, one.login, "7Б")
        await make_account(world.people["elena"], "elena")


def start_web(port: int, env: dict[str, str]) -> WebServer:
    """A filled school, served."""
    subprocess.run([sys.executable, "-m", "tests.killed"], env=env, check=True)
    return WebServer(port, env)


if __name__ == "__main__":
    asyncio.run(_fill())
