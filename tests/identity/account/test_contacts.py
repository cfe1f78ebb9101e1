"""An address counts once its link was opened by its owner, a number once a code came or the school knows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from identity.account import contacts
from intranet.kit import clock, secrets, sms
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
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


class Gateway:
    """A gateway of text messages on a real socket; `is_silent` takes the request and says nothing."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, list[str]]]] = []
        self.status, self.is_silent, self.url = 200, False, ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        body = (await reader.readexactly(length)).decode()
        self.got.append((head, parse_qs(body)))
        if self.is_silent:
            await asyncio.sleep(60)
        writer.write(f"HTTP/1.1 {self.status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def gateway(tmp_path: Path, world: World, settings: Any) -> AsyncIterator[Gateway]:
    made = Gateway()
    (tmp_path / sms.SECRET).write_text("secret-word\n")
    secrets.use_folder(tmp_path)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    sms.use(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/send")
    yield made
    server.close()
    sms.use("")
    secrets.use_folder(settings.data / "secrets")


async def give_phone(browser: httpx.AsyncClient, phone: str = "8 (912) 123-45-67") -> httpx.Response:
    return await browser.post("/profile/contacts/phone", data={"_hat": "parent", "phone": phone})


async def type_code(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    return await browser.post("/profile/contacts/code", data={"_hat": "parent", "code": code})


async def phone_of(world: World, who: str = "anna") -> str:
    return str(await DB.value("select phone from person where id = $1", world.people[who]))


async def test_a_number_confirmed_by_a_code(client: Browser, world: World, gateway: Gateway) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    assert (await give_phone(browser)).status_code == 303
    await run_jobs(contacts.MESSAGE)
    ((head, form),) = gateway.got
    assert "authorization: bearer secret-word" in head and form["to"] == ["+79121234567"]
    code = form["text"][0][-6:]
    assert code.isdecimal() and (await phone_of(world)) == ""
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert "Код не подошёл" in (await type_code(browser, wrong)).text
    assert (await type_code(browser, code)).headers["location"] == "/profile/contacts?told=phone_confirmed"
    assert await phone_of(world) == "+79121234567"
    assert (await type_code(browser, code)).status_code == 422, "once"


async def test_a_code_has_five_attempts(client: Browser, world: World, gateway: Gateway) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await give_phone(browser)
    await run_jobs(contacts.MESSAGE)
    code = gateway.got[0][1]["text"][0][-6:]
    answers = await asyncio.gather(
        *(type_code(browser, "000000" if code != "000000" else "1") for _ in range(8))
    )
    assert all(one.status_code == 422 for one in answers)
    assert "больше не действует" in (await type_code(browser, code)).text and await phone_of(world) == ""


async def test_a_code_serves_its_own_account_only(client: Browser, world: World, gateway: Gateway) -> None:
    anna = await sign_in(client(), world, "anna", hat="parent")
    boris = await sign_in(client(), world, "boris", hat="parent")
    await give_phone(anna)
    await run_jobs(contacts.MESSAGE)
    assert (await type_code(boris, gateway.got[0][1]["text"][0][-6:])).status_code == 422
    assert await phone_of(world, "boris") == ""


async def test_a_gateway_that_fails_or_is_silent_ends_in_time(
    client: Browser, world: World, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await give_phone(browser)
    gateway.status = 500
    with pytest.raises(sms.NotSent, match="500"):
        await run_jobs(contacts.MESSAGE)
    gateway.is_silent = True
    monkeypatch.setattr(sms, "SECONDS", 0.3)
    with pytest.raises(sms.NotSent):
        await asyncio.wait_for(sms.send("+79121234567", "x"), 3)


@pytest.mark.parametrize("url", ["http://sms.example/send", "ftp://x", "https://", "javascript:x"])
def test_the_gateway_is_asked_by_https_only(url: str) -> None:
    with pytest.raises(ValueError, match="PARTA_SMS"):
        sms.use(url)


async def test_without_a_gateway_the_class_teacher_confirms(client: Browser, world: World) -> None:
    family = await sign_in(client(), world, "boris", hat="parent")
    assert (await give_phone(family)).status_code == 303
    assert "классный руководитель" in (await family.get("/profile/contacts")).text
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    seventh = await teacher.get(f"/office/classes/{world.classes['7Б']}")
    assert "/office/entry/contacts" in seventh.text
    page = (await teacher.get("/office/entry/contacts")).text
    proof = await DB.value("select id from contact_proof")
    assert "+79121234567" in page and "Осипов Борис Львович" in page
    answer = await teacher.post(f"/office/entry/contacts/{proof}", data={"_hat": "teacher"})
    assert answer.status_code == 303 and await phone_of(world, "boris") == "+79121234567"
    assert await DB.value("select confirmed_by from contact_proof") == world.people["elena"]
    assert (
        await teacher.post(f"/office/entry/contacts/{proof}", data={"_hat": "teacher"})
    ).status_code == 404


async def test_a_teacher_confirms_neither_colleagues_nor_other_classes(client: Browser, world: World) -> None:
    for who in ("olga", "misha", "elena"):
        browser = await sign_in(client(), world, who)
        hat = await DB.value("select hat from auth_session order by id desc limit 1")
        await browser.post("/profile/contacts/phone", data={"_hat": hat, "phone": "+79121234567"})
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    assert "+79121234567" not in (await teacher.get("/office/entry/contacts")).text
    for proof in await DB.rows(int, "select id from contact_proof"):
        assert (
            await teacher.post(f"/office/entry/contacts/{proof}", data={"_hat": "teacher"})
        ).status_code == 404


async def test_nobody_confirms_the_own_number_for_the_school(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    await browser.post("/profile/contacts/phone", data={"_hat": "secretary", "phone": "+79121234567"})
    proof = await DB.value("select id from contact_proof")
    with pytest.raises(DomainError):
        await contacts.confirm_for(world.viewer("svetlana", "secretary"), proof)


async def test_what_waits_holds_no_token(client: Browser, world: World, sink: Path) -> None:
    _browser, path = await linked(client, world, sink)
    token = path.rpartition("/")[2]
    for table in ("contact_proof", "auth_event", "audit_entry"):
        rows = await DB._call("fetch", f"select t::text as row from {table} t")
        assert all(token not in row["row"] for row in rows)
    assert json.dumps(token)
