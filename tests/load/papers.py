"""Every report card of the school at once: made by the worker, with what it and its child weigh meanwhile."""

from __future__ import annotations

import io
import re
import threading
import time

import pypdf

from tests.load import meter
from tests.load.installation import Installation
from tests.load.visitor import Visitor

FILE = re.compile(r'href="(/reports/files/[0-9a-f-]+)"')
PATIENCE, EVERY = 300, 0.05


class Scale(threading.Thread):
    """Weighs a process and its children together, again and again, until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.stop = pid, 0.0, threading.Event()

    def run(self) -> None:
        """Until `stop` is set."""
        while not self.stop.wait(EVERY):
            self.peak = max(self.peak, sum(map(_pss, meter.family(self.pid))))


def _pss(pid: int) -> float:
    try:
        return meter.pss_mb(pid)
    except (FileNotFoundError, ProcessLookupError, LookupError):
        return 0.0  # it has just ended


def _files(browser: Visitor) -> set[str]:
    return set(FILE.findall(browser.get("/reports/files/_list").decode()))


def _wait_for_new(browser: Visitor, known: set[str]) -> str:
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if new := _files(browser) - known:
            return new.pop()
        time.sleep(0.2)
    raise TimeoutError("the worker made no file")


def cards_made(place: Installation) -> tuple[int, float, float]:
    """(sheets, seconds from the order to the file, MB at most of the worker and its child)."""
    browser, scale = Visitor("headteacher", "head_teacher"), Scale(place.worker)
    known = _files(browser)
    scale.start()
    started = time.perf_counter()
    browser.send("/reports/journal.report_card/whole", {})
    path = _wait_for_new(browser, known)
    seconds = time.perf_counter() - started
    scale.stop.set()
    scale.join()
    return pypdf.PdfReader(io.BytesIO(browser.get(path))).get_num_pages(), seconds, scale.peak
