"""Whatever another system answers: forged, foreign, late, twice, slow, never."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx

from intranet.kit.db import DB
from tests.factories import World
from tests.identity.conformance.told import (
    FAULTY,
    last_event,
    ready,
    sessions,
    ways,
)
from tests.identity.conformance.ways import (
    Emulated,
    account_of,
    onwards,
)
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]


@ways("way", FAULTY, indirect=True)
@ways(
    ("fault", "refusals"),
    [
        ("foreign_key", "unsigned"), ("alg_none", "unsigned"), ("hs256", "unsigned"),
        ("wrong_iss", "foreign"),
        ("wrong_aud", "foreign"), ("expired", "expired"), ("skew", "expired"), ("no_id_token", "incomplete"),
        ("error_500", "unavailable"), ("denied", "denied"),
    ],
)  # fmt: skip
async def test_a_bad_answer_is_refused(
    client: Browser, world: World, way: Emulated, fault: str, refusals: str
) -> None:
    """Wrong iss or aud, expired, another key, alg none, HS256, nothing signed, an error, a cancel."""
    await ready(way, world)
    answer = await way.walk(client(), fault)
    kind, detail = await last_event()
    assert kind == "refused" and detail.split(" ")[0] == refusals, detail
    assert answer.status_code in {403, 503} and await sessions() == 0
    number = await DB.value("select max(id) from auth_event")
    assert f"Номер для администратора: {number}" in answer.text and "Войти иначе" in answer.text
    assert "SCHOOL" not in answer.text and "1000000001" not in answer.text


@ways("way", FAULTY, indirect=True)
async def test_a_rotated_key_is_no_trouble_where_it_can_be_fetched(
    client: Browser, world: World, way: Emulated
) -> None:
    """OpenID Connect fetches the new key; the state's certificates are laid in by hand, and say so."""
    await ready(way, world)
    assert (await way.walk(client())).status_code == 303
    answer = await way.walk(client(), "rotated_key")
    if way.name == "direct":
        assert answer.status_code == 403 and (await last_event())[1].startswith("unsigned")
    else:
        assert answer.status_code == 303


@ways("way", FAULTY, indirect=True)
async def test_a_wrong_state_leads_to_no_attempt(client: Browser, world: World, way: Emulated) -> None:
    await ready(way, world)
    browser = client()
    back = await way.there(await way.begin(browser))
    for wrong in (back.replace("state=", "state=0"), back.replace("state=", "other=")):
        answer = await browser.get(wrong)
        assert answer.status_code == 403 and (await last_event())[0] == "attempt_over"
    assert await sessions() == 0
    assert (await way.finish(browser, back)).status_code == 303  # the right one is still good


@ways("way", FAULTY, indirect=True)
async def test_replay_the_way_back_is_good_once(client: Browser, world: World, way: Emulated) -> None:
    await ready(way, world)
    browser = client()
    back = await way.there(await way.begin(browser))
    page = await browser.get(back)
    assert (await browser.get(onwards(page))).status_code == 303
    await browser.post("/logout", data={"_hat": "parent"})
    for url in (back, onwards(page)):
        assert (await browser.get(url)).status_code == 403
    assert await sessions() == 0


@ways("way", FAULTY, indirect=True)
async def test_two_finishes_at_once_open_one_session(client: Browser, world: World, way: Emulated) -> None:
    await ready(way, world)
    browser = client()
    page = await browser.get(await way.there(await way.begin(browser)))
    answers = await asyncio.gather(*(browser.get(onwards(page)) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [303, 403, 403, 403] and await sessions() == 1


@ways("way", FAULTY, indirect=True)
async def test_wrong_browser_the_way_back_is_of_the_one_that_went(
    client: Browser, world: World, way: Emulated
) -> None:
    await ready(way, world)
    attacker, victim = client(), client()
    back = await way.there(await way.begin(attacker))
    await way.begin(victim)  # the victim has an attempt of its own under way
    answer = await victim.get(back)
    assert answer.status_code == 403 and await last_event() == ("attempt_over", "unknown")
    assert await sessions() == 0


@ways("way", FAULTY, indirect=True)
async def test_mixed_up_provider_an_answer_of_one_is_not_taken_to_another(
    client: Browser, world: World, way: Emulated
) -> None:
    await ready(way, world)
    other = Emulated("oidc", way.emulator, slug="other")
    await other.set_up()
    browser = client()
    back = await way.there(await way.begin(browser))
    mixed = back.replace(f"/auth/{way.slug}/", "/auth/other/")
    assert (await browser.get(mixed)).status_code == 403 and await sessions() == 0


@ways("way", FAULTY, indirect=True)
async def test_a_hung_server_is_given_up_with_a_way_back(
    client: Browser, world: World, way: Emulated
) -> None:
    way.seconds = 1.5
    await ready(way, world)
    began = time.monotonic()
    answer = await way.walk(client(), "hang")
    assert answer.status_code == 503 and "не отвечает" in answer.text and time.monotonic() - began < 8
    assert (await last_event())[1].startswith("unavailable") and "Войти иначе" in answer.text


@ways("way", FAULTY, indirect=True)
async def test_a_slow_server_delays_nobody_else(client: Browser, world: World, way: Emulated) -> None:
    await ready(way, world)
    await account_of(world, "boris")
    browser = client()
    back = await way.there(await way.begin(browser), "slow")
    slow = asyncio.create_task(way.finish(browser, back))
    await asyncio.sleep(0.3)
    began = time.monotonic()
    assert (await client().get("/login")).status_code == 200
    other = await client().post("/login", data={"login": "boris", "password": PASSWORD})
    assert other.status_code == 303 and time.monotonic() - began < 1.5 and not slow.done()
    assert (await slow).status_code == 303


@ways("way", ["direct"], indirect=True)
async def test_a_server_that_is_not_there_is_said_to_be_away(
    client: Browser, world: World, way: Emulated
) -> None:
    await ready(way, world)
    await DB.execute(
        "update identity_provider set config = jsonb_set(config, '{direct,host}', '\"http://127.0.0.1:9\"')"
    )
    await DB.execute("update identity_provider set changed_at = now()")
    browser = client()
    page = await browser.get(f"/auth/{way.slug}/start")
    go = await browser.get(onwards(page))
    if go.status_code == 303:  # the browser itself would find nobody there
        assert go.headers["location"].startswith("http://127.0.0.1:9/")
    else:
        assert go.status_code == 503
