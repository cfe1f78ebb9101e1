"""Connecting a hall's screen and taking it away; the sheet for the wall."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from intranet.kit import clock
from intranet.kit.db import DB
from modules.substitutions.queries.board import hash_of
from tests.doors import sign_in
from tests.factories import TODAY, insert, make_school
from tests.modules.substitutions.changed_day import REASON, change_day

Client = Callable[[], httpx.AsyncClient]
LIST = "/substitutions/screens"


async def test_a_screens_link_is_shown_once_and_opens_the_board(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    sent = {"name": "Холл первого этажа", "has_token": "y", "networks": "", "next_day_from": "15:00"}
    answer = await browser.post(LIST, data=sent)
    assert answer.status_code == 200 and 'class="qr"' in answer.text
    token = re.findall(r"http://school\.test/substitutions/board\?token=([\w-]{43})", answer.text)[0]
    assert await DB.value("select token_hash from board_screen") == hash_of(token)
    again = (await browser.get(LIST)).text
    assert "Холл первого этажа" in again and "15:00" in again and token not in again
    assert (await client().get(f"/substitutions/board?token={token}")).status_code == 303
    made = await DB.value("select id from board_screen")
    assert (await browser.post(f"{LIST}/{made}/revocation")).status_code == 303
    assert (await browser.post(f"{LIST}/{made}/revocation")).status_code == 404
    assert "отключён" in (await browser.get(LIST)).text
    assert (await client().get(f"/substitutions/board?token={token}")).status_code == 404


async def test_a_wrong_range_is_refused_in_words_and_what_was_typed_stays(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    for networks, words in (
        ("10.1.2.300", "«10.1.2.300» не похоже на адрес"),
        ("10.1.0.0/16, школа", "«школа» не похоже на адрес"),
        ("0.0.0.0/0", "слишком широко"),
        ("::/0", "слишком широко"),
        ("", "Выберите, как экран откроет табло"),
        (" ".join(f"10.1.2.{n}" for n in range(21)), "не больше 20"),
    ):
        answer = await browser.post(LIST, data={"name": "Холл", "networks": networks, "next_day_from": ""})
        assert answer.status_code == 422 and words in answer.text, networks
        assert 'value="Холл"' in answer.text
    bad = await browser.post(LIST, data={"name": "", "has_token": "y", "next_day_from": "25:99"})
    assert bad.status_code == 422 and "Напишите, где висит экран." in bad.text
    assert await DB.value("select count(*) from board_screen") == 0
    sent = {"name": "Холл", "networks": "10.1.2.3; 2001:db8::/48 10.1.2.3/32"}
    assert (await browser.post(LIST, data=sent)).status_code == 303
    assert await DB.value("select networks from board_screen") == ["10.1.2.3/32", "2001:db8::/48"]


async def test_others_connect_no_screens(client: Client) -> None:
    world = await make_school()
    made = await insert("board_screen", name="Холл", networks=[], made_at=clock.now())
    for login, hat in (("elena", "teacher"), ("anna", "parent"), ("svetlana", "secretary")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(LIST)).status_code == 403
        assert (await browser.post(LIST, data={"name": "x", "has_token": "y"})).status_code == 403
        assert (await browser.post(f"{LIST}/{made}/revocation")).status_code == 403
    assert (await client().get(LIST)).status_code == 303


async def test_scenario_10_the_printed_sheet_gives_no_reasons(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    path = "/reports/substitutions.day"
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    page = (await browser.get(f"{path}?day={TODAY}")).text
    for words in ("Изменения в расписании на 19.11", "Физика, Лебедева Е. П.", "Химия", "Семёнова О. И.",
                  "31 → 18", "перенесён на 20.11, урок 4", "Столовая: 5–6 классы"):  # fmt: skip
        assert words in page, words
    for words in (REASON, "sick", "больнич", "черновик", "отсутств", "Осипова", "Орлова"):
        assert words not in page.split('id="main"')[1], words
    for kind, mark in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        paper = await browser.get(f"{path}/{kind}?day={TODAY}")
        assert paper.status_code == 200 and paper.content.startswith(mark), kind
    assert "Изменений нет" in (await browser.get(f"{path}?day=2026-11-17")).text
    assert (await browser.get(f"{path}?day=2020-01-01")).status_code == 404
    for login, hat in (("anna", "parent"), ("dasha", "student")):
        family = await sign_in(client(), world, login, hat=hat)
        assert (await family.get(path)).status_code in (403, 404)
