"""What a process owes its parent, and how it learns that it shall end."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let the kernel end this process (SIGTERM) when its parent is gone, whatever ended that."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def on_end(call: Callable[[], None]) -> Iterator[None]:
    """While the block lasts: call this in the loop when SIGTERM or SIGINT comes to a server of ours.

    The server's own handlers stand: a loop hears of signals beside Python's handlers. So streams end at once,
    where the server alone would wait for them until it is killed. Without a server nothing is changed.
    """
    loop = asyncio.get_running_loop()
    is_main = threading.current_thread() is threading.main_thread()
    names = (signal.SIGTERM, signal.SIGINT) if is_main else ()
    known = {name: handler for name in names if callable(handler := signal.getsignal(name))}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        known[signal.Signals(number)](number, frame)

    for name in known:
        signal.signal(name, heard)
        signal.siginterrupt(name, False)
    try:
        yield
    finally:
        for name, handler in known.items():
            signal.signal(name, handler)
