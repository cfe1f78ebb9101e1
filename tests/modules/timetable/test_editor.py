"""The week of a draft: put, moved, taken out; what clashes, what is not placed, what is not a norm."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, World, insert
from tests.modules.timetable.planner import DRAFTS, half, lesson_form, new_draft, planned_school, put, slots

Client = Callable[[], httpx.AsyncClient]


async def edited(client: Client) -> tuple[World, httpx.AsyncClient, int, str]:
    """The school, the head teacher's browser, an own draft, the query of 7Б's Tuesday, third lesson."""
    world = await planned_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    draft = await new_draft(browser)
    return world, browser, draft, f"class={world.classes['7Б']}&weekday=2&number=3"


async def test_a_lesson_is_put_moved_and_taken_out(client: Client) -> None:
    world, browser, draft, query = await edited(client)
    base = f"{DRAFTS}/{draft}"
    answer = await browser.post(f"{base}/slots?{query}", data=lesson_form(world))
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#c2-3")
    slot = await DB.value("select max(id) from draft_slot")
    assert (await slots(draft))[-1] == (
        world.journals["7Б алгебра"], 2, 3, "", world.people["elena"], world.rooms["18"]
    )  # fmt: skip
    page = (await browser.get(f"{base}?class={world.classes['7Б']}")).text
    assert f"{base}/cell?class={world.classes['7Б']}&amp;weekday=2&amp;number=3&amp;slot={slot}" in page
    moved = lesson_form(world, weekday=5, number=4, week="A", room=0)
    answer = await browser.post(f"{base}/slots/{slot}?{query}", data=moved)
    assert answer.headers["location"].endswith("#c5-4")
    assert (await slots(draft))[-1][1:] == (5, 4, "A", world.people["elena"], None)
    assert (await browser.post(f"{base}/slots/{slot}/delete?{query}")).status_code == 303
    assert len(await slots(draft)) == 2
    assert (await browser.post(f"{base}/slots/{slot}/delete?{query}")).status_code == 404


async def test_the_grid_is_the_same_week_for_a_class_a_teacher_and_a_room(client: Client) -> None:
    world, browser, draft, _query = await edited(client)
    for whose in (
        f"class={world.classes['7Б']}",
        f"teacher={world.people['elena']}",
        f"room={world.rooms['31']}",
    ):
        page = (await browser.get(f"{DRAFTS}/{draft}?{whose}")).text
        assert page.count('class="plan__i') == 2, whose
    other = (await browser.get(f"{DRAFTS}/{draft}?class={world.classes['5А']}")).text
    assert 'class="plan__i' not in other
    assert "data-cells" in other
    assert "cells." in other
    for whose in ("class=999999", "teacher=x", "room=0"):
        assert (await browser.get(f"{DRAFTS}/{draft}?{whose}")).status_code == 404
    assert (await browser.get(f"{DRAFTS}/{draft}/cell?weekday=9&number=1")).status_code == 404


async def test_the_load_that_is_not_placed_is_counted(client: Client) -> None:
    world, browser, draft, query = await edited(client)
    page = (await browser.get(f"{DRAFTS}/{draft}?class={world.classes['7Б']}")).text
    assert "2/5" in page  # algebra has five hours a week in the load
    cell = (await browser.get(f"{DRAFTS}/{draft}/cell?{query}")).text
    assert "Алгебра, 7Б — Лебедева Е. П., поставлено 2/5" in cell
    for number in (3, 4, 5):
        await put(draft, world, "7Б алгебра", "elena", 2, number)
    page = (await browser.get(f"{DRAFTS}/{draft}?class={world.classes['7Б']}")).text
    assert "Лебедева Е. П.</td>" not in page


async def test_who_and_what_is_taken_is_said_in_the_form(client: Client) -> None:
    world, browser, draft, query = await edited(client)
    await put(draft, world, "5А русский язык", "elena", 2, 3, "31")
    cell = (await browser.get(f"{DRAFTS}/{draft}/cell?{query}")).text
    assert "Лебедева Е. П., поставлено 2/5, занят" in cell
    assert "31 — Русский язык, 5А" in cell
    assert cell.index(">18<") < cell.index(">31 — ")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"line": ""}, "Выберите предмет и группу."),
        ({"line": "999999-1"}, "line-err"),
        ({"room": "999999"}, "room-err"),
        ({"number": "13"}, "number-err"),
    ],
)
async def test_a_lesson_that_cannot_be_is_refused(
    client: Client, changed: dict[str, object], words: str
) -> None:
    world, browser, draft, query = await edited(client)
    answer = await browser.post(f"{DRAFTS}/{draft}/slots?{query}", data=lesson_form(world, **changed))
    assert answer.status_code == 422
    assert words in answer.text
    assert len(await slots(draft)) == 2


async def test_the_same_lesson_of_a_teacher_stands_once(client: Client) -> None:
    world, browser, draft, query = await edited(client)
    path = f"{DRAFTS}/{draft}/slots?{query}"
    assert (await browser.post(path, data=lesson_form(world))).status_code == 303
    answer = await browser.post(path, data=lesson_form(world))
    assert answer.status_code == 422
    assert "Этот урок уже стоит здесь у этого учителя." in answer.text
    second = lesson_form(world, teacher=world.people["olga"])
    assert (await browser.post(path, data=second)).status_code == 303
    checks = (await browser.get(f"{DRAFTS}/{draft}/checks")).text
    assert "накладка" not in checks  # two teachers of one lesson


async def test_a_slot_of_another_draft_does_not_exist(client: Client) -> None:
    world, browser, draft, query = await edited(client)
    foreign = await put(await new_draft(browser, copy_of="empty"), world, "7Б алгебра", "elena", 1, 1)
    path = f"{DRAFTS}/{draft}/slots/{foreign}"
    assert (await browser.post(f"{path}?{query}", data=lesson_form(world))).status_code == 404
    assert (await browser.post(f"{path}/delete?{query}")).status_code == 404


async def test_scenario_8_two_subgroups_and_a_pupil_in_both(client: Client) -> None:
    world, browser, draft, _query = await edited(client)
    await half(world, "англ. 1", "olga", "dasha")
    await half(world, "англ. 2", "irina", "vera")
    await put(draft, world, "7Б англ. 1", "olga", 4, 1, "31")
    await put(draft, world, "7Б англ. 2", "irina", 4, 1, "18")
    apart = (await browser.get(f"{DRAFTS}/{draft}/checks")).text
    assert "накладка" not in apart
    second = await DB.value("select id from study_group where name = 'англ. 2'")
    await insert("group_membership", study_group=second, student=world.people["dasha"], since=FIRST)
    both = (await browser.get(f"{DRAFTS}/{draft}/checks")).text
    assert "Орлова Дарья: в четверг, 1-й урок сразу на двух уроках — " in both
    assert "Английский язык (7Б, англ. 1), Семёнова О. И. и Английский язык (7Б, англ. 2), Фёдорова" in both
    assert f"/cell?class={world.classes['7Б']}&amp;weekday=4&amp;number=1" in both


async def test_clashes_of_teachers_rooms_and_hours_have_their_sentences(client: Client) -> None:
    world, browser, draft, _query = await edited(client)
    await put(draft, world, "5А русский язык", "elena", 1, 1, "31")
    await insert("teacher_hours", teacher=world.people["elena"], weekday=3, note="метод. день")
    base = f"{DRAFTS}/{draft}/checks"
    for kind, words in (
        ("clash_teacher", "Лебедева Е. П.: в понедельник, 1-й урок сразу два урока"),
        ("clash_room", "Кабинет 31: в понедельник, 1-й урок не вмещает"),
        ("clash_hours", "Лебедева Е. П. не работает: в среду, 2-й урок — Алгебра (7Б)."),
    ):
        assert words in (await browser.get(f"{base}?kind={kind}")).text
    grid = (await browser.get(f"{DRAFTS}/{draft}?class={world.classes['7Б']}")).text
    assert "3 накладки" in grid or "3 накладок" in grid
    assert grid.count("is-bad") == 2


async def test_norms_have_their_sentences_and_lead_to_the_cell(client: Client) -> None:
    world, browser, draft, _query = await edited(client)
    slot = await put(draft, world, "7Б алгебра", "elena", 1, 3)
    page = (await browser.get(f"{DRAFTS}/{draft}/checks?kind=window")).text
    assert "7Б: в понедельник на месте 2-го урока окно." in page
    href = f"{DRAFTS}/{draft}/cell?class={world.classes['7Б']}&amp;weekday=1&amp;number=3&amp;slot={slot}"
    assert href in page
    cell = (await browser.get(href.replace("&amp;", "&"))).text
    assert "7Б: в понедельник на месте 2-го урока окно." in cell
