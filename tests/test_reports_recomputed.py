"""Every number of the journal's reports, from the file people get, against the same number computed by hand.

A filled small school; the reports come through the door as XLSX and PDF, the XLSX is opened again, the text
is taken out of the PDF, and both are compared with tests/recomputed.py.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import asyncpg
import httpx
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from identity.door.gates import FACTOR_HATS
from intranet.kit.access import system_actor
from intranet.school import demo as school_demo
from intranet.school.settings import save_setting
from modules.journal import demo as journal_demo
from tests.doors import sign_in
from tests.factories import TODAY, World
from tests.recomputed import (
    Percent,
    Raw,
    attendance_rows,
    card_rows,
    class_rows,
    class_subjects,
    read_raw,
    subject_row,
    summary_rows,
)
from tests.recomputed_page import page_lessons, page_rows

pytestmark = pytest.mark.slow

Client = Callable[[], httpx.AsyncClient]
YEAR = (date(2026, 9, 1), date(2027, 8, 31))
DATES_A_TABLE = 25


@pytest.fixture
async def raw(db: None, superuser: asyncpg.Connection) -> Raw:
    """A small school as it stands today, and every row of it."""
    world = await school_demo.fill("small", TODAY)
    await journal_demo.fill(world, TODAY)
    await save_setting(system_actor("demo"), FACTOR_HATS, [], TODAY)  # as identity's own fill writes it
    raw = await read_raw(superuser, TODAY)
    raw.tables["cast"] = [world.cast]
    return raw


@pytest.fixture
async def head(raw: Raw, client: Client) -> httpx.AsyncClient:
    """The head teacher, who may open every class."""
    world = World(people=raw.tables["cast"][0])
    return await sign_in(client(), world, "headteacher", hat="head_teacher")


class Files:
    """One report as both files: rows of the opened XLSX, and the PDF's text without spaces."""

    def __init__(self, xlsx: bytes, pdf: bytes) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx))
        self.rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        self.text = bare("".join(page.extract_text() for page in pages))
        self.row = self.place = 0

    def has(self, expected: list[Any]) -> None:
        """The next row is somewhere below the one before, in both."""
        while not same_row(self.rows[self.row], expected):
            self.row += 1
            assert self.row < len(self.rows), expected
        self.row += 1
        words = bare("".join(map(said, expected)))
        self.place = self.text.find(words, self.place)
        assert self.place >= 0, (words, expected)


def bare(text: str) -> str:
    """Without spaces and the marks of a broken line."""
    return re.sub(r"[\s\u00ad]+", "", text)


def same_row(found: list[Any], expected: list[Any]) -> bool:
    """Whether a row of the book begins with these values and has nothing more."""
    short = [*found[: len(expected)], *[""] * (len(expected) - len(found))]
    return all(map(same, short, expected)) and not any(found[len(expected) :])


def same(found: Any, expected: Any) -> bool:
    """One cell; numbers as a spreadsheet holds them."""
    if expected is None:
        return bool(found == "")
    if isinstance(expected, str | date):
        return bool(found == expected)
    exact = Fraction(expected.part, expected.whole) if isinstance(expected, Percent) else Fraction(expected)
    return isinstance(found, int | float) and abs(Fraction(found) - exact) < Fraction(1, 10**12)


def said(value: Any) -> str:
    """A cell on paper: two digits half-up, a comma, a percent with its sign, a dash for no number."""
    if value is None:
        return "—"
    if isinstance(value, Percent):
        return two_digits(Fraction(100 * value.part, value.whole)) + "%"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return two_digits(value) if isinstance(value, Fraction) else str(value)


def two_digits(value: Fraction) -> str:
    """Half-up by whole numbers only."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100},{hundredths % 100:02}"


async def taken(browser: httpx.AsyncClient, name: str, **chosen: Any) -> Files:
    """Both files of a report, through the door."""
    bodies = []
    for suffix in ("xlsx", "pdf"):
        answer = await browser.get(f"/reports/{name}/{suffix}", params=chosen)
        assert answer.status_code == 200, answer.text
        bodies.append(answer.content)
    return Files(*bodies)


async def test_attendance_of_every_class(raw: Raw, head: httpx.AsyncClient) -> None:
    for row in raw.tables["school_class"]:
        term = raw.terms(row["id"])[0]
        for period, begins, ends in (
            ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
            (f"t{term['id']}", term["begins"], term["ends"]),
        ):
            files = await taken(head, "journal.attendance", **{"class": row["id"], "period": period})
            for expected in attendance_rows(raw, row["id"], begins, ends):
                files.has(expected)


async def test_summary_sheets_of_every_class(raw: Raw, head: httpx.AsyncClient) -> None:
    for row in raw.tables["school_class"]:
        term = raw.terms(row["id"])[0]
        files = await taken(head, "journal.class_summary", **{"class": row["id"], "term": term["id"]})
        for expected in summary_rows(raw, row["id"], term):
            files.has(expected)
        if term["ends"] < TODAY:  # the eldest have half-years, and no marks yet
            check_below(raw, files, row["id"], term)


def check_below(raw: Raw, files: Files, school_class: int, term: Any) -> None:
    """The tables under the sheet: every subject, then the class by its pupils."""
    subjects = class_subjects(raw, school_class, term)
    assert len(subjects) > 5
    for subject in subjects:
        name = raw.ids["subject"][subject]["name"]
        numbers = subject_row(raw, school_class, term, subject)
        (line,) = (one for one in files.rows if one[0] == name)
        assert same_row(line[2:], numbers), (name, line, numbers)
        assert bare("".join(map(said, numbers))) in files.text
    for number in class_rows(raw, school_class, term):
        assert number is not None
        assert any(same(line[1], number) for line in files.rows if len(line) > 1)
        assert said(number) in files.text


async def test_report_cards_of_two_classes(raw: Raw, head: httpx.AsyncClient) -> None:
    for row in raw.tables["school_class"][:2]:
        files = await taken(head, "journal.report_card", **{"class": row["id"]})
        for student in raw.pupils(row["id"]):
            for expected in card_rows(raw, student, row["id"], YEAR):
                files.has(expected)


async def test_pages_of_the_journals_of_a_class(raw: Raw, head: httpx.AsyncClient) -> None:
    for row in raw.tables["school_class"][1:3]:
        groups = {one["id"] for one in raw.tables["study_group"] if one["school_class"] == row["id"]}
        mine = [one for one in raw.tables["journal"] if one["study_group"] in groups]
        for journal in mine[:6]:
            for term in raw.terms(row["id"])[:2]:
                chosen = {"class": row["id"], "journal": journal["id"], "term": term["id"]}
                check_page(raw, await taken(head, "journal.page", **chosen), journal["id"], term)


def check_page(raw: Raw, files: Files, journal: int, term: Any) -> None:
    """Every part of the dates, then the facing page."""
    lessons = page_lessons(raw, journal, term)
    rows = page_rows(raw, journal, term)
    for start in range(0, len(lessons), DATES_A_TABLE):
        end = min(start + DATES_A_TABLE, len(lessons))
        for row in rows:
            files.has([*row[:2], *row[2 + start : 2 + end], *(row[-2:] if end == len(lessons) else [])])
    homework = {one["lesson"]: one for one in raw.tables["homework"]}
    for lesson in lessons:
        record, given = raw.records.get(lesson["id"]), homework.get(lesson["id"])
        topic = record["topic"] if record else ""
        task = "" if given is None else "без задания" if given["is_none"] else given["text"]
        person = raw.ids["person"][lesson["teacher"]]
        initials = "".join(f" {person[part][0]}." for part in ("name", "patronymic") if person[part])
        files.has([lesson["on_date"], lesson["number"], topic, task, person["surname"] + initials])
