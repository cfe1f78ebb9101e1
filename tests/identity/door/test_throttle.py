"""Guessing is slow; a school is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from identity.door import throttle
from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
START = clock.real_now()


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    for login in ("elena", "anna"):
        await make_account(world.people[login], login)
    return world


async def test_waits_grow_and_end(db: None) -> None:
    now, waits = START, []
    for _ in range(14):
        wait = await throttle.charge_login("elena", now)
        if wait:
            waits.append(wait)
            now += timedelta(seconds=wait)
            assert await throttle.charge_login("elena", now) != wait
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) == throttle.LONGEST_WAIT
    later = now + throttle.FORGIVEN_AFTER + timedelta(seconds=throttle.LONGEST_WAIT)
    anew = [await throttle.charge_login("elena", later) for _ in range(throttle.FREE)]
    assert anew == [0] * throttle.FREE


async def test_parallel_attempts_are_all_counted(db: None) -> None:
    said = await asyncio.gather(*(throttle.charge_login("elena") for _ in range(40)))
    assert sum(wait == 0 for wait in said) == throttle.FREE


async def test_the_page_says_when_and_the_right_password_waits_too(client: Browser, world: World) -> None:
    browser = client()
    for _ in range(throttle.FREE - 1):
        answer = await browser.post("/login", data={"login": "elena", "password": "wrong"})
        assert answer.status_code == 422 and "попыт" not in answer.text
    await browser.post("/login", data={"login": "elena", "password": "wrong"})
    answer = await browser.post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Слишком много попыток" in answer.text and "Повторите через 1" in answer.text
    other = await browser.post("/login", data={"login": "anna", "password": PASSWORD})
    assert other.status_code == 303
    await DB.execute("update auth_throttle set until = now() - interval '1 second'")
    answer = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.status_code == 303
    assert await DB.value("select count(*) from auth_throttle where kind = 'login'") == 0


async def test_unknown_logins_are_slowed_alike(client: Browser, world: World) -> None:
    for _ in range(throttle.FREE):
        await client().post("/login", data={"login": "nobody", "password": "wrong"})
    answer = await client().post("/login", data={"login": "nobody", "password": "wrong"})
    assert answer.status_code == 429


async def test_a_school_behind_one_address_gets_in(db: None) -> None:
    """900 people within a quarter of an hour, every fourth mistypes once: nobody waits."""
    for n in range(900):
        now = START + timedelta(seconds=n)
        assert await throttle.address_wait("203.0.113.7", f"login{n}", now) == 0
        if n % 4 == 0:
            await throttle.charge_address("203.0.113.7", now)


async def test_a_rush_of_mistakes_fits_and_a_spray_does_not(client: Browser, world: World) -> None:
    now = clock.real_now()
    for _ in range(throttle.ADDRESS.most - 1):
        await throttle.charge_address("127.0.0.1", now)
    assert await throttle.address_wait("127.0.0.1", "elena", now) == 0
    browser = client()
    assert (await browser.post("/login", data={"login": "elena", "password": PASSWORD})).status_code == 303
    await throttle.charge_address("127.0.0.1")
    await throttle.charge_address("127.0.0.1")
    spray = await client().post("/login", data={"login": "anna", "password": PASSWORD})
    assert spray.status_code == 429
    known = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert known.status_code == 303
    assert await throttle.address_wait("198.51.100.1", "anna", now) == 0
    assert await throttle.address_wait("127.0.0.1", "anna", now + timedelta(minutes=1)) == 0


async def test_the_typed_login_is_not_kept(db: None) -> None:
    await throttle.charge_login("my password by mistake")
    assert len(await DB.value("select key from auth_throttle")) == 32
