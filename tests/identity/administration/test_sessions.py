"""Sessions, the journal and the rules of sign-in, as the administrator sees and changes them."""

from __future__ import annotations

import re

import httpx
import pytest

from identity.door import events
from identity.door.visitor import Visitor
from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, insert
from tests.identity.administration.conftest import Browser, audited
from tests.people import PASSWORD

SESSIONS, EVENTS, RULES = "/office/entry/sessions", "/office/entry/events", "/office/entry/settings"


async def session_of(login: str) -> int:
    return int(
        await DB.value(
            "select max(s.id) from auth_session s join account a on a.id = s.account where a.login_key = $1",
            login,
        )
    )


async def test_an_ended_session_is_dead_at_once(
    client: Browser, admin: httpx.AsyncClient, world: World
) -> None:
    dasha = await sign_in(client(), world, "dasha", hat="student")
    page = await admin.get(f"{SESSIONS}?q=орлова д")
    assert "Орлова Дарья Ивановна" in page.text and "Макаров" not in page.text.split("<main", 1)[1]
    ident = await session_of("dasha")
    answer = await admin.post(f"{SESSIONS}/{ident}/delete", data={})
    assert answer.headers["location"] == f"{SESSIONS}?ended=1"
    assert (await dasha.get("/diary")).headers["location"].startswith("/login")
    assert await audited("identity.session.end") == 1
    assert await DB.value("select reason from auth_session where id = $1", ident) == "by_admin"
    assert (await admin.post(f"{SESSIONS}/{ident}/delete", data={})).status_code == 404
    assert (await admin.post(f"{SESSIONS}/2147483647/delete", data={})).status_code == 404


async def test_all_sessions_of_a_person_end_but_the_own(
    client: Browser, admin: httpx.AsyncClient, world: World
) -> None:
    first = await sign_in(client(), world, "dasha", hat="student")
    second = await sign_in(client(), world, "dasha", hat="student")
    answer = await admin.post(f"{SESSIONS}/people/{world.people['dasha']}/delete", data={})
    assert answer.headers["location"] == f"{SESSIONS}?ended=2"
    for browser in (first, second):
        assert (await browser.get("/diary")).headers["location"].startswith("/login")
    await admin.post(f"{SESSIONS}/people/{world.people['oleg']}/delete", data={})
    assert (await admin.get(SESSIONS)).status_code == 200
    assert (await admin.post(f"{SESSIONS}/people/2147483647/delete", data={})).status_code == 404


async def test_the_own_session_has_no_button_to_end_it(admin: httpx.AsyncClient) -> None:
    page = (await admin.get(SESSIONS)).text
    assert "этот сеанс" in page and f"{SESSIONS}/{await session_of('oleg')}/delete" not in page


@pytest.mark.parametrize("path", [SESSIONS, EVENTS, RULES])
async def test_only_the_administrator_reads_them(client: Browser, world: World, path: str) -> None:
    for login, hat in (("svetlana", "secretary"), ("irina", "head_teacher"), ("dasha", "student")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(path)).status_code == 403
    assert (await client().get(path)).headers["location"].startswith("/login")


async def test_a_refused_persons_number_says_why_and_what_to_do(
    client: Browser, admin: httpx.AsyncClient, world: World
) -> None:
    await make_account(world.people["anna"], "anna")
    refused = await client().post("/login", data={"login": "anna", "password": "не тот пароль"})
    number = re.search(r"\b(\d+)\b", refused.text.split("номер", 1)[-1] if "номер" in refused.text else "")
    ident = await DB.value("select max(id) from auth_event where kind = 'refused'")
    assert str(ident) in refused.text, number
    page = (await admin.get(f"{EVENTS}?number=№ {ident}")).text
    assert "логин или пароль не подошли" in page and "новый листок" in page
    assert "не тот пароль" not in page
    assert "Такого номера нет" in (await admin.get(f"{EVENTS}?number=999999")).text
    assert "Такого номера нет" in (await admin.get(f"{EVENTS}?number=abc")).text


async def test_the_journal_is_found_by_person_kind_and_way(admin: httpx.AsyncClient, world: World) -> None:
    there = Visitor("10.0.0.5", "Firefox, Linux")
    anna, boris = world.people["anna"], world.people["boris"]
    await events.note("refused", there, person=anna, detail="born", provider="esia")
    await events.note("suspended", there, person=boris, detail="suspended", provider="local")

    async def main(query: str) -> str:
        return (await admin.get(f"{EVENTS}?{query}")).text.split("<main", 1)[1]

    page = await main("q=орлова анна")
    assert "дата рождения у государства" in page and "Сверить дату" in page and "Осипов" not in page
    assert "Осипов" in await main(f"person={boris}") and "Орлова" not in await main(f"person={boris}")
    assert "Осипов" in await main("kind=suspended") and "Орлова" not in await main("kind=suspended")
    both = await main("kind=refusals")
    assert "Осипов" in both and "Орлова" in both and "Макаров" not in both
    assert "Орлова" in await main("provider=esia") and "Осипов" not in await main("provider=esia")
    assert "Ничего не нашли" in await main("kind='%20or%201=1")


async def test_what_only_names_the_account_is_its_owner_s(admin: httpx.AsyncClient, world: World) -> None:
    """A wrong second factor, a new link: they are noted before there is a session."""
    account = await make_account(world.people["vera"], "vera")
    number = await events.note("factor_refused", account=account, detail="code")
    for query in (f"person={world.people['vera']}", f"number={number}", "q=осипова"):
        page = (await admin.get(f"{EVENTS}?{query}")).text.split("<main", 1)[1]
        assert f"№ {number}," in page and f'href="/office/people/{world.people["vera"]}"' in page, query


async def test_the_journal_has_pages(admin: httpx.AsyncClient, world: World) -> None:
    for _n in range(60):
        await events.note("throttled", Visitor("10.0.0.5", ""))
    first = (await admin.get(f"{EVENTS}?kind=throttled")).text
    before = re.search(r"before=(\d+)", first)
    assert before is not None and first.count("№ ") >= 50
    second = (await admin.get(f"{EVENTS}?kind=throttled&before={before[1]}")).text
    assert "before=" not in second and second.split("<main", 1)[1].count("10.0.0.5") == 10


async def test_the_rules_are_checked_and_kept(admin: httpx.AsyncClient, world: World) -> None:
    page = (await admin.get(RULES)).text
    assert "администратор" in page and 'value="15"' in page
    form = {"factor_hats": ["administrator", "secretary"], "shared_minutes": "20"}
    assert (await admin.post(RULES, data=form)).status_code == 303
    kept = "select value from setting where key = 'entry.factor_hats' and since = $1"
    assert await DB.value(kept, TODAY) == ["secretary", "administrator"]
    assert await DB.value("select value from setting where key = 'entry.shared_idle_minutes'") == 20
    for bad in ({"shared_minutes": "1"}, {"shared_minutes": "x"}, {"factor_hats": ["student"]}):
        assert (await admin.post(RULES, data=form | bad)).status_code == 422, bad
    assert await audited("school.setting.set") == 2


async def test_whom_the_rule_would_meet_is_counted(admin: httpx.AsyncClient, world: World) -> None:
    await make_account(world.people["svetlana"], "svetlana")
    page = (await admin.get(RULES)).text.split("<main", 1)[1]
    row = re.search(r"секретарь</th><td class=\"num\">(\d+)</td><td class=\"num\">(\d+)", page)
    assert row is not None and row.groups() == ("1", "1")
    account = await DB.value("select id from account where login_key = 'svetlana'")
    await insert(
        "factor", account=account, kind="totp", created_at=clock.real_now(), confirmed_at=clock.real_now()
    )
    page = (await admin.get(RULES)).text.split("<main", 1)[1]
    row = re.search(r"секретарь</th><td class=\"num\">(\d+)</td><td class=\"num\">(\d+)", page)
    assert row is not None and row.groups() == ("1", "0")


async def test_a_new_rule_meets_people_at_their_next_sign_in(
    client: Browser, admin: httpx.AsyncClient, world: World
) -> None:
    await admin.post(RULES, data={"factor_hats": ["secretary"], "shared_minutes": "15"})
    await make_account(world.people["svetlana"], "svetlana")
    answer = await client().post("/login", data={"login": "svetlana", "password": PASSWORD})
    assert answer.headers["location"] == "/profile/factors/new"
