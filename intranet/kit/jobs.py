"""Work for later: enqueued in the transaction that needs it, run by any worker.

`@job("name")` declares, `await enqueue("name", payload)` asks, `work(url, stop)` runs. A job may run
twice (its worker was killed): write it so that the second run changes nothing. One that fails three
times is held and shown to the office, never dropped; one that killed its worker is held after `MAX_STARTS`.
Only this file imports PgQueuer.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import structlog
from croniter import croniter
from pgqueuer import PgQueuer
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job as QueuedJob
from pgqueuer.models import Schedule
from pgqueuer.queries import Queries

from intranet.kit import clock
from intranet.kit.db import DB

Run = Callable[[Any], Awaitable[None]]
_jobs: dict[str, Run] = {}
_schedules: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {}
_log = structlog.get_logger("jobs")

RETRIES = 2
MAX_STARTS = 5
HEARTBEAT = 10
WORKER = f"{socket.gethostname()}:{os.getpid()}"
START_SQL = """insert into job_start (job, started) values ($1, 1)
    on conflict (job) do update set started = job_start.started + 1 returning started"""
BEAT_SQL = """insert into heartbeat (worker, beat_at) values ($1, $2)
    on conflict (worker) do update set beat_at = excluded.beat_at"""


def install_sql() -> str:
    """The queue's tables, for our own migration."""
    return QueryBuilderEnvironment().build_install_query() + (
        "; create table if not exists job_start (job bigint primary key, started integer not null)"
    )


def job(name: str) -> Callable[[Run], Run]:
    """Declare `async def run(payload)`; the payload is what `enqueue` was given, through JSON."""

    def declare(run: Run) -> Run:
        if _jobs.setdefault(name, run) is not run:
            raise ValueError(f"two jobs are called {name}")
        return run

    return declare


def every(
    name: str, crontab: str
) -> Callable[[Callable[[], Awaitable[None]]], Callable[[], Awaitable[None]]]:
    """Declare a run by the clock, UTC: five crontab fields (a sixth is seconds); ValueError else."""
    if not croniter.is_valid(crontab):
        raise ValueError(f"not a crontab: {crontab}")

    def declare(run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        _schedules[name] = (crontab, run)
        return run

    return declare


async def enqueue(
    name: str, payload: object, *, after: timedelta | None = None, key: str | None = None
) -> None:
    """Ask for a job in the current transaction; with a `key`, one that already waits is enough."""
    inside = DB.current()
    if inside is None:
        raise RuntimeError("enqueue() belongs in the transaction that needs the job")
    await Queries.from_asyncpg_connection(inside.connection).enqueue(
        name,
        msgspec.json.encode(payload),
        execute_after=after,
        dedupe_key=key,
        on_conflict="skip" if key else "raise",
    )


async def _run(name: str, queued: QueuedJob) -> None:
    if await DB.value(START_SQL, queued.id) > MAX_STARTS:
        raise RuntimeError(f"job {queued.id} ({name}) ended its worker {MAX_STARTS} times")
    await _jobs[name](msgspec.json.decode(queued.payload or b"null"))
    await DB.execute("delete from job_start where job = $1", queued.id)


def _register(queue: PgQueuer, name: str) -> None:
    async def entry(queued: QueuedJob) -> None:
        await _run(name, queued)

    queue.entrypoint(
        name,
        on_failure="hold",
        executor_factory=lambda p: DatabaseRetryEntrypointExecutor(p, max_attempts=RETRIES),
    )(entry)


def _register_schedule(queue: PgQueuer, name: str, crontab: str, run: Callable[[], Awaitable[None]]) -> None:
    async def entry(_: Schedule) -> None:
        await run()

    queue.schedule(name, crontab, clean_old=True)(entry)


async def beat() -> None:
    """Tell that this worker lives (read by /health/ready)."""
    await DB.execute(BEAT_SQL, WORKER, clock.real_now())


async def _beat_on(stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await beat()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            _log.warning("heartbeat.failed")
        try:
            await asyncio.wait_for(stop.wait(), HEARTBEAT)
        except TimeoutError:
            continue


async def _work_once(url: str, stop: asyncio.Event) -> None:
    connection = await asyncpg.connect(url)
    try:
        queue = PgQueuer.from_asyncpg_connection(connection)
        for name in _jobs:
            _register(queue, name)
        for name, (crontab, run) in _schedules.items():
            _register_schedule(queue, name, crontab, run)
        watcher = asyncio.create_task(_stop_with(queue, stop))
        try:
            await queue.run(shutdown_on_listener_failure=True, dequeue_timeout=timedelta(seconds=10))
        finally:
            watcher.cancel()
    finally:
        connection.terminate()


async def _stop_with(queue: PgQueuer, stop: asyncio.Event) -> None:
    await stop.wait()
    queue.shutdown.set()


async def work(url: str, stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set; a lost listener connection is replaced by a new one."""
    beating = asyncio.create_task(_beat_on(stop))
    delay = 0.5
    try:
        while not stop.is_set():
            try:
                await _work_once(url, stop)
                delay = 0.5
            except Exception:  # noqa: BLE001 - whatever broke it, the worker comes back
                _log.exception("worker.restart", delay=delay)
            if not stop.is_set():
                await asyncio.sleep(delay)
                delay = min(delay * 2, 15)
    finally:
        beating.cancel()
