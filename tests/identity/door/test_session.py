"""Sessions: nothing is adopted, everything is new at each change, and every end is an end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from identity.door import cookies, session
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, insert, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def token_of(browser: httpx.AsyncClient) -> str:
    return browser.cookies["sid"]


async def live(login: str) -> int:
    return await DB.value(
        "select count(*) from auth_session s join account a on a.id = s.account"
        " where a.login_key = $1 and s.revoked_at is null",
        login,
    )


async def test_an_attackers_cookie_is_never_adopted(client: Browser, world: World) -> None:
    await make_account(world.people["dasha"], "dasha")
    planted = "A" * cookies.TOKEN_LENGTH
    browser = client()
    browser.cookies.set("sid", planted)
    answer = await browser.post("/login", data={"login": "dasha", "password": PASSWORD})
    line = answer.headers["set-cookie"]
    assert line.startswith("sid=") and planted not in line
    attacker = client()
    attacker.cookies.set("sid", planted)
    assert (await attacker.get("/profile")).headers["location"] == "/login?next=%2Fprofile"


async def test_a_second_sign_in_ends_the_first_session_of_that_browser(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha")
    first = await token_of(browser)
    await browser.post("/login", data={"login": "dasha", "password": PASSWORD})
    assert await token_of(browser) != first
    thief = client()
    thief.cookies.set("sid", first)
    assert (await thief.get("/profile")).status_code == 303
    assert await live("dasha") == 1


async def test_only_the_hash_of_the_token_is_stored(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha")
    token = await token_of(browser)
    assert len(token) == 43
    stored = await DB.value("select token_hash from auth_session")
    assert stored == hashlib.sha256(token.encode()).digest()


async def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Browser, world: World) -> None:
    await make_account(world.people["dasha"], "dasha")
    answer = await client().post("/login", data={"login": "dasha", "password": PASSWORD})
    line = answer.headers["set-cookie"]
    assert "; HttpOnly" in line and "; SameSite=Lax" in line and "; Path=/" in line and "Secure" not in line


def test_on_tls_the_cookie_is_bound_to_the_host() -> None:
    assert cookies.PLAIN.session == "sid"
    line = cookies.line(cookies.SECURE.session, "x")
    assert line.startswith("__Host-sid=x; Path=/;") and "; Secure" in line and "Domain" not in line


async def test_signing_out_kills_the_session_on_the_server(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha", hat="student")
    token = await token_of(browser)
    answer = await browser.post("/logout", data={"_hat": "student"})
    assert answer.status_code == 303 and "Max-Age=0" in answer.headers["set-cookie"]
    thief = client()
    thief.cookies.set("sid", token)
    assert (await thief.get("/profile")).status_code == 303


@pytest.mark.parametrize("column", ["idle_until", "ends_at"])
async def test_idle_and_absolute_ends(client: Browser, world: World, column: str) -> None:
    browser = await sign_in(client(), world, "dasha")
    assert (await browser.get("/profile")).status_code == 200
    await DB.execute(f"update auth_session set {column} = now() - interval '1 second'")
    assert (await browser.get("/profile")).status_code == 303


async def test_idleness_slides_once_a_minute_and_never_past_the_end(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha")
    before = await DB.value("select last_seen_at from auth_session")
    await browser.get("/profile")
    assert await DB.value("select last_seen_at from auth_session") == before
    await DB.execute(
        "update auth_session set last_seen_at = last_seen_at - interval '2 minutes',"
        " idle_until = now() + interval '1 minute', ends_at = now() + interval '1 hour'"
    )
    await browser.get("/profile")
    seen, idle, end = await DB.record("select last_seen_at, idle_until, ends_at from auth_session")
    assert seen > before and idle == end


async def test_staff_sessions_are_short_in_every_hat(client: Browser, world: World) -> None:
    await sign_in(client(), world, "elena", hat="parent")
    await sign_in(client(), world, "anna")
    lives = {
        login: await DB.value(
            "select max(ends_at - s.created_at) from auth_session s join account a on a.id = s.account"
            " where a.login_key = $1",
            login,
        )
        for login in ("elena", "anna")
    }
    assert lives["elena"] <= session.STAFF_LIFE < lives["anna"]


async def test_a_hat_switch_gives_a_new_token_and_ends_the_old_one(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    old, end = await token_of(browser), await DB.value("select max(ends_at) from auth_session")
    answer = await browser.post("/hat", data={"hat": "parent", "_hat": "teacher"})
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert await token_of(browser) != old
    thief = client()
    thief.cookies.set("sid", old)
    assert (await thief.get("/profile")).status_code == 303
    assert await live("elena") == 1
    assert await DB.value("select ends_at from auth_session where revoked_at is null") == end


async def test_a_hat_that_is_not_held_is_not_put_on(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post("/hat", data={"hat": "director", "_hat": "teacher"})
    assert answer.status_code == 404 and await live("elena") == 1


async def test_the_last_worn_hat_is_put_on_again(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena")
    assert "учитель</span>" in (await browser.get("/profile")).text
    await sign_in(browser, world, "elena", hat="parent")
    again = await sign_in(client(), world, "elena")
    assert "родитель</span>" in (await again.get("/profile")).text


async def test_a_session_ends_with_its_hat(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    await DB.execute("update granted_hat set until = $1", TODAY - timedelta(days=1))
    assert (await browser.get("/profile", headers={"x-hat": "head_teacher"})).status_code == 303
    assert await DB.value("select reason from auth_session") == "hat_lost"
    again = await sign_in(client(), world, "irina")
    assert "учитель</span>" in (await again.get("/profile")).text


async def test_a_closed_account_ends_its_sessions(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha")
    await DB.execute("update account set status = 'suspended'")
    assert (await browser.get("/profile")).status_code == 303
    answer = await client().post("/login", data={"login": "dasha", "password": PASSWORD})
    assert answer.status_code == 422 and "закрыта" in answer.text


async def test_somebody_without_a_hat_is_told_so(client: Browser, world: World) -> None:
    stranger = await insert("person", surname="Чужой", name="Пётр", name_key="чужой", sort_key="чужой")
    await make_account(stranger, "stranger")
    answer = await client().post("/login", data={"login": "stranger", "password": PASSWORD})
    assert answer.status_code == 422 and "роли в школе у вас сейчас нет" in answer.text
    assert await live("stranger") == 0


async def test_a_stale_hat_writes_nothing_and_reloads_what_is_read(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    del browser.headers["x-hat"]
    stale = await browser.post("/hat", data={"hat": "parent", "_hat": "parent"})
    assert stale.status_code == 409
    assert (await browser.post("/hat", data={"hat": "parent"})).status_code == 409
    boosted = {"x-hat": "parent", "hx-request": "true"}
    answer = await browser.get("/profile?ended=1", headers=boosted)
    assert answer.status_code == 200 and answer.headers["hx-redirect"] == "/profile?ended=1"
    assert await live("elena") == 1


async def test_other_sessions_are_listed_and_ended(client: Browser, world: World) -> None:
    here = await sign_in(client(), world, "anna", hat="parent")
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    there = client()
    there.headers["user-agent"] = agent
    await sign_in(there, world, "anna")
    page = (await here.get("/profile")).text
    assert "Firefox, Windows" in page and "этот браузер" in page
    answer = await here.post("/profile/sessions/delete", data={"_hat": "parent"})
    assert answer.headers["location"] == "/profile?ended=1"
    assert (await there.get("/profile")).status_code == 303
    assert (await here.get("/profile")).status_code == 200


@pytest.mark.parametrize("cookie", ["", "short", "я", "B" * 43, "B" * 4000, '"; drop table account; --'])
async def test_nonsense_in_the_cookie_is_nobody(client: Browser, world: World, cookie: str) -> None:
    answer = await client().get("/profile", headers=[(b"cookie", b"sid=" + cookie.encode())])
    assert answer.status_code == 303


async def test_the_request_costs_one_statement(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena")
    said: list[str] = []
    async with DB.transaction() as inside:
        with inside.connection.query_logger(lambda record: said.append(record.query)):
            signed = await session.load(await token_of(browser))
    assert signed is not None
    assert signed.login == "elena"
    assert [choice.name for choice in signed.hats] == ["parent", "teacher"]
    assert len(said) == 1
