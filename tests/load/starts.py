"""From a finished install to a served page: `bin/demo` small, once more, and the large school."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from intranet.settings import ROOT
from tests.load.installation import free_port

PATIENCE = 300


def _start(folder: Path, size: str) -> float:
    """Seconds until the sign-in page comes; the demo is stopped again."""
    port = free_port()
    command = [sys.executable, "-m", "intranet.cli", "demo", "--size", size, "--data", str(folder)]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while time.perf_counter() - started < PATIENCE:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5)
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return time.perf_counter() - started
        raise TimeoutError(f"the demo ({size}) did not answer")
    finally:
        time.sleep(1)  # it has yet to tell its address and to mind Ctrl-C
        process.send_signal(signal.SIGINT)
        process.wait(30)


def starts(folder: Path) -> list[tuple[str, float, float]]:
    """(what, seconds, the target)."""
    shutil.rmtree(folder, ignore_errors=True)
    found = [("demo --size small, first start", _start(folder, "small"), 20.0)]
    found.append(("demo --size small, second start", _start(folder, "small"), 5.0))
    shutil.rmtree(folder)
    found.append(("demo --size school, first start", _start(folder, "school"), 90.0))
    shutil.rmtree(folder)
    return found
