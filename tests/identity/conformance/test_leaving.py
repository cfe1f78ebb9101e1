"""Signing out: here at once, there if wished, and here too when there somebody signs out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from intranet.kit.db import DB
from tests.factories import World
from tests.identity.conformance.told import AWAY, ready, sessions, ways
from tests.identity.conformance.ways import Certified, Way
from tests.identity.oidc import there
from tests.identity.oidc.conftest import Orders

Browser = Callable[[], httpx.AsyncClient]
LEAVE = re.compile(r'href="(/auth/[^"]+/leave[?]state=[^"]+)"')


@pytest.fixture
async def staying() -> AsyncIterator[there.Person]:
    """A browser that the certified provider knows from one visit to the next."""
    async with httpx.AsyncClient() as http:
        yield there.Person(http)


async def leave(browser: httpx.AsyncClient, others: int = 0) -> str:
    """Sign out here (others stay); the link to sign out there too."""
    page = await browser.post("/logout", data={"_hat": "parent"})
    assert page.status_code == 200 and await sessions() == others, page.text
    assert "Вы вышли" in page.text and any(
        "Max-Age=0" in line for line in page.headers.get_list("set-cookie")
    )
    found = LEAVE.search(page.text)
    assert found is not None, page.text
    return found.group(1).replace("&amp;", "&")


@ways("way", AWAY, indirect=True)
async def test_signing_out_ends_it_here_and_offers_to_end_it_there(
    client: Browser, world: World, way: Way
) -> None:
    await ready(way, world)
    browser = client()
    await way.walk(browser)
    link = await leave(browser)
    there_ = await browser.get(link)
    assert there_.status_code == 303, there_.text
    query = parse_qs(urlsplit(there_.headers["location"]).query)
    back = query.get("post_logout_redirect_uri") or query["redirect_url"]
    assert back[0].endswith("/login") and "school.test" in back[0]
    again = await browser.get(link)
    assert again.status_code == 403  # once


@ways("way", AWAY, indirect=True)
async def test_another_browser_cannot_use_the_link(client: Browser, world: World, way: Way) -> None:
    await ready(way, world)
    browser = client()
    await way.walk(browser)
    assert (await client().get(await leave(browser))).status_code == 403


@ways("way", ["certified"], indirect=True)
async def test_signing_out_there_asks_for_the_password_there_again(
    client: Browser, world: World, way: Certified, staying: there.Person
) -> None:
    way.person = staying
    await ready(way, world)
    browser = client()
    await way.walk(browser)
    url = (await browser.get(await leave(browser))).headers["location"]
    assert (await staying.go(url)).startswith(there.HOME)
    forms = staying.forms
    assert (await way.walk(browser)).status_code == 303 and staying.forms > forms


@ways("way", ["certified"], indirect=True)
async def test_an_order_from_there_ends_what_it_opened_here_once(
    client: Browser, world: World, way: Certified, staying: there.Person, orders: Orders
) -> None:
    """The certified provider posts the order itself; it is handed to our route as it came."""
    way.person = staying
    await ready(way, world)
    browser, other = client(), client()
    await way.walk(browser)
    page = await other.post("/login", data={"login": "anna", "password": "parta-test-2026"})
    assert page.status_code == 303 and await sessions() == 2
    id_token_url = (await browser.get(await leave(browser, 1))).headers["location"]
    await way.walk(browser)
    assert await sessions() == 2
    await staying.go(id_token_url)
    form = await orders.next()
    told = await client().post("/auth/op/backchannel", data=form)
    assert told.status_code == 200 and told.headers["cache-control"] == "no-store"
    assert (await browser.get("/profile")).status_code == 303
    assert (await other.get("/profile")).status_code == 200  # a password of this house opened it
    replayed = await client().post("/auth/op/backchannel", data=form)
    assert replayed.status_code == 400 and await sessions() == 1
    assert await DB.value("select count(*) from auth_event where kind = 'backchannel'") == 1


@ways("way", ["certified"], indirect=True)
@pytest.mark.parametrize("form", [{}, {"logout_token": "x"}, {"logout_token": "a.b.c"}, {"id_token": "x"}])
async def test_what_is_no_order_ends_nothing(
    client: Browser, world: World, way: Certified, form: dict[str, str]
) -> None:
    await ready(way, world)
    await way.walk(client())
    answer = await client().post("/auth/op/backchannel", data=form)
    assert answer.status_code == 400 and await sessions() == 1
