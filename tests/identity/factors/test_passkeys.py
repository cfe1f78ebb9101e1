"""Passkeys: a challenge is answered once, in its browser, for this site, by a key of that account."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from identity.door.origin import party_of
from intranet.kit.answers import Site
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.identity.factors.shown import HOST, PRESENT, Key, add_key, asked, first_step, show_key

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def owner(client: Browser, world: World, key: Key, login: str = "elena") -> httpx.AsyncClient:
    """Somebody signed in who has just made this key."""
    browser = await sign_in(client(), world, login)
    hat = await DB.value("select hat from auth_session order by id desc limit 1")
    browser.headers["x-hat"] = hat
    answer = await add_key(browser, key)
    assert answer.status_code == 200 and "Запасные коды" in answer.text, answer.text
    return browser


async def details() -> list[str]:
    return await DB.rows(str, "select detail from auth_event where kind = 'factor_refused' order by id")


async def test_a_passkey_alone_lets_in(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    browser = client()
    given = await asked(browser, "/login/passkey/options")
    assert given["options"]["userVerification"] == "required" and not given["options"]["allowCredentials"]
    answer = await browser.post(
        "/login/passkey",
        data={"state": given["state"], "answer": key.answer(given["options"]), "next": "/journal"},
    )
    assert answer.status_code == 303 and answer.headers["location"] == "/journal"
    assert (await browser.get("/profile")).status_code == 200
    assert await DB.value("select factor from auth_session order by id desc limit 1") == "passkey"


async def test_a_passkey_is_the_second_step_of_a_password(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    key.flags = PRESENT  # with a password it need not know its owner
    browser = await first_step(client(), "elena")
    page = await browser.get("/login/factor")
    assert "data-passkey" in page.text and "Код из приложения" not in page.text
    assert (await show_key(browser, key, "/login/factor")).status_code == 303
    assert (await browser.get("/profile")).status_code == 200


async def test_alone_it_must_have_checked_its_owner(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    key.flags = PRESENT
    answer = await show_key(client(), key, "/login/passkey")
    assert answer.status_code == 422 and "Ключ доступа не подошёл" in answer.text


async def test_a_challenge_is_answered_once(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    browser = client()
    given = await asked(browser, "/login/passkey/options")
    sent = {"state": given["state"], "answer": key.answer(given["options"])}
    assert (await browser.post("/login/passkey", data=sent)).status_code == 303
    again = client()
    again.cookies.set("flow", browser.cookies.get("flow", "") or "C" * 43)
    assert (await browser.post("/login/passkey", data=sent)).status_code == 422
    assert (await again.post("/login/passkey", data=sent)).status_code == 422


async def test_a_challenge_is_of_one_browser_and_one_use(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    browser, stranger = client(), client()
    given = await asked(browser, "/login/passkey/options")
    sent = {"state": given["state"], "answer": key.answer(given["options"])}
    await asked(stranger, "/login/passkey/options")
    assert (await stranger.post("/login/passkey", data=sent)).status_code == 422
    await first_step(browser, "elena")
    assert (await browser.post("/login/factor", data=sent)).status_code == 422
    given = await asked(browser, "/login/factor/options")
    sent = {"state": given["state"], "answer": key.answer(given["options"])}
    assert (await browser.post("/login/passkey", data=sent)).status_code == 422
    assert set(await details()) == {"passkey challenge"}


async def test_an_old_challenge_is_refused(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    browser = client()
    given = await asked(browser, "/login/passkey/options")
    await DB.execute("update auth_flow set created_at = created_at - interval '6 minutes'")
    sent = {"state": given["state"], "answer": key.answer(given["options"])}
    assert (await browser.post("/login/passkey", data=sent)).status_code == 422


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.test", HOST), ("https://school.test", HOST), ("http://school.test:8080", HOST),
        ("http://school.test", "evil.test"), ("http://school.test.evil.test", "school.test.evil.test"),
    ],
)  # fmt: skip
async def test_an_answer_for_another_site_is_refused(
    client: Browser, world: World, origin: str, host: str
) -> None:
    key = Key()
    await owner(client, world, key)
    key.origin, key.host = origin, host
    answer = await show_key(client(), key, "/login/passkey")
    assert answer.status_code == 422 and origin not in " ".join(await details())
    made = await sign_in(client(), world, "olga", hat="teacher")
    answer = await add_key(made, Key(origin, host))
    assert answer.status_code == 422
    assert await DB.value("select count(*) from factor") == 1


async def test_behind_https_the_settings_name_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    class Request:
        class url:  # noqa: N801 - as the framework has it
            scheme, netloc = "http", "evil.test"

    monkeypatch.setattr(Site, "origin", "https://school.example/")
    assert party_of(Request()).origin == "https://school.example"
    assert party_of(Request()).host == "school.example"
    monkeypatch.setattr(Site, "origin", "http://127.0.0.1:8000")
    assert party_of(Request()).origin == "http://evil.test"


async def test_a_passkey_of_another_account_is_refused(client: Browser, world: World) -> None:
    mine, other = Key(), Key()
    await owner(client, world, mine)
    await owner(client, world, other, "olga")
    browser = await first_step(client(), "elena")
    answer = await show_key(browser, other, "/login/factor")
    assert answer.status_code == 422 and "Ключ доступа не подошёл" in answer.text
    given = await asked(browser, "/login/factor/options")
    other.id = mine.id  # the right name, the wrong signature
    sent = {"state": given["state"], "answer": other.answer(given["options"])}
    assert (await browser.post("/login/factor", data=sent)).status_code == 422
    assert (await show_key(browser, mine, "/login/factor")).status_code == 303


async def test_a_key_with_another_owners_handle_is_refused(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    key.handle = b"x" * 32
    assert (await show_key(client(), key, "/login/passkey")).status_code == 422


async def test_a_cloned_key_is_noticed(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    stolen = key.copy()
    for _ in range(3):
        assert (await show_key(client(), key, "/login/passkey")).status_code == 303
    assert (await show_key(client(), stolen, "/login/passkey")).status_code == 422
    assert await details() == ["passkey cloned"]
    assert (await show_key(client(), key, "/login/passkey")).status_code == 303


async def test_a_key_that_does_not_count_is_no_clone(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    for _ in range(2):
        key.count = -1  # synced keys always say 0
        assert (await show_key(client(), key, "/login/passkey")).status_code == 303


async def test_a_suspended_owner_stays_outside(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    await DB.execute("update account set status = 'suspended'")
    answer = await show_key(client(), key, "/login/passkey")
    assert answer.status_code == 422 and "закрыта" in answer.text


async def test_the_same_key_is_added_once_and_offered_as_known(client: Browser, world: World) -> None:
    key = Key()
    browser = await owner(client, world, key)
    given = await asked(browser, "/profile/factors/passkeys/options")
    assert len(given["options"]["excludeCredentials"]) == 1
    answer = await add_key(browser, key)
    assert answer.status_code == 422 and "уже добавлен" in answer.text


async def test_what_a_key_is_told_names_nobody(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "elena", hat="teacher")
    given = await asked(browser, "/profile/factors/passkeys/options")
    assert len(given["options"]["user"]["id"]) == 43 and given["options"]["rp"]["id"] == HOST
    assert given["options"]["attestation"] == "none"


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '"x"', "{" * 9000, '{"rawId": 5}', '{"rawId": "AAAA"}', "x" * 30000,
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}'],
)  # fmt: skip
async def test_rubbish_is_refused_quietly(client: Browser, world: World, answer: str) -> None:
    key = Key()
    await owner(client, world, key)
    for path in ("/login/passkey", "/login/factor"):
        browser = await first_step(client(), "elena")
        given = await asked(browser, f"{path}/options")
        sent = await browser.post(path, data={"state": given["state"], "answer": answer, "code": "1"})
        assert sent.status_code == 422, sent.text


async def test_a_real_answer_with_odd_parts_is_refused(client: Browser, world: World) -> None:
    key = Key()
    await owner(client, world, key)
    for field in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for odd in ("", "AAAA", "not base64 at all!", 7, None, {}):
            browser = client()
            given = await asked(browser, "/login/passkey/options")
            answer = json.loads(key.answer(given["options"]))
            answer["response"][field] = odd
            sent = {"state": given["state"], "answer": json.dumps(answer)}
            status = (await browser.post("/login/passkey", data=sent)).status_code
            is_left_out = field == "userHandle" and odd in ("", None)
            assert status == (303 if is_left_out else 422), (field, odd)


async def test_the_sign_in_page_works_without_scripts(client: Browser, world: World) -> None:
    page = await client().get("/login")
    form = page.text.split('data-passkey="get"')[1].split("</form>")[0]
    assert " hidden>" in form.split("\n")[0]  # the script shows it where the browser can
