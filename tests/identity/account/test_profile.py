"""One's own account: ways in, sessions, what happened; nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from identity.account import queries, words
from identity.account.linked import unlink
from identity.door import session
from intranet.kit import clock
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, MustProveAgain, NotFound
from tests.doors import make_account, sign_in
from tests.factories import World, insert, make_school

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def signed_of(browser: httpx.AsyncClient) -> Signed:
    found = await session.load(browser.cookies["sid"])
    assert found is not None
    return found


async def link(who: str, slug: str = "edu", subject: str = "7", label: str = "a***@edu") -> int:
    provider = await DB.value("select id from identity_provider where slug = $1", slug) or await insert(
        "identity_provider", slug=slug, kind="oidc", title="Портал", config={}
    )
    account = await DB.value("select id from account where login_key = $1", who)
    return await insert(
        "external_identity", account=account, provider=provider, issuer="https://edu.test", subject=subject,
        linked_by="code", linked_at=clock.real_now(), label=label,
    )  # fmt: skip


async def test_the_page_says_how_one_enters(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    await link("anna")
    page = (await browser.get("/profile")).text
    for text in ("Орлова Анна Сергеевна", "anna", "Портал", "a***@edu", "/profile/password", "/profile/login",
                 "/profile/contacts", "/profile/history", "/profile/factors"):  # fmt: skip
        assert text in page
    (found,) = await queries.linked_identities(world.viewer("anna", "parent"))
    assert (found.title, found.kind, found.label, found.last_at) == ("Портал", "oidc", "a***@edu", None)
    assert await queries.linked_identities(world.viewer("boris", "parent")) == []


async def test_one_session_is_ended_and_no_other_s(client: Browser, world: World) -> None:
    here = await sign_in(client(), world, "anna", hat="parent")
    there = await sign_in(client(), world, "anna", hat="parent")
    theirs = await sign_in(client(), world, "boris", hat="parent")
    for browser, status in ((theirs, 404), (there, 303)):
        ident = (await signed_of(browser)).viewer.session_id
        answer = await here.post(f"/profile/sessions/{ident}/delete", data={"_hat": "parent"})
        assert answer.status_code == status
    assert (await there.get("/profile")).status_code == 303
    assert (await theirs.get("/profile")).status_code == (await here.get("/profile")).status_code == 200
    own = (await signed_of(here)).viewer.session_id
    answer = await here.post(f"/profile/sessions/{own}/delete", data={"_hat": "parent"})
    assert answer.headers["location"] == "/login" and "sid=;" in str(answer.headers.get_list("set-cookie"))


async def test_the_history_tells_refused_attempts_and_nobody_else_s(client: Browser, world: World) -> None:
    await make_account(world.people["anna"], "anna")
    thief = client()
    thief.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    await thief.post("/login", data={"login": "anna", "password": "wrong"})
    await sign_in(client(), world, "boris")
    browser = await sign_in(client(), world, "anna", hat="parent")
    page = (await browser.get("/profile/history")).text.split("<main")[1]
    assert "Отказано во входе: пароль не подошёл" in page and "Firefox, Windows" in page
    mine, more = await queries.history(world.viewer("anna", "parent"), 1)
    assert [one.kind for one in mine] == ["signed_in", "refused"] and not more


async def test_twenty_a_page(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    account = await DB.value("select id from account")
    for minute in range(45):
        at = datetime(2026, 1, 1, 0, minute, tzinfo=UTC)
        await insert("auth_event", at=at, account=account, kind="signed_in")
    sizes = [len((await queries.history(world.viewer("anna", "parent"), n))[0]) for n in (1, 2, 3, 4)]
    assert sizes == [20, 20, 6, 0]
    assert "number=2" in (await browser.get("/profile/history")).text
    for odd in ("0", "-5", "999999999"):
        assert (await browser.get(f"/profile/history?number={odd}")).status_code == 200


def test_every_event_has_words() -> None:
    for kind in words.DONE:
        said = words.what(queries.PastEvent(clock.real_now(), kind, "", "", "", ""))
        assert said and said != "Событие входа"
    odd = queries.PastEvent(clock.real_now(), "something", "", "", "", "")
    assert words.what(odd) == "Событие входа"


async def test_a_way_in_is_taken_back(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    there = await sign_in(client(), world, "anna", hat="parent")
    ident = await link("anna")
    other = (await signed_of(there)).viewer.session_id
    await DB.execute("update auth_session set identity = $1 where id = $2", ident, other)
    await unlink(await signed_of(browser), ident)
    assert await DB.value("select count(*) from external_identity") == 0
    assert (await there.get("/profile")).status_code == 303, "what was opened by it is closed"
    assert (await browser.get("/profile")).status_code == 200
    assert await DB.value("select count(*) from audit_entry where action = 'identity.link.remove'") == 1


async def test_the_last_way_in_stays(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    first, second = await link("anna"), await link("anna", subject="8")
    await DB.execute("delete from local_credential")
    signed = await signed_of(browser)
    await unlink(signed, first)
    with pytest.raises(DomainError, match="единственный"):
        await unlink(signed, second)
    await make_account(world.people["boris"], "boris")
    with pytest.raises(NotFound):
        await unlink(signed, await link("boris", subject="9"))
    await DB.execute("update auth_session set proved_at = $1", clock.real_now() - timedelta(minutes=21))
    with pytest.raises(MustProveAgain):
        await unlink(await signed_of(browser), second)


async def test_a_dead_slip_is_no_way_in(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "anna", hat="parent")
    ident = await link("anna")
    signed = await signed_of(browser)
    await DB.execute(
        "update local_credential set is_first_entry = true, expires_on = $1", clock.today() - timedelta(1)
    )
    with pytest.raises(DomainError):
        await unlink(signed, ident)
