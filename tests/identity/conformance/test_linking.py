"""One more way into the own account: begun by oneself, for oneself only."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World
from tests.identity.conformance.told import (
    AWAY,
    FAULTY,
    last_event,
    ready,
    ways,
)
from tests.identity.conformance.ways import (
    ADULT,
    Emulated,
    Way,
    onwards,
)

Browser = Callable[[], httpx.AsyncClient]


@ways("way", AWAY, indirect=True)
async def test_csrf_another_site_cannot_link_its_identity_here(
    client: Browser, world: World, way: Way
) -> None:
    """Linking is a form of our own, of this hat, after a fresh sign-in; the attempt is this session's."""
    await way.set_up()
    browser = await sign_in(client(), world, "anna", hat="parent")
    path = f"/profile/ways/{way.slug}"
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert (await browser.post(path, data={"_hat": "parent"}, headers=headers)).status_code == 403
    assert (await browser.get(path)).status_code in {303, 405}  # no page of its own: a link begins nothing
    assert await DB.value("select count(*) from auth_flow") == 0


@ways("way", FAULTY, indirect=True)
async def test_a_second_way_is_linked_by_oneself_and_then_opens_the_account(
    client: Browser, world: World, way: Emulated
) -> None:
    await way.set_up()
    browser = await sign_in(client(), world, "anna", hat="parent")
    if way.kind == "esia":
        await DB.execute("update person set born = $2 where id = $1", world.people["anna"], ADULT[3])
    page = await browser.post(f"/profile/ways/{way.slug}", data={"_hat": "parent"})
    away = await browser.get(onwards(page))
    answer = await way.finish(browser, await way.there(away.headers["location"]))
    assert answer.status_code == 303 and answer.headers["location"].startswith("/profile"), answer.text
    assert await DB.value("select linked_by from external_identity") == "self"
    assert (await way.walk(client())).headers["location"] == "/"


@ways("way", FAULTY, indirect=True)
async def test_a_link_is_finished_by_the_session_that_began_it(
    client: Browser, world: World, way: Emulated
) -> None:
    """The same browser, another session meanwhile: whoever signed in later gets no stranger's way in."""
    await way.set_up()
    browser = await sign_in(client(), world, "anna", hat="parent")
    page = await browser.post(f"/profile/ways/{way.slug}", data={"_hat": "parent"})
    away = await browser.get(onwards(page))
    back = await way.there(away.headers["location"])
    attempt = browser.cookies["flow"]
    await browser.post("/logout", data={"_hat": "parent"})
    await sign_in(browser, world, "boris")
    assert "flow" not in browser.cookies  # whoever enters forgets what was begun before
    browser.cookies.set("flow", attempt)
    answer = await way.finish(browser, back)
    assert answer.status_code == 403 and await last_event() == ("attempt_over", "session")
    assert await DB.value("select count(*) from external_identity") == 0


@ways("way", FAULTY, indirect=True)
async def test_somebody_elses_identity_cannot_be_linked(client: Browser, world: World, way: Emulated) -> None:
    await ready(way, world, "boris")
    browser = await sign_in(client(), world, "anna", hat="parent")
    if way.kind == "esia":
        await DB.execute("update person set born = $2 where id = $1", world.people["anna"], ADULT[3])
    page = await browser.post(f"/profile/ways/{way.slug}", data={"_hat": "parent"})
    away = await browser.get(onwards(page))
    answer = await way.finish(browser, await way.there(away.headers["location"]))
    assert answer.status_code in {403, 422} and "привязан к другому человеку" in answer.text
    assert (
        await DB.value("select a.person from external_identity x join account a on a.id = x.account")
        == (world.people["boris"])
    )
