"""One lesson of the plan through the door: candidates, every kind, what is refused and how."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.kit.db import DB
from intranet.school.service import Wish, apply_change
from tests.factories import TODAY, insert, make_journal
from tests.modules.substitutions.desk_school import (
    DESK,
    Browser,
    at_the_desk,
    choose,
    draft_of,
    lesson_path,
)

TOMORROW = TODAY + timedelta(days=1)


async def test_candidates_stand_with_reasons_and_counts(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    page = (await browser.get(lesson_path(world))).text
    assert "Лебедева Е. П." in page and "ведёт этот класс" in page
    assert "замен с начала периода: 0, в этот день: 0" in page
    assert "ведёт: 5А, Русский язык (урок 2)" in page and "Всё равно" in page
    assert page.index("Лебедева Е. П.") < page.index("Семёнова О. И.")


async def test_a_hindered_one_needs_a_reason(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    answer = await choose(browser, lesson_path(world), teacher=world.people["olga"])
    assert answer.status_code == 422
    assert "ведёт в это время другой урок: 5А, Русский язык (урок 2). Если так и нужно" in answer.text
    assert await draft_of(world) is None
    sent = {"teacher": str(world.people["olga"]), "override_reason": "  два класса в  зале "}
    assert (await choose(browser, lesson_path(world), **sent)).status_code == 303
    found = await draft_of(world)
    assert found is not None and found["override_reason"] == "два класса в зале"
    assert "с помехой" not in (await browser.get(DESK)).text
    kept = await DB.rows(str, "select coalesce(after::text, '') from audit_entry where action like 'subst%'")
    assert kept and not any("зале" in row for row in kept)


async def test_who_is_away_holds_nothing_even_with_a_reason(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    sent = {"teacher": str(world.people["irina"]), "override_reason": "очень надо"}
    path = lesson_path(world, "5А русский язык")
    answer = await choose(browser, path, **sent)
    assert answer.status_code == 422 and "учителя в это время нет в школе" in answer.text.lower()


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("TEACHER_SUBSTITUTED", {}, "Выберите, кто проведёт урок."),
        ("TEACHER_SUBSTITUTED", {"teacher": "999999999999999"}, "Выберите, кто проведёт урок."),
        ("ROOM_CHANGED", {}, "Выберите другой кабинет."),
        ("MOVED", {}, "Укажите день и номер урока."),
        ("MOVED", {"to_date": str(TODAY), "to_number": "2"}, "Урок и так стоит на этом месте."),
        ("MOVED", {"to_date": "2026-11-22", "to_number": "2"}, "В этот день у класса нет уроков."),
        ("MOVED", {"to_date": str(TOMORROW), "to_number": "2"}, "уже стоит урок этого предмета"),
        ("MOVED", {"to_date": str(TOMORROW), "to_number": "1"}, "в это время другой урок: 7Б, Алгебра"),
        ("SUBJECT_REPLACED", {}, "Выберите другой предмет."),
        ("GROUPS_MERGED", {}, "Выберите урок, с которым объединить группы."),
        ("EVENT", {}, "Напишите, что за мероприятие"),
        ("CANCELLED", {"note": "я" * 201}, "200"),
        ("", {}, "Урок и так идёт по расписанию."),
        ("НЕТ", {}, ""),
    ],
)
async def test_what_is_refused(client: Browser, kind: str, fields: dict[str, str], said: str) -> None:
    world, browser = await at_the_desk(client)
    answer = await choose(browser, lesson_path(world), kind, **fields)
    assert answer.status_code == 422 and said in answer.text
    assert await draft_of(world) is None


async def test_every_other_kind(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    wishes: list[tuple[str, dict[str, str], str]] = [
        ("CANCELLED", {"note": "приходят к третьему"}, "урока не будет"),
        ("EVENT", {"note": "музей"}, "музей"),
        ("SUPERVISED", {"teacher": str(world.people["elena"])}, "самостоятельная работа: Лебедева Е. П."),
        ("SUBJECT_REPLACED", {"journal": str(world.journals["7Б алгебра"])}, "Алгебра, Лебедева Е. П."),
        ("MOVED", {"place": f"{TOMORROW}/5"}, "переносится на 20 ноября, урок 5"),
    ]
    for version, (kind, fields, words) in enumerate(wishes):
        answer = await choose(browser, lesson_path(world), kind, **(fields | {"version": str(version)}))
        assert answer.status_code == 303, answer.text
        assert words in (await browser.get(DESK)).text
        found = await draft_of(world)
        assert found is not None and (found["kind"], found["version"]) == (kind, version + 1)
    for sent in ({"to_date": str(TODAY), "to_number": "6"}, {"place": "never/6"}):
        answer = await choose(browser, lesson_path(world), "MOVED", **sent, version="5")
        assert answer.status_code == 422  # Ирина is away today; and there is no such day


async def test_another_room(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    gym = await insert("room", building=world.building, number="зал", key="зал")
    path = lesson_path(world, "5А русский язык")
    assert (await choose(browser, path, "ROOM_CHANGED", room=gym)).status_code == 303
    assert "каб. зал" in (await browser.get(DESK)).text
    away = await choose(browser, lesson_path(world), "ROOM_CHANGED", room=world.rooms["18"])
    assert away.status_code == 422  # Ирина is away: a room helps nobody


async def test_groups_are_merged_with_the_parallel_one(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    host = world.lessons["5А русский язык", TODAY]
    assert "Объединить группы" in (await browser.get(lesson_path(world))).text
    answer = await choose(browser, lesson_path(world), "GROUPS_MERGED", merged_with=host)
    assert answer.status_code == 303
    page = (await browser.get(DESK)).text
    assert "вместе: 5А, Семёнова О. И." in page and "с помехой" not in page


async def test_a_full_room_is_refused_by_name(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    path = lesson_path(world, "5А русский язык")
    await DB.execute("update lesson set room = $1 where id = $2", world.rooms["18"],
                     world.lessons["7Б русский язык", TODAY])  # fmt: skip
    answer = await choose(browser, path, "ROOM_CHANGED", room=world.rooms["18"])
    assert answer.status_code == 422 and "Кабинет занят: 7Б, Русский язык (урок 2)." in answer.text


async def test_two_lessons_change_places(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    async with DB.transaction():
        await make_journal(world, "7Б", "История", "olga", 4)
    first, second = (world.lessons[name, TODAY] for name in ("7Б алгебра", "7Б история"))
    path = lesson_path(world, "7Б алгебра")
    page = (await browser.get(path)).text
    assert f'value="{second}/0"' in page
    answer = await browser.post(f"{path}/swap", data={"partner": f"{second}/0", "version": "0"})
    assert answer.status_code == 303, answer.text
    rows = await DB.rows(
        str, "select concat(lesson, ' ', to_number, ' ', pair) from planned_change order by 1"
    )
    pair = min(first, second)
    assert rows == sorted([f"{first} 4 {pair}", f"{second} 1 {pair}"])
    page = (await browser.get(DESK)).text
    assert "станет уроком 4" in page and "станет уроком 1" in page and "с помехой" not in page
    found = await draft_of(world, "7Б алгебра")
    assert found is not None
    sent = {"draft": found["id"], "version": found["version"]}
    assert (await browser.post(f"{path}/delete", data=sent)).status_code == 303
    assert await DB.value("select count(*) from planned_change") == 0


async def test_a_swap_into_another_lesson_is_refused(client: Browser) -> None:
    """Ольга has 5А at lesson 2: her history cannot go there."""
    world, browser = await at_the_desk(client)
    async with DB.transaction():
        await make_journal(world, "7Б", "История", "olga", 4)
    other, path = world.lessons["7Б история", TODAY], lesson_path(world)
    answer = await browser.post(f"{path}/swap", data={"partner": f"{other}/0", "version": "0"})
    assert (answer.status_code == 422 and "5А" in answer.text) or "нет в школе" in answer.text
    for partner in ("", "999999/0", f"{world.lessons['7Б русский язык', TODAY]}/0"):
        answer = await browser.post(f"{path}/swap", data={"partner": partner, "version": "0"})
        assert answer.status_code == 422
    assert await DB.value("select count(*) from planned_change") == 0


async def test_a_published_change_is_drafted_back(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    actor, lesson = world.viewer("irina", "head_teacher"), world.lessons["5А русский язык", TODAY]
    await apply_change(actor, lesson, "TEACHER_SUBSTITUTED", Wish(teacher=world.people["elena"]))
    path = lesson_path(world, "5А русский язык")
    assert "Вернуть по расписанию" in (await browser.get(path)).text
    assert (await choose(browser, path, "")).status_code == 303
    assert "по расписанию: Семёнова О. И." in (await browser.get(DESK)).text


async def test_other_peoples_lessons_are_not_found(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    other_day = world.lessons["7Б русский язык", TOMORROW]
    for path in (f"{DESK}/lessons/999999", f"{DESK}/lessons/{other_day}"):
        assert (await browser.get(path)).status_code == 404
        assert (
            await browser.post(f"{path}/delete", data={"draft": "999", "version": "1"})
        ).status_code == 404
    assert (await choose(browser, f"{DESK}/lessons/999999", teacher="1")).status_code == 404
