"""Whose account the state's word opens: one sure match by number; a half one waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx

from intranet.kit.db import DB
from tests.factories import World
from tests.identity.conformance.told import (
    STATE,
    last_event,
    ready,
    sessions,
    ways,
)
from tests.identity.conformance.ways import (
    ADULT,
    Emulated,
    make_adult,
)

Browser = Callable[[], httpx.AsyncClient]


@ways("way", STATE, indirect=True)
async def test_a_thirteen_year_old_found_by_number_gets_no_account(
    client: Browser, world: World, way: Emulated
) -> None:
    """The number and everything else agree, but the age does not: nothing is opened."""
    await way.set_up(min_age=14)
    born = date.today().replace(year=date.today().year - 13, day=1)
    await make_adult(world.people["kirill"])
    await DB.execute("update person set born = $2 where id = $1", world.people["kirill"], born)
    answer = await way.walk(client())
    assert answer.status_code in {303, 403} and await sessions() == 0
    assert await DB.value("select count(*) from account") == 0
    assert await DB.value("select count(*) from external_identity") == 0


@ways("way", STATE, indirect=True)
async def test_one_sure_match_by_number_lands_at_home(client: Browser, world: World, way: Emulated) -> None:
    await way.set_up(min_age=14)
    await make_adult(world.people["anna"])
    browser = client()
    answer = await way.walk(browser, next_path="/diary")
    assert answer.status_code == 303 and answer.headers["location"] == "/diary", answer.text
    found = await DB.record(
        "select x.linked_by, a.person from external_identity x join account a on a.id = x.account"
    )
    assert tuple(found) == ("snils", world.people["anna"])
    assert (await way.walk(client())).status_code == 303
    assert await DB.value("select count(*) from external_identity") == 1


@ways("way", STATE, indirect=True)
@ways("change", ["born", "surname", "number", "namesake", "left"])
async def test_two_matches_or_a_half_one_wait_for_a_person(
    client: Browser, world: World, way: Emulated, change: str
) -> None:
    await way.set_up()
    anna, boris = world.people["anna"], world.people["boris"]
    await make_adult(anna)
    key = " ".join(ADULT[:3]).lower()
    statements = {
        "born": ("update person set born = '1985-02-12' where id = $1", anna),
        "surname": (
            "update person set surname = 'Иная', name_key = 'иная ирина олеговна' where id = $1",
            anna,
        ),
        "number": ("update person set snils_print = null where id = $1", anna),
        "namesake": (f"update person set name_key = '{key}', born = null where id = $1", boris),
        "left": ("update guardianship set until = '2026-09-02' where guardian = $1", anna),
    }
    await DB.execute(*statements[change])
    answer = await way.walk(client())
    assert answer.headers["location"] == "/login/code" and await sessions() == 0
    assert await DB.value("select count(*) from external_identity") == 0
    queued = await DB.value("select count(*) from link_review where state = 'open'")
    assert queued == (0 if change == "left" else 1)
    if queued:
        facts = await DB.value("select facts from link_review")
        assert "Соколова".encode() not in facts and b"112" not in facts


@ways("way", ["oidc"], indirect=True)
async def test_a_number_is_believed_of_the_state_only(client: Browser, world: World, way: Emulated) -> None:
    await way.set_up(trust="school")
    await make_adult(world.people["anna"])
    answer = await way.walk(client())
    assert answer.headers["location"] == "/login/code"
    assert await DB.value("select count(*) from link_review") == 0


@ways("way", STATE, indirect=True)
async def test_snils_enumeration_known_and_unknown_numbers_look_the_same(
    client: Browser, world: World, way: Emulated
) -> None:
    await way.set_up()
    first, second = client(), client()
    unknown = await way.walk(first)
    await make_adult(world.people["anna"])
    await DB.execute("update person set born = '1985-02-12' where id = $1", world.people["anna"])
    doubted = await way.walk(second)
    assert (unknown.status_code, unknown.headers["location"]) == (
        doubted.status_code,
        doubted.headers["location"],
    )
    pages = [(await browser.get("/login/code")).text for browser in (first, second)]
    assert pages[0] == pages[1]


@ways("way", STATE, indirect=True)
async def test_the_birth_date_is_compared_at_every_sign_in(
    client: Browser, world: World, way: Emulated
) -> None:
    await ready(way, world)
    await DB.execute("update person set born = $2 where id = $1", world.people["anna"], ADULT[3])
    assert (await way.walk(client())).status_code == 303
    await DB.execute("update person set born = '1985-02-12' where id = $1", world.people["anna"])
    answer = await way.walk(client())
    assert answer.status_code == 403 and await last_event() == ("refused", "born")


@ways("way", STATE, indirect=True)
async def test_an_unconfirmed_account_there_is_nobody_here(
    client: Browser, world: World, way: Emulated
) -> None:
    way.persona = "unconfirmed"
    await ready(way, world)
    answer = await way.walk(client())
    assert answer.status_code == 403 and "не подтверждена" in answer.text
    assert (await last_event())[1].startswith("unconfirmed")
