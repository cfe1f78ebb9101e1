"""Subjects, rooms, the calendar, bells and terms through the front door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit.db import DB
from tests.factories import TODAY, World
from tests.modules.office.school_pages import agreed, head, main_of, timetable, world

Client = Callable[[], httpx.AsyncClient]
TOMORROW = TODAY + timedelta(1)
USUAL = {"scope": "all", "works_as": "0", "works_as_week": ""}  # what the form of special days always sends
__all__ = ["head", "world"]  # fixtures


# -- subjects and rooms


async def test_subjects(head: httpx.AsyncClient, world: World) -> None:
    assert (
        await head.post("/office/subjects", data={"name": "Черчение", "short": "Черч."})
    ).status_code == 303
    assert (await head.post("/office/subjects", data={"name": ""})).status_code == 422
    ident = await DB.value("select id from subject where name = 'Черчение'")
    base = f"/office/subjects/{ident}"
    assert (await head.post(base, data={"name": "Алгебра"})).status_code == 422
    assert (await head.post(base, data={"name": "Чертёж", "short": ""})).status_code == 303
    assert (await head.post(f"{base}/aliases", data={"alias": "Черчение"})).status_code == 303
    assert "черчение" in main_of(await head.get(base))
    assert (await head.post(f"{base}/aliases", data={"alias": "алгебра"})).status_code == 422
    assert (await head.post(f"{base}/aliases/delete", data={"alias": "черчение"})).status_code == 303
    algebra = world.subjects["Алгебра"]
    assert (await head.post(f"/office/subjects/{algebra}/delete")).status_code == 422
    both = await head.post(
        f"/office/subjects/{algebra}/merger", data={"into": str(world.subjects["Русский язык"])}
    )
    assert both.status_code == 422 and "У обоих предметов есть журналы" in both.text
    assert (await head.post(f"{base}/merger", data={"into": str(algebra)})).status_code == 303
    assert (await head.get(base)).status_code == 404


async def test_rooms(head: httpx.AsyncClient, world: World) -> None:
    house = {"number": "Зал", "building": str(world.building), "parallel": "2"}
    assert (await head.post("/office/rooms", data=house)).status_code == 303
    twice = await head.post("/office/rooms", data=house)
    assert twice.status_code == 422 and "Такой кабинет в этом здании уже есть." in twice.text
    assert (await head.post("/office/rooms", data=house | {"parallel": "99"})).status_code == 422
    ident = await DB.value("select id from room where number = 'Зал'")
    assert (await head.post(f"/office/rooms/{ident}", data=house | {"number": "Зал 1"})).status_code == 303
    assert (await head.post(f"/office/rooms/{ident}/aliases", data={"alias": "малый"})).status_code == 303
    assert "малый" in main_of(await head.get(f"/office/rooms/{ident}"))
    assert (await head.post(f"/office/rooms/{ident}/delete")).status_code == 303
    assert (await head.post(f"/office/rooms/{world.rooms['31']}/delete")).status_code == 422
    assert (await head.post("/office/buildings", data={"name": "Корпус 2"})).status_code == 303
    second = await DB.value("select max(id) from building")
    assert (
        await head.post(f"/office/buildings/{second}", data={"name": "главное здание"})
    ).status_code == 422
    assert (await head.post(f"/office/buildings/{second}", data={"name": "Флигель"})).status_code == 303
    assert (await head.post(f"/office/buildings/{second}/delete")).status_code == 303
    only = await head.post(f"/office/buildings/{world.building}/delete")
    assert only.status_code == 422 and "единственное здание" in only.text
    assert (await head.get("/office/rooms/999999")).status_code == 404


# -- calendar, bells, terms


async def test_days_off_are_shown_before_they_are_written(head: httpx.AsyncClient, world: World) -> None:
    await timetable(world)
    lesson = world.lessons["7Б алгебра", TODAY]
    await DB.execute("update lesson set is_touched = true where id = $1", lesson)
    sent = USUAL | {"kind": "no_lessons", "title": "Мороз", "begins": str(TODAY)}
    sent["scope"] = f"c{world.classes['7Б']}"
    asked = await head.post("/office/calendar", data=sent)
    assert asked.status_code == 200
    assert "урок исчезнет" in asked.text and "станет отменённым" in asked.text
    assert 'value="Мороз"' in asked.text
    assert await DB.value("select count(*) from calendar_exception") == 0
    assert (await head.post("/office/calendar", data=sent | {"agreed": agreed(asked)})).status_code == 303
    assert await DB.value("select status from lesson where id = $1", lesson) == "cancelled"
    page = main_of(await head.get("/office/calendar"))
    assert "Мороз" in page and ">7Б<" in page
    ident = await DB.value("select id from calendar_exception")
    back = await head.post(f"/office/calendar/{ident}/delete")
    assert back.status_code == 200
    assert (
        await head.post(f"/office/calendar/{ident}/delete", data={"agreed": agreed(back)})
    ).status_code == 303
    assert await DB.value("select status from lesson where id = $1", lesson) == "planned"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "vacation", "begins": ""}, "Укажите день."),
        (
            {"kind": "vacation", "begins": "2026-11-19", "ends": "2026-11-18"},
            "Последний день раньше первого.",
        ),
        ({"kind": "transfer", "begins": "2026-11-21"}, "Перенос — это один день"),
        ({"kind": "vacation", "begins": "2026-11-21", "scope": "c999999"}, ""),
    ],
)
async def test_days_that_are_not_taken(head: httpx.AsyncClient, sent: dict[str, str], words: str) -> None:
    answer = await head.post("/office/calendar", data=USUAL | sent)
    assert answer.status_code == 422
    assert words in answer.text


async def test_a_line_of_the_calendar_is_changed(head: httpx.AsyncClient, world: World) -> None:
    free = date(2027, 2, 13)
    first = {"kind": "holiday", "title": "День школы", "begins": str(free)}
    assert (await head.post("/office/calendar", data=USUAL | first)).status_code == 303
    ident = await DB.value("select id from calendar_exception")
    path = f"/office/calendar/{ident}"
    changed = USUAL | {"kind": "holiday", "title": "Юбилей", "begins": str(free), "scope": "g5"}
    assert (await head.post(path, data=changed)).status_code == 303
    assert "5-е классы" in main_of(await head.get("/office/calendar"))
    assert (await head.post(path, data=changed | {"begins": "2020-01-01"})).status_code == 422
    assert (await head.get("/office/calendar/999999")).status_code == 404


async def test_bells(head: httpx.AsyncClient, world: World) -> None:
    path = f"/office/bells/{world.bells}"
    times = {
        "starts_1": "09:00",
        "ends_1": "09:45",
        "starts_2": "09:50",
        "ends_2": "10:35",
        "since": str(TOMORROW),
    }
    await timetable(world)
    asked = await head.post(path, data=times)
    assert asked.status_code == 200 and "урок" in asked.text
    assert (await head.post(path, data=times | {"agreed": agreed(asked)})).status_code == 303
    page = main_of(await head.get("/office/bells"))
    assert "с 20 ноября" in page
    assert "перемена после 1-го урока — 5 мин." in page
    bad = await head.post(path, data=times | {"starts_2": "09:30"})
    assert bad.status_code == 422 and "2-й урок начинается раньше" in bad.text
    new = {
        "kind": "shortened",
        "shift": "1",
        "weekday": "0",
        "building": "0",
        "starts_1": "08:30",
        "ends_1": "09:00",
    }
    assert (await head.post("/office/bells", data=new)).status_code in {200, 303}
    short = await DB.value("select id from bell_schedule where kind = 'shortened'")
    assert (await head.post(f"/office/bells/{short}/delete")).status_code == 303
    assert (await head.post(f"{path}/delete")).status_code == 422
    assert (await head.post("/office/bells", data=new | {"shift": "7"})).status_code == 422


async def test_terms(head: httpx.AsyncClient, world: World) -> None:
    path = f"/office/terms/{world.scheme}"
    sent = {
        "begins_1": "2026-09-01",
        "ends_1": "2026-10-24",
        "begins_2": "2026-11-02",
        "ends_2": "2026-12-30",
    }
    assert (await head.post(path, data=sent)).status_code == 303
    assert "24 октября 2026" in main_of(await head.get("/office/terms"))
    crossed = await head.post(path, data=sent | {"begins_2": "2026-10-20"})
    assert crossed.status_code == 422 and "Период 2 начинается до конца предыдущего." in crossed.text
    year = f"/office/years/{world.year}"
    assert (await head.post(f"{year}/schemes", data={"kind": "half_year"})).status_code == 303
    assert (await head.post(f"{year}/schemes", data={"kind": "half_year"})).status_code == 422
    halves_of_year = await DB.value("select id from term_scheme where kind = 'half_year'")
    fifth = world.classes["5А"]
    chosen = await head.post(f"{year}/schemes/classes", data={f"c{fifth}": str(halves_of_year)})
    assert chosen.status_code == 303
    scheme = "select scheme from class_scheme where school_class = $1 and subject is null"
    assert await DB.value(scheme, fifth) == halves_of_year
    assert (await head.post(f"/office/terms/{halves_of_year}/delete")).status_code == 422
    assert (await head.get("/office/terms/999999")).status_code == 404


async def test_the_year_and_the_next_one(head: httpx.AsyncClient, world: World) -> None:
    path = f"/office/years/{world.year}"
    dates = {
        "begins": "2026-09-01",
        "teaching_until": "2027-05-26",
        "ends": "2027-08-31",
        "anchor": "2026-08-31",
    }
    assert (await head.post(path, data=dates)).status_code == 303
    assert (await head.post(path, data=dates | {"teaching_until": "2026-08-01"})).status_code == 422
    made = await head.post(f"{path}/next")
    assert made.status_code == 303
    assert "Учебный год 2027/2028" in main_of(await head.get(made.headers["location"]))
    assert (await head.post(f"{path}/next")).status_code == 422
    assert (await head.get("/office/calendar?year=999999")).status_code == 404
