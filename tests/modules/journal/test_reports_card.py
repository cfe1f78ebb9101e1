"""Report cards: one a pupil, for a class, one pupil, a parent's children, and oneself."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.access import Viewer
from tests.factories import TODAY, World
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
    set_marks,
)
from tests.statements import counting

NAME = "journal.report_card"
TITLES = ["Предмет", "I четверть", "II четверть", "III четверть", "IV четверть", "Год", "Экзамен", "Итог"]


@pytest.fixture
async def world(school: School) -> World:
    """Даша has marks of two quarters, was ill on Monday and late on Tuesday."""
    world = school.world
    await set_marks(world, "dasha", {"Алгебра": "4", "Русский язык": "н/а"}, term=0)
    await set_marks(world, "dasha", {"Алгебра": "5"})
    await call_roll(world, "7Б", 0, 1)
    await miss(world, "dasha", "7Б алгебра", 0, "ILLNESS")
    await miss(world, "dasha", "7Б русский язык", 0, "ABSENT_UNSPECIFIED")
    await miss(world, "dasha", "7Б алгебра", 1, "LATE", 5)
    return world


async def test_a_card_is_subjects_by_terms_with_absences(world: World) -> None:
    sheet = await opened(world.viewer("elena", "teacher"), NAME, child=world.people["dasha"])
    (card,) = sheet.tables
    assert (card.title, [column.title for column in card.columns]) == ("Орлова Дарья Ивановна", TITLES)
    assert [list(row) for row in card.rows] == [
        ["Алгебра", 4, 5, None, None, None, None, None],
        ["Русский язык", "н/а", None, None, None, None, None, None],
    ]
    assert [list(row)[:4] for row in card.totals] == [
        ["Пропущено уроков", None, 2, None],
        ["из них по болезни", None, 1, None],
        ["Опозданий", None, 1, None],
    ]
    assert ("Класс", "7Б") in card.facts
    assert card.notes == ["Пропуски посчитаны по 19.11.2026 включительно."]
    assert card.signatures == ["Классный руководитель / Лебедева Е. П.", "Родитель (законный представитель)"]


async def test_a_class_teacher_takes_the_whole_class_at_once(world: World) -> None:
    sheet = await opened(world.viewer("elena", "teacher"), NAME)
    assert [card.title for card in sheet.tables] == ["Орлова Дарья Ивановна", "Осипова Вера Борисовна"]
    assert sheet.people == [world.people["dasha"], world.people["vera"]]


async def test_a_parent_has_the_cards_of_all_children_or_of_one(world: World) -> None:
    anna = world.viewer("anna", "parent")
    both = await opened(anna, NAME)
    assert [card.title for card in both.tables] == ["Орлова Дарья Ивановна", "Орлов Кирилл Иванович"]
    assert [dict(card.facts)["Класс"] for card in both.tables] == ["7Б", "5А"]
    one = await opened(anna, NAME, child=world.people["kirill"])
    assert [card.title for card in one.tables] == ["Орлов Кирилл Иванович"]
    assert await offered(anna, NAME, "child", {"class": ""}) == ["Орлов Кирилл", "Орлова Дарья"]


async def test_a_student_has_the_own_card(world: World) -> None:
    dasha = world.viewer("dasha", "student")
    sheet = await opened(dasha, NAME)
    assert [card.title for card in sheet.tables] == ["Орлова Дарья Ивановна"]
    assert await offered(dasha, NAME, "child", {"class": ""}) == []
    assert rows_of(sheet.tables[0])["Алгебра"]["II четверть"] == 5


async def test_a_family_reads_on_for_a_while_after_leaving(world: World) -> None:
    await leave(world, "dasha", date(2026, 11, 18))
    sheet = await opened(world.viewer("anna", "parent"), NAME, child=world.people["dasha"])
    assert rows_of(sheet.tables[0])["Алгебра"]["II четверть"] == 5
    of_class = await opened(world.viewer("elena", "teacher"), NAME)
    assert [card.title for card in of_class.tables] == ["Осипова Вера Борисовна"]


async def test_marks_and_absences_go_along_to_the_new_class(world: World) -> None:
    await move(world, "dasha", "5А", date(2026, 11, 18))
    sheet = await opened(world.viewer("dasha", "student"), NAME)
    card = sheet.tables[0]
    assert dict(card.facts)["Класс"] == "5А"
    assert rows_of(card)["Алгебра"]["I четверть"] == 4
    assert rows_of(card)["Пропущено уроков"]["II четверть"] == 2


@pytest.mark.parametrize(
    ("login", "hat", "school_class"),
    [
        ("boris", "parent", ""),
        ("vera", "student", ""),
        ("olga", "teacher", "7Б"),
        ("irina", "teacher", "7Б"),
        ("oleg", "administrator", "7Б"),
        ("svetlana", "secretary", "7Б"),
    ],
)
async def test_nobody_else_gets_dashas_card(world: World, login: str, hat: str, school_class: str) -> None:
    viewer = Viewer(world.people[login], hat, TODAY)
    chosen = {
        "class": str(world.classes.get(school_class, school_class)),
        "child": str(world.people["dasha"]),
    }
    sheet = await REPORTS[NAME].load(viewer, chosen)
    assert not sheet.tables
    assert sheet.empty


async def test_a_parent_cannot_take_a_class(world: World) -> None:
    chosen = {"class": str(world.classes["7Б"]), "child": ""}
    assert not (await REPORTS[NAME].load(world.viewer("anna", "parent"), chosen)).tables


async def test_it_takes_three_statements_for_any_class(world: World) -> None:
    for login in ("elena", "irina"):
        hat = "teacher" if login == "elena" else "head_teacher"
        async with counting() as seen:
            chosen = {"class": str(world.classes["7Б"]), "child": ""}
            await REPORTS[NAME].load(world.viewer(login, hat), chosen)
        assert len(seen) == 3
