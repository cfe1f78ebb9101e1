"""The first page under every hat."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from intranet.kit.db import DB
from modules.home.queries import Numbers
from modules.home.views import steps_of
from tests.doors import sign_in
from tests.factories import TODAY, make_school

Client = Callable[[], httpx.AsyncClient]


@pytest.mark.parametrize(
    ("login", "hat", "sees"),
    [
        ("dasha", "student", ["2 урока, до 10:10"]),
        ("anna", "parent", ["Дарья: 2 урока, до 10:10.", "Кирилл: 1 урок, до 10:10."]),
        ("elena", "teacher", ["1 урок, до 9:15"]),
        ("pavel", "director", ["В школе сегодня 3 урока, 2 класса.", "Ученики"]),
        ("gleb", "guest_staff", ["Ученики"]),
    ],
)
async def test_it_says_what_today_brings(client: Client, login: str, hat: str, sees: list[str]) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert "<h1>Четверг, 19 ноября</h1>" in answer.text
    for words in sees:
        assert words in answer.text


async def test_a_change_is_counted(client: Client) -> None:
    world = await make_school()
    await DB.execute(
        "update lesson set status = 'cancelled' where id = $1", world.lessons["7Б русский язык", TODAY]
    )
    browser = await sign_in(client(), world, "dasha")
    assert "1 урок, до 9:15, 1 изменение" in (await browser.get("/")).text


async def test_the_office_of_a_new_school_is_told_what_to_do_first(client: Client) -> None:
    world = await make_school()
    for login, shown in (("svetlana", True), ("oleg", True), ("pavel", False)):
        page = (await (await sign_in(client(), world, login)).get("/")).text
        assert ("С чего начать" in page) is shown
        assert ("Загрузить расписание" in page) is shown


def test_steps_go_when_all_is_done() -> None:
    full = Numbers(48, 1200, 200, 1, 1, 60, 1, 1, 1, 1)
    assert steps_of(full) == []
    empty = Numbers(0, 0, 0, 0, 0, 2, 0, 0, 0, 0)
    assert [step.is_done for step in steps_of(empty)] == [False] * 7
    assert steps_of(empty)[0].path == "/office/classes"


async def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    await make_school()
    answer = await client().get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
