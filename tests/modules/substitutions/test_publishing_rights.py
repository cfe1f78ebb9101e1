"""From the button to the journal: the substitute writes exactly the given lesson, and for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.conftest import NOW
from tests.doors import sign_in
from tests.factories import TODAY, insert, make_journal
from tests.modules.substitutions.publishing_data import (
    ALGEBRA,
    RUSSIAN,
    RUSSIAN5,
    TOMORROW,
    Stage,
    make_stage,
    weekday,
)
from tests.statements import counting

Client = Callable[[], httpx.AsyncClient]
WORK = "select id from work where lesson = $1"


async def published(client: Client, lesson: int, stage: Stage, kind: str, **values: object) -> None:
    """Ирина publishes a change of today by the button."""
    draft = await stage.draft(lesson, kind, **values)
    browser = await sign_in(client(), stage.world, "irina", hat="head_teacher")
    path = f"/substitutions/plans/{TODAY}/publication"
    assert (await browser.post(path, data={"draft": f"{draft}-1"})).status_code == 303


async def cell(browser: httpx.AsyncClient, stage: Stage, lesson: int, journal: str = ALGEBRA) -> int:
    """The status of a five for Даша in a lesson."""
    sent = {"lesson": lesson, "student": stage.id("dasha"), "text": "5", "version": 0}
    return (await browser.post(f"/journal/{stage.world.journals[journal]}/cells", data=sent)).status_code


async def test_a_substitute_fills_the_lesson_and_the_teacher_sees_it(client: Client) -> None:
    stage = await make_stage()
    lesson, before = stage.lesson(ALGEBRA, TODAY), stage.lesson(ALGEBRA, weekday(2))
    await published(client, lesson, stage, "TEACHER_SUBSTITUTED", teacher=stage.id("olga"))
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert "Сохранить урок" in (await olga.get(f"/journal/lessons/{lesson}")).text
    form = {"topic": "Степень", "homework": "п. 5", "take_roll": "y", f"a{stage.id('vera')}": "Н",
            f"w{stage.id('vera')}": "|"}  # fmt: skip
    assert (await olga.post(f"/journal/lessons/{lesson}", data=form)).status_code == 303
    assert await cell(olga, stage, lesson) == 200
    elena = await sign_in(client(), stage.world, "elena", hat="teacher")
    page = (await elena.get(f"/journal/lessons/{lesson}")).text
    for words in ("Степень", "п. 5", "Н"):
        assert words in page
    assert (
        await DB.value("select value from mark m join work w on w.id = m.work where w.lesson = $1", lesson)
        == "5"
    )
    assert await DB.value("select code from attendance where lesson = $1", lesson) is not None
    # nothing but this lesson
    assert "Сохранить урок" not in (await olga.get(f"/journal/lessons/{before}")).text
    assert (await olga.post(f"/journal/lessons/{before}", data={"topic": "Чужая"})).status_code == 404
    assert await cell(olga, stage, before) == 404
    assert await cell(olga, stage, stage.lesson(RUSSIAN, TODAY), RUSSIAN) == 404
    assert (await olga.get(f"/journal/lessons/{stage.lesson(RUSSIAN, TODAY)}")).status_code == 404


@pytest.mark.parametrize("days", [7, 2])
async def test_the_right_ends_when_the_school_says(client: Client, days: int) -> None:
    stage = await make_stage()
    if days != 7:
        await insert("setting", key="substitutions.rights_days", value=days, since=weekday(0), set_at=NOW)
    lesson = stage.lesson(ALGEBRA, TODAY)
    await published(client, lesson, stage, "TEACHER_SUBSTITUTED", teacher=stage.id("olga"))
    clock.start_at(NOW + timedelta(days))
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert await cell(olga, stage, lesson) == 200
    clock.start_at(NOW + timedelta(days + 1))
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert await cell(olga, stage, lesson) == 404


async def test_who_never_taught_gets_the_hat_of_a_teacher_for_it(client: Client) -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA, TODAY)
    await published(client, lesson, stage, "SUPERVISED", teacher=stage.id("svetlana"))
    svetlana = await sign_in(client(), stage.world, "svetlana", hat="teacher")
    assert (await svetlana.post(f"/journal/lessons/{lesson}", data={"topic": "Сами"})).status_code == 303
    assert (await svetlana.get("/notices")).status_code == 200
    assert (
        "Замены и изменения, которые касаются вас, на 19 ноября: 1." in (await svetlana.get("/notices")).text
    )


async def test_a_released_substitute_writes_no_more(client: Client) -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA, TODAY)
    await published(client, lesson, stage, "TEACHER_SUBSTITUTED", teacher=stage.id("olga"))
    await published(client, lesson, stage, "TEACHER_SUBSTITUTED", teacher=stage.id("pavel"))
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert await cell(olga, stage, lesson) == 404
    pavel = await sign_in(client(), stage.world, "pavel", hat="teacher")
    assert await cell(pavel, stage, lesson) == 200


async def test_the_host_of_merged_groups_writes_in_both_journals(client: Client) -> None:
    stage = await make_stage()
    for name, pupil, teacher in (("англ. 1", "dasha", "pavel"), ("англ. 2", "vera", "olga")):
        await stage.group(name, pupil)
        await make_journal(stage.world, name, "Английский язык", teacher, 3)
    guest, host = (stage.lesson(f"{name} английский язык", TODAY) for name in ("англ. 1", "англ. 2"))
    await published(client, guest, stage, "GROUPS_MERGED", merged_with=host)
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert await cell(olga, stage, guest, "англ. 1 английский язык") == 200
    for lesson in (guest, host):
        assert (await olga.post(f"/journal/lessons/{lesson}", data={"topic": "Времена"})).status_code == 303


async def test_homework_goes_to_the_next_real_lesson(client: Client) -> None:
    stage = await make_stage()
    given, due, later = (stage.lesson(ALGEBRA, weekday(n)) for n in (2, 3, 4))
    await insert("homework", lesson=given, due_lesson=due, text="№ 1", set_at=NOW)
    await published(client, due, stage, "CANCELLED")
    assert await DB.value("select due_lesson from homework") == later
    await published(client, due, stage, "")
    assert await DB.value("select due_lesson from homework") == due


@pytest.mark.usefixtures("db")
async def test_homework_is_looked_for_once_however_much_is_published() -> None:
    stage = await make_stage()
    given, due, later = (stage.lesson(ALGEBRA, weekday(n)) for n in (2, 3, 4))
    await insert("homework", lesson=given, due_lesson=due, text="№ 1", set_at=NOW)
    for lesson in (due, stage.lesson(RUSSIAN, weekday(3)), stage.lesson(RUSSIAN5, weekday(3))):
        await stage.draft(lesson, "CANCELLED")
    async with counting() as seen:
        await stage.publish(weekday(3))
    assert sum("update homework" in one.text for one in seen) == 1
    assert await DB.value("select due_lesson from homework") == later


async def test_a_moved_lesson_keeps_its_substitute_for_a_week_after_it(client: Client) -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA, TODAY)
    await published(client, lesson, stage, "MOVED", to_date=TOMORROW, to_number=5)
    await stage.draft(lesson, teacher=stage.id("olga"))
    await stage.publish(TOMORROW)
    row = await DB.record("select on_date, number, teacher from lesson where id = $1", lesson)
    assert tuple(row) == (TOMORROW, 5, stage.id("olga"))
    ends = await DB.value("select rights_until from lesson_change where teacher is not null")
    assert ends == TOMORROW + timedelta(7)
    await stage.draft(lesson, "")
    await stage.publish(TOMORROW)
    row = await DB.record("select on_date, number, teacher from lesson where id = $1", lesson)
    assert tuple(row) == (TODAY, 1, stage.id("elena"))
