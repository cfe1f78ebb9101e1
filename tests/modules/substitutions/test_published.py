"""The page of published changes: mine first, then all; the words of each kind; nothing unpublished."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, withdraw_change
from modules.substitutions.planning.lines import line_of
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.published import changes_of, open_lessons
from tests.doors import sign_in
from tests.factories import TODAY, insert, make_school
from tests.modules.substitutions.changed_day import REASON, TOMORROW, change_day, publish

Client = Callable[[], httpx.AsyncClient]
SECRET = (REASON, "sick", "больнич", "черновик", "Осипова", "Лебедев Михаил")


def main(answer: httpx.Response) -> str:
    """The page's main part as text, tags taken out."""
    assert answer.status_code == 200, answer.text
    text = re.sub(r"<[^>]+>", " ", answer.text.split('id="main"')[1])
    return re.sub(r"\s+", " ", text).replace(" ,", ",")


@pytest.mark.parametrize(
    ("login", "hat", "mine"),
    [
        ("dasha", "student", ["Ваши уроки", "Алгебра Семёнова О. И."]),
        ("anna", "parent", ["Орлова Дарья", "Орлов Кирилл", "перенесён на 20.11, урок 4"]),
        ("olga", "teacher", ["Ваши уроки", "вы вместо: Лебедева Е. П."]),
        ("elena", "teacher", ["замещает Семёнова О. И.", "Ваш класс", "Экскурсия в музей"]),
    ],
)
async def test_mine_stands_first_then_all_classes(
    client: Client, login: str, hat: str, mine: list[str]
) -> None:
    world = await make_school()
    await change_day(world)
    page = main(await (await sign_in(client(), world, login, hat=hat)).get("/substitutions"))
    first, everything = page.split("Замены по классам")
    assert [words for words in mine if words not in first] == []
    assert [words for words in SECRET if words in page] == []
    for words in ("5А", "7Б", "Химия", "Физика, Лебедева Е. П.", "31 → 18", "самостоятельная работа",
                  "Экскурсия в музей", "Столовая: 5–6 классы", "урока нет"):  # fmt: skip
        assert words in everything or words in first, words


async def test_only_the_staff_is_told_who_published(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    said = {}
    for login, hat in (("anna", "parent"), ("dasha", "student"), ("pavel", "director")):
        page = main(await (await sign_in(client(), world, login, hat=hat)).get("/substitutions"))
        said[hat] = re.findall(r"Обновлено в \d+:\d\d(, Фёдорова И\. Ю\.)?", page)
    assert said == {"parent": [""], "student": [""], "director": [", Фёдорова И. Ю."]}


async def test_a_parent_reads_own_children_only_in_the_own_block(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    page = main(await (await sign_in(client(), world, "boris", hat="parent")).get("/substitutions"))
    first, everything = page.split("Замены по классам")
    assert "Осипова Вера" in first and "Орлова" not in page
    assert "5А" in everything and "5А" not in first


async def test_both_ends_of_a_move_and_the_words_of_each_kind(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    found = await changes_of(world.viewer("pavel", "director"), TODAY, TOMORROW)
    said = {(one.on_date.day, one.whom, one.number): line_of(one) for one in found}
    lines = {key: (line.now, line.about, line.who, line.room) for key, line in said.items()}
    assert lines == {
        (19, "5А", 2): ("урока нет", "перенесён на 20.11, урок 4", "", "—"),
        (20, "5А", 4): ("Русский язык", "перенесён с 19.11, урок 2", "Семёнова О. И.", "31"),
        (19, "7Б", 1): ("Алгебра", "", "Семёнова О. И.", "31 → 18"),
        (19, "7Б", 2): ("Русский язык", "", "Фёдорова И. Ю.", "31 → 18"),
        (19, "7Б", 3): ("Химия", "", "Семёнова О. И.", "31"),
        (19, "7Б", 5): ("Биология", "самостоятельная работа", "Фёдорова И. Ю.", "31"),
        (19, "7Б", 6): ("Экскурсия в музей", "", "", "—"),
    }
    assert said[19, "7Б", 3].was == "Физика, Лебедева Е. П."
    assert said[19, "7Б", 2].was == ""  # only the room differs


async def test_who_comes_to_which_lesson_is_worked_out(client: Client) -> None:
    world = await make_school()
    await publish(world, world.lessons["7Б алгебра", TODAY], "CANCELLED", Wish())
    (one,) = await changes_of(world.viewer("pavel", "director"), TODAY)
    assert (line_of(one).now, line_of(one).who) == ("урока нет", "приходят ко второму")
    part = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="1 группа", key="1"
    )
    await insert("group_membership", study_group=part, is_roster=False, student=world.people["vera"],
                 since=TODAY)  # fmt: skip
    journal = await insert("journal", study_group=part, subject=world.subjects["Алгебра"])
    person = world.people["elena"]
    await insert("lesson", journal=journal, study_group=part, on_date=TODAY, number=1,
                 planned_teacher=person, teacher=person)  # fmt: skip
    (again,) = await changes_of(world.viewer("pavel", "director"), TODAY)
    assert line_of(again).who == ""  # somebody of the class still has a first lesson


async def test_merged_groups_and_a_group_across_classes(client: Client) -> None:
    world = await make_school()
    made = {}
    for name, login in (("англ. 1", "elena"), ("англ. 2", "olga")):
        group = await insert("study_group", year=world.year, name=name, key=name)
        for pupil in ("dasha", "kirill"):
            if name == "англ. 1":
                await insert("group_membership", study_group=group, is_roster=False, since=TODAY,
                             student=world.people[pupil])  # fmt: skip
        journal = await insert("journal", study_group=group, subject=world.subjects["Алгебра"])
        made[name] = await insert("lesson", journal=journal, study_group=group, on_date=TODAY, number=6,
                                  planned_teacher=world.people[login],
                                  teacher=world.people[login])  # fmt: skip
    await publish(world, made["англ. 1"], "GROUPS_MERGED", Wish(merged_with=made["англ. 2"]))
    (one,) = await changes_of(world.viewer("dasha", "student"), TODAY)
    assert (one.whom, one.part, line_of(one).about) == ("5А, 7Б", "англ. 1", "группы вместе")
    assert line_of(one).who == "Семёнова О. И." and [child.title for child in one.children] == [
        "Орлова Дарья"
    ]


async def test_what_is_withdrawn_is_gone_and_a_calm_day_says_so(client: Client) -> None:
    world = await make_school()
    await publish(world, world.lessons["7Б алгебра", TODAY], "CANCELLED", Wish())
    made = await DB.value("select max(id) from lesson_change")
    await withdraw_change(world.viewer("irina", "head_teacher"), made)
    browser = await sign_in(client(), world, "dasha")
    assert "Изменений нет" in main(await browser.get("/substitutions"))
    assert "Изменений нет" in main(await browser.get("/substitutions?day=2026-11-21"))
    assert "21 ноября" in main(await browser.get("/substitutions?day=2026-11-21"))
    assert (await browser.get("/substitutions?day=x")).status_code in (400, 404)
    assert (await client().get("/substitutions")).status_code == 303


async def test_the_tab_and_the_home_page_tell_what_concerns_me(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    for login, hat, words, tile in (
        ("dasha", "student", "5 у вас", "1-й урок: Алгебра, Семёнова О. И., кабинет 18 вместо 31"),
        ("kirill", "student", "1 у вас", "перенесён на 20.11"),
        ("anna", "parent", "6 у вас", "Орлов Кирилл"),
        (
            "olga",
            "teacher",
            "4 у вас",
            "7Б: 1-й урок: Алгебра, вы вместо: Лебедева Е. П., кабинет 18 вместо 31",
        ),
    ):
        home = await (await sign_in(client(), world, login, hat=hat)).get("/")
        assert words in home.text, (login, re.findall(r"\d+ у вас", home.text))
        assert tile in home.text, login
    home = await (await sign_in(client(), world, "irina", hat="head_teacher")).get("/")
    assert "Открытых уроков" in home.text and f"/substitutions/plans/{TODAY}" in home.text
    assert home.text.index("h-open") < home.text.index("h-numbers")


async def test_open_lessons_are_those_the_desk_counts(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    viewer = world.viewer("irina", "head_teacher")
    for login, numbers in (("irina", (None, None)), ("olga", (1, 2))):
        await insert("teacher_absence", teacher=world.people[login], begins=TODAY, ends=TOMORROW,
                     first_number=numbers[0], last_number=numbers[1], reason="trip",
                     reported_hat="head_teacher",
                     reported_at=clock.now())  # fmt: skip
    days = [TODAY, TOMORROW, TODAY + timedelta(days=2)]
    desk = [(day, len((await day_of(viewer, day)).open)) for day in days]
    assert await open_lessons(viewer, *days) == desk and desk[0][1] > 0
