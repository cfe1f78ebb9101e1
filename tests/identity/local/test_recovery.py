"""A new password by a letter: who exists stays unknown, a link works once, doors do not turn to others."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from identity.door import throttle
from identity.local import recovery
from intranet.kit import clock, logs, mail
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, insert, make_school
from tests.identity.letters import letters_in, link_in, run_jobs
from tests.people import PASSWORD
from tests.statements import counting

Browser = Callable[[], httpx.AsyncClient]
NEW = "лошадь скрепка батарея"
FORM = {"password": NEW, "again": NEW}


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    for who in ("anna", "boris", "elena", "oleg"):
        await make_account(world.people[who], who)
        await give_address(world, who, f"{who}@example.com")
    return world


async def give_address(world: World, who: str, address: str) -> None:
    await DB.execute("update person set email = $2 where id = $1", world.people[who], address)


async def asked(browser: httpx.AsyncClient, typed: str) -> httpx.Response:
    answer = await browser.post("/recovery", data={"login": typed})
    assert answer.status_code == 303 and answer.headers["location"] == "/recovery?asked=1"
    await run_jobs(recovery.JOB)
    return answer


async def link_of(browser: httpx.AsyncClient, sink: Path, typed: str = "anna") -> str:
    await asked(browser, typed)
    return link_in(letters_in(sink)[-1])


@pytest.mark.parametrize("typed", ["anna", "ANNA", "anna@example.com", " Anna@Example.com "])
async def test_a_link_sets_a_new_password(client: Browser, world: World, sink: Path, typed: str) -> None:
    there = await sign_in(client(), world, "anna")
    path = await link_of(client(), sink, typed)
    page = await client().get(path)
    assert page.status_code == 200 and "Не короче 8 знаков" in page.text and "Показать" in page.text
    assert "Логин: anna" in page.text and page.headers["cache-control"] == "no-store"
    answer = await client().post(path, data=FORM)
    assert answer.headers["location"] == "/login?recovered=1" and "set-cookie" not in answer.headers
    assert "Новый пароль сохранён" in (await client().get("/login?recovered=1")).text
    assert (await there.get("/profile")).status_code == 303, "every session ended"
    for password, status in ((PASSWORD, 422), (NEW, 303)):
        answer = await client().post("/login", data={"login": "anna", "password": password})
        assert answer.status_code == status
    assert await DB.value("select count(*) from audit_entry where action = 'identity.recovery.use'") == 1


async def test_the_letter_names_nobody(client: Browser, world: World, sink: Path) -> None:
    await asked(client(), "anna")
    (letter,) = letters_in(sink)
    assert letter["to"] == "anna@example.com" and "Школа" in letter["subject"]
    for secret in ("Орлов", "Анна", "Сергеевна", "anna"):
        assert secret not in letter["subject"] + letter.get_content()


async def test_the_token_is_kept_as_its_hash_only(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    token = path.rpartition("/")[2]
    assert len(token) == 43
    for table in ("recovery", "auth_event", "audit_entry", "pgqueuer"):
        rows = await DB._call("fetch", f"select t::text as row from {table} t")
        assert all(token not in row["row"] for row in rows), table


def test_a_token_in_a_path_is_not_logged() -> None:
    path = f"/recovery/{secrets.token_urlsafe(32)}"
    assert logs.without_tokens(None, "", {"path": path})["path"] == "/recovery/…"
    assert logs.without_tokens(None, "", {"path": "/office/people/17"})["path"] == "/office/people/17"


async def test_asking_reveals_nothing(client: Browser, world: World, sink: Path) -> None:
    """Bytes, headers and statements are equal for known, unknown, shared and addressless accounts."""
    await give_address(world, "boris", "anna@example.com")
    answers, counts = [], []
    for typed in ("anna", "nobody", "anna@example.com", "nobody@example.com", "dasha", "oleg"):
        async with counting() as seen:
            answer = await client().post("/recovery", data={"login": typed})
        page = await client().get(answer.headers["location"])
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        answers.append((answer.status_code, headers, answer.content, page.content))
        counts.append([one.text for one in seen])
    assert all(one == answers[0] for one in answers)
    assert all(len(one) == len(counts[1]) for one in counts[1:])
    await run_jobs(recovery.JOB)
    assert [letter["to"] for letter in letters_in(sink)] == ["anna@example.com"], "by the login only"


async def test_what_was_typed_is_kept_nowhere_in_the_open(client: Browser, world: World, sink: Path) -> None:
    await client().post("/recovery", data={"login": "mistyped-password-here"})
    row = await DB.value(
        "select convert_from(payload, 'utf8') from pgqueuer where entrypoint = $1", recovery.JOB
    )
    assert "mistyped" not in row
    assert "mistyped" not in repr(await DB._call("fetch", "select * from auth_event"))


async def test_a_link_works_once(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    for _ in range(3):  # looking (a mail program's preview) uses nothing up
        assert (await client().get(path)).status_code == 200
    assert (await client().post(path, data=FORM)).status_code == 303
    answer = await client().post(path, data={"password": "другой пароль 77", "again": "другой пароль 77"})
    assert answer.status_code == 404 and "Ссылка не действует" in answer.text
    assert (await client().get(path)).status_code == 404
    assert (await client().post("/login", data={"login": "anna", "password": NEW})).status_code == 303


async def test_two_at_once_set_one_password(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    answers = await asyncio.gather(*(client().post(path, data=FORM) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404, 404]
    assert await DB.value("select count(*) from audit_entry where action = 'identity.recovery.use'") == 1


async def test_a_used_link_takes_the_others_along(client: Browser, world: World, sink: Path) -> None:
    first, second = await link_of(client(), sink), await link_of(client(), sink)
    assert first != second
    assert (await client().post(second, data=FORM)).status_code == 303
    assert (await client().get(first)).status_code == 404


async def test_an_hour_later_it_is_dead(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    await DB.execute("update recovery set expires_at = $1", clock.real_now() - timedelta(seconds=1))
    assert (await client().get(path)).status_code == 404
    assert (await client().post(path, data=FORM)).status_code == 404


@pytest.mark.parametrize("token", ["x" * 43, "1", "%00", "x" * 3000, "..%2f..%2flogin"])
async def test_a_forged_link_is_dead(client: Browser, world: World, sink: Path, token: str) -> None:
    await link_of(client(), sink)
    for answer in (
        await client().get(f"/recovery/{token}"), await client().post(f"/recovery/{token}", data=FORM),
    ):  # fmt: skip
        assert answer.status_code == 404


async def test_bad_passwords_keep_the_link(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    for form, said in (
        ({"password": "коротк", "again": "коротк"}, "не меньше 8"),
        ({"password": NEW, "again": "x"}, "не совпали"),
        ({"password": "Орлова2026", "again": "Орлова2026"}, "подбирают первым"), ({}, "Введите пароль"),
    ):  # fmt: skip
        answer = await client().post(path, data=form)
        assert answer.status_code == 422 and said in answer.text
    extra = FORM | {"account": "1", "login": "elena", "person": "1", "is_first_entry": "1", "hat": "director"}
    assert (await client().post(path, data=extra)).status_code == 303, "fields nobody asked for are nobody's"
    assert await DB.value("select login from account where login_key = 'anna'") == "anna"
    assert (await client().post("/login", data={"login": "elena", "password": PASSWORD})).status_code == 303


async def test_no_letter_bombing(client: Browser, world: World, sink: Path) -> None:
    for _ in range(6):
        await asked(client(), "anna")
    assert len(letters_in(sink)) == 3
    await DB.execute("update recovery set asked_at = asked_at - interval '61 minutes'")
    await asked(client(), "anna")
    assert len(letters_in(sink)) == 4


async def test_one_address_cannot_ask_for_ever(client: Browser, world: World, sink: Path) -> None:
    browser = client()
    said = [(await browser.post("/recovery", data={"login": f"nobody{n}"})).status_code for n in range(45)]
    most = throttle.RECOVERY.most
    assert said[:most] == [303] * most and said[-1] == 429
    page = await browser.post("/recovery", data={"login": "anna"})
    number = await DB.value("select max(id) from auth_event where kind = 'recovery_throttled'")
    assert "Слишком много попыток" in page.text and str(number) in page.text and 'value="anna"' in page.text
    assert (await browser.post("/login", data={"login": "anna", "password": PASSWORD})).status_code == 303


async def test_a_letter_that_could_not_leave_is_not_counted(
    client: Browser, world: World, sink: Path
) -> None:
    mail.use("smtp://127.0.0.1:1", "school@example.com", "https://school.test")
    await client().post("/recovery", data={"login": "anna"})
    with pytest.raises(mail.Unreachable):
        await run_jobs(recovery.JOB)
    assert await DB.value("select count(*) from recovery") == 0


async def test_without_mail_the_page_says_whom_to_ask(client: Browser, world: World) -> None:
    page = (await client().get("/recovery")).text
    assert (
        "не отправляет" in page
        and "классный руководитель" in page
        and "<form" not in page.split("<main")[1].split("</main")[0]
    )
    answer = await client().post("/recovery", data={"login": "anna"})
    assert answer.headers["location"] == "/recovery?asked=1"
    assert await DB.value("select count(*) from pgqueuer where entrypoint = $1", recovery.JOB) == 0


@pytest.mark.parametrize("status", ["suspended", "archived"])
async def test_a_closed_account_gets_none_and_its_link_dies(
    client: Browser, world: World, sink: Path, status: str
) -> None:
    path = await link_of(client(), sink)
    await DB.execute("update account set status = $1 where login_key = 'anna'", status)
    assert (await client().get(path)).status_code == 404
    await asked(client(), "anna")
    assert len(letters_in(sink)) == 1


async def test_who_is_nobody_in_the_school_gets_none(client: Browser, world: World, sink: Path) -> None:
    await DB.execute("delete from guardianship where guardian = $1", world.people["anna"])
    await asked(client(), "anna")
    assert letters_in(sink) == []


async def test_whoever_keeps_the_lists_cannot_turn_an_administrator_s_door(
    client: Browser, world: World, sink: Path
) -> None:
    """The secretary may write any address into a card, but gives administrators no slip."""
    await give_address(world, "oleg", "secretary@example.com")
    await asked(client(), "oleg")
    assert letters_in(sink) == []
    account = await DB.value("select id from account where login_key = 'oleg'")
    await insert(
        "contact_proof", account=account, kind="email", value="oleg@example.com", asked_at=clock.real_now(),
        expires_at=clock.real_now(), confirmed_at=clock.real_now(),
    )  # fmt: skip
    await asked(client(), "oleg")
    assert letters_in(sink) == [], "another address was confirmed"
    await give_address(world, "oleg", "oleg@example.com")
    await asked(client(), "oleg")
    assert [letter["to"] for letter in letters_in(sink)] == ["oleg@example.com"]


async def test_a_directory_s_password_is_not_replaced_here(client: Browser, world: World, sink: Path) -> None:
    provider = await insert("identity_provider", slug="school", kind="ldap", config={})
    await DB.execute("update account set provider = $1 where login_key = 'anna'", provider)
    await asked(client(), "anna")
    assert letters_in(sink) == []


async def test_the_second_factor_is_asked_afterwards(client: Browser, world: World, sink: Path) -> None:
    account = await DB.value("select id from account where login_key = 'elena'")
    now = clock.real_now()
    await insert("factor", account=account, kind="totp", secret=b"x", created_at=now, confirmed_at=now)
    path = await link_of(client(), sink, "elena")
    assert (await client().post(path, data=FORM)).status_code == 303
    answer = await client().post("/login", data={"login": "elena", "password": NEW})
    assert answer.headers["location"] == "/login/factor" and "sid=" not in str(
        answer.headers.get_list("set-cookie")
    )


async def test_the_owner_is_told(client: Browser, world: World, sink: Path) -> None:
    path = await link_of(client(), sink)
    await client().post(path, data=FORM)
    words = await DB.value("select words from notice where kind = 'office.account'")
    assert '"recovery"' in words if isinstance(words, str) else words["what"] == "recovery"
    assert await DB.value("select count(*) from receipt r join notice n on n.id = r.notice"
                          " where n.kind = 'office.account' and r.letter is not null") == 1  # fmt: skip


async def test_a_throttled_login_is_free_again(client: Browser, world: World, sink: Path) -> None:
    browser = client()
    for _ in range(7):
        answer = await browser.post("/login", data={"login": "anna", "password": "wrong"})
    assert answer.status_code == 429
    path = await link_of(browser, sink)
    await browser.post(path, data=FORM)
    assert (await browser.post("/login", data={"login": "anna", "password": NEW})).status_code == 303


async def test_the_sign_in_page_leads_here_and_back(client: Browser, world: World, sink: Path) -> None:
    page = (await client().get("/login")).text
    assert re.search(r'href="/recovery"', page)
    assert 'href="/login"' in (await client().get("/recovery")).text
