"""What changes is heard at once: PostgreSQL's NOTIFY, one listening connection a process, many streams.

    await shout("board", "2026-11-19")              # in the service's transaction: heard at COMMIT
    async with LIVE.hearing("board") as heard:      # in a stream
        async for payload in heard: ...             # "" every PING seconds: keeps the line and finds the dead

Before the connection listens, and while it is lost, words go by unheard: a hearer that sees AGAIN reads anew,
once when listening has begun and once after every loss. Nothing is connected while nobody listens. A payload
is ids, below 8,000 bytes. Slow hearers lose the oldest words. When the process is to end (`end`), so does
what they hear.
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
CHECK_EVERY, CHECK_SECONDS = 60.0, 10.0  # a line that died without a word is found by asking
Queue = asyncio.Queue[str | None]  # None: the end


async def shout(channel: str, payload: str) -> None:
    """Tell every process, at the COMMIT of the current transaction."""
    await DB.execute("select pg_notify($1, $2)", channel, payload)


def _put(queue: Queue, word: str | None) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(word)


class Live:
    """The one listener of a process; nothing is opened before somebody wants to hear."""

    def __init__(self) -> None:
        self.url, self.ping = "", PING
        self._hearers: dict[str, set[Queue]] = defaultdict(set)
        self._changed, self._lost = asyncio.Event(), asyncio.Event()
        self._is_over = False

    @contextlib.asynccontextmanager
    async def running(self, url: str) -> AsyncIterator[None]:
        """Listen at this database until the block ends."""
        self.url, self._is_over = url, False
        self._changed, self._lost = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self.end()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def end(self) -> None:
        """Let every stream end; whoever comes later hears nothing."""
        self._is_over = True
        self._say(None)

    @contextlib.asynccontextmanager
    async def hearing(self, *channels: str) -> AsyncIterator[AsyncIterator[str]]:
        """The words said on these channels from now on."""
        queue: Queue = asyncio.Queue(maxsize=WAITING)
        for channel in channels:
            self._hearers[channel].add(queue)
        self._changed.set()
        if self._is_over:
            _put(queue, None)
        try:
            yield self._words(queue)
        finally:
            for channel in channels:
                self._hearers[channel].discard(queue)
            self._changed.set()

    async def _words(self, queue: Queue) -> AsyncIterator[str]:
        while True:
            try:
                async with asyncio.timeout(self.ping):
                    word = await queue.get()
            except TimeoutError:
                word = ""
            if word is None:
                return
            yield word

    def _wanted(self) -> set[str]:
        return {channel for channel, queues in self._hearers.items() if queues}

    def _say(self, word: str | None, *channels: str) -> None:
        """Tell the hearers of these channels, or all."""
        heard = channels or tuple(self._hearers)
        for queue in {queue for channel in heard for queue in self._hearers.get(channel, ())}:
            _put(queue, word)

    def _deliver(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self._say(str(payload), channel)

    def _drop(self, _connection: object) -> None:
        self._lost.set()
        self._changed.set()

    async def _listen(self) -> None:
        delay = FIRST_DELAY
        while True:
            while not self._wanted():
                self._changed.clear()
                await self._changed.wait()
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(self.url)
                delay = FIRST_DELAY
                try:
                    await self._follow(connection)
                finally:
                    connection.terminate()
            if self._wanted():
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY)

    async def _follow(self, connection: asyncpg.Connection) -> None:
        """Hear what is wanted until the connection dies or nobody wants anything."""
        heard: set[str] = set()
        self._lost.clear()
        connection.add_termination_listener(self._drop)
        while not self._lost.is_set() and (wanted := self._wanted()):
            self._changed.clear()
            for channel in wanted - heard:
                await connection.add_listener(channel, self._deliver)
                self._say(AGAIN, channel)
            for channel in heard - wanted:
                await connection.remove_listener(channel, self._deliver)
            heard = wanted
            await self._wait(connection)

    async def _wait(self, connection: asyncpg.Connection) -> None:
        """Until something changes; now and then the server is asked whether it is there."""
        while not self._changed.is_set():
            try:
                async with asyncio.timeout(CHECK_EVERY):  # wait_for() would swallow the end of the process
                    await self._changed.wait()
            except TimeoutError:
                await connection.execute("select 1", timeout=CHECK_SECONDS)


LIVE = Live()
