"""Who answers for a child: links, ends, a court's restriction; what each does to the diary at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, insert, make_school
from tests.modules.office.test_people import card, main_of, secretary

Client = Callable[[], httpx.AsyncClient]
LINK = {"kind": "father", "is_legal": "y", "since": "2026-11-01", "basis": "свидетельство о рождении"}


async def link_between(world: World, guardian: str, child: str) -> int:
    """The link's id."""
    return int(
        await DB.value(
            "select id from guardianship where guardian = $1 and child = $2",
            world.people[guardian], world.people[child],
        )
    )  # fmt: skip


async def path_of(world: World, guardian: str, child: str) -> str:
    """The link's page."""
    return f"/office/people/{world.people[child]}/guardians/{await link_between(world, guardian, child)}"


async def sees(browser: httpx.AsyncClient, world: World, child: str) -> bool:
    """Whether the diary of the child opens."""
    answer = await browser.get(f"/diary?child={world.people[child]}")
    return answer.status_code == 200


async def test_somebody_known_is_found_and_linked(client: Client) -> None:
    world = await make_school()
    path = f"/office/people/{world.people['dasha']}/guardians/new"
    browser = await secretary(client, world)
    page = main_of(await browser.get(f"{path}?q=осипов"))
    assert "Осипов Борис Львович — Осипова Вера" in page
    assert "просьба одного не закрывает доступ другому" in page
    form = {f"known-{name}": value for name, value in LINK.items()} | {"q": "осипов"}
    nobody = await browser.post(path, data=form)
    assert (nobody.status_code, "Выберите человека" in nobody.text) == (422, True)
    form |= {"known-guardian": str(world.people["boris"])}
    assert (await browser.post(path, data=form)).status_code == 303
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert await sees(parent, world, "dasha")
    again = await browser.post(path, data=form)
    assert (again.status_code, "уже записан представителем" in again.text) == (422, True)
    themselves = await browser.post(path, data=form | {"known-guardian": str(world.people["dasha"])})
    assert themselves.status_code == 422
    assert (await browser.post(path, data=form | {"known-guardian": "999999"})).status_code == 404


async def test_somebody_new_gets_a_card_and_the_link_at_once(client: Client) -> None:
    world = await make_school()
    path = f"/office/people/{world.people['dasha']}/guardians/new"
    browser = await secretary(client, world)
    empty = main_of(await browser.get(path))
    assert empty.count(f'value="{FIRST}"') == 1 and f'value="{TODAY}"' not in empty
    form = LINK | {"surname": "Орлов", "name": "Иван", "phone": "+79120000009"}
    assert (await browser.post(path, data=form | {"surname": ""})).status_code == 422
    assert (await browser.post(path, data=form)).status_code == 303
    page = await card(browser, world.people["dasha"])
    assert "Орлов Иван" in page
    assert "свидетельство о рождении" in page
    assert "Добавлен представитель" in page
    again = await browser.post(f"/office/people/{world.people['kirill']}/guardians/new", data=form)
    assert (again.status_code, "Такой человек уже есть" in again.text) == (422, True)


async def test_access_ends_by_itself_on_the_date(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    path = await path_of(world, "anna", "dasha")
    parent = await sign_in(client(), world, "anna", hat="parent")
    early = await browser.post(f"{path}/end", data={"last_day": str(FIRST - timedelta(1))})
    assert (early.status_code, "началось позже" in early.text) == (422, True)
    assert (await browser.post(f"{path}/end", data={"last_day": str(TODAY)})).status_code == 303
    assert await sees(parent, world, "dasha")
    assert (
        await browser.post(f"{path}/end", data={"last_day": str(TODAY - timedelta(1))})
    ).status_code == 303
    assert not await sees(parent, world, "dasha")
    assert await sees(parent, world, "kirill")  # the other child stays


async def test_a_court_takes_access_away_at_once_and_gives_it_back(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    path = await path_of(world, "boris", "vera")
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert await sees(parent, world, "vera")
    form = {"court-since": str(TODAY), "court-paper": ""}
    refused = await browser.post(f"{path}/restriction", data=form)
    assert (refused.status_code, "документ суда" in refused.text) == (422, True)
    assert await sees(parent, world, "vera")
    form["court-paper"] = "№ 2-114/2026 от 02.11.2026"
    assert (await browser.post(f"{path}/restriction", data=form)).status_code == 303
    gone = await parent.get("/diary")  # the only child: the session of the hat is over
    assert (gone.status_code, gone.headers["location"][:6]) == (303, "/login")
    ended = "select reason from auth_session order by id desc limit 1"
    assert await DB.value(ended) == "hat_lost"
    page = await card(browser, world.people["vera"])
    assert "доступ ограничен" in page
    assert "№ 2-114/2026 от 02.11.2026" in page
    assert (await browser.post(f"{path}/restriction/delete")).status_code == 303
    assert await sees(await sign_in(client(), world, "boris", hat="parent"), world, "vera")
    assert (await browser.post(f"{path}/restriction/delete")).status_code == 422


async def test_a_restriction_about_one_child_leaves_the_other_and_the_other_parent(client: Client) -> None:
    world = await make_school()
    await insert(
        "guardianship",
        guardian=world.people["boris"],
        child=world.people["dasha"],
        kind="father",
        since=FIRST,
    )
    browser = await secretary(client, world)
    path = await path_of(world, "anna", "dasha")
    mother = await sign_in(client(), world, "anna", hat="parent")
    form = {"court-since": str(TODAY), "court-paper": "№ 1"}
    assert (await browser.post(f"{path}/restriction", data=form)).status_code == 303
    assert not await sees(mother, world, "dasha")
    assert await sees(mother, world, "kirill")
    assert await sees(await sign_in(client(), world, "boris", hat="parent"), world, "dasha")


async def test_from_18_a_parent_reads_by_the_pupils_consent(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    path = await path_of(world, "boris", "vera")
    young = await browser.post(f"{path}/consent", data={"adult-since": str(TODAY)})
    assert (young.status_code, "с 18 лет" in young.text) == (422, True)
    await DB.execute("update person set born = $2 where id = $1", world.people["vera"], date(2008, 11, 19))
    assert "нужно его согласие" in await card(browser, world.people["vera"])
    parent = await sign_in(client(), world, "boris")
    assert not await sees(parent, world, "vera")
    assert (await browser.post(f"{path}/consent", data={"adult-since": str(TODAY)})).status_code == 303
    assert await sees(await sign_in(client(), world, "boris", hat="parent"), world, "vera")
    assert (await browser.post(f"{path}/consent", data={"adult-since": ""})).status_code == 303
    assert (
        await DB.value("select adult_consent_since from guardianship where child = $1", world.people["vera"])
        is None
    )


async def test_facts_of_a_link_are_put_right(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    path = await path_of(world, "boris", "vera")
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert (await browser.post(path, data={"kind": "neighbour"})).status_code == 422
    assert (await browser.post(path, data={"kind": "other", "basis": "доверенность"})).status_code == 303
    row = await DB.record(
        "select kind, is_legal, basis, is_mailed from guardianship where child = $1", world.people["vera"]
    )
    assert tuple(row) == ("other", False, "доверенность", False)
    assert (await parent.get("/diary")).status_code == 303  # may be called, sees nothing
    assert "только для связи" in await card(browser, world.people["vera"])


@pytest.mark.parametrize("sub", ["", "/end", "/restriction", "/restriction/delete", "/consent"])
async def test_only_the_secretary_and_only_the_childs_own_link(client: Client, sub: str) -> None:
    world = await make_school()
    path = await path_of(world, "boris", "vera")
    for login, hat in (("elena", "teacher"), ("irina", "head_teacher"), ("oleg", "administrator")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.post(path + sub)).status_code == 403
    browser = await secretary(client, world)
    foreign = f"/office/people/{world.people['dasha']}/guardians/{await link_between(world, 'boris', 'vera')}"
    assert (await browser.post(foreign + sub)).status_code == 404
    assert (await client().post(path + sub)).status_code == 303
