"""Another system has proved somebody whom no account knows: a school code says whose record it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx

from identity.door.providers import CONFIRMED
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import make_school
from tests.identity.invitations_steps import come_back, count, issued, make_way, proof_of, register, typed

Client = Callable[[], httpx.AsyncClient]
PAYLOAD = "<script>alert(1)</script>"


async def test_a_proof_is_linked_by_a_code_and_known_from_then_on(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    await make_way()
    browser = client()
    await come_back(browser, proof_of("anna-1"))
    asked = await browser.get("/login/code")
    assert "Школьный портал" in asked.text
    assert "anna-1@sso" in asked.text
    assert "/request" in asked.text
    assert (await browser.post("/login/code", data={"code": code})).headers["location"] == "/login/code"
    shown = await browser.get("/login/code")
    assert "Орлова Анна Сергеевна" in shown.text
    assert await count("external_identity") == 0
    entered = await browser.post("/login/code/confirmation", data={})
    assert entered.headers["location"] == f"/diary?child={world.people['dasha']}"
    assert (await browser.get(entered.headers["location"])).status_code == 200
    linked = await DB.record(
        "select x.linked_by, x.subject, a.person from external_identity x join account a on a.id = x.account"
    )
    assert tuple(linked) == ("code", "anna-1", world.people["anna"])
    over = await browser.post("/login/code/confirmation", data={})
    assert (over.status_code, "уже закончилась" in over.text) == (422, True)
    assert await DB.value("select count(*) from entry_code where used_at is not null") == 1


async def test_a_code_typed_before_going_away_is_not_asked_again(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    await make_way()
    browser = client()
    page = await typed(browser, code)
    assert "/auth/sso/start" in page.text
    await come_back(browser, proof_of("anna-1"))
    shown = await browser.get("/login/code")
    assert "Это я, войти" in shown.text
    assert (await browser.post("/login/code/confirmation", data={})).status_code == 303


async def test_after_five_wrong_codes_the_attempt_is_over(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    await make_way()
    browser = client()
    await come_back(browser, proof_of("anna-1"))
    for _n in range(5):
        wrong = await browser.post("/login/code", data={"code": "dddd-dddd-dddd"})
        assert (wrong.status_code, "Такого кода нет" in wrong.text) == (422, True)
    over = await browser.post("/login/code", data={"code": code})
    assert (over.status_code, "уже закончилась" in over.text) == (422, True)
    assert "Это я" not in (await browser.get("/login/code")).text
    assert await count("external_identity") == 0


async def test_another_browser_has_no_part_in_the_attempt(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    await make_way()
    browser, thief = client(), client()
    await come_back(browser, proof_of("anna-1"))
    await browser.post("/login/code", data={"code": code})
    assert (await thief.post("/login/code/confirmation", data={})).status_code == 422
    assert (await thief.post("/login/code", data={"code": code})).status_code == 422
    assert await count("external_identity") == 0


async def test_a_pupil_too_young_for_this_way_is_refused_before_anything_is_written(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    code = await issued(office, world, "vera", relation="student")
    await make_way(min_age=14)
    browser = client()
    await come_back(browser, proof_of("vera-1"))
    refused = await browser.post("/login/code", data={"code": code})
    assert (refused.status_code, "с 14 лет" in refused.text) == (403, True)
    assert (await browser.post("/login/code/confirmation", data={})).status_code == 422
    assert await count("external_identity") == 0
    assert await DB.value("select count(*) from account where person = $1", world.people["vera"]) == 0
    assert await DB.value("select used_at from entry_code") is None


async def test_the_states_proof_of_another_person_is_not_linked(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    await make_way(trust="state")
    browser = client()
    names = ("Орлов", "Иван", "Петрович")
    await come_back(
        browser, proof_of("1000", names=names, born=date(1980, 1, 1), assurance=CONFIRMED)
    )  # fmt: skip
    refused = await browser.post("/login/code", data={"code": code})
    assert refused.status_code == 403
    assert await count("external_identity") == 0


async def test_an_account_with_a_second_factor_still_asks_for_it(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "oleg", hat="administrator")
    code = await issued(office, world, "olga", relation="staff")
    account = await make_account(world.people["olga"], "olga")
    await DB.execute(
        "insert into factor (account, kind, title, created_at, confirmed_at) values ($1, 'totp', '', $2, $2)",
        account, await DB.value("select now()"),
    )  # fmt: skip
    await make_way()
    browser = client()
    await come_back(browser, proof_of("olga-1"))
    await browser.post("/login/code", data={"code": code})
    entered = await browser.post("/login/code/confirmation", data={})
    assert entered.headers["location"] == "/login/factor"
    assert (await browser.get("/profile")).headers["location"].startswith("/login")


async def test_a_registered_parent_may_not_be_taken_over_at_the_strangers_page(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    browser = client()
    await typed(browser, await issued(office, world, "anna", "dasha"))
    await register(browser)
    second = await typed(client(), await issued(office, world, "anna", "dasha"))
    assert (second.status_code, "уже есть свой вход" in second.text) == (422, True)


async def test_what_the_other_system_calls_somebody_is_text(client: Client) -> None:
    world = await make_school()
    await make_way()
    await DB.execute("update identity_provider set title = $1 where slug = 'sso'", PAYLOAD)
    browser = client()
    await come_back(browser, proof_of(PAYLOAD))
    page = await browser.get("/login/code")
    echoed = await browser.post("/login/code", data={"code": PAYLOAD})
    for text in (page.text, echoed.text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
    assert world.year
