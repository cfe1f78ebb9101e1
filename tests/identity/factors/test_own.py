"""One's own second factors: adding, the codes that are shown once, taking away, what the school requires."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pyotp
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from identity.factors.events import FactorChanged
from identity.factors.service import reset_factors
from intranet.kit import clock, events
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from intranet.permissions_check import PAGE, expectations
from tests.doors import make_account, sign_in
from tests.factories import World, make_school
from tests.identity.factors.shown import Key, add_key, codes_of, first_step, give_app, wrong_code
from tests.people import PASSWORD
from tests.test_malformed import ODD

Browser = Callable[[], httpx.AsyncClient]
NEW = "/profile/factors/new"


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[FactorChanged]:
    """What modules would tell the person."""
    found: list[FactorChanged] = []

    async def hear(event: FactorChanged) -> None:
        found.append(event)

    monkeypatch.setitem(events._subscribers, FactorChanged, [hear])
    return found


async def require(*hats: str) -> None:
    await DB.execute("update setting set value = $1 where key = 'entry.factor_hats'", list(hats))


async def start_app(browser: httpx.AsyncClient, next_path: str = "") -> str:
    """Ask for a secret; what the page shows as text."""
    answer = await browser.post("/profile/factors/app", data={"next": next_path})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/profile/factors/app")
    page = await browser.get(answer.headers["location"])
    assert "<svg" in page.text and 'class="qr"' in page.text and "style=" not in page.text
    assert "data:" not in page.text
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert found is not None
    return found[1].replace(" ", "")


async def confirm(browser: httpx.AsyncClient, code: str, next_path: str = "") -> httpx.Response:
    return await browser.post(
        "/profile/factors/app/confirmation", data={"code": code, "next": next_path}
    )  # fmt: skip


async def test_an_app_is_added_by_typing_its_code(
    client: Browser, world: World, told: list[FactorChanged]
) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    secret = await start_app(browser)
    wrong = await confirm(browser, wrong_code())
    assert wrong.status_code == 422 and "Код не подошёл" in wrong.text
    assert await DB.value("select count(*) from factor where confirmed_at is not null") == 0
    right = await confirm(browser, pyotp.TOTP(secret).at(clock.real_now()))
    paper = re.findall(r"<code>([a-z0-9-]{14})</code>", right.text)
    assert right.status_code == 200 and len(set(paper)) == 10
    page = await browser.get("/profile/factors")
    assert "Приложение с кодами" in page.text and not any(one in page.text for one in paper)
    assert [one.change for one in told] == ["added"]
    assert await DB.value("select count(*) from audit_entry where action = 'identity.factor.add'") == 1
    assert (await browser.get("/profile/factors/app")).headers[
        "location"
    ] == NEW  # the secret is not shown again


async def test_the_first_factor_ends_the_sessions_that_never_showed_it(client: Browser, world: World) -> None:
    other = await sign_in(client(), world, "elena")
    browser = await sign_in(client(), world, "elena", hat="teacher")
    secret = await start_app(browser)
    await confirm(browser, pyotp.TOTP(secret).at(clock.real_now()))
    assert (await other.get("/profile")).status_code == 303
    assert (await browser.get("/profile")).status_code == 200


async def test_codes_are_renewed_and_the_earlier_ones_open_nothing(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await add_key(browser, Key())
    account = await DB.value("select id from account where login_key = 'elena'")
    before = await codes_of(account)
    answer = await browser.post("/profile/factors/recovery", data={})
    after = re.findall(r"<code>([a-z0-9-]{14})</code>", answer.text)
    assert answer.status_code == 200 and len(after) == 10 and not set(before) & set(after)
    other = await first_step(client(), "elena")
    assert (await other.post("/login/factor", data={"recovery": before[0]})).status_code == 422
    assert (await other.post("/login/factor", data={"recovery": after[0]})).status_code == 303
    assert "Не потрачено кодов: 9" in (await other.get("/profile/factors")).text


async def test_codes_without_a_factor_are_refused(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post("/profile/factors/recovery", data={})
    assert answer.status_code == 422 and await DB.value("select count(*) from recovery_code") == 0


async def test_the_last_one_stays_where_the_school_requires_one(
    client: Browser, world: World, told: list[FactorChanged]
) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await add_key(browser, Key())
    await add_key(browser, Key())
    await require("teacher")
    first, last = await DB.rows(int, "select id from factor order by id")
    assert (await browser.post(f"/profile/factors/{first}/delete", data={})).status_code == 303
    answer = await browser.post(f"/profile/factors/{last}/delete", data={})
    assert answer.status_code == 422 and "Школа требует" in answer.text
    assert await DB.value("select count(*) from recovery_code") == 10
    await require()
    assert (await browser.post(f"/profile/factors/{last}/delete", data={})).status_code == 303
    assert await DB.value("select count(*) from recovery_code") == 0
    assert [one.change for one in told] == ["added", "added", "removed", "removed"]


async def test_somebody_elses_factor_does_not_exist(client: Browser, world: World) -> None:
    await give_app(await make_account(world.people["olga"], "olga"))
    browser = await sign_in(client(), world, "elena", hat="teacher")
    factor = await DB.value("select id from factor")
    assert (await browser.post(f"/profile/factors/{factor}/delete", data={})).status_code == 404
    assert await DB.value("select count(*) from factor") == 1


@pytest.mark.parametrize("hat", ["administrator", "secretary", "head_teacher", "director"])
async def test_a_new_school_requires_one_of_its_office(client: Browser, world: World, hat: str) -> None:
    who = {"administrator": "oleg", "secretary": "svetlana", "head_teacher": "irina", "director": "pavel"}[
        hat
    ]
    await DB.execute("delete from setting where key = 'entry.factor_hats'")
    await make_account(world.people[who], who)
    await make_account(world.people["dasha"], "dasha")
    browser, pupil = client(), client()
    answer = await browser.post("/login", data={"login": who, "password": PASSWORD, "next": "/office"})
    assert answer.headers["location"] == f"{NEW}?next=%2Foffice"
    answer = await pupil.post("/login", data={"login": "dasha", "password": PASSWORD})
    assert answer.headers["location"] == "/"


async def test_the_gate_opens_after_the_app_and_leads_where_one_went(client: Browser, world: World) -> None:
    await require("administrator")
    await make_account(world.people["oleg"], "oleg")
    browser = client()
    await browser.post("/login", data={"login": "oleg", "password": PASSWORD})
    browser.headers["x-hat"] = "administrator"
    page = await browser.get(f"{NEW}?next=%2Foffice%2Fhats")
    assert (
        page.status_code == 200
        and "/office/hats" in page.text
        and "Дневник" not in page.text.split("<main")[0]
    )
    secret = await start_app(browser, "/office/hats")
    assert (await browser.get("/office/hats")).status_code == 303
    done = await confirm(browser, pyotp.TOTP(secret).at(clock.real_now()), "/office/hats")
    assert 'href="/office/hats"' in done.text
    assert (await browser.get("/office/hats")).status_code == 200


OPEN = {
    "GET /profile/factors/new", "GET /profile/factors/app", "POST /profile/factors/app",
    "POST /profile/factors/app/confirmation", "POST /profile/factors/passkeys",
    "POST /profile/factors/passkeys/options", "GET /login/again", "POST /login/again",
    "POST /login/again/options", "POST /logout",
}  # fmt: skip


async def test_the_gate_opens_nothing_else(client: Browser, world: World, app: Litestar) -> None:
    await require("administrator")
    await make_account(world.people["oleg"], "oleg")
    wrong = []
    browser = client()
    await browser.post("/login", data={"login": "oleg", "password": PASSWORD})
    browser.headers["x-hat"] = "administrator"
    for line in expectations(PAGE.read_text()).values():
        name, path = f"{line.method} {line.path}", re.sub(r"\{\w+\}", "1", line.path)
        if line.is_public or name in OPEN or path.startswith(("/health", "/metrics")):
            continue
        answer = await browser.request(line.method, path)
        if answer.status_code != 303 or not answer.headers["location"].startswith(NEW):
            wrong.append((name, answer.status_code))
    assert wrong == []
    assert set(OPEN) == {
        f"{method} {path}"
        for method, path in with_gate(app)
        if path.startswith(("/profile", "/login", "/logout"))
    }


def with_gate(app: Litestar) -> set[tuple[str, str]]:
    """Every route that says it opens at the gate "factor"."""
    handlers = (
        handler for route in app.routes for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and "factor" in handler.opt.get("gates", ())
    )  # fmt: skip
    return {
        (method, path)
        for handler in handlers
        for path in handler.paths
        for method in handler.http_methods - {"HEAD", "OPTIONS"}
    }


async def test_an_administrator_takes_away_what_is_lost(
    client: Browser, world: World, told: list[FactorChanged]
) -> None:
    account = await make_account(world.people["elena"], "elena")
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await give_app(account)
    await codes_of(account)
    for login, hat in (("svetlana", "secretary"), ("irina", "head_teacher"), ("elena", "teacher")):
        with pytest.raises(Forbidden):
            await reset_factors(world.viewer(login, hat), account)
    assert await reset_factors(world.viewer("oleg", "administrator"), account) == 1
    assert (await browser.get("/profile")).status_code == 303
    assert await DB.value("select count(*) from recovery_code") == 0
    assert [(one.change, one.person) for one in told] == [("reset", world.people["elena"])]
    assert await DB.value("select before from audit_entry where action = 'identity.factor.reset'") == {
        "kinds": ["totp"]
    }
    answer = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.headers["location"] == "/"


async def test_nobody_takes_away_the_own_one_that_way(client: Browser, world: World) -> None:
    account = await make_account(world.people["oleg"], "oleg")
    await give_app(account)
    with pytest.raises(DomainError):
        await reset_factors(world.viewer("oleg", "administrator"), account)
    with pytest.raises(NotFound):
        await reset_factors(system_actor("cli"), 10**6)
    assert await reset_factors(system_actor("cli"), account) == 1


FIELDS = ("code", "recovery", "answer", "state", "password", "next", "is_shared")
FORMS = (
    "/profile/factors/app", "/profile/factors/app/confirmation", "/profile/factors/passkeys", "/login/again",
    "/login/factor", "/login/passkey",
)  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
async def test_no_form_of_these_breaks_the_server(client: Browser, world: World, path: str) -> None:
    account = await make_account(world.people["elena"], "elena")
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await start_app(browser)
    if path.startswith("/login"):
        await give_app(account)
    for odd in ODD:
        if path == "/login/factor":
            await browser.post("/login", data={"login": "elena", "password": PASSWORD})
        answer = await browser.post(path, data=dict.fromkeys(FIELDS, odd))
        assert answer.status_code < 500 and "//" not in answer.headers.get("location", ""), (path, odd)
