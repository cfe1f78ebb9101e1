"""The administrator's page of letters: what has not gone and why, trying again, a test letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.notices.service.delivery import deliver
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.modules.notices.letters import EVENING, about, give_address, letters_in, tell_it

pytestmark = pytest.mark.usefixtures("kinds")
Client = Callable[[], httpx.AsyncClient]
HAT = {"_hat": "administrator"}


async def admin(client: Client, world: World) -> httpx.AsyncClient:
    return await sign_in(client(), world, "oleg", hat="administrator")


async def test_it_says_what_is_not_set_up(client: Client) -> None:
    world = await make_school()
    page = await (await admin(client, world)).get("/notices/queue")
    assert "Почта не настроена" in page.text
    assert "PARTA_SMTP" in page.text


async def test_a_bounced_letter_is_named_and_tried_again(client: Client, sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna", "anna@refused.invalid")
    await tell_it(world, about(world, "dasha"))
    await deliver(system_actor("jobs"))
    browser = await admin(client, world)
    page = await browser.get("/notices/queue")
    assert "Орлова Анна Сергеевна" in page.text
    assert "550 5.1.1" in page.text
    await give_address(world, "anna")
    letter = await DB.value("select id from letter")
    answer = await browser.post("/notices/queue/retries", data=HAT | {"letter": str(letter)})
    assert answer.headers["location"] == "/notices/queue?again=1"
    assert await DB.value("select count(*) from bounced_address") == 0
    assert await deliver(system_actor("jobs")) == 1
    assert letters_in(sink)[0]["to"] == "anna@example.com"


@pytest.mark.parametrize("letter", ["", "x", "999999"])
async def test_nothing_ticked_is_said(client: Client, letter: str) -> None:
    world = await make_school()
    browser = await admin(client, world)
    answer = await browser.post("/notices/queue/retries", data=HAT | {"letter": letter})
    assert answer.status_code == 422
    assert "Отметьте письма" in answer.text


async def test_the_evenings_letters_can_go_now(client: Client, sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    await tell_it(world, about(world, "dasha", kind=EVENING))
    browser = await admin(client, world)
    answer = await browser.post("/notices/queue/departures", data=HAT)
    assert answer.headers["location"] == "/notices/queue?again=1"
    assert await DB.value("select send_after from letter") <= clock.now()
    assert await DB.value("select count(*) from pgqueuer where entrypoint = 'notices.deliver'") == 1


async def test_a_test_letter_shows_the_servers_answer(client: Client, sink: Path) -> None:
    world = await make_school()
    browser = await admin(client, world)
    good = await browser.post("/notices/queue/trials", data=HAT | {"address": "oleg@example.com"})
    assert "Письмо принято" in good.text
    assert letters_in(sink)[0]["to"] == "oleg@example.com"
    bad = await browser.post("/notices/queue/trials", data=HAT | {"address": "x@refused.invalid"})
    assert bad.status_code == 422
    assert "550 5.1.1 no such mailbox" in bad.text
    wrong = await browser.post("/notices/queue/trials", data=HAT | {"address": "никто"})
    assert wrong.status_code == 422
    assert "Похоже, в адресе ошибка" in wrong.text


async def test_test_letters_are_few(client: Client, sink: Path) -> None:
    world = await make_school()
    browser = await admin(client, world)
    statuses = [
        (await browser.post("/notices/queue/trials", data=HAT | {"address": "oleg@example.com"})).status_code
        for _number in range(6)
    ]
    assert statuses == [200] * 5 + [422]


async def test_only_the_administrator_sees_it(client: Client) -> None:
    world = await make_school()
    for login, hat in (("svetlana", "secretary"), ("irina", "head_teacher"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get("/notices/queue")).status_code == 403
    assert (await client().get("/notices/queue")).status_code == 303
