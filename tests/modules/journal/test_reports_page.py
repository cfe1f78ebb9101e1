"""A journal's page on paper: what the grid shows, cut into tables of dates, and the facing page."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from modules.journal.service import LessonInput, save_lesson, set_term_mark
from tests.factories import MONDAY, TODAY, insert, make_journal
from tests.modules.journal.conftest import ALGEBRA, School
from tests.modules.journal.report_data import REPORTS, miss, move, offered, opened, rows_of
from tests.statements import counting

NAME = "journal.page"


async def test_marks_by_dates_average_and_the_terms_mark(school: School) -> None:
    await school.put("dasha", "4", offset=0)
    await school.put("dasha", "Н 5", offset=2)
    await school.put("vera", "О10", offset=1)
    await set_term_mark(school.teacher, school.journal, school.id("dasha"), school.world.terms[1], "5")
    sheet = await opened(school.teacher, NAME)
    assert sheet.title == "Страница журнала: Алгебра, 7Б"
    marks, _facing = sheet.tables
    assert [column.title for column in marks.columns] == [
        "№", "Ученик", "16.11", "17.11", "18.11", "19.11", "Средний", "За период",
    ]  # fmt: skip
    assert {column.group for column in marks.columns[2:6]} == {"Ноябрь"}
    assert [list(row) for row in marks.rows] == [
        [1, "Орлова Дарья", 4, None, "Н 5", None, Fraction(9, 2), 5],
        [2, "Осипова Вера", None, "О10", None, None, None, None],
    ]


async def test_the_facing_page_says_what_was_taught(school: School) -> None:
    await save_lesson(school.teacher, school.lesson(0), LessonInput(topic="Степень", homework="№ 215"))
    await save_lesson(school.teacher, school.lesson(1), LessonInput(no_homework=True))
    facing = (await opened(school.teacher, NAME)).tables[1]
    assert list(facing.rows[0]) == [MONDAY, 1, "Степень", "№ 215", "Лебедева Е. П."]
    assert list(facing.rows[1])[2:4] == [None, "без задания"]
    assert list(facing.rows[2])[2:4] == [None, None]
    assert len(facing.rows) == 4  # tomorrow's lesson is not on paper


async def test_more_lessons_than_fit_become_several_tables(school: School) -> None:
    for number in range(2, 9):
        for offset in range(4):
            await insert(
                "lesson", journal=school.journal, study_group=school.world.groups["7Б"], number=number,
                on_date=MONDAY + timedelta(days=offset), planned_teacher=school.teacher.person,
                teacher=school.teacher.person,
            )  # fmt: skip
    first, second, facing = (await opened(school.teacher, NAME)).tables
    assert (len(first.columns), len(second.columns), len(facing.rows)) == (2 + 25, 2 + 7 + 2, 32)
    assert [len(row) for row in second.rows] == [11, 11]
    assert second.columns[-1].title == "За период"


async def test_reasons_only_for_who_keeps_them(school: School) -> None:
    await miss(school.world, "dasha", ALGEBRA, 0, "ILLNESS")
    await miss(school.world, "dasha", "7Б русский язык", 0, "ILLNESS")
    chosen = {"journal": str(school.journal), "term": str(school.world.terms[1])}
    own_class = await REPORTS[NAME].load(school.teacher, chosen)
    assert rows_of(own_class.tables[0])["Орлова Дарья"]["Ноябрь: 16.11"] == "Б"
    chosen["journal"] = str(school.world.journals["7Б русский язык"])
    subject = await REPORTS[NAME].load(school.world.viewer("irina", "teacher"), chosen)
    assert rows_of(subject.tables[0])["Орлова Дарья"]["Ноябрь: 16.11"] == "Н"


async def test_staff_see_a_work_the_family_does_not_yet(school: School) -> None:
    await school.put("dasha", "2")
    await DB.execute("update work set visible_from = $1", clock.now() + timedelta(hours=1))
    assert rows_of((await opened(school.teacher, NAME)).tables[0])["Орлова Дарья"]["Ноябрь: 19.11"] == 2


async def test_who_has_left_keeps_the_row_and_counts_in_the_new_class(school: School) -> None:
    await school.put("dasha", "3", offset=0)
    await school.put("dasha", "Н", offset=1)
    await move(school.world, "dasha", "5А", date(2026, 11, 17))
    row = rows_of((await opened(school.teacher, NAME)).tables[0])["Орлова Дарья (в группе до 17.11)"]
    assert (row["Ноябрь: 16.11"], row["Ноябрь: 17.11"], row["Средний"]) == (3, "Н", 3)
    await make_journal(school.world, "5А", "Алгебра", "olga", 5)
    row = rows_of((await opened(school.teacher, NAME)).tables[0])["Орлова Дарья (в группе до 17.11)"]
    assert row["Средний"] == 3  # nothing stands in the new journal yet, no order says where to
    await insert(
        "movement", student=school.id("dasha"), kind="move", since=date(2026, 11, 18), order_number="45",
        to_class=school.world.classes["5А"], made_at=clock.now(),
    )  # fmt: skip
    old = rows_of((await opened(school.teacher, NAME)).tables[0])
    assert old["Орлова Дарья (переведена в 5А, приказ № 45)"]["Средний"] is None
    olga = school.world.viewer("olga", "teacher")
    new = await opened(olga, NAME, journal=school.world.journals["5А алгебра"])
    assert rows_of(new.tables[0])["Орлова Дарья (из 7Б: 3, пропусков: 1)"]["Средний"] == 3


async def test_what_is_offered(school: School) -> None:
    world = school.world
    olga, irina = world.viewer("olga", "teacher"), world.viewer("irina", "head_teacher")
    seven = {"class": str(world.classes["7Б"])}
    assert await offered(olga, NAME, "class", {}) == ["5А"]
    assert await offered(olga, NAME, "journal", {"class": str(world.classes["5А"])}) == ["Русский язык, 5А"]
    assert await offered(olga, NAME, "journal", seven) == []
    assert await offered(irina, NAME, "class", {}) == ["5А", "7Б"]
    assert await offered(irina, NAME, "journal", seven) == ["Алгебра, 7Б", "Русский язык, 7Б"]
    terms = await offered(irina, NAME, "term", {"journal": str(school.journal)})
    assert terms == ["II четверть", "I четверть"]
    assert await offered(irina, NAME, "journal", {}) == await offered(irina, NAME, "term", {}) == []


async def test_a_group_across_classes_has_a_place_of_its_own(school: School) -> None:
    world = school.world
    group = await insert("study_group", year=world.year, school_class=None, name="Профиль", key="профиль")
    await insert("journal", study_group=group, subject=world.subjects["Алгебра"])
    irina = world.viewer("irina", "head_teacher")
    assert (await offered(irina, NAME, "class", {}))[-1] == "группы из нескольких классов"
    assert await offered(irina, NAME, "journal", {"class": "across"}) == ["Алгебра, Профиль"]


@pytest.mark.parametrize(
    ("login", "hat"), [("olga", "teacher"), ("svetlana", "secretary"), ("anna", "parent")]
)
async def test_another_teachers_journal_is_not_found(school: School, login: str, hat: str) -> None:
    chosen = {"journal": str(school.journal), "term": str(school.world.terms[1])}
    with pytest.raises(NotFound):
        await REPORTS[NAME].load(school.world.viewer(login, hat), chosen)


async def test_a_term_without_lessons_says_so(school: School) -> None:
    sheet = await opened(school.teacher, NAME, term=school.world.terms[0])
    assert not sheet.tables
    assert sheet.empty == "В этом периоде ещё не было уроков."
    nothing = await REPORTS[NAME].load(school.world.viewer("olga", "teacher", TODAY), {})
    assert "нагрузка" in nothing.empty


async def test_it_takes_three_statements(school: School) -> None:
    chosen = {"journal": str(school.journal), "term": str(school.world.terms[1])}
    async with counting() as seen:
        await REPORTS[NAME].load(school.teacher, chosen)
    assert len(seen) == 3
