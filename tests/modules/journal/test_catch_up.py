"""After an outage: unrecorded lessons of some days, saved through the journal's own service."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY, insert, make_school

Client = Callable[[], httpx.AsyncClient]
PATH = "/journal/catch-up"
TUESDAY = MONDAY + timedelta(days=1)


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    return answer.text.split('id="main"')[1]


async def test_a_teacher_sees_the_own_lessons_that_are_over_by_day(client: Client) -> None:
    world = await make_school()
    await insert(
        "lesson_record", lesson=world.lessons["7Б алгебра", MONDAY], topic="Дроби",
        attendance_taken_at=TODAY, filled_at=TODAY,
    )  # fmt: skip
    cancelled = world.lessons["7Б алгебра", TUESDAY]
    await DB.execute("update lesson set status = 'cancelled' where id = $1", cancelled)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = main(await elena.get(PATH))
    for day, is_there in (
        (MONDAY, False),
        (TUESDAY, False),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
    ):
        link = f'action="{PATH}/{world.lessons["7Б алгебра", day]}"'
        assert (link in page) is is_there, day
    assert "Русский язык" not in page
    early = main(await elena.get(f"{PATH}?from={MONDAY}&to={TUESDAY}"))
    assert "Всё записано" in early


async def test_a_short_form_saves_as_the_lessons_page_does(client: Client) -> None:
    world = await make_school()
    lesson = world.lessons["7Б алгебра", TUESDAY]
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = main(await elena.get(f"{PATH}?from={MONDAY}&to={TODAY}"))
    was = page.split(f'name="l{lesson}-was"')[1].split('value="')[1].split('"')[0]
    sent = {
        "_hat": "teacher", "begins": str(MONDAY), "ends": str(TODAY), f"l{lesson}-topic": " Дроби ",
        f"l{lesson}-homework": "№ 5", f"l{lesson}-take_roll": "y", f"l{lesson}-was": was,
    }  # fmt: skip
    saved = await elena.post(f"{PATH}/{lesson}", data=sent)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{PATH}?from={MONDAY}&to={TODAY}")
    row = await DB.record(
        "select topic, attendance_taken_at is not null from lesson_record where lesson = $1", lesson
    )
    assert tuple(row) == ("Дроби", True)
    assert await DB.value("select text from homework where lesson = $1", lesson) == "№ 5"
    assert await DB.value("select status from lesson where id = $1", lesson) == "held"
    assert f'action="{PATH}/{lesson}"' not in main(await elena.get(PATH))
    assert await DB.value("select count(*) from audit_entry where action = 'journal.lesson.save'") == 1
    late = await elena.post(f"{PATH}/{lesson}", data=sent | {f"l{lesson}-topic": "Другое"})
    assert late.status_code == 409
    assert await DB.value("select topic from lesson_record where lesson = $1", lesson) == "Дроби"


async def test_what_stands_already_is_kept(client: Client) -> None:
    world = await make_school()
    lesson = world.lessons["7Б алгебра", TUESDAY]
    await insert("homework", lesson=lesson, text="п. 4", minutes=25, set_at=TODAY)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = main(await elena.get(PATH)).split(f'action="{PATH}/{lesson}"')[1].split("</form>")[0]
    assert "п. 4" in page
    assert f'name="l{lesson}-minutes" value="25"' in page


async def test_nothing_too_much_and_nobodys(client: Client) -> None:
    world = await make_school()
    lesson, foreign = world.lessons["7Б алгебра", TODAY], world.lessons["5А русский язык", TODAY]
    elena = await sign_in(client(), world, "elena", hat="teacher")
    empty = await elena.post(f"{PATH}/{lesson}", data={"_hat": "teacher"})
    assert empty.status_code == 422
    assert "Запишите тему" in empty.text
    both = {f"l{lesson}-homework": "№ 1", f"l{lesson}-no_homework": "y", "_hat": "teacher"}
    refused = await elena.post(f"{PATH}/{lesson}", data=both)
    assert refused.status_code == 422
    assert "№ 1" in refused.text
    long = {"_hat": "teacher", f"l{lesson}-topic": "т" * 501}
    assert (await elena.post(f"{PATH}/{lesson}", data=long)).status_code == 422
    topic = {"_hat": "teacher", f"l{foreign}-topic": "Чужое"}
    assert (await elena.post(f"{PATH}/{foreign}", data=topic)).status_code == 404
    assert (await elena.post(f"{PATH}/{foreign}", data={"_hat": "teacher"})).status_code == 404
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await irina.post(f"{PATH}/{lesson}", data={"_hat": "head_teacher"})).status_code == 403
    anna = await sign_in(client(), world, "anna", hat="parent")
    assert (await anna.get(PATH)).status_code == 403
    assert (await client().get(PATH)).status_code == 303


async def test_the_head_teacher_sees_counts_by_teacher(client: Client) -> None:
    world = await make_school()
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    page = main(await irina.get(f"{PATH}?from={MONDAY}&to={TODAY}"))
    cells = r'<th scope="row">([^<]+)</th><td class="num">(\d+)</td><td class="num">(\d+)</td>'
    assert re.findall(cells, page) == [
        ("Лебедева Е. П.", "4", "4"), ("Семёнова О. И.", "4", "4"), ("Фёдорова И. Ю.", "4", "4"),
    ]  # fmt: skip
    assert '<form class="form"' not in page
    assert (await irina.get(f"{PATH}?from=2020-01-01&to=2027-01-01")).status_code == 200
