"""School codes: single use, dated, revoked, limited, forgiving, and only the right record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from identity.account import contacts
from identity.door import throttle
from identity.door.codes import _LATIN, _RUSSIAN
from identity.invitations import lookup
from identity.invitations.codes import LASTS, code_print
from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import TODAY, make_school
from tests.identity.invitations_steps import PASSWORD, issued, register, typed
from tests.identity.letters import letters_in, link_in, run_jobs

Client = Callable[[], httpx.AsyncClient]
PAYLOAD = "<script>alert(1)</script>'\"{{ 7*7 }}"


async def test_a_parent_registers_once_and_sees_the_right_child(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = client()
    page = await typed(browser, code)
    assert "Орлова Анна Сергеевна" in page.text
    assert "Дарья" in page.text
    assert "Не короче 8 знаков" in page.text
    entered = await register(browser)
    assert (entered.status_code, entered.headers["location"]) == (
        303,
        f"/diary?child={world.people['dasha']}",
    )
    assert "Дарья" in (await browser.get(entered.headers["location"])).text
    foreign = await browser.get(f"/diary?child={world.people['vera']}")
    assert foreign.status_code == 404
    again = await typed(client(), code)
    assert (again.status_code, "уже воспользовались" in again.text) == (422, True)
    later = await client().post("/login", data={"login": "mama.orlova", "password": PASSWORD})
    assert (later.status_code, later.headers["location"]) == (303, "/")
    assert await DB.value("select count(*) from audit_entry where action = 'identity.code.use'") == 1


async def test_two_browsers_at_once_and_one_account(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    first, second = client(), client()
    assert (await typed(first, code)).status_code == (await typed(second, code)).status_code == 200
    answers = await asyncio.gather(register(first, "anna.one"), register(second, "anna.two"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert await DB.value("select count(*) from account where person = $1", world.people["anna"]) == 1
    winner = "anna.one" if answers[0].status_code == 303 else "anna.two"
    assert await DB.value("select login from account where person = $1", world.people["anna"]) == winner


async def test_a_code_dies_by_its_date(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    clock.start_at(clock.now() + LASTS)
    assert (await typed(client(), code)).status_code == 200
    clock.start_at(clock.now() + timedelta(days=1))
    late = await typed(client(), code)
    assert (late.status_code, "Код действовал до" in late.text) == (422, True)


async def test_a_new_code_and_a_revocation_end_the_one_that_waits(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    old = await issued(office, world, "anna", "dasha")
    new = await issued(office, world, "anna", "dasha")
    assert "заменён другим" in (await typed(client(), old)).text
    waits = await DB.value("select id from entry_code where revoked_at is null")
    page = await office.get(f"/office/slips/{world.people['anna']}")
    assert "Код ждёт до" in page.text
    assert new not in page.text
    gone = await office.post(f"/office/slips/{world.people['anna']}/codes/{waits}/delete", data={})
    assert gone.status_code == 303
    assert (await typed(client(), new)).status_code == 422
    twice = await office.post(f"/office/slips/{world.people['anna']}/codes/{waits}/delete", data={})
    assert twice.status_code == 404


async def test_a_revoked_code_opens_nothing_even_between_its_two_pages(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    browser = client()
    await typed(browser, await issued(office, world, "anna", "dasha"))
    await issued(office, world, "anna", "dasha")
    assert (await register(browser)).status_code == 303  # back to the code's page
    assert await DB.value("select count(*) from account where person = $1", world.people["anna"]) == 0


@pytest.mark.parametrize("spoilt", ["upper", "plain", "spaced", "russian"])
async def test_case_dashes_spaces_and_layout_are_forgiven(client: Client, spoilt: str) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    to_russian = str.maketrans(_LATIN, _RUSSIAN)
    said = {
        "upper": code.upper(), "plain": code.replace("-", ""), "spaced": f"  {code.replace('-', ' ')} ",
        "russian": code.translate(to_russian).upper(),
    }[spoilt]  # fmt: skip
    assert "Орлова Анна Сергеевна" in (await typed(client(), said)).text


async def test_only_a_keyed_hash_is_kept(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    assert await DB.value("select code_hash from entry_code") == code_print(code)
    for table in ("entry_code", "audit_entry", "auth_event"):
        rows = str(await DB.rows(str, f"select t::text from {table} t"))
        assert code not in rows
        assert code.replace("-", "") not in rows


async def test_a_wrong_code_is_charged_to_its_address_and_the_school_still_gets_in(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    for n in range(180):  # one in five of 900 parents mistypes it
        await throttle.fill(throttle.CODES, "127.0.0.1")
        assert n or (await typed(client(), "dddd-dddd-dddd")).status_code == 422
    assert (await typed(client(), code)).status_code == 200
    for _n in range(130):
        await throttle.fill(throttle.CODES, "127.0.0.1")
    full = await typed(client(), code)
    assert (full.status_code, "Слишком много попыток" in full.text) == (429, True)


async def test_brute_force_from_everywhere_is_answered_slowly_and_a_right_code_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    for _n in range(throttle.CODES_ANYWHERE.most + 60):
        await throttle.fill(throttle.CODES_ANYWHERE, "all")
    monkeypatch.setattr(lookup, "SLOW_SECONDS", 0.4)
    started = asyncio.get_running_loop().time()
    assert (await typed(client(), "dddd-dddd-dddd")).status_code == 422
    assert asyncio.get_running_loop().time() - started >= 0.4
    assert (await typed(client(), code)).status_code == 200


async def test_an_own_password_is_never_overwritten(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = client()
    await typed(browser, code)
    account = await make_account(world.people["anna"], "anna")
    before = await DB.value("select phc from local_credential where account = $1", account)
    refused = await register(browser)
    assert (refused.status_code, "уже есть свой вход" in refused.text) == (422, True)
    assert (await typed(client(), code)).status_code == 422
    assert await DB.value("select phc from local_credential where account = $1", account) == before
    assert await DB.value("select used_at from entry_code") is None


async def test_an_unused_slip_gives_way_to_the_own_login(client: Client) -> None:
    world = await make_school()
    office = await sign_in(client(), world, "elena", hat="teacher")
    await office.post(f"/office/slips/{world.people['dasha']}", data={})
    login = await DB.value("select login from account where person = $1", world.people["dasha"])
    browser = client()
    page = await typed(browser, await issued(office, world, "dasha", relation="student"))
    assert f'value="{login}"' in page.text
    assert (await register(browser, "dasha.orlova")).headers["location"] == "/diary"
    old = await client().post("/login", data={"login": login, "password": PASSWORD})
    assert old.status_code == 422


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"login": "мама"}, "латинские"),
        ({"login": "a"}, "латинские"),
        ({"login": "director"}, "не разрешён"),
        ({"login": "mama@mail.ru"}, "латинские"),
        ({"login": "elena"}, "занят"),
        ({"password": "qwerty", "again": "qwerty"}, "Слишком короткий"),
        ({"again": "другое что-то"}, "не совпали"),
        ({"email": "не адрес"}, "Это не похоже на адрес"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_spends_nothing(
    client: Client, form: dict[str, str], said: str
) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = client()
    await typed(browser, code)
    refused = await register(browser, **form)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert await DB.value("select used_at from entry_code") is None
    assert (await register(browser, email="Anna@Example.test")).status_code == 303


async def test_an_address_named_while_registering_gets_the_link(client: Client, sink: Path) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = client()
    await typed(browser, code)
    assert (await register(browser, email="Anna@Example.test")).status_code == 303
    await run_jobs(contacts.LETTER)
    letter = letters_in(sink)[-1]
    assert letter["to"] == "anna@example.test"
    assert "anna@example.test" in (await browser.get("/profile/contacts")).text
    assert (await browser.post(link_in(letter), data={"_hat": "parent"})).status_code == 303
    assert await DB.value("select email from person where id = $1", world.people["anna"]) == letter["to"]


async def test_an_ended_or_restricted_link_opens_nothing(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = client()
    await typed(browser, code)
    await DB.execute(
        "update guardianship set restricted_since = $2, restriction = 'решение 2-11' where child = $1",
        world.people["dasha"], TODAY,
    )  # fmt: skip
    assert "доступа сейчас нет" in (await typed(client(), code)).text
    await register(browser)
    assert await DB.value("select count(*) from account where person = $1", world.people["anna"]) == 0


async def test_names_are_text_on_every_page_of_a_code(client: Client) -> None:
    world = await make_school()
    await DB.execute("update person set name = $2 where id = $1", world.people["dasha"], PAYLOAD)
    await DB.execute("update person set surname = $2 where id = $1", world.people["anna"], PAYLOAD)
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    browser = client()
    page = await typed(browser, await issued(office, world, "anna", "dasha"))
    assert page.status_code == 200
    echoed = await browser.post("/code", data={"code": PAYLOAD})
    again = await register(browser, login=PAYLOAD, email=PAYLOAD)
    for text in (page.text, echoed.text, again.text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


async def test_a_staff_code_opens_the_staff_account(client: Client) -> None:
    world = await make_school()
    code = await issued(
        await sign_in(client(), world, "svetlana", hat="secretary"), world, "olga", relation="staff"
    )
    browser = client()
    page = await typed(browser, code)
    assert "Не короче 12 знаков" in page.text
    assert (await register(browser, "semenova.olga")).headers["location"] == "/"
    assert (await browser.get("/journal")).status_code in {200, 303}
