"""The rules of use: read, accepted with version and time, before anything else (FEATURES A32)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from identity.account import policy
from identity.door import codes
from identity.local import slips
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
TEXT = "Первый абзац.\n\nВторой <b>абзац</b>."
ADMIN = {"_hat": "administrator"}


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def published(text: str = TEXT) -> int:
    return await policy.publish(system_actor(), text)


async def accept(browser: httpx.AsyncClient, hat: str, **more: str) -> httpx.Response:
    newest = await policy.newest()
    form = {"_hat": hat, "policy": str(newest.id if newest else 0)}
    return await browser.post("/policy/acceptance", data=form | more)


async def test_nothing_opens_before_it_is_accepted(client: Browser, world: World) -> None:
    await published()
    await make_account(world.people["anna"], "anna")
    browser = client()
    answer = await browser.post(
        "/login", data={"login": "anna", "password": PASSWORD, "next": "/diary?week=1"}
    )
    assert answer.headers["location"] == "/policy/acceptance?next=%2Fdiary%3Fweek%3D1"
    for path in ("/", "/diary", "/profile", "/profile/contacts", "/profile/login"):
        found = await browser.get(path)
        assert found.status_code == 303 and found.headers["location"].startswith("/policy/acceptance"), path
    page = (await browser.get(answer.headers["location"])).text
    assert "Первый абзац." in page and "&lt;b&gt;абзац" in page and "Версия 1" in page
    answer = await accept(browser, "parent", next="/diary?week=1")
    assert answer.headers["location"] == "/diary?week=1"
    assert (await browser.get("/profile")).status_code == 200
    row = await DB.record("select x.account, x.accepted_at, t.version from policy_acceptance x"
                          " join policy_text t on t.id = x.policy")  # fmt: skip
    assert row["version"] == 1 and clock.real_now() - row["accepted_at"] < timedelta(minutes=1)
    await browser.post("/logout", data={"_hat": "parent"})
    answer = await browser.post("/login", data={"login": "anna", "password": PASSWORD})
    assert answer.headers["location"] == "/", "once is enough"


async def test_after_the_slip_s_password_come_the_rules(client: Browser, world: World) -> None:
    """A new parent: own password, then the rules; the second is not lost on the way through the first."""
    await published()
    (slip,) = await slips.issue_entry(system_actor(), [world.people["anna"]])
    browser = client()
    answer = await browser.post("/login", data={"login": slip.login, "password": codes.fold_code(slip.code)})
    assert answer.headers["location"] == "/profile/password"
    new = "лошадь скрепка батарея"
    form = {"_hat": "parent", "password": new, "again": new}
    answer = await browser.post("/profile/password", data=form)
    assert answer.headers["location"] == "/policy/acceptance"
    assert (await browser.get("/diary")).headers["location"].startswith("/policy/acceptance")
    assert (await accept(browser, "parent")).headers["location"] == "/"
    assert (await browser.get("/")).status_code == 200


async def test_declining_is_leaving(client: Browser, world: World) -> None:
    await published()
    browser = await sign_in(client(), world, "anna")
    page = (await browser.get("/policy/acceptance")).text
    assert "Не принимаю, выйти" in page
    assert (await browser.post("/logout", data={"_hat": "parent"})).headers["location"] == "/login"
    assert (await browser.get("/diary")).headers["location"].startswith("/login")
    assert await DB.value("select count(*) from policy_acceptance") == 0


async def test_a_new_version_is_asked_at_the_next_sign_in(client: Browser, world: World) -> None:
    await published()
    browser = await sign_in(client(), world, "anna")
    await accept(browser, "parent")
    await published("Новые правила.")
    assert (await browser.get("/profile")).status_code == 200, "open sessions go on"
    other = client()
    answer = await other.post("/login", data={"login": "anna", "password": PASSWORD})
    assert answer.headers["location"] == "/policy/acceptance"


async def test_an_old_version_cannot_be_accepted(client: Browser, world: World) -> None:
    await published()
    old = await policy.newest()
    browser = await sign_in(client(), world, "anna")
    await published("Новые правила.")
    assert old is not None
    for stale in (str(old.id), "0", "-1", "x", "9" * 30):
        answer = await browser.post("/policy/acceptance", data={"_hat": "parent", "policy": stale})
        assert answer.status_code == 422 and "Новые правила." in answer.text
    assert await DB.value("select count(*) from policy_acceptance") == 0


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/login"])
async def test_accepting_leads_nowhere_else(client: Browser, world: World, wanted: str) -> None:
    await published()
    browser = await sign_in(client(), world, "anna")
    assert (await accept(browser, "parent", next=wanted)).headers["location"] == "/"


async def test_anybody_may_read_them(client: Browser, world: World) -> None:
    assert "Правил ещё нет" in (await client().get("/policy")).text
    await published()
    assert "Первый абзац." in (await client().get("/policy")).text
    browser = await sign_in(client(), world, "anna")
    assert "Первый абзац." in (await browser.get("/policy")).text, "before accepting, too"


async def test_an_administrator_publishes(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    answer = await browser.post("/office/entry/policy", data=ADMIN | {"text": TEXT.replace("\n", "\r\n")})
    assert answer.headers["location"] == "/office/entry/policy?published=1"
    again = await browser.post("/office/entry/policy", data=ADMIN | {"text": TEXT})
    assert again.status_code == 422 and "уже действует" in again.text
    for text in ("", "   ", "х" * 20_001):
        assert (await browser.post("/office/entry/policy", data=ADMIN | {"text": text})).status_code == 422
    row = await DB.record("select person, after from audit_entry where action = 'identity.policy.publish'")
    assert row["person"] == world.people["oleg"] and "version" in str(row["after"])


async def test_a_stale_session_publishes_nothing(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    await DB.execute("update auth_session set proved_at = $1", clock.real_now() - timedelta(minutes=21))
    answer = await browser.post("/office/entry/policy", data=ADMIN | {"text": TEXT})
    assert answer.headers["location"].startswith("/login/again") and await policy.newest() is None


async def test_without_rules_nobody_is_stopped(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna")
    assert (await browser.get("/")).status_code == 200
