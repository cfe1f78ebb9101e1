"""The pages measured: who opens them, what they may cost, and what floor they stand on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.load.installation import FLOOR_PORT, Installation
from tests.load.sheet import Cast, Sheet
from tests.load.table import Figure, Limit
from tests.load.visitor import Visitor

VERSION = re.compile(r'data-n="(\d+)"')
WARM, ROUNDS = 30, 9
DIARY = Limit(6, 6, 1.7)


class Cost(NamedTuple):
    """CPU-ms of one request: the web process's and PostgreSQL's."""

    web: float
    database: float


@dataclass
class Visit:
    """One page or one saving: `form(n)` is what the n-th request posts, `answered` reads its answer."""

    name: str
    login: str
    hat: str
    path: str
    limit: Limit = field(default_factory=Limit)
    floor: str = ""
    form: Callable[[int], dict[str, str]] | None = None
    answered: Callable[[bytes], None] = field(default=lambda body: None)


class OneMark:
    """The same cell set to 5 and 4 in turn, over the version the last answer gave."""

    def __init__(self, sheet: Sheet, version: int) -> None:
        self.lesson, self.student, self.version = sheet.lessons[3], sheet.pupils[3], version

    def form(self, n: int) -> dict[str, str]:
        """The n-th saving."""
        return {
            "lesson": str(self.lesson), "student": str(self.student), "version": str(self.version),
            "text": "5" if n % 2 else "4",
        }  # fmt: skip

    def answered(self, body: bytes) -> None:
        """Take the new version."""
        found = VERSION.search(body.decode())
        assert found is not None
        self.version = int(found[1])


class Roll:
    """A whole lesson: every pupil of the class becomes absent, then present again, and so on."""

    def __init__(self, sheet: Sheet, marks: dict[int, str], absent: set[int]) -> None:
        self.pupils, self.marks, self.absent = sheet.pupils, marks, absent

    def form(self, n: int) -> dict[str, str]:
        """The n-th saving changes the attendance of all."""
        sent = {"topic": f"Степень {n}", "homework": "п. 4", "take_roll": "y", "minutes": "", "add_type": "0"}
        for student in self.pupils:
            marks = self.marks.get(student, "")
            letter = "Н" if student in self.absent else ""
            sent[f"w{student}"] = f"{letter}|{marks}"
            sent[f"a{student}"] = "" if letter else "Н"
            if marks:
                work, _, text = marks.partition("=")
                sent[f"k{student}-{work}"] = text
        self.absent ^= set(self.pupils)
        return sent


def visits(cast: Cast, sheet: Sheet, mark: OneMark, roll: Roll) -> list[Visit]:
    """The table's rows; the targets are the issue's."""
    grid, lesson = f"/journal/{sheet.journal}?term={sheet.term}", f"/journal/lessons/{sheet.lessons[5]}"
    term, student = f"?term={sheet.term}", f"?student={cast.student}"
    return [
        Visit("sign-in page", "", "", "/login", floor="/login"),
        Visit("home, student", "student", "student", "/"),
        Visit("home, parent of two", "parent", "parent", "/"),
        Visit("home, teacher", "teacher", "teacher", "/"),
        Visit("week diary, student", "student", "student", "/diary", DIARY, f"/diary{student}"),
        Visit("week diary, parent of two", "parent", "parent", "/diary", DIARY, f"/diary{student}"),
        Visit("marks of a term, student", "student", "student", f"/diary/marks{term}", Limit(8),
              f"/diary/marks{student}&term={sheet.term}"),
        Visit("timetable, student", "student", "student", "/timetable", Limit(8)),
        Visit("journals, teacher", "teacher", "teacher", "/journal", Limit(8)),
        Visit("journal grid 30 x 40", "teacher", "teacher", grid, Limit(8, 22, 1.6, 250_000), grid),
        Visit("one mark saved", "teacher", "teacher", f"/journal/{sheet.journal}/cells",
              Limit(5, 5, None, 4000), form=mark.form, answered=mark.answered),
        Visit("lesson page, 30 pupils", "teacher", "teacher", lesson, Limit(8), lesson),
        Visit("roll of 30 saved", "teacher", "teacher", f"/journal/lessons/{sheet.lessons[7]}", Limit(8),
              form=roll.form),
        Visit("term marks of 30", "teacher", "teacher", f"/journal/{sheet.journal}/terms{term}", Limit(8)),
    ]  # fmt: skip


def _round(place: Installation, server: int, ask: Callable[[int], None], requests: int) -> Cost:
    web, database = place.cpu_ms(server)
    for n in range(requests):
        ask(n)
    web_now, database_now = place.cpu_ms(server)
    return Cost((web_now - web) / requests, (database_now - database) / requests)


def _middle(costs: list[Cost]) -> Cost:
    """The round in the middle: what else the machine does spoils some of them."""
    return sorted(costs, key=sum)[len(costs) // 2]


def measure(place: Installation, visit: Visit, requests: int) -> Figure:
    """CPU and bytes of a page, in turns with its floor; the statements are counted elsewhere (counted.py)."""
    figure = Figure(visit.name, visit.limit)
    browser, bare = Visitor(visit.login, visit.hat), Visitor(port=FLOOR_PORT)

    def ask(n: int) -> None:
        body = browser.send(visit.path, visit.form(n) if visit.form else None)[2]
        figure.size = len(body)
        visit.answered(body)

    def ask_floor(_n: int) -> None:
        bare.get(visit.floor)

    _round(place, place.web, ask, WARM)
    if visit.floor:
        _round(place, place.floor, ask_floor, WARM)
    pages, floors = [], []
    for _ in range(ROUNDS):
        pages.append(_round(place, place.web, ask, requests // ROUNDS))
        if visit.floor:
            floors.append(_round(place, place.floor, ask_floor, requests // ROUNDS))
    figure.cpu, figure.database = sum(_middle(pages)), _middle(pages).database
    figure.floor = sum(_middle(floors)) if floors else None
    if visit.form is None:
        figure.size, figure.packed = browser.sizes(visit.path)
    return figure
