"""Attendance of a class: what is held, what is missed and why, days from end to end, sum by sum."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from intranet.kit.db import DB
from tests.factories import MONDAY, World, insert
from tests.modules.journal.conftest import School
from tests.modules.journal.report_data import (
    REPORTS,
    call_roll,
    leave,
    miss,
    move,
    offered,
    opened,
    rows_of,
)
from tests.statements import counting

NAME = "journal.attendance"
ALGEBRA, RUSSIAN = "7Б алгебра", "7Б русский язык"


@pytest.fixture
async def world(school: School) -> World:
    """7Б, Monday to Thursday, two lessons a day; Даша is ill on Monday, and misses bits of other days."""
    world = school.world
    await call_roll(world, "7Б", 0, 1, 2, 3)
    await miss(world, "dasha", ALGEBRA, 0, "ILLNESS")
    await miss(world, "dasha", RUSSIAN, 0, "ILLNESS")
    await miss(world, "dasha", ALGEBRA, 1, "EXCUSED")
    await miss(world, "dasha", RUSSIAN, 1, "ABSENT_UNSPECIFIED")
    await miss(world, "dasha", ALGEBRA, 2, "UNEXCUSED")
    await miss(world, "dasha", RUSSIAN, 2, "LATE", 30)
    await miss(world, "dasha", ALGEBRA, 3, "SCHOOL_EVENT")
    await miss(world, "vera", ALGEBRA, 3, "EXEMPT_PRESENT")
    return world


async def test_days_and_lessons_by_reason(world: World) -> None:
    sheet = await opened(world.viewer("elena", "teacher"), NAME)
    assert dict(sheet.facts)["Период"] == "Ноябрь 2026, 01.11.2026–30.11.2026"
    rows = rows_of(sheet.tables[0])
    assert list(rows["Орлова Дарья"].values()) == [
        1, "Орлова Дарья", 4, 2, 1, 8, 5, 2, 1, 1, 1, 1, Fraction(300, 8), Fraction(50),
    ]  # fmt: skip
    assert list(rows["Осипова Вера"].values()) == [
        2, "Осипова Вера", 4, 0, 0, 8, 0, 0, 0, 0, 0, 0, Fraction(100), Fraction(100),
    ]  # fmt: skip
    assert sheet.chart is not None
    assert list(sheet.chart.values) == [2, 1, 1, 1]


async def test_the_class_is_sum_by_sum(world: World) -> None:
    rows = rows_of((await opened(world.viewer("elena", "teacher"), NAME)).tables[0])
    whole = rows["По классу"]
    assert whole["Уроки: проведено"] == 16
    assert whole["Посещаемость: по урокам"] == Fraction(1100, 16)
    assert whole["Посещаемость: по дням"] == Fraction(600, 8)


async def test_a_lesson_without_a_roll_is_nobodys(world: World) -> None:
    await DB.execute(
        "update lesson_record set attendance_taken_at = null where lesson = $1",
        world.lessons[ALGEBRA, MONDAY],
    )
    table = (await opened(world.viewer("elena", "teacher"), NAME)).tables[0]
    dasha = rows_of(table)["Орлова Дарья"]
    assert (dasha["Уроки: проведено"], dasha["Уроки: пропущено"]) == (7, 4)
    assert dasha["Дни: пропущено"] == 2  # the day is the lessons of it that count
    assert table.notes[-1] == "Без переклички и не посчитаны: 1 прошедший урок."


async def test_a_cancelled_lesson_does_not_count(world: World) -> None:
    await DB.execute("update lesson set status = 'cancelled' where id = $1", world.lessons[RUSSIAN, MONDAY])
    table = (await opened(world.viewer("elena", "teacher"), NAME)).tables[0]
    assert rows_of(table)["Орлова Дарья"]["Уроки: проведено"] == 7
    assert len(table.notes) == 3


async def test_a_full_day_is_of_the_pupils_own_lessons(world: World) -> None:
    """Vera is in a subgroup with a lesson more; missing the two of the class is not her whole day."""
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="1 группа", key="1"
    )
    await insert("group_membership", study_group=group, student=world.people["vera"], since=MONDAY)
    journal = await insert("journal", study_group=group, subject=world.subjects["Алгебра"])
    lesson = await insert(
        "lesson", journal=journal, study_group=group, on_date=MONDAY, number=5, status="held",
        planned_teacher=world.people["olga"], teacher=world.people["olga"],
    )  # fmt: skip
    for name in (ALGEBRA, RUSSIAN):
        await miss(world, "vera", name, 0, "ILLNESS")
    viewer = world.viewer("elena", "teacher")
    assert rows_of((await opened(viewer, NAME)).tables[0])["Осипова Вера"]["Дни: пропущено"] == 1
    await DB.execute("insert into lesson_record (lesson, attendance_taken_at) values ($1, now())", lesson)
    vera = rows_of((await opened(viewer, NAME)).tables[0])["Осипова Вера"]
    assert (vera["Дни: пропущено"], vera["Уроки: проведено"]) == (0, 9)


async def test_lessons_before_arrival_are_not_absences(world: World) -> None:
    for table in ("group_membership", "enrolment"):
        await DB.execute(
            f"update {table} set since = $1 where student = $2",
            MONDAY + timedelta(days=2),
            world.people["vera"],
        )
    vera = rows_of((await opened(world.viewer("elena", "teacher"), NAME)).tables[0])["Осипова Вера"]
    assert (vera["Уроки: проведено"], vera["Дни: учебных"]) == (4, 2)


async def test_moved_brings_absences_along_and_left_drops_out(world: World) -> None:
    await move(world, "dasha", "5А", date(2026, 11, 18))
    await leave(world, "vera", date(2026, 11, 18))
    head = world.viewer("irina", "head_teacher")
    old = await opened(head, NAME, **{"class": world.classes["7Б"]})
    assert not old.tables
    assert "пока нет учеников" in old.empty
    new = await opened(head, NAME, **{"class": world.classes["5А"]})
    dasha = rows_of(new.tables[0])["Орлова Дарья"]
    assert (dasha["Уроки: проведено"], dasha["Уроки: пропущено"]) == (6, 5)


async def test_months_and_terms_are_offered_the_last_first(world: World) -> None:
    words = await offered(
        world.viewer("elena", "teacher"), NAME, "period", {"class": str(world.classes["7Б"])}
    )
    assert words == ["Ноябрь 2026", "Октябрь 2026", "Сентябрь 2026", "II четверть", "I четверть"]


async def test_a_term_is_counted_like_a_month(world: World) -> None:
    sheet = await opened(world.viewer("elena", "teacher"), NAME, period=f"t{world.terms[1]}")
    assert rows_of(sheet.tables[0])["По классу"]["Уроки: проведено"] == 16
    empty = await opened(world.viewer("elena", "teacher"), NAME, period="2026-09")
    assert not empty.tables[0].rows
    assert "нет ни одного урока" in empty.empty


@pytest.mark.parametrize(("login", "hat"), [("olga", "teacher"), ("irina", "teacher"), ("anna", "parent")])
async def test_reasons_are_for_who_keeps_them(world: World, login: str, hat: str) -> None:
    chosen = {"class": str(world.classes["7Б"]), "period": "2026-11"}
    assert not (await REPORTS[NAME].load(world.viewer(login, hat), chosen)).tables


async def test_it_takes_two_statements(world: World) -> None:
    chosen = {"class": str(world.classes["7Б"]), "period": "2026-11"}
    async with counting() as seen:
        await REPORTS[NAME].load(world.viewer("elena", "teacher"), chosen)
    assert len(seen) == 2
