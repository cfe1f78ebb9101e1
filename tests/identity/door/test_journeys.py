"""The way to another system and back, as far as it does not depend on what the other system says."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from identity.door import flows
from identity.door.flows import Secret
from identity.door.providers import Kept, name_of
from intranet.kit.answers import Site
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World, insert, make_school
from tests.statements import counting

Browser = Callable[[], httpx.AsyncClient]
CONFIG = {"issuer": "https://id.example", "client_id": "parta"}


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def make_way(slug: str = "district", **more: object) -> int:
    values = {"kind": "oidc", "title": "Район", "config": CONFIG, "hats": []} | more
    return await insert("identity_provider", slug=slug, **values)


async def away(browser: httpx.AsyncClient, slug: str = "district") -> str:
    """An attempt in this browser that has been to the provider; its state."""
    row = await DB.value("select id from identity_provider where slug = $1", slug)
    token = flows.browser_token(browser.cookies.get("flow", ""))
    browser.cookies.set("flow", token)
    return await flows.open_flow(token, "away", Secret(kept=Kept(nonce="n")), provider=row)


async def last_event() -> tuple[str, str]:
    found = await DB.record("select kind, detail from auth_event order by id desc limit 1")
    return found[0], found[1]


async def test_only_an_enabled_way_that_leads_away_has_pages(client: Browser, world: World) -> None:
    await make_way("closed", is_enabled=False)
    await make_way("directory", kind="ldap")
    for slug in ("closed", "directory", "local", "nothing", "a%20b", "%00"):
        for step in ("start", "go", "callback", "finish", "leave"):
            assert (await client().get(f"/auth/{slug}/{step}?state=x")).status_code == 404, (slug, step)
        assert (await client().post(f"/auth/{slug}/backchannel")).status_code == 404


async def test_the_first_page_asks_nobody_and_goes_on_by_itself(client: Browser, world: World) -> None:
    await make_way()  # nothing answers at id.example: the page would hang if it were asked
    browser = client()
    async with counting() as seen:
        answer = await browser.get("/auth/district/start?next=/diary/marks")
    assert answer.status_code == 200 and len(seen) <= 5
    assert 'http-equiv="refresh" content="0; url=/auth/district/go?state=' in answer.text
    assert "Вернуться и войти иначе" in answer.text and "HttpOnly" in answer.headers["set-cookie"]
    assert await DB.value("select next_path from auth_flow") == "/diary/marks"


async def test_at_another_address_a_page_leads_to_the_school_s_own(
    client: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form may not be answered from elsewhere (CSP form-action): a redirect would be a dead button."""
    await make_way()
    monkeypatch.setattr(Site, "origin", "https://school.other")
    answer = await client().get("/auth/district/start?next=/diary")
    assert answer.status_code == 200
    assert 'href="https://school.other/auth/district/start?next=/diary"' in answer.text
    assert await DB.value("select count(*) from auth_flow") == 0


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/login"]
)
async def test_next_leads_nowhere_else(client: Browser, world: World, wanted: str) -> None:
    await make_way()
    await client().get("/auth/district/start", params={"next": wanted})
    assert await DB.value("select next_path from auth_flow") == "/"


@pytest.mark.parametrize("step", ["go", "callback", "finish"])
async def test_another_browser_has_no_part_in_an_attempt(client: Browser, world: World, step: str) -> None:
    await make_way()
    state = await away(client())
    thief = client()
    thief.cookies.set("flow", "A" * 43)
    for browser in (client(), thief):
        answer = await browser.get(f"/auth/district/{step}", params={"state": state, "code": "c"})
        assert answer.status_code == 403 and "попытка входа уже закончилась" in answer.text
        assert "Номер для администратора" in answer.text and await last_event() == ("attempt_over", "unknown")


async def test_a_mixed_up_provider_is_refused(client: Browser, world: World) -> None:
    await make_way()
    await make_way("other")
    browser = client()
    state = await away(browser)
    answer = await browser.get("/auth/other/callback", params={"state": state, "code": "c"})
    assert answer.status_code == 403 and await last_event() == ("attempt_over", "foreign")
    assert await DB.value("select stage from auth_flow") == "away"


async def test_the_way_back_is_taken_once(client: Browser, world: World) -> None:
    await make_way()
    browser = client()
    state = await away(browser)
    params = {"state": state, "code": "c"}
    first = await browser.get("/auth/district/callback", params=params)
    assert first.status_code == 200 and "/auth/district/finish?state=" in first.text
    again = await browser.get("/auth/district/callback", params=params)
    assert again.status_code == 403 and await last_event() == ("attempt_over", "unknown")


async def test_an_answer_nobody_asked_for_is_refused(client: Browser, world: World) -> None:
    await make_way()
    browser = client()
    await browser.get("/auth/district/start")
    row = await DB.value("select id from identity_provider where slug = 'district'")
    state = await flows.open_flow(browser.cookies["flow"], "away", Secret(), provider=row)
    answer = await browser.get("/auth/district/callback", params={"state": state, "code": "c"})
    assert answer.status_code == 403 and await last_event() == ("attempt_over", "unasked")


@pytest.mark.parametrize(
    "query", ["state={state}&state={state}&code=c", "state={state}&code=" + "c" * 6001, "code=c", "",
              "state={state}&" + "&".join(f"a{n}=1" for n in range(30))],
)  # fmt: skip
async def test_a_malformed_way_back_keeps_the_attempt(client: Browser, world: World, query: str) -> None:
    await make_way()
    browser = client()
    state = await away(browser)
    assert (await browser.get("/auth/district/callback?" + query.format(state=state))).status_code == 403
    assert await DB.value("select stage from auth_flow") == "away"


async def test_an_attempt_is_over_after_ten_minutes(client: Browser, world: World) -> None:
    await make_way()
    browser = client()
    state = await away(browser)
    await DB.execute("update auth_flow set expires_at = now() - interval '1 second'")
    answer = await browser.get("/auth/district/callback", params={"state": state, "code": "c"})
    assert answer.status_code == 403 and await last_event() == ("attempt_over", "unknown")


async def test_what_an_attempt_keeps_is_sealed(client: Browser, world: World) -> None:
    await make_way()
    browser = client()
    state = await away(browser)
    await browser.get("/auth/district/callback", params={"state": state, "code": "top-secret"})
    kept = await DB.value("select secret from auth_flow")
    assert b"top-secret" not in kept and b"nonce" not in kept
    assert await DB.value("select count(*) from auth_flow where state_hash = $1", state.encode()) == 0


async def test_a_provider_that_is_set_up_wrong_says_so_with_a_number(client: Browser, world: World) -> None:
    await make_way(config={"issuer": "https://id.example"})
    browser = client()
    page = await browser.get("/auth/district/start")
    onwards = page.text.split("url=", 1)[1].split('"', 1)[0]
    answer = await browser.get(onwards)
    assert answer.status_code == 403 and "вход настроен неверно" in answer.text
    assert await last_event() == ("refused", "misconfigured settings")
    number = await DB.value("select max(id) from auth_event")
    assert f"Номер для администратора: {number}" in answer.text


async def test_linking_asks_for_a_fresh_sign_in(client: Browser, world: World) -> None:
    await make_way()
    browser = await sign_in(client(), world, "dasha", hat="student")
    await DB.execute("update auth_session set proved_at = now() - interval '1 hour'")
    answer = await browser.post("/profile/ways/district", data={"_hat": "student"})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login/again?next=")
    assert await DB.value("select count(*) from auth_flow") == 0


async def test_a_link_belongs_to_the_session_that_began_it(client: Browser, world: World) -> None:
    await make_way()
    browser = await sign_in(client(), world, "dasha", hat="student")
    page = await browser.post("/profile/ways/district", data={"_hat": "student"})
    assert page.status_code == 200 and await DB.value("select purpose from auth_flow") == "link"
    assert await DB.value("select session from auth_flow") == await DB.value(
        "select id from auth_session where revoked_at is null"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [("Войти через Госуслуги", "Госуслуги"), ("Войти через «Район»", "Район"),
     ("Школьная сеть", "Школьная сеть"), ("Войти через ", "Войти через ")],
)  # fmt: skip
def test_a_way_is_called_without_the_verb_of_its_button(title: str, name: str) -> None:
    assert name_of(title) == name
