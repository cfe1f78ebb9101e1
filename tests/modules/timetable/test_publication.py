"""A draft becomes the timetable: foretold, agreed to, from its day on (DOMAIN 2.11 nos. 6, 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school import service
from tests.doors import sign_in
from tests.factories import FIRST, SET_AT, TODAY, World, insert
from tests.modules.timetable.planner import DRAFTS, new_draft, planned_school, put

Client = Callable[[], httpx.AsyncClient]
NEXT_MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
AGREED = re.compile(r'name="agreed"[^>]*value="([^"]+)"')
LESSONS = "select id, on_date, number, teacher, room, status from lesson where on_date < $1 order by id"


async def lived(client: Client) -> tuple[World, httpx.AsyncClient]:
    """A year of lessons by the version, and the head teacher's browser."""
    world = await planned_school()
    await service.materialise(system_actor("test"), world.year, FIRST)
    return world, await sign_in(client(), world, "irina", hat="head_teacher")


async def publish(browser: httpx.AsyncClient, draft: int, **more: str) -> httpx.Response:
    """Asked what it does, then agreed to."""
    path = f"{DRAFTS}/{draft}/publication"
    asked = await browser.post(path, data=more)
    assert asked.status_code == 200, asked.text
    found = AGREED.search(asked.text)
    assert found is not None
    return await browser.post(path, data={"agreed": found[1], **more})


async def versions() -> list[tuple[object, ...]]:
    rows = await DB._call("fetch", "select since, until from timetable_version order by since")
    return [tuple(row) for row in rows]


async def test_scenario_7_the_old_version_ends_the_day_before_and_the_past_stays(client: Client) -> None:
    world, browser = await lived(client)
    before = await DB._call("fetch", LESSONS, NEXT_MONDAY)
    draft = await new_draft(browser, NEXT_MONDAY)
    await DB.execute(
        "update draft_slot set teacher = $2, room = $3 where draft = $1 and weekday = 1",
        draft, world.people["olga"], world.rooms["18"],
    )  # fmt: skip
    assert (await publish(browser, draft)).headers["location"] == f"{DRAFTS}?saved=true"
    assert await versions() == [(FIRST, SUNDAY), (NEXT_MONDAY, None)]
    assert await DB._call("fetch", LESSONS, NEXT_MONDAY) == before
    monday = await DB.record("select teacher, room from lesson where on_date = $1", NEXT_MONDAY)
    assert tuple(monday) == (world.people["olga"], world.rooms["18"])
    actions = await DB.rows(str, "select action from audit_entry where action like 'timetable.%' order by id")
    assert actions == ["timetable.draft.make", "timetable.draft.publish"]


async def test_what_is_foretold_is_only_told(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY)
    await put(draft, world, "5А русский язык", "olga", 5, 5, "18")
    lessons = await DB.value("select count(*) from lesson")
    page = (await browser.post(f"{DRAFTS}/{draft}/publication", data={})).text
    assert "1 строка расписания новая" in page or "3 строк" in page
    assert "появится" in page or "появятся" in page
    assert await DB.value("select count(*) from lesson") == lessons
    assert await versions() == [(FIRST, None)]
    assert await DB.value("select published_at from timetable_draft") is None
    other = await browser.post(f"{DRAFTS}/{draft}/publication", data={"agreed": "1-2-3"})
    assert other.status_code == 200
    assert await versions() == [(FIRST, None)]


async def test_a_published_draft_is_history(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY)
    await publish(browser, draft)
    slot = await DB.value("select min(id) from draft_slot")
    query = f"class={world.classes['7Б']}&weekday=1&number=1"
    for path in (f"slots/{slot}/delete?{query}", "publication"):
        answer = await browser.post(f"{DRAFTS}/{draft}/{path}", data={})
        assert answer.status_code == 422
        assert "уже опубликован" in answer.text
    assert await DB.value("select count(*) from draft_slot") == 2
    assert "plan__add" not in (await browser.get(f"{DRAFTS}/{draft}")).text


async def test_a_day_that_has_passed_is_refused(client: Client) -> None:
    _world, browser = await lived(client)
    draft = await new_draft(browser, date(2026, 11, 18))
    answer = await browser.post(f"{DRAFTS}/{draft}/publication", data={})
    assert answer.status_code == 422
    assert "Первый день уже прошёл" in answer.text
    assert await versions() == [(FIRST, None)]
    empty = await new_draft(browser, TODAY, copy_of="empty")
    answer = await browser.post(f"{DRAFTS}/{empty}/publication", data={})
    assert "В черновике нет ни одного урока." in answer.text


async def test_clashes_are_published_only_when_that_is_said(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY)
    await put(draft, world, "5А русский язык", "elena", 1, 1, "18")
    answer = await browser.post(f"{DRAFTS}/{draft}/publication", data={})
    assert answer.status_code == 422
    assert "Накладок: 1. Исправьте их или отметьте" in answer.text
    assert (await publish(browser, draft, with_clashes="y")).status_code == 303
    assert await versions() == [(FIRST, SUNDAY), (NEXT_MONDAY, None)]


async def test_norms_do_not_hinder(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY)
    await put(draft, world, "7Б алгебра", "elena", 1, 4, "31")
    assert "замечани" in (await browser.get(f"{DRAFTS}/{draft}/publication")).text
    assert (await publish(browser, draft)).status_code == 303


async def test_two_teachers_of_one_lesson_are_published_side_by_side(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY)
    await put(draft, world, "7Б алгебра", "olga", 1, 1, "31")
    await publish(browser, draft)
    row = await DB.record("select teacher, beside from lesson where on_date = $1", NEXT_MONDAY)
    assert tuple(row) == (world.people["elena"], [world.people["olga"]])


async def test_scenario_6_a_saturday_that_works_as_monday_of_week_a(client: Client) -> None:
    world, browser = await lived(client)
    draft = await new_draft(browser, NEXT_MONDAY, copy_of="empty")
    await put(draft, world, "7Б алгебра", "elena", 1, 1, "31", "A")
    await put(draft, world, "7Б алгебра", "elena", 1, 2, "31", "B")
    await publish(browser, draft)
    mondays = [date(2026, 12, 7), date(2026, 12, 14)]  # a week A, a week B
    of_day = "select id from lesson where on_date = $1"
    numbers = [await DB.value("select number from lesson where on_date = $1", day) for day in mondays]
    assert numbers == [1, 2]
    set_at, due = [await DB.value(of_day, day) for day in mondays]
    homework = await insert("homework", lesson=set_at, due_lesson=due, text="п. 4", set_at=SET_AT)
    saturday, held = date(2026, 12, 12), await DB.value("select count(*) from lesson")
    form = {
        "kind": "transfer", "title": "за 4 ноября", "begins": "2026-12-12", "ends": "", "scope": "all",
        "works_as": "1", "works_as_week": "A",
    }  # fmt: skip
    asked = await browser.post("/office/calendar", data=form)
    found = AGREED.search(asked.text)
    assert found is not None
    assert (await browser.post("/office/calendar", data=form | {"agreed": found[1]})).status_code == 303
    row = await DB.record("select id, number, bell_schedule from lesson where on_date = $1", saturday)
    assert tuple(row)[1:] == (1, world.bells)
    assert await DB.value("select due_lesson from homework where id = $1", homework) == row[0]
    assert await DB.value("select count(*) from lesson") == held + 1


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2027, 5, 26)])
async def test_a_version_before_another_ends_before_it(client: Client, day: date) -> None:
    _world, browser = await lived(client)
    await publish(browser, await new_draft(browser, day))
    draft = await new_draft(browser, NEXT_MONDAY)
    page = (await browser.get(f"{DRAFTS}/{draft}/publication")).text
    assert f"С {day:%d.%m.%Y} уже есть другое расписание" in page
    await publish(browser, draft)
    assert [row[0] for row in await versions()] == [FIRST, NEXT_MONDAY, day]
