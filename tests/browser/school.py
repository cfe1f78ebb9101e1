"""A demo school as anybody starts one: its process, its address, its command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import URLError

from identity.demo import PASSWORD

__all__ = ["PASSWORD", "School"]

SECONDS = 120
DAY = datetime(2026, 11, 19, 13)  # a Thursday of the second quarter


class School:
    """`intranet demo` over a folder on a free port, from entering to leaving the block."""

    def __init__(self, data: Path, size: str) -> None:
        self.data, self.size, self.port = data, size, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> School:
        self._start(DAY)
        return self

    def _start(self, moment: datetime) -> None:
        date = moment.isoformat(timespec="minutes")
        options = ["--size", self.size, "--port", str(self.port), "--date", date]
        self.log = (self.data.parent / f"{self.data.name}.log").open("w+")
        self.process = subprocess.Popen(
            [*_intranet("demo"), *options, "--data", str(self.data)], stdout=self.log, stderr=self.log,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        end = time.monotonic() + SECONDS
        while not _answers(f"{self.address}/health/ready"):
            assert self.process.poll() is None and time.monotonic() < end, self._said()
            time.sleep(0.1)
        self.began, self.since = moment, time.monotonic()

    def later(self, minutes: int) -> None:
        """The server is started anew, its clock so much later; addresses and open sessions stay."""
        passed = timedelta(minutes=minutes + 1, seconds=time.monotonic() - self.since)
        self.__exit__()
        self._start(self.began + passed)

    def __exit__(self, *_exc: object) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)
        self.log.close()

    def intranet(self, *words: str) -> str:
        """What a command prints, run beside the living server."""
        done = subprocess.run(
            [*_intranet(*words), "--data", str(self.data)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _said(self) -> str:
        self.log.seek(0)
        return self.log.read()


def _intranet(*words: str) -> list[str]:
    return [sys.executable, "-m", "intranet.cli", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return bool(urllib.request.urlopen(url, timeout=5).status == 200)
    except (URLError, OSError):
        return False
