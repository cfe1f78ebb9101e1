"""Entering by an address, and by a login of one's own; a shared address is nobody's (FEATURES A18, A41)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from identity.door import routing
from identity.local import slips
from identity.local.logins import RESERVED
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, insert, make_school
from tests.people import PASSWORD
from tests.statements import counting

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    for who in ("anna", "boris", "elena"):
        await make_account(world.people[who], who)
        await DB.execute(
            "update person set email = $2 where id = $1", world.people[who], f"{who}@example.com"
        )
    return world


async def enter(browser: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/login", data={"login": login, "password": password})


def shown(answer: httpx.Response) -> str:
    """A refusal without the number and what was typed."""
    return re.sub(r"Номер для администратора: \d+|value=\"[^\"]*\"", "", answer.text)


@pytest.mark.parametrize("typed", ["anna@example.com", " ANNA@Example.COM ", "anna"])
async def test_login_and_address_open_the_same_account(client: Browser, world: World, typed: str) -> None:
    assert (await enter(client(), typed)).status_code == 303
    assert await DB.value("select person from auth_event where kind = 'signed_in'") == world.people["anna"]


async def test_an_address_of_two_people_is_nobody_s(client: Browser, world: World) -> None:
    """Bytes and number of statements are those of an address nobody has, with the right password too."""
    await DB.execute("update person set email = 'family@example.com' where id = any($1::int[])",
                     [world.people["anna"], world.people["boris"]])  # fmt: skip
    answers, counts = [], []
    for typed in ("nobody@example.com", "family@example.com"):
        async with counting() as seen:
            answers.append(await enter(client(), typed))
        counts.append(len(seen))
    assert [one.status_code for one in answers] == [422, 422] and counts[0] == counts[1]
    assert shown(answers[0]) == shown(answers[1])
    assert (await enter(client(), "anna")).status_code == 303


async def test_known_and_unknown_cost_the_same_statements(client: Browser, world: World) -> None:
    counts = []
    for typed in ("elena", "nobody", "elena@example.com", "nobody@example.com"):
        async with counting() as seen:
            assert (await enter(client(), typed, "wrong-password")).status_code == 422
        counts.append(len(seen))
    assert len(set(counts)) == 1


async def test_a_wrong_password_by_address_is_slowed_too(client: Browser, world: World) -> None:
    browser = client()
    said = [(await enter(browser, "anna@example.com", "wrong")).status_code for _ in range(6)]
    assert said == [422] * 5 + [429]
    assert (await enter(browser, "anna@example.com")).status_code == 429


async def test_an_account_s_login_comes_before_anybody_s_address(client: Browser, world: World) -> None:
    await DB.execute(
        "update account set login = $1, login_key = $1 where login_key = 'boris'", "anna@example.com"
    )
    found = await routing.route("anna@example.com", "anna@example.com")
    assert found.account == await DB.value("select id from account where login_key = 'anna@example.com'")


async def test_a_directory_s_suffix_comes_before_an_address(client: Browser, world: World) -> None:
    await insert("identity_provider", slug="net", kind="ldap", config={"suffixes": ["example.com"]})
    found = await routing.route("anna@example.com", "anna@example.com")
    assert (found.row.slug, found.account) == ("net", None)
    assert (await routing.route("anna@other.com", "anna@other.com")).row.slug == "local"


async def test_an_archived_account_does_not_take_the_address(client: Browser, world: World) -> None:
    await DB.execute("update person set email = 'anna@example.com' where id = $1", world.people["boris"])
    await DB.execute("update account set status = 'archived' where login_key = 'boris'")
    assert (await enter(client(), "anna@example.com")).status_code == 303


async def choose(browser: httpx.AsyncClient, login: str, hat: str = "parent", **more: str) -> httpx.Response:
    return await browser.post("/profile/login", data={"_hat": hat, "login": login} | more)


async def test_a_login_of_one_s_own(client: Browser, world: World) -> None:
    (slip,) = await slips.issue_entry(system_actor(), [world.people["dasha"]])
    await DB.execute("update local_credential set is_first_entry = false, expires_on = null,"
                     " phc = (select phc from local_credential limit 1) where issued_by is null")  # fmt: skip
    there = await sign_in(client(), world, "anna")
    here = await sign_in(client(), world, "anna", hat="parent")
    assert "латинские буквы" in (await here.get("/profile/login")).text
    answer = await choose(here, " Anna.Orlova ", account="1", person="1", status="x", provider="9")
    assert answer.headers["location"] == "/profile?done=login"
    assert "anna.orlova" in (await here.get("/profile?done=login")).text
    assert (await there.get("/profile")).status_code == 200, "sessions stay"
    assert (await enter(client(), "anna")).status_code == 422, "the login of the slip is gone"
    assert (await enter(client(), "ANNA.ORLOVA")).status_code == 303
    row = await DB.record("select before, after from audit_entry where action = 'identity.login.change'")
    assert "anna" in str(row["before"]) and "anna.orlova" in str(row["after"])
    assert await DB.value("select count(*) from notice where kind = 'office.account'") == 1
    assert slip.login.startswith("orlova.")


@pytest.mark.parametrize(
    "login", ["", "abc", "1anna", "анна.орлова", "anna orlova", "anna@example.com", "a" * 31,
              "anna..o", "anna.",
              "anna\r\nx", "anna'--", "_anna", "ąnna1"],
)  # fmt: skip
async def test_what_is_no_login(client: Browser, world: World, login: str) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    answer = await choose(browser, login)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert await DB.value("select count(*) from account where login_key = 'anna'") == 1


async def test_a_taken_login_reads_as_a_reserved_one(client: Browser, world: World) -> None:
    provider = await insert("identity_provider", slug="net", kind="ldap", config={})
    await insert("directory_entry", provider=provider, stable_id="1", login_key="petrova")
    said = set()
    for login in ("elena", "director", "petrova"):
        browser = await sign_in(client(), world, "anna", hat="parent")
        answer = await choose(browser, login)
        assert answer.status_code == 422
        said.add(answer.text.split('id="login-err"')[1].split("</p>")[0])
    assert len(said) == 1 and "занят или не разрешён" in said.pop()


async def test_logins_cannot_be_tried_through_one_by_one(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    said = [await choose(browser, "elena") for _ in range(6)]
    assert "Слишком много попыток" in said[-1].text and "Слишком" not in said[0].text


async def test_a_stale_session_changes_no_login(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await DB.execute("update auth_session set proved_at = $1", clock.real_now() - timedelta(minutes=21))
    for answer in (await browser.get("/profile/login"), await choose(browser, "anna.orlova")):
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login/again?next=")
    assert await DB.value("select count(*) from account where login_key = 'anna'") == 1


async def test_a_directory_s_login_is_changed_there(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    provider = await insert("identity_provider", slug="net", kind="ldap", config={})
    await DB.execute("update account set provider = $1 where login_key = 'anna'", provider)
    answer = await choose(browser, "anna.orlova")
    assert answer.status_code == 422 and "школьной сети" in answer.text


def test_words_of_the_house_are_reserved() -> None:
    assert {"admin", "administrator", "root", "director", "gosuslugi"} <= RESERVED
