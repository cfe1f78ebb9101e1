"""Eight teachers' browsers write into one journal at once; every acknowledged mark must stand afterwards."""

from __future__ import annotations

import html
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.load.sheet import Sheet
from tests.load.visitor import Visitor

WRITERS, SAVES, FIRST = 8, 60, 20
STATE = re.compile(r'data-text="([^"]*)" data-n="(\d+)"')


@dataclass(frozen=True)
class Written:
    """How it went: acknowledged marks that are not there, saves a second, the slow end of one save."""

    lost: int
    a_second: float
    p95_ms: float


class Writer:
    """One browser; its pupils are its own, the journal and its chain are everybody's."""

    def __init__(self, sheet: Sheet, number: int) -> None:
        self.browser, self.sheet = Visitor("teacher", "teacher"), sheet
        pupils = sheet.pupils[number::WRITERS]
        self.cells = [(lesson, pupil) for lesson in sheet.lessons[FIRST:] for pupil in pupils][:SAVES]
        self.acknowledged: dict[tuple[int, int], str] = {}
        self.times: list[float] = []

    def standing(self, lesson: int, student: int) -> tuple[str, str]:
        """(text, version) of a cell as the server has it."""
        path = f"/journal/{self.sheet.journal}/cells/_cell?lesson={lesson}&student={student}"
        found = STATE.search(self.browser.get(path).decode())
        assert found is not None
        return html.unescape(found[1]), found[2]

    def write(self) -> None:
        """Every cell once: a five where no five stood, else a four."""
        for lesson, student in self.cells:
            text, version = self.standing(lesson, student)
            value = "4" if text == "5" else "5"
            form = {"lesson": str(lesson), "student": str(student), "version": version, "text": value}
            started = time.perf_counter()
            self.browser.send(f"/journal/{self.sheet.journal}/cells", form)
            self.times.append(time.perf_counter() - started)
            self.acknowledged[lesson, student] = value

    def lost(self) -> int:
        """Acknowledged marks that do not stand."""
        return sum(self.standing(*cell)[0] != value for cell, value in self.acknowledged.items())


def write_together(sheet: Sheet) -> Written:
    """All writers at once."""
    writers = [Writer(sheet, number) for number in range(WRITERS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(Writer.write, writers))
    seconds = time.perf_counter() - started
    times = sorted(one for writer in writers for one in writer.times)
    p95 = times[int(len(times) * 0.95)] * 1000
    return Written(sum(writer.lost() for writer in writers), len(times) / seconds, p95)
