"""The second step of a sign-in: asked whoever proved the first, once, in one browser, a few times only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from identity.door import registry
from identity.door.entering import Pending, Wish, enter
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.visitor import Visitor
from identity.factors.events import FactorChanged
from intranet.kit import clock, events
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World, insert, make_school
from tests.identity.factors.shown import alert, code, codes_of, first_step, give_app, guarded, wrong_code
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]


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


async def forget_steps() -> None:
    """As if half a minute had passed: the app's codes are new."""
    await DB.execute("update factor set last_step = 0")


async def refused_with(browser: httpx.AsyncClient, shown: str) -> httpx.Response:
    return await browser.post("/login/factor", data={"code": shown})


async def kinds_noted() -> list[str]:
    return await DB.rows(str, "select kind from auth_event order by id")


async def test_a_password_alone_is_not_enough(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    assert "sid" not in browser.cookies and await DB.value("select count(*) from auth_session") == 0
    assert (await browser.get("/profile")).headers["location"] == "/login?next=%2Fprofile"
    page = await browser.get("/login/factor")
    assert page.status_code == 200 and "Код из приложения" in page.text and "one-time-code" in page.text
    answer = await refused_with(browser, code())
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert (await browser.get("/profile")).status_code == 200
    assert await DB.value("select factor from auth_session") == "totp"


async def test_the_page_that_was_asked_for_opens_after_the_second_step(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    browser = await first_step(client(), "elena", next="/journal?x=1", is_shared="y")
    assert (await refused_with(browser, code())).headers["location"] == "/journal?x=1"
    assert await DB.value("select is_shared from auth_session")


async def test_a_code_works_once(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    shown = code()
    assert (await refused_with(await first_step(client(), "elena"), shown)).status_code == 303
    again = await refused_with(await first_step(client(), "elena"), shown)
    assert again.status_code == 422 and "Код не подошёл" in again.text


async def test_of_two_equal_codes_at_once_one_is_taken(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    browsers = [await first_step(client(), "elena") for _ in range(4)]
    shown = code()
    answers = await asyncio.gather(*(refused_with(browser, shown) for browser in browsers))
    assert [answer.status_code for answer in answers].count(303) == 1
    assert {answer.status_code for answer in answers} <= {303, 422, 429}


@pytest.mark.parametrize(("step", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
async def test_clocks_may_differ_by_one_step(
    client: Browser, world: World, step: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guarded(world, "elena")
    now = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: now)
    assert (await refused_with(await first_step(client(), "elena"), code(step))).status_code == status


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}-{b} ", "{a}\u00a0{b}"])
async def test_a_code_is_read_forgivingly(client: Browser, world: World, typed: str) -> None:
    await guarded(world, "elena")
    shown = code()
    browser = await first_step(client(), "elena")
    assert (await refused_with(browser, typed.format(a=shown[:3], b=shown[3:]))).status_code == 303


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "абвгде", "١٢٣٤٥٦", "x" * 5000, "0" * 190])
async def test_what_is_no_code_is_refused(client: Browser, world: World, typed: str) -> None:
    await guarded(world, "elena")
    answer = await refused_with(await first_step(client(), "elena"), typed)
    assert answer.status_code in {200, 422} and await DB.value("select count(*) from auth_session") == 0


async def test_five_wrong_codes_end_the_attempt(
    client: Browser, world: World, told: list[FactorChanged]
) -> None:
    account = await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    for _ in range(4):
        answer = await refused_with(browser, wrong_code())
        assert answer.status_code == 422 and "Код не подошёл" in alert(answer.text) + answer.text
    answer = await refused_with(browser, wrong_code())
    assert answer.status_code == 403 and "Начните вход сначала" in answer.text
    assert (await refused_with(browser, code())).status_code == 422  # no attempt any more: the sign-in page
    assert (await browser.get("/login/factor")).headers["location"] == "/login"
    assert await DB.value("select count(*) from auth_session") == 0
    assert [(one.change, one.account) for one in told] == [("guessed", account)]
    assert (await kinds_noted()).count("factor_over") == 1


async def test_codes_are_throttled_per_account_over_all_attempts(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    await guarded(world, "olga")
    browser = await first_step(client(), "elena")
    for _ in range(5):
        await refused_with(browser, wrong_code())
    other = await first_step(client(), "elena")
    answer = await refused_with(other, code())
    assert answer.status_code == 429 and "Слишком много попыток" in answer.text
    assert (await refused_with(await first_step(client(), "olga"), code())).status_code == 303
    await DB.execute("update auth_throttle set until = until - interval '1 minute' where kind = 'factor'")
    assert (await refused_with(other, code())).status_code == 303
    assert await DB.value("select count(*) from auth_throttle where kind = 'factor'") == 0


async def test_a_hundred_guesses_at_once_are_five(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    await asyncio.gather(*(refused_with(browser, wrong_code()) for _ in range(30)))
    assert (await kinds_noted()).count("factor_refused") <= 5


async def test_a_recovery_code_works_once_and_is_told(
    client: Browser, world: World, told: list[FactorChanged]
) -> None:
    account = await guarded(world, "elena")
    paper = await codes_of(account)
    assert len(set(paper)) == 10 and all(len(one) == 14 for one in paper)
    typed = paper[0].upper().replace("-", " ")
    browser = await first_step(client(), "elena")
    assert (await browser.post("/login/factor", data={"recovery": typed})).status_code == 303
    assert await DB.value("select factor from auth_session where revoked_at is null") == "code"
    again = await first_step(client(), "elena")
    assert (await again.post("/login/factor", data={"recovery": paper[0]})).status_code == 422
    assert (await again.post("/login/factor", data={"recovery": paper[1]})).status_code == 303
    assert [one.change for one in told] == ["code_used", "code_used"]


async def test_recovery_codes_are_kept_as_keyed_hashes_of_one_account(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    await guarded(world, "olga")
    paper = await codes_of(account)
    assert await DB.value("select min(octet_length(code_hash)) from recovery_code") == 32
    assert (
        await DB.value(
            "select count(*) from recovery_code where position($1::bytea in code_hash) > 0", paper[0].encode()
        )
        == 0
    )
    answer = await (await first_step(client(), "olga")).post("/login/factor", data={"recovery": paper[0]})
    assert answer.status_code == 422


async def test_another_browser_cannot_take_the_second_step(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    await first_step(client(), "elena")
    stranger = client()
    assert (await stranger.get("/login/factor")).headers["location"] == "/login"
    assert (await refused_with(stranger, code())).status_code == 422
    stranger.cookies.set("flow", "A" * 43)
    assert (await refused_with(stranger, code())).status_code == 422
    assert await DB.value("select count(*) from auth_session") == 0


async def test_the_token_is_new_after_the_second_step(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    planted = "B" * 43
    browser = client()
    browser.cookies.set("sid", planted)
    await first_step(browser, "elena")
    answer = await refused_with(browser, code())
    lines = [line for line in answer.headers.get_list("set-cookie") if line.startswith("sid=")]
    assert len(lines) == 1 and planted not in lines[0]
    assert any(line.startswith("flow=;") for line in answer.headers.get_list("set-cookie"))
    assert await DB.value("select count(*) from auth_session where account = $1", account) == 1


async def test_the_attempt_is_over_once_it_has_let_in(client: Browser, world: World) -> None:
    await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    flow = browser.cookies["flow"]
    assert (await refused_with(browser, code())).status_code == 303
    thief = client()
    thief.cookies.set("flow", flow)
    await forget_steps()
    assert (await refused_with(thief, code(1))).status_code == 422


async def test_a_password_changed_meanwhile_ends_the_attempt(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    await DB.execute("update local_credential set changed_at = now() where account = $1", account)
    assert (await refused_with(browser, code())).status_code == 422
    assert await DB.value("select count(*) from auth_session") == 0


async def test_an_account_shut_meanwhile_ends_the_attempt(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    browser = await first_step(client(), "elena")
    await DB.execute("update account set status = 'suspended' where id = $1", account)
    answer = await refused_with(browser, code())
    assert answer.status_code == 422 and "закрыта" in answer.text
    assert await DB.value("select count(*) from auth_session") == 0


async def outside(account: int) -> ProviderRow:
    """Another system that this account is linked to."""
    provider = await insert("identity_provider", slug="network", kind="oidc", title="Школьная сеть")
    await insert(
        "external_identity", account=account, provider=provider, issuer="https://idp", subject="s1",
        linked_by="admin", linked_at=clock.real_now(),
    )  # fmt: skip
    row = await registry.provider_row("network")
    assert row is not None
    return row


@pytest.mark.parametrize("amr", [(), ("pwd",), ("mfa",), ("passkey",), ("pwd-less", "passkey")])
async def test_a_proof_of_another_system_is_asked_for_it_too(
    client: Browser, world: World, amr: tuple[str, ...]
) -> None:
    row = await outside(await guarded(world, "elena"))
    proof = VerifiedIdentity("network", "https://idp", "s1", clock.real_now(), amr=amr)
    found = await enter(Visitor("1.2.3.4", "Firefox"), row, proof, Wish("/journal"))
    assert isinstance(found, Pending) and found.stage == "factor"
    assert await DB.value("select count(*) from auth_session") == 0
    browser = client()
    browser.cookies.set("flow", found.browser)
    assert (await refused_with(browser, wrong_code())).status_code == 422
    answer = await refused_with(browser, code())
    assert answer.status_code == 303 and answer.headers["location"] == "/journal"
    assert await DB.value("select provider from auth_session") == row.id


async def test_an_app_that_was_not_confirmed_is_asked_of_nobody(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert (await browser.post("/profile/factors/app", data={})).status_code == 303
    answer = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.headers["location"] == "/"


async def test_one_of_two_apps_is_enough(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    await give_app(account)
    for _ in range(2):  # the same secret twice: each app's step is its own
        assert (await refused_with(await first_step(client(), "elena"), code())).status_code == 303


async def test_nothing_of_codes_and_secrets_is_written_down(client: Browser, world: World) -> None:
    account = await guarded(world, "elena")
    paper, shown = await codes_of(account), code()
    browser = await first_step(client(), "elena")
    await browser.post("/login/factor", data={"recovery": "dddd-dddd-dddd"})
    await refused_with(browser, shown)
    written = await DB.value(
        "select coalesce(string_agg(e::text, ' '), '') from (select kind, detail, provider from auth_event) e"
    )
    written += await DB.value("select coalesce(string_agg(a::text, ' '), '') from audit_entry a")
    assert shown not in written and paper[0] not in written and "JBSWY3" not in written
    assert await DB.value("select position('JBSWY3'::bytea in secret) from factor") == 0
