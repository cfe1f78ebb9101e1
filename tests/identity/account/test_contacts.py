"""An address counts once its link was opened by its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from identity.account import contacts
from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, make_school
from tests.identity.letters import letters_in, link_in, run_jobs

Browser = Callable[[], httpx.AsyncClient]
OLD, NEW = "old@example.com", "new@example.com"


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    await DB.execute("update person set email = $2 where id = $1", world.people["anna"], OLD)
    return world


async def email_of(world: World, who: str = "anna") -> str:
    return str(await DB.value("select email from person where id = $1", world.people[who]))


async def give(browser: httpx.AsyncClient, email: str, hat: str = "parent") -> httpx.Response:
    answer = await browser.post("/profile/contacts/email", data={"_hat": hat, "email": email})
    await run_jobs(contacts.LETTER)
    return answer


async def confirm(browser: httpx.AsyncClient, path: str, hat: str = "parent") -> httpx.Response:
    answer = await browser.post(path, data={"_hat": hat})
    await run_jobs(contacts.OLD_LETTER)
    return answer


async def linked(client: Browser, world: World, sink: Path) -> tuple[httpx.AsyncClient, str]:
    browser = await sign_in(client(), world, "anna", hat="parent")
    answer = await give(browser, NEW)
    assert answer.headers["location"] == "/profile/contacts?told=email"
    return browser, link_in(letters_in(sink)[-1])


def text_of(letter: EmailMessage) -> str:
    return letter["subject"] + str(letter.get_content())


async def test_an_address_confirmed_by_its_link(client: Browser, world: World, sink: Path) -> None:
    browser, path = await linked(client, world, sink)
    assert await email_of(world) == OLD, "nothing counts before"
    assert NEW in (await browser.get("/profile/contacts")).text
    page = await browser.get(path)
    assert NEW in page.text and await email_of(world) == OLD, "looking confirms nothing"
    assert (await confirm(browser, path)).headers["location"] == "/profile/contacts?told=email_confirmed"
    assert await email_of(world) == NEW
    row = await DB.record(
        "select person, before, after from audit_entry where action = 'school.person.update'"
    )
    assert row["person"] == world.people["anna"] and OLD in str(row["before"]) and NEW in str(row["after"])
    link, told = letters_in(sink)
    assert (link["to"], told["to"]) == (NEW, OLD)
    assert NEW not in text_of(told) and "Адрес заменён" in told["subject"]
    assert "подтверждена" in (await browser.get("/profile/contacts")).text


async def test_the_confirmation_holds_no_personal_data(client: Browser, world: World, sink: Path) -> None:
    await linked(client, world, sink)
    (letter,) = letters_in(sink)
    for secret in ("Орлов", "Анна", "Дарья", "anna", OLD):
        assert secret not in text_of(letter)


async def test_an_unconfirmed_address_gets_no_other_letter(client: Browser, world: World, sink: Path) -> None:
    await linked(client, world, sink)
    from modules.notices.queries.addresses import addresses_of

    found = await addresses_of(world.viewer("anna", "parent"), [world.people["anna"]], clock.today())
    assert found[world.people["anna"]].address == OLD


async def test_another_person_s_link_confirms_nothing(client: Browser, world: World, sink: Path) -> None:
    """Whoever types a stranger's address gets nothing by the stranger's click; the stranger loses nothing."""
    browser, path = await linked(client, world, sink)
    stranger = await sign_in(client(), world, "boris", hat="parent")
    assert (await stranger.get(path)).status_code == 404
    assert (await confirm(stranger, path)).status_code == 404
    assert (await client().get(path)).headers["location"].startswith("/login?next=%2Fprofile%2Femail%2F")
    assert (await email_of(world), await email_of(world, "boris")) == (OLD, "")
    assert (await confirm(browser, path)).status_code == 303


async def test_a_link_works_once_and_for_a_day(client: Browser, world: World, sink: Path) -> None:
    browser, path = await linked(client, world, sink)
    await DB.execute("update contact_proof set expires_at = $1", clock.real_now())
    assert (await confirm(browser, path)).status_code == 404
    browser, path = await linked(client, world, sink)
    answers = await asyncio.gather(*(browser.post(path, data={"_hat": "parent"}) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [303, 404, 404, 404]
    assert (await browser.post(path[:-3] + "xxx", data={"_hat": "parent"})).status_code == 404


async def test_a_newer_wish_ends_the_older_link(client: Browser, world: World, sink: Path) -> None:
    browser, first = await linked(client, world, sink)
    await give(browser, "third@example.com")
    assert (await browser.get(first)).status_code == 404
    assert "third@example.com" in (await browser.get(link_in(letters_in(sink)[-1]))).text


async def test_a_stale_session_changes_no_address(client: Browser, world: World, sink: Path) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await DB.execute("update auth_session set proved_at = $1", clock.real_now() - timedelta(minutes=21))
    for path, field in (("email", NEW), ("phone", "+79121234567"), ("code", "123456")):
        answer = await browser.post(f"/profile/contacts/{path}", data={"_hat": "parent", path: field})
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login/again?next="), path
    assert await DB.value("select count(*) from contact_proof") == 0


@pytest.mark.parametrize(
    "typed",
    ["a@example.com\r\nBcc: evil@example.com", "a@example.com\nSubject: x", "a@example.com,evil@example.com",
     "<a@example.com>", "a b@example.com", "a@", "@b", "a@b@example.com", "a\x0b@example.com",
     "a@example..com"],
)  # fmt: skip
async def test_no_header_gets_into_a_letter(client: Browser, world: World, sink: Path, typed: str) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    answer = await give(browser, typed)
    assert answer.status_code == 422 and "Это не адрес" in answer.text
    assert letters_in(sink) == [] and await DB.value("select count(*) from contact_proof") == 0


async def test_no_letter_bombing_of_a_stranger(client: Browser, world: World, sink: Path) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    said = [await give(browser, "victim@example.com") for _ in range(4)]
    assert [one.status_code for one in said] == [303, 303, 303, 422] and "повторите через час" in said[
        -1
    ].text
    other = await sign_in(client(), world, "boris", hat="parent")
    assert (await give(other, "victim@example.com")).status_code == 422, "nor by several accounts"
    assert len(letters_in(sink)) == 3


async def test_nobody_asks_for_another_account(client: Browser, world: World, sink: Path) -> None:
    await make_account(world.people["boris"], "boris")
    boris = await DB.value("select id from account where login_key = 'boris'")
    browser = await sign_in(client(), world, "anna", hat="parent")
    extra = {"account": str(boris), "person": str(world.people["boris"]), "confirmed_at": "2026-01-01"}
    await browser.post("/profile/contacts/email", data={"_hat": "parent", "email": NEW} | extra)
    row = await DB.record("select account, confirmed_at from contact_proof")
    assert row["account"] != boris and row["confirmed_at"] is None


async def test_without_mail_the_school_writes_it_down(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    assert "ещё не настроена" in (await browser.get("/profile/contacts")).text
    assert (await give(browser, NEW)).status_code == 422


async def test_what_waits_holds_no_token(client: Browser, world: World, sink: Path) -> None:
    _browser, path = await linked(client, world, sink)
    token = path.rpartition("/")[2]
    for table in ("contact_proof", "auth_event", "audit_entry"):
        rows = await DB._call("fetch", f"select t::text as row from {table} t")
        assert all(token not in row["row"] for row in rows)
