"""The dispatcher's day: what stands on it, what one tap does, who may not."""

from __future__ import annotations

from datetime import timedelta

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.service import Wish, apply_change
from tests.doors import sign_in
from tests.factories import TODAY, insert
from tests.modules.substitutions.desk_school import (
    DESK,
    Browser,
    absent,
    at_the_desk,
    choose,
    draft_of,
    lesson_path,
)


async def test_the_day_shows_who_is_away_and_what_is_open(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    page = (await browser.get(DESK)).text
    assert "открыто: 1" in page and "7Б · Русский язык" in page and "весь день" in page
    assert "5А · Русский язык" not in page
    assert "болен" not in page and "sick" not in page
    assert f"l{world.lessons['7Б русский язык', TODAY]}" in page
    by_number = (await browser.get(f"{DESK}?by=number")).text
    assert "Урок 2" in by_number and "вместо: Фёдорова И. Ю." in by_number


async def test_one_tap_on_the_desk_writes_a_draft(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    page = (await browser.get(DESK)).text
    assert "Лебедева Е. П." in page
    answer = await choose(browser, lesson_path(world), teacher=world.people["elena"])
    assert answer.status_code == 303
    found = await draft_of(world)
    assert found is not None and found["teacher"] == world.people["elena"]
    assert found["absence"] == await DB.value("select id from teacher_absence")
    page = (await browser.get(answer.headers["location"])).text
    assert "Записано в черновик: 7Б, Русский язык, Лебедева Е. П." in page
    assert "открыто: 0" in page and "в черновике: 1" in page


async def test_now_is_today_until_the_last_bell(client: Browser) -> None:
    _, browser = await at_the_desk(client)
    for hour, day in ((8, TODAY), (20, TODAY + timedelta(days=1))):
        clock.start_at(clock.local(TODAY, hour))
        answer = await browser.get("/substitutions/plans")
        assert answer.headers["location"] == f"/substitutions/plans/{day}"
    answer = await browser.get(f"/substitutions/plans?day={TODAY - timedelta(days=2)}")
    assert answer.headers["location"] == f"/substitutions/plans/{TODAY - timedelta(days=2)}"
    assert (await browser.get("/substitutions/plans/yesterday")).status_code == 404


async def test_a_day_without_absences_says_so(client: Browser) -> None:
    _, browser = await at_the_desk(client)
    page = await browser.get(f"/substitutions/plans/{TODAY + timedelta(days=1)}")
    assert page.status_code == 200 and "все на месте" in page.text


async def test_one_colleague_for_the_whole_day(client: Browser) -> None:
    """Ольга teaches at lesson 2 herself: the other lesson is hers, that one is told with its reason."""
    world, browser = await at_the_desk(client)
    extra = await insert(
        "lesson", journal=world.journals["7Б русский язык"], study_group=world.groups["7Б"], on_date=TODAY,
        number=5, bell_schedule=world.bells, planned_teacher=world.people["irina"],
        teacher=world.people["irina"],
    )  # fmt: skip
    sent = {"absent": world.people["irina"], "teacher": world.people["olga"]}
    answer = await browser.post(f"{DESK}/substitutes", data=sent)
    assert answer.status_code == 303
    assert await DB.rows(int, "select lesson from planned_change") == [extra]
    page = (await browser.get(answer.headers["location"])).text
    assert "эти уроки взять не может" in page and "ведёт в это время другой урок: 5А" in page
    answer = await browser.post(f"{DESK}/substitutes", data={"absent": world.people["irina"]})
    assert answer.status_code == 422 and "Выберите, кто заменит учителя." in answer.text


async def test_a_substitute_who_falls_ill_is_a_conflict(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    await choose(browser, lesson_path(world), teacher=world.people["elena"])
    await absent(world, "elena", first_number=1, last_number=3)
    page = (await browser.get(DESK)).text
    assert "с помехой: 1" in page and "Учителя в это время нет в школе." in page
    assert "уроки 1–3" in page


async def test_a_published_substitute_who_falls_ill_leaves_the_lesson_open(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    lesson = world.lessons["7Б русский язык", TODAY]
    actor = world.viewer("irina", "head_teacher")
    await apply_change(actor, lesson, "TEACHER_SUBSTITUTED", Wish(teacher=world.people["elena"]))
    assert "опубликовано: 1" in (await browser.get(DESK)).text
    await absent(world, "elena")
    page = (await browser.get(DESK)).text
    assert "открыто: 2" in page  # and her own algebra


async def test_the_desk_is_the_head_teachers(client: Browser) -> None:
    world, _ = await at_the_desk(client)
    path = lesson_path(world)
    for login, hat in (("olga", "teacher"), ("svetlana", "secretary"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(DESK)).status_code == 403
        assert (await browser.get(path)).status_code == 403
        assert (await choose(browser, path, teacher=world.people["elena"])).status_code == 403
        assert (await browser.post(f"{DESK}/substitutes", data={})).status_code == 403
    stranger = client()
    assert (await stranger.get(DESK)).headers["location"].startswith("/login")
    assert (await choose(stranger, path)).status_code == 303
    assert await draft_of(world) is None
