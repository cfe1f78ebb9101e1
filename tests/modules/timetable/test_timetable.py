"""Weeks of lessons: whose, when, what has changed, and who may read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, MONDAY, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]


async def change(world: World, lesson: int, kind: str, **values: object) -> None:
    """A published change of a lesson and what it sets in it."""
    was = await DB.record("select on_date, number, teacher, room from lesson where id = $1", lesson)
    told = {key: value for key, value in values.items() if key in ("teacher", "room", "became", "note")}
    await insert(
        "lesson_change", lesson=lesson, kind=kind, was_date=was[0], was_number=was[1], was_teacher=was[2],
        was_room=was[3], published_at=clock.now(), **told,
    )  # fmt: skip
    for name in ("teacher", "room", "status", "number", "on_date"):
        if name in values:
            await DB.execute(f"update lesson set {name} = $2 where id = $1", lesson, values[name])


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    assert answer.status_code == 200, answer.text
    return answer.text.split('id="main"')[1]


@pytest.mark.parametrize(
    ("login", "hat", "sees"),
    [
        ("dasha", "student", ["Орлова Дарья, 7Б", "Алгебра", "Лебедева Е. П.", "8:30–9:15", "31"]),
        ("anna", "parent", ["Орлова Дарья, 7Б", "Орлов Кирилл", "Алгебра"]),
        ("elena", "teacher", ["мои уроки", "Алгебра", "7Б"]),
        ("pavel", "director", ["5А", "Русский язык", "Семёнова О. И."]),
        ("gleb", "guest_staff", ["5А"]),
    ],
)
async def test_it_opens_on_the_own_week(client: Client, login: str, hat: str, sees: list[str]) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    page = main(await browser.get("/timetable"))
    for words in sees:
        assert words in page
    assert "16–20 ноября 2026" in page


async def test_a_parent_reads_both_children(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "anna")
    page = main(await browser.get("/timetable", params={"child": world.people["kirill"]}))
    assert "Русский язык" in page
    assert "Алгебра" not in page
    assert (await browser.get("/timetable", params={"child": world.people["vera"]})).status_code == 404


async def test_families_read_any_class_but_no_teacher_and_no_room(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "dasha")
    page = main(await browser.get("/timetable", params={"class": world.classes["5А"], "teacher": ""}))
    assert "Семёнова О. И." in page
    assert "Орлов Кирилл" not in page
    assert (await browser.get("/timetable", params={"teacher": world.people["olga"]})).status_code == 404
    assert (await browser.get("/timetable", params={"room": world.rooms["31"]})).status_code == 404
    assert (await browser.get("/timetable", params={"class": 999999})).status_code == 404


async def test_the_staff_read_teachers_and_rooms(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "olga")
    assert "Алгебра" in main(await browser.get("/timetable", params={"teacher": world.people["elena"]}))
    room = main(await browser.get("/timetable", params={"room": world.rooms["31"]}))
    assert "7Б, Лебедева Е. П." in room
    pupil = {"teacher": world.people["dasha"]}
    assert (await browser.get("/timetable", params=pupil)).status_code == 404


async def test_changes_are_said_in_words(client: Client) -> None:
    world = await make_school()
    algebra = {day: world.lessons["7Б алгебра", MONDAY + timedelta(days=day)] for day in range(5)}
    await change(world, algebra[0], "TEACHER_SUBSTITUTED", teacher=world.people["olga"])
    await change(world, algebra[1], "CANCELLED", status="cancelled")
    await change(world, algebra[2], "ROOM_CHANGED", room=world.rooms["18"])
    await change(world, algebra[3], "MOVED", on_date=MONDAY + timedelta(days=4), number=5)
    browser = await sign_in(client(), world, "dasha")
    page = main(await browser.get("/timetable"))
    for words in (
        "замена, вместо: Лебедева Е. П.", "отменён", "кабинет 18 вместо 31", "перенесён на 20.11, урок 5",
        "перенесён с 19.11, урок 1", "<s>Алгебра</s>",
    ):  # fmt: skip
        assert words in page
    away = main(await (await sign_in(client(), world, "elena", hat="teacher")).get("/timetable"))
    assert "замещает Семёнова О. И." in away
    assert "Алгебра" in main(await (await sign_in(client(), world, "olga")).get("/timetable"))


async def test_what_is_held_instead_takes_the_place(client: Client) -> None:
    world = await make_school()
    lesson = world.lessons["7Б алгебра", TODAY]
    held = await insert(
        "lesson", journal=world.journals["7Б русский язык"], study_group=world.groups["7Б"], on_date=TODAY,
        number=1, planned_teacher=world.people["irina"], teacher=world.people["irina"],
        bell_schedule=world.bells, is_manual=True,
    )  # fmt: skip
    await change(world, lesson, "SUBJECT_REPLACED", became=held, status="cancelled")
    page = main(await (await sign_in(client(), world, "dasha")).get("/timetable"))
    assert "вместо: Алгебра" in page
    assert "<s>Алгебра</s>" not in page


async def test_empty_weeks_say_why(client: Client) -> None:
    world = await make_school()
    await insert(
        "calendar_exception", year=world.year, kind="vacation", begins=MONDAY + timedelta(days=42),
        ends=MONDAY + timedelta(days=55), title="Зимние каникулы",
    )  # fmt: skip
    browser = await sign_in(client(), world, "dasha")
    assert "Расписания на эти дни ещё нет" in main(await browser.get("/timetable?week=2026-12-28"))
    await insert("timetable_version", year=world.year, since=FIRST)
    assert "Зимние каникулы до 10 января" in main(await browser.get("/timetable?week=2026-12-28"))
    assert "Учебный год закончился" in main(await browser.get("/timetable?week=2027-07-05"))
    assert "Учебный год ещё не начался" in main(await browser.get("/timetable?week=2026-08-03"))
    assert (await browser.get("/timetable?week=вчера")).status_code == 404


async def test_a_school_without_classes_says_who_makes_them(client: Client) -> None:
    world = await make_school()
    other = await insert(
        "academic_year", title="2020/2021", begins=date(2020, 9, 1), teaching_until=date(2021, 5, 26),
        ends=date(2021, 8, 31), week_parity_anchor=date(2020, 8, 31),
    )  # fmt: skip
    await DB.execute("update school_class set year = $1", other)
    browser = await sign_in(client(), world, "pavel")
    assert "Классов ещё нет" in main(await browser.get("/timetable"))


async def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    await make_school()
    assert (await client().get("/timetable")).status_code == 303
