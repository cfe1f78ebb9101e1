"""The worker inside the web process (the demo), and the signals of one that stands alone."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from intranet.kit import jobs
from intranet.kit.db import DB

STOP_SECONDS = 5


@asynccontextmanager
async def worker_inside(url: str) -> AsyncIterator[None]:
    """Run jobs while the block lasts; with an empty url nothing runs."""
    if not url:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.create_task(jobs.work(url, stop))
    try:
        yield
    finally:
        stop.set()
        try:
            await asyncio.wait_for(task, STOP_SECONDS)
        except TimeoutError:
            task.cancel()


async def work_alone(url: str, get_ready: Callable[[], Awaitable[None]]) -> None:
    """`intranet worker`: until SIGTERM or Ctrl-C; a running job is finished first. `get_ready`: once open."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await DB.open(size=4)
    try:
        await get_ready()
        await jobs.work(url, stop)
    finally:
        await DB.close()
