"""What a web process weighs after 10,000 requests, and what the last 5,000 of them have added."""

from __future__ import annotations

from itertools import cycle, islice

from tests.load import meter
from tests.load.installation import Installation
from tests.load.sheet import Sheet
from tests.load.visitor import Visitor

HALF = 5000


def weigh(place: Installation, sheet: Sheet) -> tuple[float, float]:
    """(PSS in MB after all requests, growth over the second half)."""
    family, teacher = Visitor("student", "student"), Visitor("teacher", "teacher")
    grid = f"/journal/{sheet.journal}?term={sheet.term}"
    lesson = f"/journal/lessons/{sheet.lessons[5]}"
    asked = cycle(
        [(family, "/diary"), (family, "/"), (family, "/diary/marks"), (family, "/timetable"),
         (teacher, "/"), (teacher, "/journal"), (teacher, lesson), (teacher, grid)]
    )  # fmt: skip
    weights = []
    for _ in range(2):
        for visitor, path in islice(asked, HALF):
            visitor.get(path)
        weights.append(meter.pss_mb(place.web_process))
    return weights[1], weights[1] - weights[0]
