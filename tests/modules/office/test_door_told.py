"""A sign-in from a new browser and a changed way in are told to the account's owner, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from intranet.kit.db import DB
from intranet.kit.module import notice_kinds
from modules.office import kinds
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
TOLD = """select n.kind, n.words, r.person, r.letter is not null as is_mailed from receipt r
    join notice n on n.id = r.notice where n.kind in ('office.new_device', 'office.account') order by n.id"""


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    await DB.execute("update person set email = 'anna@example.com' where id = $1", world.people["anna"])
    return world


async def told() -> list[tuple[str, dict[str, Any], int, bool]]:
    rows = await DB._call("fetch", TOLD)
    return [
        (row["kind"], json.loads(row["words"]) if isinstance(row["words"], str) else row["words"],
         row["person"], row["is_mailed"])
        for row in rows
    ]  # fmt: skip


async def test_the_first_sign_in_ever_tells_nobody(client: Browser, world: World) -> None:
    await sign_in(client(), world, "anna")
    assert await told() == []


async def test_a_known_browser_tells_nobody(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await browser.post("/logout", data={"_hat": "parent"})
    await sign_in(browser, world, "anna")
    assert await told() == []


async def test_a_new_browser_is_told_without_its_address(client: Browser, world: World) -> None:
    first = await sign_in(client(), world, "anna", hat="parent")
    other = client()
    other.headers["user-agent"] = FIREFOX
    other.headers["x-forwarded-for"] = "203.0.113.77"
    await sign_in(other, world, "anna")
    ((kind, words, person, is_mailed),) = await told()
    assert (kind, person, is_mailed) == ("office.new_device", world.people["anna"], True)
    assert words["browser"] == "Firefox, Windows" and set(words) == {"browser", "at"}
    page = (await first.get("/notices")).text
    assert "Вход с нового устройства" in page
    said = kinds.say_new_device(words)
    assert "Firefox, Windows" in said and "203.0.113" not in said + page


async def test_a_changed_password_is_told(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    new = "лошадь скрепка батарея"
    form = {"_hat": "parent", "current": PASSWORD, "password": new, "again": new}
    assert (await browser.post("/profile/password", data=form)).status_code == 303
    ((kind, words, person, _mailed),) = await told()
    assert (kind, words["what"], person) == ("office.account", "password", world.people["anna"])
    assert kinds.say_account(words).startswith("Изменён ваш пароль: ")


@pytest.mark.parametrize("name", ["office.new_device", "office.account"])
def test_they_cannot_be_switched_off(name: str) -> None:
    kind = notice_kinds()[name]
    assert (kind.timing, kind.is_mandatory, kind.may_switch) == ("now", True, False)
    assert kind.subject("Даша") == kind.subject("")


@pytest.mark.parametrize("what", ["password", "recovery", "login", "email", "phone", "other"])
def test_every_change_has_words(what: str) -> None:
    said = kinds.say_account({"what": what, "at": "2026-11-19T10:00:00+00:00"})
    assert "19 ноября, 13:00" in said and "%" not in said


async def test_a_class_teacher_resets_a_parent_in_two_clicks(client: Browser, world: World) -> None:
    """FEATURES A15: the button in the list, the button on the page; audited; an own password goes too."""
    parent = await sign_in(client(), world, "boris", hat="parent")
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    page = (await teacher.get(f"/office/classes/{world.classes['7Б']}")).text
    first = f"/office/slips/{world.people['boris']}"
    assert f'href="{first}"' in page and "Забыт пароль" in page
    assert f'action="{first}"' in (await teacher.get(first)).text
    slip = await teacher.post(first, data={"_hat": "teacher"})
    assert slip.status_code == 200 and "boris" in slip.text
    assert (await parent.get("/profile")).status_code == 303
    assert (await client().post("/login", data={"login": "boris", "password": PASSWORD})).status_code == 422
    row = await DB.record("select person, after from audit_entry where action = 'identity.entry.issue'")
    assert row["person"] == world.people["elena"] and "had_own" in str(row["after"])
