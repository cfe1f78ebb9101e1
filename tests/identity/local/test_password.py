"""Changing one's password: the rule first, every other session ended, a new token."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from identity.door import throttle
from identity.local import passwords
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
NEW = "лошадь скрепка батарея"


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


def form(hat: str, current: str = PASSWORD, new: str = NEW, again: str = "") -> dict[str, str]:
    return {"_hat": hat, "current": current, "password": new, "again": again or new}


async def test_a_change_ends_all_other_sessions(client: Browser, world: World) -> None:
    here = await sign_in(client(), world, "elena", hat="teacher")
    there = await sign_in(client(), world, "elena")
    old = here.cookies["sid"]
    page = (await here.get("/profile/password")).text
    assert "Не короче 12 знаков" in page
    answer = await here.post("/profile/password", data=form("teacher"))
    assert answer.status_code == 303 and answer.headers["location"] == "/profile?changed=1"
    assert here.cookies["sid"] != old
    assert "Пароль изменён" in (await here.get("/profile?changed=1")).text
    assert (await there.get("/profile")).status_code == 303
    thief = client()
    thief.cookies.set("sid", old)
    assert (await thief.get("/profile")).status_code == 303
    assert (await client().post("/login", data={"login": "elena", "password": PASSWORD})).status_code == 422
    assert (await client().post("/login", data={"login": "elena", "password": NEW})).status_code == 303
    assert await DB.value("select count(*) from audit_entry where action = 'identity.password.change'") == 1


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("wrong", NEW, "", "Нынешний пароль не подошёл"),
        (PASSWORD, NEW, NEW + "x", "не совпали"),
        (PASSWORD, "short", "", "не меньше 12"),
        (PASSWORD, PASSWORD, "", "прежний пароль"),
        (PASSWORD, "", "", "Введите пароль"),
        (PASSWORD, "9" * 30, "", "Одни цифры"),
        (PASSWORD, "x" * 300, "", "не больше 200"),
    ],
)
async def test_bad_input_changes_nothing(
    client: Browser, world: World, current: str, new: str, again: str, said: str
) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    phc = await DB.value("select phc from local_credential")
    answer = await browser.post("/profile/password", data=form("teacher", current, new, again))
    assert answer.status_code == 422 and said in answer.text
    assert await DB.value("select phc from local_credential") == phc


async def test_the_current_password_cannot_be_guessed_here_either(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    for _ in range(throttle.FREE):
        await browser.post("/profile/password", data=form("teacher", "wrong"))
    answer = await browser.post("/profile/password", data=form("teacher"))
    assert answer.status_code == 422 and "Слишком много попыток" in answer.text


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "QWERTY123456", "пароль123456", "йцукенгшщзхъ", "123456789012", "aaaaaaaaaaaa",
        "Лебедева1986", "elena2026!!!", "qwertyqwerty", "abababababab",
        "orlova.74966", "orlova.74966orlova.74966", "orlova749660", "ЛебедеваЛебедева",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(DomainError) as refused:
        passwords.check_new(password, ["teacher"], ["elena", "orlova.74966", "Лебедева", "Елена", "Павловна"])
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["parta-demo-2026", "лошадь скрепка", "Nb7#kq!mWz2p", "trois petits chats"]
)
def test_ordinary_good_passwords_pass(password: str) -> None:
    passwords.check_new(password, ["teacher"], ["elena", "Лебедева", "Елена"])


async def test_a_number_nobody_can_count_is_ignored(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert (await browser.get("/profile?ended=" + "9" * 5000)).status_code == 200


def test_families_may_be_shorter_and_staff_parents_not() -> None:
    assert passwords.shortest(["parent"]) == passwords.shortest(["student"]) == 8
    assert passwords.shortest(["parent", "teacher"]) == passwords.shortest(["secretary"]) == 12
