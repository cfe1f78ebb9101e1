"""What every way in must hold, whatever stands behind it: one suite for all of them (IDENTITY, part 3).

`ALL` are five ways of proving and two passwords; `AWAY` send the browser to another system; `STATE` are believed as
the state's. A person of the cast is linked to the way's person, or to nobody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from identity.door import registry
from intranet.kit import crypto
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World
from tests.identity.conformance.ways import (
    ADULT,
    Emulated,
    FromDirectory,
    Way,
    account_of,
    make_adult,
    onwards,
)
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
STATE = ["gateway", "direct"]
FAULTY = ["oidc", *STATE]
AWAY = ["certified", *FAULTY]
LINKED = ["ldap", *AWAY]
ALL = ["local", *LINKED]
ways = pytest.mark.parametrize


async def sessions() -> int:
    return int(await DB.value("select count(*) from auth_session where revoked_at is null"))


async def last_event() -> tuple[str, str]:
    found = await DB.record("select kind, detail from auth_event order by id desc limit 1")
    return found[0], found[1]


async def ready(way: Way, world: World, who: str = "anna", **more: object) -> int:
    """The way stands and leads to somebody of the cast; the account."""
    await way.set_up(**more)
    account = await account_of(world, who)
    await way.link(account)
    return account


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
    if isinstance(way, Emulated) and way.kind == "esia":
        await DB.execute("update person set born = $2 where id = $1", world.people["kirill"], ADULT[3])
        await DB.execute("update person set born = null where id = $1", world.people["kirill"])
    answer = await way.walk(client())
    assert answer.status_code == 403 and "с 14 лет" in answer.text and "листок" in answer.text.lower()
    assert await last_event() == ("refused", "age") and await sessions() == 0
    assert await DB.value("select count(*) from external_identity") == before


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


@ways("way", FAULTY, indirect=True)
@ways(
    ("fault", "refusals"),
    [
        ("foreign_key", "unsigned"), ("alg_none", "unsigned"), ("hs256", "unsigned"), ("wrong_iss", "foreign"),
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
    assert (await browser.get(path)).status_code == 405
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
