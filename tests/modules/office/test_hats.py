"""Granted hats and the page that says what each hat may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from intranet.kit.access import declared
from intranet.kit.db import DB
from intranet.school.access import Hat
from tests.doors import sign_in
from tests.factories import TODAY, World, insert, make_school
from tests.modules.office.test_people import main_of

Client = Callable[[], httpx.AsyncClient]


async def administrator(client: Client, world: World) -> httpx.AsyncClient:
    """Олег."""
    return await sign_in(client(), world, "oleg", hat="administrator")


async def grant_of(hat: str) -> int:
    """The only grant of a hat."""
    return int(await DB.value("select id from granted_hat where hat = $1", hat))


async def test_a_hat_is_granted_with_dates_and_works_between_them(client: Client) -> None:
    world = await make_school()
    browser = await administrator(client, world)
    assert "Семёнова Ольга Игоревна" in main_of(await browser.get("/office/hats?q=семенова"))
    form = {"q": "семенова", "person": world.people["olga"], "hat": "director",
            "since": str(TODAY), "until": str(TODAY + timedelta(5))}  # fmt: skip
    assert (await browser.post("/office/hats", data=form)).headers["location"] == "/office/hats?told=granted"
    olga = await sign_in(client(), world, "olga", hat="director")
    assert (await olga.get("/office")).status_code == 200
    again = await browser.post("/office/hats", data=form)
    assert (again.status_code, "уже есть в эти дни" in again.text) == (422, True)
    grant = await DB.value("select id from granted_hat where person = $1", world.people["olga"])
    late = await browser.post(f"/office/hats/{grant}", data={"until": str(TODAY - timedelta(1))})
    assert (late.status_code, "раньше первого" in late.text) == (422, True)
    assert (await browser.post(f"/office/hats/{grant}", data={"until": ""})).status_code == 303
    assert (await browser.post(f"/office/hats/{grant}/withdrawal")).status_code == 303
    gone = await olga.get("/office")
    assert (gone.status_code, gone.headers["location"][:6]) == (303, "/login")


async def test_the_last_administrator_can_be_neither_withdrawn_nor_ended(client: Client) -> None:
    world = await make_school()
    browser = await administrator(client, world)
    grant = await grant_of("administrator")
    for path, form in ((f"{grant}/withdrawal", {}), (f"{grant}", {"until": str(TODAY + timedelta(30))})):
        answer = await browser.post(f"/office/hats/{path}", data=form)
        assert answer.status_code == 422
    assert "19.12.2026" not in answer.text
    assert "С 20.12.2026 в школе не останется администратора" in answer.text
    # another one until a day does not help: after it nobody would be left
    await insert(
        "granted_hat", person=world.people["olga"], hat="administrator", since=TODAY,
        until=TODAY + timedelta(9),
    )  # fmt: skip
    refused = await browser.post(f"/office/hats/{grant}/withdrawal")
    assert (refused.status_code, "С 29.11.2026" in refused.text) == (422, True)
    await DB.execute("update granted_hat set until = null where person = $1", world.people["olga"])
    assert (await browser.post(f"/office/hats/{grant}", data={"until": str(TODAY)})).status_code == 303


async def test_a_gap_between_two_administrators_is_a_day_without_one(client: Client) -> None:
    world = await make_school()
    browser = await administrator(client, world)
    await insert("granted_hat", person=world.people["olga"], hat="administrator", since=TODAY + timedelta(10))
    path = f"/office/hats/{await grant_of_oleg(world)}"
    assert (await browser.post(path, data={"until": str(TODAY + timedelta(8))})).status_code == 422
    assert (await browser.post(path, data={"until": str(TODAY + timedelta(9))})).status_code == 303


async def grant_of_oleg(world: World) -> int:
    """The administrator's own grant."""
    return int(await DB.value("select id from granted_hat where person = $1", world.people["oleg"]))


@pytest.mark.parametrize(
    "form",
    [{}, {"person": "x"}, {"person": "0"}, {"hat": "teacher"}, {"hat": "student"}, {"since": "завтра"}],
)
async def test_a_wrong_grant_is_a_422(client: Client, form: dict[str, str]) -> None:
    world = await make_school()
    browser = await administrator(client, world)
    right = {"q": "ким", "person": str(world.people["olga"]), "hat": "director", "since": str(TODAY)}
    answer = await browser.post("/office/hats", data=right | form if form else {})
    assert answer.status_code == 422
    assert await DB.value("select count(*) from granted_hat where person = $1", world.people["olga"]) == 0


async def test_hats_are_the_administrators(client: Client) -> None:
    world = await make_school()
    director = await sign_in(client(), world, "pavel", hat="director")
    page = main_of(await director.get("/office/hats"))
    assert "Макаров Олег Никитич" in page
    assert "<form" not in page
    for login, hat in (("pavel", "director"), ("svetlana", "secretary"), ("elena", "teacher")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.post("/office/hats")).status_code == 403
        assert (
            await browser.post(f"/office/hats/{await grant_of('director')}/withdrawal")
        ).status_code == 403
    browser = await administrator(client, world)
    assert (await browser.get("/office/hats/999999")).status_code == 404
    assert (await client().get("/office/hats")).status_code == 303


def test_every_permission_says_what_it_lets_a_hat_do(app: Litestar) -> None:
    assert app
    named = [one for one in declared() if not one.name.startswith("test")]  # other tests declare their own
    assert [one.name for one in named if not str(one.title)] == []


@pytest.mark.parametrize("hat", list(Hat))
async def test_the_rights_of_every_hat_are_one_click_away(client: Client, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    page = main_of(await browser.get(f"/office/rights?hat={hat}"))
    marks = "Ставить отметки" in page
    assert marks == (hat == Hat.TEACHER)
    assert ("Выдавать и снимать роли" in page) == (hat == Hat.ADMINISTRATOR)
    assert ("Видеть дневник" in page) == (hat in (Hat.STUDENT, Hat.PARENT))
    family = await sign_in(client(), world, "anna", hat="parent")
    assert (await family.get("/office/rights")).status_code == 403
