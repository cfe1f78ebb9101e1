"""Teachers' hours, duties in breaks, the table of difficulty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx
import pytest

from intranet.kit.db import DB
from intranet.school.settings import setting
from intranet.school.timetable.difficulty import DEFAULT, DIFFICULTY
from tests.doors import sign_in
from tests.factories import FIRST, MONDAY, TODAY, insert
from tests.modules.timetable.planner import planned_school

Client = Callable[[], httpx.AsyncClient]
HOURS, DUTIES, TABLE = "/timetable/hours", "/timetable/duties", "/timetable/difficulty"


async def test_hours_are_written_and_taken_back(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    form = {
        "teacher": str(world.people["elena"]), "weekday": "3", "first_number": "0", "last_number": "12",
        "note": "методический день",
    }  # fmt: skip
    assert (await browser.post(HOURS, data=form)).status_code == 303
    page = (await browser.get(HOURS)).text
    for words in ("Лебедева Елена Павловна", "в среду", "весь день", "методический день"):
        assert words in page
    twice = await browser.post(HOURS, data=form | {"first_number": "3", "last_number": "4"})
    assert twice.status_code == 422
    assert "Эти часы у учителя уже записаны." in twice.text
    assert await DB.value("select after ->> 'note' from audit_entry order by id desc limit 1") is None
    ident = await DB.value("select id from teacher_hours")
    assert (await browser.post(f"{HOURS}/{ident}/delete")).status_code == 303
    assert (await browser.post(f"{HOURS}/{ident}/delete")).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"teacher": "0"}, "Выберите учителя."),
        ({"teacher": "999999"}, "teacher-err"),
        ({"first_number": "5", "last_number": "2"}, "Последний урок раньше первого."),
        ({"weekday": "8"}, "weekday-err"),
    ],
)
async def test_hours_that_cannot_be(client: Client, changed: dict[str, str], words: str) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    form = {"teacher": str(world.people["elena"]), "weekday": "3", "first_number": "0", "last_number": "2"}
    answer = await browser.post(HOURS, data=form | {"note": "проба"} | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="проба"' in answer.text
    assert await DB.value("select count(*) from teacher_hours") == 0


def duty_form(teacher: int, **changed: str) -> dict[str, str]:
    """Mondays after the second lesson, on the second floor, from today on."""
    form = {
        "teacher": str(teacher), "weekday": "1", "after_number": "2", "place": "2-й этаж", "building": "0",
        "since": TODAY.isoformat(),
    }  # fmt: skip
    return form | changed


async def test_a_duty_begins_is_seen_by_the_staff_and_ends(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await browser.post(DUTIES, data=duty_form(world.people["elena"]))).status_code == 303
    twice = await browser.post(DUTIES, data=duty_form(world.people["elena"], place="столовая"))
    assert "На этой перемене учитель уже дежурит." in twice.text
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    page = (await teacher.get(DUTIES)).text
    for words in ("В понедельник", "после урока 2", "2-й этаж", "Лебедева Е. П."):
        assert words in page
    assert (await teacher.post(DUTIES, data=duty_form(world.people["olga"]))).status_code == 403
    pupil = await sign_in(client(), world, "dasha", hat="student")
    assert (await pupil.get(DUTIES)).status_code == 403
    ident = await DB.value("select id from break_duty")
    early = await browser.post(f"{DUTIES}/{ident}/end", data={"until": ""})
    assert early.status_code == 422
    assert (await browser.post(f"{DUTIES}/{ident}/end", data={"until": "2026-12-01"})).status_code == 303
    assert await DB.value("select until from break_duty") == date(2026, 12, 1)
    assert (await browser.post(f"{DUTIES}/999999/end", data={"until": "2026-12-01"})).status_code == 404


async def test_a_duty_that_never_began_is_taken_away(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    await browser.post(DUTIES, data=duty_form(world.people["elena"], since="2026-12-01"))
    ident = await DB.value("select id from break_duty")
    await browser.post(f"{DUTIES}/{ident}/end", data={"until": "2026-11-20"})
    assert await DB.value("select count(*) from break_duty") == 0


async def test_a_doubtful_duty_is_told_and_not_refused(client: Client) -> None:
    world = await planned_school()
    far = await insert("building", name="Корпус 2")
    await insert("teacher_hours", teacher=world.people["elena"], weekday=1, first_number=2)
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    form = duty_form(world.people["elena"], after_number="1", building=str(far))
    assert (await browser.post(DUTIES, data=form)).status_code == 303
    assert "урок рядом в другом здании" in (await browser.get(DUTIES)).text
    await browser.post(DUTIES, data=duty_form(world.people["elena"]))
    assert "учителя в это время нет" in (await browser.get(DUTIES)).text
    teacher = await sign_in(client(), world, "olga", hat="teacher")
    assert "учителя в это время нет" not in (await teacher.get(DUTIES)).text


async def test_a_duty_that_is_over_is_not_on_the_teachers_day(client: Client) -> None:
    world = await planned_school()
    for place, until in (("холл", MONDAY), ("столовая", TODAY)):
        await insert(
            "break_duty", teacher=world.people["elena"], place=place, weekday=TODAY.isoweekday(),
            after_number=len(place), since=FIRST, until=until,
        )  # fmt: skip
    browser = await sign_in(client(), world, "elena", hat="teacher")
    page = (await browser.get("/timetable/day")).text
    assert ("столовая" in page, "холл" in page) == (True, False)


async def test_the_table_of_difficulty_is_the_schools_own(client: Client) -> None:
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    page = (await browser.get(TABLE)).text
    assert 'value="алгебра"' in page
    row = {f"v0-{n}": str(points) for n, points in enumerate((0, 0, 11, 9, 7, 10))}
    assert (await browser.post(TABLE, data={"name0": "Алгебра", **row})).status_code == 303
    assert await setting(DIFFICULTY, TODAY) == {"алгебра": [0, 0, 11, 9, 7, 10]}
    assert await setting(DIFFICULTY, FIRST) == DEFAULT
    for bad in ("21", "-1", "много"):
        answer = await browser.post(TABLE, data={"name0": "Алгебра", **row, "v0-2": bad})
        assert answer.status_code == 422
        assert f'value="{bad}"' in answer.text
    assert (await setting(DIFFICULTY, TODAY))["алгебра"][2] == 11
    office = await sign_in(client(), world, "svetlana", hat="secretary")
    assert (await office.get(TABLE)).status_code == 200
    assert (await office.post(TABLE, data={"name0": "Алгебра", **row})).status_code == 403
