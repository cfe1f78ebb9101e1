"""What holds for everybody who enters, by whatever way: links, gates, tokens, where to."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from identity.door import registry
from intranet.kit import crypto
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World
from tests.identity.conformance.told import (
    ALL,
    LINKED,
    last_event,
    ready,
    sessions,
    ways,
)
from tests.identity.conformance.ways import (
    Emulated,
    FromDirectory,
    Way,
)

Browser = Callable[[], httpx.AsyncClient]


@ways("way", ALL, indirect=True)
async def test_somebody_who_is_linked_enters(client: Browser, world: World, way: Way) -> None:
    account = await ready(way, world)
    browser = client()
    answer = await way.walk(browser, next_path="/diary/marks")
    assert answer.status_code == 303 and answer.headers["location"] == "/diary/marks", answer.text
    assert (await browser.get("/profile")).status_code == 200
    found = await DB.record(
        "select s.account, p.slug from auth_session s join identity_provider p on p.id = s.provider"
    )
    assert tuple(found) == (account, way.slug)
    assert (await last_event())[0] == "signed_in"


@ways("way", LINKED, indirect=True)
async def test_unlinked_somebody_is_asked_for_a_code_and_is_not_in(
    client: Browser, world: World, way: Way
) -> None:
    await way.set_up()
    browser = client()
    answer = await way.walk(browser)
    assert answer.status_code == 303 and answer.headers["location"] == "/login/code"
    assert await sessions() == 0 and await DB.value("select count(*) from account") == 0
    assert (await browser.get("/profile")).status_code == 303
    assert (await browser.get("/login/code")).status_code == 200


@ways("way", ALL, indirect=True)
@ways("status", ["suspended", "archived"])
async def test_suspended_somebody_is_told_so(client: Browser, world: World, way: Way, status: str) -> None:
    account = await ready(way, world)
    await DB.execute("update account set status = $2 where id = $1", account, status)
    answer = await way.walk(client())
    assert answer.status_code in {403, 422} and "учётная запись закрыта" in answer.text
    assert await last_event() == ("suspended", status) and await sessions() == 0
    number = await DB.value("select max(id) from auth_event")
    assert f"Номер для администратора: {number}" in answer.text


@ways("way", ALL, indirect=True)
async def test_somebody_without_a_role_today_is_told_so(client: Browser, world: World, way: Way) -> None:
    account = await ready(way, world)
    await DB.execute("update guardianship set until = '2026-09-02'")
    answer = await way.walk(client())
    assert answer.status_code in {403, 422} and "роли в школе у вас сейчас нет" in answer.text
    assert (await last_event())[0] == "no_hat" and await sessions() == 0 and account


@ways("way", ALL, indirect=True)
async def test_under_14_a_clear_sentence_and_no_half_account(client: Browser, world: World, way: Way) -> None:
    """Кирилл is eleven by our register, whatever the other side says of his age."""
    await ready(way, world, "kirill", min_age=14)
    before = await DB.value("select count(*) from external_identity")
    answer = await way.walk(client())
    assert answer.status_code == 403 and "с 14 лет" in answer.text and "листок" in answer.text.lower()
    assert await last_event() == ("refused", "age") and await sessions() == 0
    assert await DB.value("select count(*) from external_identity") == before


@ways("way", ALL, indirect=True)
async def test_a_way_is_not_for_every_role(client: Browser, world: World, way: Way) -> None:
    await ready(way, world, hats=["secretary"])
    answer = await way.walk(client())
    assert answer.status_code == 403 and "не для вашей роли" in answer.text
    assert await last_event() == ("refused", "hat") and await sessions() == 0


@ways("way", ALL, indirect=True)
async def test_fixation_every_token_is_new(client: Browser, world: World, way: Way) -> None:
    await ready(way, world)
    browser = client()
    planted = "A" * 43
    for name in ("sid", "device"):
        browser.cookies.set(name, planted, domain="school.test")
    answer = await way.walk(browser)
    token = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("sid="))
    assert answer.status_code == 303 and planted not in token
    thief = client()
    thief.cookies.set("sid", planted)
    assert (await thief.get("/profile")).status_code == 303


@ways("way", ALL, indirect=True)
async def test_what_the_browser_had_before_ends(client: Browser, world: World, way: Way) -> None:
    await ready(way, world)
    browser = await sign_in(client(), world, "dasha")
    old = browser.cookies["sid"]
    del browser.cookies["sid"]
    browser.cookies.set("sid", old, domain="school.test")
    assert (await way.walk(browser)).status_code == 303
    thief = client()
    thief.cookies.set("sid", old)
    assert (await thief.get("/profile")).status_code == 303 and await sessions() == 1


@ways("way", ALL, indirect=True)
@ways("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/login", "javascript:x"])
async def test_open_redirect_next_stays_here(client: Browser, world: World, way: Way, wanted: str) -> None:
    await ready(way, world)
    answer = await way.walk(client(), next_path=wanted)
    assert answer.status_code == 303 and answer.headers["location"] == "/"


@ways("way", LINKED, indirect=True)
async def test_a_second_factor_is_asked_whatever_proved_the_first(
    client: Browser, world: World, way: Way
) -> None:
    account = await ready(way, world)
    await DB.execute(
        "insert into factor (account, kind, title, secret, created_at, confirmed_at)"
        " values ($1, 'totp', '', $2, now(), now())", account, crypto.seal("JBSWY3DPEHPK3PXP"),
    )  # fmt: skip
    browser = client()
    answer = await way.walk(browser)
    assert answer.headers["location"] == "/login/factor" and await sessions() == 0
    assert (await browser.get("/profile")).status_code == 303


@ways("way", LINKED, indirect=True)
async def test_a_switched_off_way_opens_nothing_and_ends_nothing(
    client: Browser, world: World, way: Way
) -> None:
    await ready(way, world)
    inside = client()
    assert (await way.walk(inside)).status_code == 303
    await DB.execute(
        "update identity_provider set is_enabled = false, changed_at = now() where slug = $1", way.slug
    )
    if way.kind == "ldap":
        assert (await way.walk(client())).status_code == 422
    else:
        assert (await client().get(f"/auth/{way.slug}/start")).status_code == 404
    assert (await inside.get("/profile")).status_code == 200


@ways("way", ["ldap"], indirect=True)
async def test_a_person_moved_from_ldap_to_oidc_stays_the_same_person(
    client: Browser, world: World, way: FromDirectory, emulator: object
) -> None:
    account = await ready(way, world, "elena")
    assert (await way.walk(client())).status_code == 303
    other = Emulated("oidc", emulator, slug="other")  # type: ignore[arg-type]
    await other.set_up()
    await other.link(account)
    await DB.execute("update identity_provider set is_enabled = false where slug = $1", way.slug)
    assert (await other.walk(client())).status_code == 303
    people = await DB.rows(
        int, "select distinct a.person from auth_session s join account a on a.id = s.account"
    )
    assert people == [world.people["elena"]] and await DB.value("select count(*) from account") == 1


async def test_code_brute_force_five_wrong_ones_end_the_attempt(
    client: Browser, world: World, emulator: object
) -> None:
    way = Emulated("gateway", emulator)  # type: ignore[arg-type]
    await way.set_up()
    browser = client()
    await way.walk(browser)
    statuses = []
    for n in range(7):
        answer = await browser.post("/login/code", data={"code": f"dddd-dddd-ddd{'fhjkmnq'[n]}"})
        statuses.append(answer.status_code)
    assert statuses[0] == 422 and 303 not in statuses[:5] and await sessions() == 0
    assert await DB.value("select count(*) from auth_flow where stage = 'code'") == 0
    assert await DB.value("select count(*) from external_identity") == 0


def test_every_kind_has_a_way_here() -> None:
    """A new kind of provider joins this suite."""
    assert set(registry.KINDS) == {"local", "oidc", "esia", "ldap"}
