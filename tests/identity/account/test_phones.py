"""A number counts once its code came, or once the school says that it is right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from identity.account import contacts
from intranet.kit import secrets, sms
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.identity.letters import run_jobs

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


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
