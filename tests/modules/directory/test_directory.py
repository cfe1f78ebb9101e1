"""The staff and the lists of classes, through the front door."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from modules.directory.queries import pattern_of
from tests.doors import sign_in
from tests.factories import FIRST, insert, make_school

Client = Callable[[], httpx.AsyncClient]


@pytest.mark.parametrize(
    ("login", "hat"),
    [
        ("dasha", "student"),
        ("anna", "parent"),
        ("elena", "teacher"),
        ("svetlana", "secretary"),
        ("gleb", "guest_staff"),
    ],
)
async def test_everybody_reads_the_staff_without_contacts(client: Client, login: str, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    answer = await browser.get("/directory")
    assert answer.status_code == 200
    assert "Лебедева Елена Павловна" in answer.text
    assert "Алгебра" in answer.text
    assert "7Б" in answer.text
    assert "Орлова Дарья" not in answer.text.split('id="main"')[1]


async def test_the_search_takes_a_part_of_a_name_or_a_subject(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "dasha")
    found = (await browser.get("/directory", params={"q": "СЕМЕНОВ"})).text
    assert "Семёнова Ольга" in found
    assert "Лебедева" not in found
    assert "Лебедева" in (await browser.get("/directory", params={"q": "алгебр"})).text
    assert "Никого не нашли" in (await browser.get("/directory", params={"q": "%"})).text


async def test_the_staff_come_in_pages(client: Client) -> None:
    world = await make_school()
    for n in range(60):
        person = await insert(
            "person",
            surname=f"Петров{n:02}",
            name="Пётр",
            name_key=f"петров{n:02} петр",
            sort_key=f"петров{n:02}",
        )
        await insert("staff_post", person=person, title="учитель", since=FIRST)
    browser = await sign_in(client(), world, "pavel")
    first, second = (await browser.get("/directory")).text, (await browser.get("/directory?page=2")).text
    assert "Петров00" in first
    assert "Петров59" not in first
    assert "Петров59" in second
    assert (await browser.get("/directory?page=0")).status_code == 404


@pytest.mark.parametrize(
    ("login", "hat", "sees"),
    [
        ("dasha", "student", ["Осипова Вера"]),
        ("anna", "parent", ["Осипова Вера", "5А"]),
        ("elena", "teacher", ["Осипова Вера"]),
        ("elena", "parent", ["Орлов Кирилл"]),
        ("pavel", "director", ["7Б", "5А"]),
    ],
)
async def test_a_class_is_read_by_its_own(client: Client, login: str, hat: str, sees: list[str]) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    answer = await browser.get("/directory/class")
    assert answer.status_code == 200
    for words in sees:
        assert words in answer.text


async def test_another_class_does_not_exist(client: Client) -> None:
    world = await make_school()
    foreign = f"/directory/class?class={world.classes['5А']}"
    for login, hat in (("dasha", "student"), ("boris", "parent"), ("elena", "teacher")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(foreign)).status_code == 404
    director = await sign_in(client(), world, "pavel")
    assert "Орлов Кирилл" in (await director.get(foreign)).text


async def test_the_administrator_and_a_guest_read_no_class(client: Client) -> None:
    world = await make_school()
    for login in ("oleg", "gleb"):
        browser = await sign_in(client(), world, login)
        assert (await browser.get("/directory/class")).status_code == 403


async def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    await make_school()
    for path in ("/directory", "/directory/class"):
        answer = await client().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")


def test_typed_wildcards_are_letters() -> None:
    assert pattern_of("50%_Ё") == "%50\\%\\_е%"
    assert pattern_of("  ") == ""
