"""A fresh sign-in for dangerous things, and machines that others use too."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from identity.door import registry, session
from identity.door.entering import Pending
from identity.door.fresh import proved_elsewhere
from identity.door.providers import VerifiedIdentity
from identity.door.refusals import Refused
from identity.door.visitor import Visitor
from identity.local import passwords
from intranet.kit import clock
from intranet.kit.access import Signed
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, insert, make_school
from tests.identity.factors.shown import Key, add_key, asked, code, give_app, show_key, wrong_code
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
AGAIN = "/login/again"


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def older(minutes: int = 30) -> None:
    """Time passes since everybody last proved who they are."""
    await DB.execute("update auth_session set proved_at = proved_at - make_interval(mins => $1)", minutes)


async def is_fresh(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/profile/factors/new")).status_code == 200


async def prove(browser: httpx.AsyncClient, **shown: str) -> httpx.Response:
    return await browser.post(AGAIN, data={"next": "/profile/factors/new"} | shown)


async def test_a_dangerous_page_asks_for_the_password_again(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert await is_fresh(browser)
    await older(11)
    answer = await browser.get("/profile/factors/new")
    assert answer.headers["location"] == f"{AGAIN}?next=%2Fprofile%2Ffactors%2Fnew"
    assert (await browser.get("/journal")).status_code == 200  # daily work goes on
    page = await browser.get(answer.headers["location"])
    assert "Подтвердите, что это вы" in page.text and 'value="/profile/factors/new"' in page.text
    wrong = await prove(browser, password="wrong")
    assert wrong.status_code == 422 and "Пароль не подошёл" in wrong.text and not await is_fresh(browser)
    right = await prove(browser, password=PASSWORD)
    assert right.status_code == 303 and right.headers["location"] == "/profile/factors/new"
    assert await is_fresh(browser)


async def test_next_leads_only_to_this_site(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    for wanted in ("https://evil.test/", "//evil.test", "/\\evil.test", "/login/again"):
        answer = await prove(browser, password=PASSWORD, next=wanted)
        assert answer.headers["location"] == "/"


async def test_another_persons_password_does_not_fit(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await make_account(world.people["olga"], "olga")
    own = await passwords.hash_secret("another-word-2026")
    await DB.execute(
        "update local_credential set phc = $1 where account = (select id from account where login = 'elena')",
        own,
    )
    await older()
    answer = await prove(browser, password=PASSWORD, login="olga")  # it is hers, not Elena's
    assert answer.status_code == 422 and not await is_fresh(browser)
    assert (await prove(browser, password="another-word-2026")).status_code == 303


async def test_guessing_it_is_slow(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await older()
    statuses = [(await prove(browser, password=f"wrong-{n}")).status_code for n in range(6)]
    assert statuses == [422] * 5 + [429]
    assert (await prove(browser, password=PASSWORD)).status_code == 429


async def test_a_directory_that_cannot_be_asked_costs_no_attempt(client: Browser, world: World) -> None:
    """Its settings are wrong: as at the sign-in, a sentence, and nobody is slowed down."""
    browser = await sign_in(client(), world, "elena", hat="teacher")
    provider = await insert("identity_provider", slug="net", kind="ldap", title="Сеть", config={})
    await DB.execute("update account set provider = $1", provider)
    await older()
    answers = [await prove(browser, password=PASSWORD) for _ in range(7)]
    assert [one.status_code for one in answers] == [503] * 7 and "не отвечает" in answers[0].text
    assert not await is_fresh(browser)
    assert await DB.value("select coalesce(sum(level), 0) from auth_throttle where kind <> 'request'") == 0


async def test_whoever_has_a_factor_shows_it_too(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await give_app(await DB.value("select id from account"))
    await older()
    assert "Код из приложения" in (await browser.get(AGAIN)).text
    for shown in ({}, {"code": wrong_code()}, {"recovery": "dddd-dddd-dddd"}):
        answer = await prove(browser, password=PASSWORD, **shown)
        assert answer.status_code == 422 and not await is_fresh(browser)
    assert (await prove(browser, password="wrong", code=code())).status_code == 422
    assert (await prove(browser, password=PASSWORD, code=code())).status_code == 303
    assert await is_fresh(browser)


async def test_its_codes_are_throttled_too(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await give_app(await DB.value("select id from account"))
    await older()
    statuses = [(await prove(browser, password=PASSWORD, code=wrong_code())).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


async def test_a_passkey_is_enough_and_must_be_ones_own(client: Browser, world: World) -> None:
    mine, other = Key(), Key()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    stranger = await sign_in(client(), world, "olga", hat="teacher")
    await add_key(browser, mine)
    await add_key(stranger, other)
    await older()
    given = await asked(browser, f"{AGAIN}/options")
    sent = {"state": given["state"], "answer": mine.answer(given["options"])}
    assert (await stranger.post(AGAIN, data=sent)).status_code == 422
    assert (await show_key(browser, other, AGAIN)).status_code == 422 and not await is_fresh(browser)
    assert (await show_key(browser, mine, AGAIN)).status_code == 303 and await is_fresh(browser)


async def linked(account: int) -> None:
    provider = await insert("identity_provider", slug="network", kind="oidc", title="Школьная сеть")
    await insert(
        "external_identity", account=account, provider=provider, issuer="https://idp", subject="s1",
        linked_by="admin", linked_at=clock.real_now(),
    )  # fmt: skip


async def signed_of(browser: httpx.AsyncClient) -> Signed:
    found = await session.load(browser.cookies["sid"])
    assert found is not None
    return found


def proof(subject: str) -> VerifiedIdentity:
    return VerifiedIdentity("network", "https://idp", subject, clock.real_now())


async def test_linked_ways_are_offered_and_prove_again(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await linked(await DB.value("select id from account"))
    await older()
    page = await browser.get(f"{AGAIN}?next=/journal")
    assert "/auth/network/start?purpose=again&amp;next=/journal" in page.text
    row = await registry.provider_row("network")
    assert row is not None
    with pytest.raises(Refused, match="другой человек"):
        await proved_elsewhere(await signed_of(browser), Visitor("", ""), row, proof("s2"), "/")
    assert not await is_fresh(browser)
    assert await proved_elsewhere(await signed_of(browser), Visitor("", ""), row, proof("s1"), "/") is None
    assert await is_fresh(browser)


async def test_after_a_linked_way_the_factor_is_asked_in_the_same_session(
    client: Browser, world: World
) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    account = await DB.value("select id from account")
    await linked(account)
    await give_app(account)
    await older()
    row = await registry.provider_row("network")
    assert row is not None
    found = await proved_elsewhere(await signed_of(browser), Visitor("", ""), row, proof("s1"), "/journal")
    assert isinstance(found, Pending) and not await is_fresh(browser)
    thief = client()
    for one in (thief, browser):
        one.cookies.set("flow", found.browser)
    assert (await thief.get("/login/factor")).headers["location"] == "/login"
    assert (await thief.post("/login/factor", data={"code": code()})).status_code == 422
    sid = browser.cookies["sid"]
    answer = await browser.post("/login/factor", data={"code": code()})
    assert answer.status_code == 303 and answer.headers["location"] == "/journal"
    assert browser.cookies["sid"] == sid and await is_fresh(browser)
    assert await DB.value("select count(*) from auth_session") == 1


DANGEROUS = (
    ("oleg", "administrator", "/office/hats"), ("svetlana", "secretary", "/office/years/{year}/rollover"),
    ("svetlana", "secretary", "/office/years/{year}/rollover/undo"),
    ("svetlana", "secretary", "/office/import/{batch}/undo"),
    ("irina", "head_teacher", "/reports/journal.class_summary/whole"),
    ("elena", "teacher", "/profile/factors/recovery"), ("elena", "teacher", "/profile/factors/app"),
)  # fmt: skip


@pytest.mark.parametrize(("login", "hat", "path"), DANGEROUS)
async def test_dangerous_actions_want_a_fresh_sign_in(
    client: Browser, world: World, login: str, hat: str, path: str
) -> None:
    batch = await insert(
        "import_batch", kind="staff", file_name="a", made_by_hat="secretary", made_at=clock.real_now()
    )
    browser = await sign_in(client(), world, login, hat=hat)
    await older(21)
    answer = await browser.post(path.format(year=world.year, batch=batch), data={"_hat": hat})
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{AGAIN}?next=%2F")


async def test_a_teachers_own_classes_at_once_stay_free(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await older(21)
    answer = await browser.post("/reports/journal.class_summary/whole", data={})
    assert not answer.headers.get("location", "").startswith(AGAIN)


async def lasts() -> float:
    """Minutes until the newest session ends by idleness."""
    return float(
        await DB.value(
            "select extract(epoch from idle_until - last_seen_at) / 60 from auth_session"
            " order by id desc limit 1"
        )
    )


async def test_on_a_shared_machine_fifteen_idle_minutes_end_it(client: Browser, world: World) -> None:
    await make_account(world.people["elena"], "elena")
    browser = client()
    await browser.post("/login", data={"login": "elena", "password": PASSWORD, "is_shared": "y"})
    assert await lasts() == pytest.approx(15, abs=0.1)
    await DB.execute("update auth_session set last_seen_at = last_seen_at - interval '14 minutes',"
                     " idle_until = idle_until - interval '14 minutes'")  # fmt: skip
    assert (await browser.get("/profile")).status_code == 200  # and it slides
    assert await lasts() == pytest.approx(15, abs=0.1)
    await DB.execute("update auth_session set idle_until = idle_until - interval '15 minutes'")
    assert (await browser.get("/profile")).status_code == 303


@pytest.mark.parametrize("hat", ["teacher", "parent"])
async def test_the_shared_limit_holds_in_every_hat(client: Browser, world: World, hat: str) -> None:
    await make_account(world.people["elena"], "elena")
    browser = client()
    await browser.post("/login", data={"login": "elena", "password": PASSWORD, "is_shared": "y"})
    worn = await DB.value("select hat from auth_session")
    if worn != hat:
        await browser.post("/hat", data={"hat": hat, "_hat": worn})
    assert await DB.value("select hat from auth_session order by id desc limit 1") == hat
    assert await lasts() == pytest.approx(15, abs=0.1)


async def test_the_school_sets_the_shared_limit(client: Browser, world: World) -> None:
    await insert("setting", key=session.SHARED_IDLE.key, value=5, since=TODAY, set_at=clock.real_now())
    await make_account(world.people["dasha"], "dasha")
    browser = client()
    await browser.post("/login", data={"login": "dasha", "password": PASSWORD, "is_shared": "y"})
    assert await lasts() == pytest.approx(5, abs=0.1)
    await client().post("/login", data={"login": "dasha", "password": PASSWORD})
    assert await lasts() > 60
