"""The class summary sheet on the worked class of DOMAIN 3.3, and who drops out of it and who comes along."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.report import Sheet
from modules.journal.reports.summary import LEARNING_LEVEL
from tests.factories import TODAY, World, insert
from tests.modules.journal.conftest import School
from tests.modules.journal.report_data import (
    REPORTS,
    add_pupil,
    add_subjects,
    call_roll,
    leave,
    miss,
    move,
    offered,
    opened,
    rows_of,
    set_marks,
)
from tests.modules.journal.test_indicators import CLASS
from tests.statements import counting

NAME = "journal.class_summary"
SUBJECTS = ("Алгебра", "Русский язык", "Химия", "Физика")


@pytest.fixture
async def world(school: School) -> World:
    """S1..S8 of DOMAIN 3.3 in 7Б, in four subjects; Даша and Вера have nothing."""
    await add_subjects(school.world, "Химия", "Физика")
    for login, marks in CLASS.items():
        await add_pupil(school.world, login)
        await set_marks(school.world, login, dict(zip(SUBJECTS, marks, strict=True)))
    return school.world


async def opened_by_teacher(world: World) -> Sheet:
    return await opened(world.viewer("elena", "teacher"), NAME, term=world.terms[1])


async def test_pupils_by_subjects_with_counts(world: World) -> None:
    sheet = await opened_by_teacher(world)
    assert sheet.title == "Сводная ведомость, 7Б"
    assert dict(sheet.facts)["Период"] == "II четверть, 02.11.2026–30.12.2026"
    assert dict(sheet.facts)["Классный руководитель"] == "Лебедева Е. П."
    rows = rows_of(sheet.tables[0])
    assert [rows["S7 Иван"][subject] for subject in SUBJECTS] == [4, "н/а", 4, 5]
    assert rows["S7 Иван"]["Отметок: «4»"] == 2
    assert rows["S7 Иван"]["Отметок: н/а"] == 1
    assert rows["S7 Иван"]["Средний балл"] == Fraction(13, 3)
    assert rows["Орлова Дарья"]["Алгебра"] is None
    assert rows["Орлова Дарья"]["Средний балл"] is None
    assert [row[0] for row in sheet.tables[0].rows] == list(range(1, 11))


async def test_subjects_below_with_indicators_and_the_formula(world: World) -> None:
    table = (await opened_by_teacher(world)).tables[1]
    rows = rows_of(table)
    # 5 5 4 5 4 3 4 5 in algebra
    algebra = rows["Алгебра"]
    assert (algebra["Учеников"], algebra["«5»"], algebra["«4»"], algebra["«3»"]) == (8, 4, 3, 1)
    assert (algebra["Успеваемость"], algebra["Качество"]) == (100, Fraction(700, 8))
    assert algebra["СОУ"] == Fraction(400 + 3 * 64 + 36, 8)
    assert algebra["Учитель"] == "Лебедева Е. П."
    # 5 5 4 4 3 2 н/а осв in Russian: н/а stays in N, осв does not
    russian = rows["Русский язык"]
    assert (russian["Учеников"], russian["осв"], russian["н/а"]) == (7, 1, 1)
    assert russian["Успеваемость"] == Fraction(500, 7)
    assert rows["Все отметки"]["«5»"] == sum(rows[one]["«5»"] for one in SUBJECTS)
    assert table.notes[-1] == "СОУ = (100·«5» + 64·«4» + 36·«3» + 16·«2» + 7·н/а) / N."


async def test_the_schools_own_coefficients(world: World) -> None:
    await insert(
        "setting", key=LEARNING_LEVEL.key, value=[100, 64, 36, 14, 7, False], since=TODAY, set_at=clock.now()
    )
    table = (await opened_by_teacher(world)).tables[1]
    assert table.notes[-1] == "СОУ = (100·«5» + 64·«4» + 36·«3» + 14·«2») / N без н/а."
    assert rows_of(table)["Русский язык"]["СОУ"] == Fraction(2 * 100 + 2 * 64 + 36 + 14, 6)


async def test_the_class_is_counted_by_pupils(world: World) -> None:
    table = (await opened_by_teacher(world)).tables[2]
    assert [row[1:] for row in table.rows] == [
        (Fraction(75), "6 из 8"),
        (Fraction(50), "4 из 8"),
        (Fraction(80), "24 из 30"),
    ]


async def test_who_is_who(world: World) -> None:
    table = (await opened_by_teacher(world)).tables[3]
    assert {row[0]: row[1:] for row in table.rows} == {
        "Отличники": (2, "S1 Иван, S8 Иван"),
        "На «4» и «5»": (2, "S2 Иван, S3 Иван"),
        "из них с одной «4»": (1, "S2 Иван (Химия)"),
        "С одной «3»": (1, "S4 Иван (Химия)"),
        "С несколькими «3»": (1, "S5 Иван"),
        "Неуспевающие": (1, "S6 Иван (Русский язык)"),
        "Не аттестованы": (1, "S7 Иван (Русский язык)"),
        "Без отметок, не посчитаны": (2, "Орлова Дарья, Осипова Вера"),
    }


async def test_the_chart_is_the_tables_quality(world: World) -> None:
    sheet = await opened_by_teacher(world)
    assert sheet.chart is not None
    assert list(sheet.chart.labels) == sorted(SUBJECTS)
    rows = rows_of(sheet.tables[1])
    assert list(sheet.chart.values) == [rows[subject]["Качество"] for subject in sheet.chart.labels]


async def test_who_has_left_drops_out(world: World) -> None:
    await leave(world, "S6", TODAY - timedelta(days=1))
    sheet = await opened_by_teacher(world)
    assert "S6 Иван" not in rows_of(sheet.tables[0])
    assert [row[1:] for row in sheet.tables[2].rows][0] == (Fraction(600, 7), "6 из 7")
    assert world.people["S6"] not in sheet.people


async def test_who_has_moved_counts_in_the_new_class_with_marks_and_absences(world: World) -> None:
    await call_roll(world, "7Б", 0, 1)
    await miss(world, "S6", "7Б алгебра", 0, "ILLNESS")
    await move(world, "S6", "5А", date(2026, 11, 17))
    await call_roll(world, "5А", 2, 3)
    await miss(world, "S6", "5А русский язык", 2, "ABSENT_UNSPECIFIED")
    assert "S6 Иван" not in rows_of((await opened_by_teacher(world)).tables[0])
    head = world.viewer("irina", "head_teacher")
    new = await opened(head, NAME, **{"class": world.classes["5А"], "term": world.terms[1]})
    row = rows_of(new.tables[0])["S6 Иван"]
    assert (row["Алгебра"], row["Русский язык"], row["Химия"]) == (3, 2, 4)
    assert (row["Пропущено: уроков"], row["Пропущено: из них по болезни"]) == (2, 1)
    assert row["Пропущено: дней"] == 1  # Wednesday: the one lesson of 5А
    assert rows_of(new.tables[1])["Алгебра"]["Учитель"] is None  # nobody teaches it to 5А


async def test_a_subject_by_half_years_stands_in_the_quarter_it_ends_in(world: World) -> None:
    scheme = await insert("term_scheme", year=world.year, kind="half_year")
    half = await insert("term", scheme=scheme, ordinal=1, begins=date(2026, 9, 1), ends=date(2026, 12, 30))
    await insert(
        "class_scheme", school_class=world.classes["7Б"], subject=world.subjects["Химия"], scheme=scheme
    )
    await DB.execute(
        "update term_mark set term = $1 where subject = $2 and student = $3",
        half, world.subjects["Химия"], world.people["S1"],
    )  # fmt: skip
    second = await opened_by_teacher(world)
    assert rows_of(second.tables[0])["S1 Иван"]["Химия"] == 5
    assert second.tables[0].notes[-1].endswith("Химия.")
    first = await opened(world.viewer("elena", "teacher"), NAME, term=world.terms[0])
    assert rows_of(first.tables[0])["S1 Иван"]["Химия"] is None


async def test_a_term_without_marks_says_who_sets_them(world: World) -> None:
    sheet = await opened(world.viewer("elena", "teacher"), NAME, term=world.terms[0])
    assert "их ставят учителя" in sheet.tables[0].notes[1]
    assert (sheet.chart, len(sheet.tables)) == (None, 1)


async def test_a_first_class_has_no_marks(world: World) -> None:
    await DB.execute("update school_class set grade_level = 1 where id = $1", world.classes["7Б"])
    sheet = await opened_by_teacher(world)
    assert not sheet.tables
    assert "В первом классе" in sheet.empty


async def test_who_may_choose_what(world: World) -> None:
    elena, irina = world.viewer("elena", "teacher"), world.viewer("irina", "head_teacher")
    assert await offered(elena, NAME, "class", {}) == ["7Б"]
    assert await offered(irina, NAME, "class", {}) == ["5А", "7Б"]
    assert await offered(world.viewer("olga", "teacher"), NAME, "class", {}) == []
    chosen = {"class": str(world.classes["7Б"])}
    assert await offered(elena, NAME, "term", chosen) == ["I четверть", "II четверть"]
    assert await offered(elena, NAME, "term", {"class": ""}) == []
    december = world.viewer(
        "elena", "teacher", date(2026, 12, 21)
    )  # the second quarter's marks are being set
    assert await offered(december, NAME, "term", chosen) == ["II четверть", "I четверть"]


@pytest.mark.parametrize(
    ("login", "hat"), [("olga", "teacher"), ("irina", "teacher"), ("oleg", "administrator")]
)
async def test_nobody_reads_a_class_that_was_not_offered(world: World, login: str, hat: str) -> None:
    chosen = {"class": str(world.classes["7Б"]), "term": str(world.terms[1])}
    sheet = await REPORTS[NAME].load(world.viewer(login, hat), chosen)
    assert not sheet.tables
    assert not sheet.people


async def test_another_schemes_term_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await REPORTS[NAME].load(
            world.viewer("elena", "teacher"), {"class": str(world.classes["7Б"]), "term": "999999"}
        )


async def test_it_takes_four_statements(world: World) -> None:
    chosen = {"class": str(world.classes["7Б"]), "term": str(world.terms[1])}
    async with counting() as seen:
        await REPORTS[NAME].load(world.viewer("elena", "teacher"), chosen)
    assert len(seen) == 4
