"""The week of the diary through the front door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, MONDAY, TODAY, insert, make_school
from tests.modules.diary.records import give_mark, record_absence, set_homework, write_topic

Client = Callable[[], httpx.AsyncClient]
ALGEBRA = "7Б алгебра"
PAGES = ("/diary", "/diary/marks", "/diary/finals")


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    assert answer.status_code == 200, answer.text
    return answer.text.split('id="main"')[1]


async def test_it_opens_on_today_with_everything_recorded(client: Client) -> None:
    world = await make_school()
    await give_mark(world, ALGEBRA, TODAY, "dasha", "5", tenths=30, comment="Чистое решение")
    await give_mark(world, ALGEBRA, TODAY, "vera", "2", comment="Чужая отметка")
    await set_homework(world, ALGEBRA, TODAY - timedelta(days=1), TODAY, "§ 12, № 88")
    await set_homework(world, ALGEBRA, MONDAY, MONDAY + timedelta(days=1), "")
    await write_topic(world, ALGEBRA, TODAY, "Линейные уравнения")
    await record_absence(world, "7Б русский язык", TODAY, "dasha", "LATE", minutes=7)
    page = main(await (await sign_in(client(), world, "dasha")).get("/diary"))
    for words in (
        "Орлова Дарья, 7Б, II четверть", "16–20 ноября 2026", "сегодня", "8:30, каб. 31", "§ 12, № 88", "×3",
        "Чистое решение", "Линейные уравнения", "опоздание, 7 мин", "не задано", "новая",
    ):  # fmt: skip
        assert words in page
    assert "Чужая отметка" not in page
    assert 'data-v="2"' not in page


async def test_a_mark_ahead_of_its_time_is_not_there(client: Client) -> None:
    world = await make_school()
    later = clock.now() + timedelta(hours=3)
    await give_mark(world, ALGEBRA, TODAY, "dasha", "2", visible_from=later)
    browser = await sign_in(client(), world, "dasha")
    assert 'data-v="2"' not in main(await browser.get("/diary"))
    assert 'data-v="2"' not in main(await browser.get("/diary/marks"))


async def test_a_parent_switches_the_child_in_one_click(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "anna")
    answer = await browser.get("/diary")
    kirill = f"/diary?child={world.people['kirill']}&amp;week={MONDAY}"
    assert "<title>Дневник: Орлова Дарья, 16–20 ноября 2026" in answer.text
    assert kirill in answer.text
    page = await browser.get(kirill.replace("&amp;", "&"))
    assert "<title>Дневник: Орлов Кирилл" in page.text
    assert "5А" in main(page)
    assert "Алгебра" not in main(page)


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_elses_diary_exists(client: Client, path: str) -> None:
    world = await make_school()
    for login, hat, foreign in (
        ("dasha", "student", "vera"), ("dasha", "student", "kirill"), ("anna", "parent", "vera"),
        ("boris", "parent", "dasha"), ("elena", "parent", "dasha"),
    ):  # fmt: skip
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(path, params={"child": world.people[foreign]})).status_code == 404
        assert (await browser.get(path, params={"child": 10**9})).status_code == 404
    assert (await browser.get(path, params={"child": "вера"})).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("login", "hat"),
    [("elena", "teacher"), ("irina", "head_teacher"), ("pavel", "director"), ("svetlana", "secretary"),
     ("oleg", "administrator"), ("gleb", "guest_staff")],
)  # fmt: skip
async def test_the_staff_have_the_journal_instead(client: Client, path: str, login: str, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    assert (await browser.get(path)).status_code == 403
    assert (await client().get(path)).status_code == 303


@pytest.mark.parametrize(
    "end",
    [
        "update guardianship set restricted_since = $2 where child = $1",
        "update guardianship set until = $2 where child = $1",
        "update guardianship set is_legal = false where child = $1 and $2::date is not null",
        "update person set born = ($2::date - interval '18 years')::date where id = $1",
        "update enrolment set since = $2::date - 400, until = $2::date - 181 where student = $1",
    ],
)
async def test_a_parents_sight_ends_at_once(client: Client, end: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "anna")
    dasha = {"child": world.people["dasha"]}
    assert (await browser.get("/diary", params=dasha)).status_code == 200
    until = TODAY - timedelta(days=1) if "until = $2 where child" in end else TODAY
    await DB.execute(end, world.people["dasha"], until)
    for path in PAGES:
        assert (await browser.get(path, params=dasha)).status_code == 404
        assert "Орлова Дарья" not in (await browser.get(path)).text


async def test_an_adult_lets_the_parent_read_on(client: Client) -> None:
    world = await make_school()
    await DB.execute("update person set born = $2 where id = $1", world.people["dasha"], date(2008, 1, 1))
    await DB.execute("update guardianship set adult_consent_since = $1", TODAY)
    browser = await sign_in(client(), world, "anna")
    assert (await browser.get("/diary", params={"child": world.people["dasha"]})).status_code == 200


async def test_a_missed_lesson_tells_what_was_done_there(client: Client) -> None:
    world = await make_school()
    await record_absence(world, ALGEBRA, MONDAY, "dasha", "ILLNESS")
    await write_topic(world, ALGEBRA, MONDAY, "Степень числа")
    await set_homework(world, ALGEBRA, MONDAY, TODAY, "§ 15, таблица")
    page = main(await (await sign_in(client(), world, "anna")).get("/diary"))
    missed = page.split('id="h-missed"')[1]
    for words in ("Алгебра", "Степень числа", "к 19.11: § 15, таблица"):
        assert words in missed
    assert "отсутствие по болезни" in page
    assert "пропущено уроков: 1" in page


async def test_changes_are_said_in_words(client: Client) -> None:
    world = await make_school()
    algebra, olga = world.lessons[ALGEBRA, TODAY], world.people["olga"]
    await DB.execute("update lesson set teacher = $2 where id = $1", algebra, olga)
    await insert(
        "lesson_change", lesson=algebra, kind="TEACHER_SUBSTITUTED", teacher=olga, was_date=TODAY,
        was_number=1, was_teacher=world.people["elena"], published_at=clock.now(),
    )  # fmt: skip
    await DB.execute("update lesson set status = 'cancelled' where id = $1", world.lessons[ALGEBRA, MONDAY])
    page = main(await (await sign_in(client(), world, "dasha")).get("/diary"))
    assert "замена: Семёнова О. И." in page
    assert "<s>Алгебра</s>" in page
    assert "отменён" in page


async def test_holidays_say_until_when(client: Client) -> None:
    world = await make_school()
    await insert("timetable_version", year=world.year, since=FIRST)
    await insert(
        "calendar_exception", year=world.year, kind="vacation", begins=date(2026, 12, 28),
        ends=date(2027, 1, 10), title="Зимние каникулы",
    )  # fmt: skip
    browser = await sign_in(client(), world, "dasha")
    assert "Зимние каникулы до 10 января" in main(await browser.get("/diary?week=2026-12-30"))
    assert "Уроков на этой неделе нет" in main(await browser.get("/diary?week=2026-12-01"))
    assert (await browser.get("/diary?week=2026-13-01")).status_code == 404


async def test_the_home_page_brings_lessons_and_marks(client: Client) -> None:
    world = await make_school()
    await give_mark(world, ALGEBRA, TODAY, "dasha", "5")
    await set_homework(world, ALGEBRA, TODAY, TODAY + timedelta(days=1), "§ 16")
    page = main(await (await sign_in(client(), world, "anna")).get("/"))
    for words in ("Орлова Дарья, 7Б", "Орлов Кирилл, 5А", "Сегодня, четверг", "Завтра, пятница", "§ 16"):
        assert words in page
    assert "ответ, 19.11" in page


async def test_the_tab_counts_lessons(client: Client) -> None:
    world = await make_school()
    assert "сегодня 2 урока" in (await (await sign_in(client(), world, "dasha")).get("/profile")).text
    assert "уроков: 2 и 1" in (await (await sign_in(client(), world, "anna")).get("/profile")).text
