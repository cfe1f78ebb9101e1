"""What changes is heard at once: PostgreSQL's NOTIFY, one listening connection a process, many streams.

    await shout("board", "2026-11-19")              # in the service's transaction: heard at COMMIT
    async with LIVE.hearing("board") as heard:      # in a stream
        async for payload in heard: ...             # "" every PING seconds: keeps the line and finds the dead

A lost connection is replaced; what was said meanwhile is lost, so a hearer that sees AGAIN reads anew. A
payload is ids, below 8,000 bytes. Slow hearers lose the oldest words.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

import asyncpg

from intranet.kit.db import DB

PING = 20.0
AGAIN = "again"
WAITING = 50
FIRST_DELAY, LONGEST_DELAY = 0.2, 10.0
Queue = asyncio.Queue[str]


async def shout(channel: str, payload: str) -> None:
    """Tell every process, at the COMMIT of the current transaction."""
    await DB.execute("select pg_notify($1, $2)", channel, payload)


def _put(queue: Queue, word: str) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(word)


class Live:
    """The one listener of a process; nothing is opened before somebody wants to hear."""

    def __init__(self) -> None:
        self.url, self.ping = "", PING
        self._hearers: dict[str, set[Queue]] = defaultdict(set)
        self._changed, self._lost = asyncio.Event(), asyncio.Event()

    @contextlib.asynccontextmanager
    async def running(self, url: str) -> AsyncIterator[None]:
        """Listen at this database until the block ends."""
        self.url = url
        self._changed, self._lost = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @contextlib.asynccontextmanager
    async def hearing(self, *channels: str) -> AsyncIterator[AsyncIterator[str]]:
        """The words said on these channels from now on."""
        queue: Queue = asyncio.Queue(maxsize=WAITING)
        for channel in channels:
            self._hearers[channel].add(queue)
        self._changed.set()
        try:
            yield self._words(queue)
        finally:
            for channel in channels:
                self._hearers[channel].discard(queue)
            self._changed.set()

    async def _words(self, queue: Queue) -> AsyncIterator[str]:
        while True:
            try:
                yield await asyncio.wait_for(queue.get(), self.ping)
            except TimeoutError:
                yield ""

    def _deliver(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        for queue in self._hearers.get(channel, ()):
            _put(queue, str(payload))

    def _drop(self, _connection: object) -> None:
        self._lost.set()
        self._changed.set()

    async def _listen(self) -> None:
        delay, was_lost = FIRST_DELAY, False
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._changed.wait()
                connection = await asyncpg.connect(self.url)
                delay = FIRST_DELAY
                try:
                    await self._follow(connection, was_lost=was_lost)
                finally:
                    was_lost = True
                    connection.terminate()
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _follow(self, connection: asyncpg.Connection, *, was_lost: bool) -> None:
        """Hear what is wanted until the connection dies."""
        heard: set[str] = set()
        self._lost.clear()
        connection.add_termination_listener(self._drop)
        while not self._lost.is_set():
            self._changed.clear()
            wanted = {channel for channel, queues in self._hearers.items() if queues}
            for channel in wanted - heard:
                await connection.add_listener(channel, self._deliver)
            for channel in heard - wanted:
                await connection.remove_listener(channel, self._deliver)
            heard = wanted
            if was_lost:
                was_lost = False
                for queue in set().union(*self._hearers.values()):
                    _put(queue, AGAIN)
            await self._changed.wait()


LIVE = Live()
