"""The journal's reports through the door: who opens which, of whom, in every format."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.doors import sign_in
from tests.modules.journal.conftest import School
from tests.modules.journal.report_data import call_roll, set_marks

Client = Callable[[], httpx.AsyncClient]
NAMES = ("report_card", "class_summary", "attendance", "page")
STAFF = frozenset(NAMES)
ALLOWED = {
    ("dasha", "student"): {"report_card"},
    ("anna", "parent"): {"report_card"},
    ("elena", "teacher"): STAFF,
    ("olga", "teacher"): STAFF,
    ("irina", "head_teacher"): STAFF,
    ("pavel", "director"): STAFF,
    ("svetlana", "secretary"): set(),
    ("oleg", "administrator"): set(),
    ("gleb", "guest_staff"): set(),
}


@pytest.fixture
async def filled(school: School) -> School:
    """7Б has a term mark and two days with the roll."""
    await set_marks(school.world, "dasha", {"Алгебра": "5"}, term=0)
    await call_roll(school.world, "7Б", 0, 1)
    return school


@pytest.mark.parametrize(("login", "hat"), ALLOWED)
async def test_who_opens_which(filled: School, client: Client, login: str, hat: str) -> None:
    browser = await sign_in(client(), filled.world, login, hat=hat)
    for name in NAMES:
        answer = await browser.get(f"/reports/journal.{name}")
        assert answer.status_code == (200 if name in ALLOWED[login, hat] else 403), (name, answer.status_code)


@pytest.mark.parametrize("name", NAMES)
async def test_signed_out_nobody(filled: School, client: Client, name: str) -> None:
    answer = await client().get(f"/reports/journal.{name}")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("suffix", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
async def test_every_report_in_every_format(
    filled: School, client: Client, name: str, suffix: str, begins: bytes
) -> None:
    browser = await sign_in(client(), filled.world, "elena", hat="teacher")
    answer = await browser.get(f"/reports/journal.{name}/{suffix}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)


async def test_the_page_says_the_numbers(filled: School, client: Client) -> None:
    browser = await sign_in(client(), filled.world, "elena", hat="teacher")
    page = (await browser.get("/reports/journal.class_summary")).text
    for words in ("Сводная ведомость, 7Б", "Качество знаний по предметам", "100,00 %", "1 из 1"):
        assert words in page


@pytest.mark.parametrize(
    ("login", "hat", "path"),
    [
        ("elena", "teacher", "class_summary?class={5А}"),
        ("elena", "teacher", "attendance?class={5А}"),
        ("elena", "teacher", "report_card?class={5А}"),
        ("elena", "teacher", "report_card?child={kirill}"),
        ("elena", "teacher", "page?class={5А}"),
        ("olga", "teacher", "page?class={5А}&journal={7Б алгебра}"),
        ("olga", "teacher", "attendance?class={5А}"),
        ("anna", "parent", "report_card?child={vera}"),
        ("anna", "parent", "report_card?class={7Б}"),
        ("dasha", "student", "report_card?child={kirill}"),
        ("irina", "head_teacher", "class_summary?class={7Б}&term=999999"),
        ("irina", "head_teacher", "attendance?class={7Б}&period=2026-13"),
        ("irina", "head_teacher", "attendance?class=7Б"),
    ],
)
async def test_what_was_not_offered_does_not_exist(
    filled: School, client: Client, login: str, hat: str, path: str
) -> None:
    world = filled.world
    browser = await sign_in(client(), world, login, hat=hat)
    known = {**world.people, **world.classes, **world.journals}
    for suffix in ("", "/xlsx", "/pdf", "/csv"):
        name, _mark, query = path.format_map(known).partition("?")
        answer = await browser.get(f"/reports/journal.{name}{suffix}?{query}")
        assert answer.status_code == 404, (suffix, answer.status_code)


async def test_a_teacher_without_a_class_is_told_so(filled: School, client: Client) -> None:
    browser = await sign_in(client(), filled.world, "olga", hat="teacher")
    for name in ("class_summary", "attendance", "report_card"):
        assert "для классного руководителя" in (await browser.get(f"/reports/journal.{name}")).text
