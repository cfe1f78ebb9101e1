"""Somebody signed in adds a code: a second child, a second card of the own, nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, insert, make_school
from tests.identity.invitations_steps import issued, register, typed

Client = Callable[[], httpx.AsyncClient]


async def test_a_second_child_by_a_second_code(client: Client) -> None:
    world = await make_school()
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    first = await issued(clerk, world, "anna", "dasha")
    second = await issued(clerk, world, "anna", "kirill")
    browser = client()
    await typed(browser, first)
    await register(browser)
    told = await browser.post("/profile/code", data={"code": second, "_hat": "parent"})
    assert (told.status_code, "Ребёнок добавлен: Орлов Кирилл" in told.text) == (200, True)
    assert (await browser.get(f"/diary?child={world.people['kirill']}")).status_code == 200
    assert await DB.value("select count(*) from entry_code where used_at is not null") == 2


async def test_the_doubled_card_gives_its_child_to_the_one_that_signs_in(client: Client) -> None:
    world = await make_school()
    world.people["double"] = await insert(
        "person", surname="Орлова", name="Анна", patronymic="Сергеевна", name_key="орлова анна сергеевна",
        sort_key="орлова\tанна\tсергеевна", sex="f",
    )  # fmt: skip
    people = world.people
    await DB.execute("update person set name_key = 'орлова анна сергеевна' where id = $1", people["anna"])
    await DB.execute("delete from guardianship where child = $1", people["kirill"])
    await insert(
        "guardianship", guardian=people["double"], child=people["kirill"], kind="mother", since=FIRST
    )
    code = await issued(
        await sign_in(client(), world, "svetlana", hat="secretary"), world, "double", "kirill"
    )
    browser = await sign_in(client(), world, "anna", hat="parent")
    told = await browser.post("/profile/code", data={"code": code})
    assert (told.status_code, "Ребёнок добавлен" in told.text) == (200, True)
    assert (await browser.get(f"/diary?child={people['kirill']}")).status_code == 200
    links = "select guardian, until, basis from guardianship where child = $1 order by id"
    old, new = await DB.rows(dict, links, people["kirill"])
    assert (old["guardian"], old["until"]) == (people["double"], TODAY)
    assert new["guardian"] == people["anna"]
    assert new["basis"].startswith("код, выдан ")


async def test_somebody_elses_code_is_refused_and_stays_good(client: Client) -> None:
    world = await make_school()
    code = await issued(await sign_in(client(), world, "elena", hat="teacher"), world, "anna", "dasha")
    browser = await sign_in(client(), world, "boris", hat="parent")
    refused = await browser.post("/profile/code", data={"code": code})
    assert (refused.status_code, "Код выдан другому человеку" in refused.text) == (422, True)
    assert (await browser.get(f"/diary?child={world.people['dasha']}")).status_code == 404
    assert (await typed(client(), code)).status_code == 200


async def test_a_namesake_whom_a_court_keeps_away_does_not_get_the_child_by_a_second_card(
    client: Client,
) -> None:
    world = await make_school()
    people = world.people
    await DB.execute(
        "update guardianship set restricted_since = $2, restriction = 'решение' where child = $1",
        people["dasha"], FIRST,
    )  # fmt: skip
    people["double"] = await insert(
        "person", surname="Орлова", name="Анна", patronymic="Сергеевна", name_key="орлова анна сергеевна",
        sort_key="орлова\tанна\tсергеевна", sex="f",
    )  # fmt: skip
    await insert("guardianship", guardian=people["double"], child=people["dasha"], kind="mother", since=FIRST)
    code = await issued(await sign_in(client(), world, "svetlana", hat="secretary"), world, "double", "dasha")
    browser = await sign_in(client(), world, "anna", hat="parent")
    refused = await browser.post("/profile/code", data={"code": code})
    assert (refused.status_code, "ограничен" in refused.text) == (422, True)
    assert (await browser.get(f"/diary?child={people['dasha']}")).status_code == 404


async def test_an_old_sign_in_is_asked_to_prove_again_before_a_code_is_added(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "anna", hat="parent")
    await DB.execute("update auth_session set proved_at = proved_at - interval '1 hour'")
    assert (await browser.get("/profile/code")).headers["location"].startswith("/login/again")
    answer = await browser.post("/profile/code", data={"code": "dddd-dddd-dddd"})
    assert answer.headers["location"].startswith("/login/again")
