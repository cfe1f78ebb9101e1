"""Two real exports of aSc Timetables, read in place where they are: `../shared/samples` or PARTA_SAMPLES.

They are not part of the repository (no licence is stated), so where they are not, nothing is proved here; the
same rules are proved with the small files of test_foreign.py. What is expected is counted anew from the XML.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.service import found_school
from modules.office import cli_import
from tests.modules.office.imported_school import DAY, actor

BESIDE = [folder / "shared" / "samples" for folder in Path(__file__).parents[4:6]]
SAMPLES = Path(os.environ.get("PARTA_SAMPLES", next((one for one in BESIDE if one.is_dir()), BESIDE[0])))
FOLDER = SAMPLES / "real" / "asc"
pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real exports are not in {FOLDER}"),
]


class Placed(NamedTuple):
    """A card's day, once for each teacher, in the file's own ids."""

    classes: tuple[str, ...]
    subject: str
    teacher: str
    day: int
    period: int
    weeks: str
    room: str


class Truth:
    """A file by a reading of its own."""

    def __init__(self, name: str) -> None:
        self.path = FOLDER / name / "asctt2012.xml"
        root = ET.parse(self.path).getroot()
        lessons = {one.get("id"): one.attrib for one in root.iter("lesson")}
        self.classes = names(root, "class")
        self.rooms, self.subjects = names(root, "classroom"), names(root, "subject")
        self.slots = [
            Placed(
                tuple(lesson["classids"].split(",")), lesson["subjectid"], teacher, day,
                int(card.get("period", "")), card.get("weeks", ""), card.get("classroomids", ""),
            )
            for card in root.iter("card") for lesson in [lessons[card.get("lessonid")]]
            for day, mark in enumerate(card.get("days", ""), 1) if mark == "1"
            for teacher in lesson["teacherids"].split(",") if teacher
        ]  # fmt: skip

    def is_class(self, ident: str) -> bool:
        """Whether a name has a grade of 1-11 in it."""
        digits = re.search(r"\d{1,2}", self.classes[ident])
        return digits is not None and 1 <= int(digits[0]) <= 11

    def taken(self, last_period: int) -> list[Placed]:
        """The slots with a class we can have and a number we can give."""
        return [
            one for one in self.slots if one.period <= last_period and any(map(self.is_class, one.classes))
        ]


def names(root: ET.Element, tag: str) -> dict[str, str]:
    return {one.get("id", ""): one.get("name", "") for one in root.iter(tag)}


TABLES = (
    "person", "staff_post", "school_class", "study_group", "subject", "room", "journal", "assignment",
    "timetable_version", "timetable_slot", "foreign_name", "lesson",
)  # fmt: skip


async def picture() -> dict[str, int]:
    return {table: await DB.value(f"select count(*) from {table}") for table in TABLES}


@pytest.mark.parametrize(("name", "last_period"), [("br-pedagogico", 12), ("in-timetable-data", 11)])
async def test_a_real_export_fills_an_empty_school_once(
    name: str, last_period: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The periods of the Brazilian evening beyond the twelfth have no number here and are left out."""
    clock.start_at(DAY)
    await found_school(actor(), "Школа", date(2026, 9, 1))
    before = await picture()
    truth = Truth(name)
    taken = truth.taken(last_period)
    doubles = Counter((slot.teacher, slot.day, slot.period, slot.weeks) for slot in taken)
    refused = sum(times - 1 for times in doubles.values())
    code, first = await loaded(truth, capsys)
    assert code == (1 if refused else 0)
    assert (first["created"], len(first["refused"])) == (len(taken) - refused, refused)
    assert {one["kind"] for one in first["refused"]} <= {"clash_teacher"}
    after = await picture()
    grown = {table: after[table] - before[table] for table in after}
    assert grown["timetable_slot"] == len(taken) - refused
    assert grown["person"] == grown["staff_post"] == len({slot.teacher for slot in taken})
    assert grown["room"] == len({key_of(truth.rooms[slot.room]) for slot in taken if slot.room})
    assert grown["school_class"] == len(
        {one for slot in taken for one in slot.classes if truth.is_class(one)}
    )
    subjects = {key_of(truth.subjects[slot.subject]) for slot in taken}
    assert grown["subject"] <= len(subjects)
    known = "select count(distinct target) from foreign_name where kind = 'subject'"
    assert await DB.value(known) == len(subjects)
    code, again = await loaded(truth, capsys)
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, len(taken) - refused)
    assert await picture() == after


async def loaded(truth: Truth, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = await cli_import._import("timetable", truth.path, False, True, False, None, True)
    return code, json.loads(capsys.readouterr().out)


def key_of(name: str) -> str:
    """A name as two of them are one: letters and digits, runs of digits apart."""
    return re.sub(r"\W+", "", re.sub(r"(?<=\d)\W+(?=\d)", "_", re.sub(r"\s", "", name)).casefold())
