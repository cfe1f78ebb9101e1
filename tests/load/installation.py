"""The school of the bench: its PostgreSQL (durable, as in production), one web process, a worker apart."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intranet import demo, server
from intranet.installation import embedded
from intranet.kit.module import install
from intranet.kit.process import die_with_parent
from intranet.settings import ROOT, from_environment
from litestar_app import modules_of
from tests.load import meter


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT, FLOOR_PORT = free_port(), free_port()


def default_data() -> Path:
    """PARTA_BENCH_DATA, else .bench in the project."""
    return Path(os.environ.get("PARTA_BENCH_DATA", ROOT / ".bench"))


@dataclass(frozen=True)
class Installation:
    """Running processes by id."""

    data: Path
    web: int
    floor: int
    worker: int
    postgres: int

    def cpu_ms(self, web: int) -> tuple[float, float]:
        """CPU time so far of one of the two servers, and of PostgreSQL."""
        return meter.cpu_ms(web), meter.cpu_ms(self.postgres)

    @property
    def web_process(self) -> int:
        """The one process that answers (Granian's first is its keeper)."""
        return meter.family(self.web)[-1]


@contextmanager
def prepared(data: Path) -> Iterator[None]:
    """PostgreSQL over the folder, the school filled, the environment of processes set."""
    data = data.resolve()
    with embedded(data) as urls:
        os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner, PARTA_DATA=str(data))
        os.environ["PARTA_WORKER"] = "apart"
        install(modules_of(from_environment()))
        demo._prepare(data, "school", None)
        os.environ["PARTA_DEMO_CLOCK"] = demo._start_clock(data)
        yield


@contextmanager
def serving(data: Path) -> Iterator[Installation]:
    """Web, floor and worker over a prepared folder."""
    processes = [server.start("127.0.0.1", PORT, 1), _floor(), _python("intranet.cli", "worker")]
    try:
        for port in (PORT, FLOOR_PORT):
            demo._wait_ready(port)
        postmaster = int((data / "postgres" / "pg" / "postmaster.pid").read_text().split()[0])
        yield Installation(data, *(process.pid for process in processes), postmaster)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


def _python(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, preexec_fn=die_with_parent, cwd=ROOT)


def _floor() -> subprocess.Popen[bytes]:
    place = ("--host", "127.0.0.1", "--port", str(FLOOR_PORT), "--workers", "1")
    return _python("granian", *server.FLAGS, *place, "tests.load.floor:create_app")
