"""The teacher's page: what to hold, what others hold, readiness, and "why am I always the one?" (C15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY, insert, make_school
from tests.modules.substitutions.away import Client, away, give, main

MINE, STANDBY = "/substitutions/mine", "/substitutions/standby"
TOMORROW, YESTERDAY = TODAY + timedelta(1), TODAY - timedelta(1)


async def test_coming_first_then_what_can_still_be_written(client: Client) -> None:
    world = await make_school()
    for day in (MONDAY, TOMORROW, TODAY):
        await give(world, "7Б алгебра", "olga", day)
    await insert(
        "substitute_task",
        lesson=world.lessons["7Б алгебра", TOMORROW],
        text="Страница 40",
        set_at=clock.now(),
    )
    olga = await sign_in(client(), world, "olga", hat="teacher")
    page = main(await olga.get(MINE))
    places = [page.index(f"/journal/lessons/{world.lessons['7Б алгебра', day]}\"") for day in
              (TODAY, TOMORROW, MONDAY)]  # fmt: skip
    assert places == sorted(places) and places[1] < page.index("Можно ещё заполнить") < places[2]
    assert "Страница 40" in page and "в журнал можно писать до 26 ноября" in page
    assert "Лебедева Е. П." in page
    assert (await olga.get(f"/journal/lessons/{world.lessons['7Б алгебра', MONDAY]}")).status_code == 200
    clock.start_at(clock.local(MONDAY + timedelta(8), 9))
    olga = await sign_in(client(), world, "olga", hat="teacher")
    page = main(await olga.get(MINE))
    assert f'/journal/lessons/{world.lessons["7Б алгебра", MONDAY]}"' not in page  # the right is over
    assert f'/journal/lessons/{world.lessons["7Б алгебра", TODAY]}"' in page


async def test_own_lessons_that_others_hold_lead_to_what_was_done(client: Client) -> None:
    world = await make_school()
    await away(world, "elena", YESTERDAY, TOMORROW)
    await give(world, "7Б алгебра", "olga", YESTERDAY)
    await give(world, "7Б алгебра", "irina", TOMORROW)
    await DB.execute(
        "update lesson set status = 'held' where id = $1", world.lessons["7Б алгебра", YESTERDAY]
    )
    elena = await sign_in(client(), world, "elena", hat="teacher")
    page = main(await elena.get(MINE))
    assert "Мои уроки у других" in page and "вёл(а) Семёнова О. И." in page and "ведёт Фёдорова И. Ю." in page
    assert f'/journal/lessons/{world.lessons["7Б алгебра", YESTERDAY]}"' in page
    assert f'/substitutions/tasks/{world.lessons["7Б алгебра", TOMORROW]}"' in page
    assert "18–20 ноября, весь день" in page
    olga = main(await (await sign_in(client(), world, "olga", hat="teacher")).get(MINE))
    assert "18–20 ноября" not in olga and "болезнь" not in olga


async def test_a_replaced_subject_is_the_other_teachers_to_hold(client: Client) -> None:
    world = await make_school()
    await DB.execute("delete from lesson where id = $1", world.lessons["7Б русский язык", TOMORROW])
    from intranet.school.timetable.changes import Wish, apply_change

    await apply_change(
        world.viewer("irina", "head_teacher"), world.lessons["7Б алгебра", TOMORROW], "SUBJECT_REPLACED",
        Wish(journal=world.journals["7Б русский язык"]),
    )  # fmt: skip
    irina = await sign_in(client(), world, "irina", hat="teacher")
    page = main(await irina.get(MINE))
    assert "ваш предмет вместо другого" in page and "Русский язык, 7Б" in page


async def test_counts_stand_beside_the_average(client: Client) -> None:
    world = await make_school()
    for day in (MONDAY, YESTERDAY, TODAY, TOMORROW):  # tomorrow is not given yet
        await give(world, "7Б алгебра", "olga", day)
    await give(world, "7Б русский язык", "elena", TODAY, "SUPERVISED")
    own = await give(world, "7Б русский язык", "olga", YESTERDAY)  # her own hour with another subject
    await DB.execute("update lesson_change set was_teacher = teacher where id = $1", own)
    await DB.execute(
        "update lesson_change set was_date = '2026-10-20' where id = (select min(id) from lesson_change)"
    )
    other = await insert("term_scheme", year=world.year, kind="trimester")  # its term has begun today
    await insert("term", scheme=other, ordinal=2, begins=TODAY, ends=TODAY + timedelta(days=60))
    olga = await sign_in(client(), world, "olga", hat="teacher")
    page = " ".join(main(await olga.get(MINE)).split("Сколько я заменяю")[1].split())
    assert "<dd>2 <small>в среднем 1,0</small>" in page  # 3 lessons, 3 teachers; October is the last term
    assert page.count("<dd>2 <small>в среднем 1,0</small>") == 2


async def test_readiness_is_put_for_the_whole_week(client: Client) -> None:
    world = await make_school()
    elena = await sign_in(client(), world, "elena", hat="teacher")
    said = {f"days-{n}-state": "" for n in range(6)} | {
        "days-0-state": "ready", "days-0-first_number": "5", "days-2-state": "never",
    }  # fmt: skip
    answer = await elena.post(STANDBY, data=said)
    assert answer.status_code == 303
    rows = await DB.rows(
        str, "select concat_ws(' ', weekday, first_number, last_number, is_ready) from standby_hours"
    )
    assert sorted(rows) == ["1 5 12 t", "3 0 12 f"]
    page = main(await elena.get(MINE))
    assert "Понедельник, с 5-го урока" in page and "Среда, весь день" in page
    form = main(await elena.get(STANDBY))
    assert 'name="days-0-first_number" type="number" value="5"' in form.replace(' class="input"', "")
    answer = await elena.post(STANDBY, data=said | {"days-0-last_number": "3"})
    assert answer.status_code == 422 and "Последний урок раньше первого." in main(answer)
    assert (await elena.post(STANDBY, data=said | {"days-0-state": "maybe"})).status_code == 422
    assert len(await DB.rows(str, "select 'x' from standby_hours")) == 2


@pytest.mark.parametrize(
    ("login", "hat"), [("svetlana", "secretary"), ("dasha", "student"), ("gleb", "guest_staff")]
)
async def test_it_is_the_teachers_page(client: Client, login: str, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    assert (await browser.get(MINE)).status_code == 403
    assert (await browser.post(STANDBY, data={})).status_code == 403
    assert (await client().get(MINE)).status_code == 303
