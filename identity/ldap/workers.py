"""The threads of one directory: a few, with a short queue, so that one that hangs delays nobody else.

Everything runs under a deadline counted from the request, waiting included; the thread behind it ends soon
after, since its tunnel does.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import Deadline

T = TypeVar("T")
WAITING_A_THREAD = 8
GRACE = 0.3


class Workers:
    """At most `threads` at once and a queue of eight for each; whoever comes then is told "busy"."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"ldap-{name}")
        self._most, self._inside = threads * (1 + WAITING_A_THREAD), 0

    async def run(self, work: Callable[[Deadline], T], seconds: float) -> T:
        """What `work` gives, in a thread; DirectoryError after `seconds`, whatever it does."""
        if self._inside >= self._most:
            raise DirectoryError(Trouble.BUSY)
        deadline = Deadline(seconds)
        self._inside += 1
        language = contextvars.copy_context()  # and whatever else belongs to the request
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, language.run, _in_time, work, deadline)
        future.add_done_callback(self._left)
        done, _ = await asyncio.wait({future}, timeout=seconds + GRACE)
        if not done:
            future.cancel()
            raise DirectoryError(Trouble.TIMEOUT)
        return future.result()

    def _left(self, future: asyncio.Future[T]) -> None:
        self._inside -= 1
        if not future.cancelled():
            future.exception()  # somebody may have stopped waiting for it


def _in_time(work: Callable[[Deadline], T], deadline: Deadline) -> T:
    deadline.left()
    return work(deadline)
