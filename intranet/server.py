"""Granian with the flags that proved mandatory: respawn, a kill timeout, room for open streams."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from intranet.kit.process import die_with_parent

FLAGS = (
    "--interface", "asgi", "--factory", "--loop", "uvloop", "--no-access-log", "--log-level", "warning",
    "--respawn-failed-workers", "--workers-kill-timeout", "5", "--backlog", "4096", "--backpressure", "4000",
)  # fmt: skip


def start(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    """The server's process; it ends with this one."""
    command = [
        sys.executable,
        "-m",
        "granian",
        *FLAGS,
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    return subprocess.Popen([*command, "litestar_app:create_app"], preexec_fn=die_with_parent)


def wait(process: subprocess.Popen[bytes], on_stop: Callable[[], None] = lambda: None) -> int:
    """Until the server ends or a signal asks it to; gives its exit code."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        on_stop()
        process.terminate()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    code = process.wait()
    return 0 if code in (-signal.SIGTERM, -signal.SIGINT) else code


def serve(host: str, port: int, workers: int) -> int:
    """Start and wait."""
    return wait(start(host, port, workers))
