"""The board of first sign-ins: counts by class, who is to be helped, who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from intranet.kit.db import DB
from modules.office.queries.entry.board import board_of_classes, board_of_staff
from tests.doors import make_account, sign_in
from tests.factories import TODAY, World, make_school

Browser = Callable[[], httpx.AsyncClient]
PATH = "/office/board"


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def test_whoever_was_in_once_is_counted(client: Browser, world: World) -> None:
    await sign_in(client(), world, "dasha")
    await make_account(world.people["vera"], "vera", first_entry=True)
    rows = {row.title: row for row in await board_of_classes(world.viewer("svetlana", "secretary"))}
    assert (rows["7Б"].pupils.people, rows["7Б"].pupils.entered, rows["7Б"].pupils.percent) == (2, 1, 50)
    assert (rows["7Б"].parents.absent, rows["5А"].parents.absent) == (2, 2)
    staff = await board_of_staff(world.viewer("svetlana", "secretary"))
    assert staff is not None and (staff.people, staff.entered) == (6, 0)
    await DB.execute("delete from auth_session")  # old sessions are forgotten, the fact is not
    rows = {row.title: row for row in await board_of_classes(world.viewer("svetlana", "secretary"))}
    assert rows["7Б"].pupils.entered == 1


async def test_the_list_says_what_lies_ready(client: Browser, world: World) -> None:
    secretary = await sign_in(client(), world, "svetlana", hat="secretary")
    account = await make_account(world.people["vera"], "vera", first_entry=True)
    path = f"{PATH}?whom=pupils&class={world.classes['7Б']}"

    async def until(days: int) -> str:
        day = TODAY + timedelta(days=days)
        await DB.execute("update local_credential set expires_on = $2 where account = $1", account, day)
        page = (await secretary.get(path)).text.split("<aside", 1)[1]
        return page[page.index("Осипова") :].split("</li>")[0]

    assert "листок до" in await until(5)
    assert "нечем войти" in await until(-1)
    page = (await secretary.get(path)).text
    assert "Орлова Дарья" in page and "/office/slips?whom=pupils" in page


async def test_a_class_teacher_sees_the_own_class_only(client: Browser, world: World) -> None:
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = (await elena.get(PATH)).text.split("<main", 1)[1]
    assert "7Б" in page and "5А" not in page and "Сотрудники" not in page
    assert (await elena.get(f"{PATH}?whom=parents&class={world.classes['7Б']}")).status_code == 200
    assert (await elena.get(f"{PATH}?whom=parents&class={world.classes['5А']}")).status_code == 404
    assert (await elena.get(f"{PATH}?whom=staff")).status_code == 404


async def test_others_do_not_see_it(client: Browser, world: World) -> None:
    for login, hat in (("dasha", "student"), ("anna", "parent"), ("gleb", "guest_staff")):
        assert (await (await sign_in(client(), world, login, hat=hat)).get(PATH)).status_code == 403
    assert (await client().get(PATH)).headers["location"].startswith("/login")
    secretary = await sign_in(client(), world, "svetlana", hat="secretary")
    assert (await secretary.get(f"{PATH}?whom=staff")).status_code == 200
    assert (await secretary.get(f"{PATH}?whom=pupils&class=999999")).status_code == 404
    assert (await secretary.get(f"{PATH}?whom=nobody")).status_code == 200
