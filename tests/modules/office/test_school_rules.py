"""The school's rules and card, and changes of the school taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx

from intranet.kit.answers import Site
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, insert
from tests.modules.office.school_pages import halves, head, main_of, world

Client = Callable[[], httpx.AsyncClient]
USUAL = {"scope": "all", "works_as": "0", "works_as_week": ""}  # what the form of special days always sends
__all__ = ["head", "world"]  # fixtures


# -- rules


async def test_the_rule_of_a_filled_lesson(client: Client, head: httpx.AsyncClient, world: World) -> None:
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    lesson = world.lessons["7Б алгебра", TODAY]
    sent = {"topic": "Степень", "no_homework": "y"}
    saved = await teacher.post(f"/journal/lessons/{lesson}", data=sent)
    assert "Урок сохранён." in (await teacher.get(saved.headers["location"])).text
    assert "заполнено 1 из 1" in (await teacher.get("/")).text
    rule = {"parts": ["topic", "homework", "roll"], "since": str(TODAY)}
    assert (await head.post("/office/settings/lessons", data=rule)).status_code == 303
    assert "заполнено 0 из 1" in (await teacher.get("/")).text
    page = (await teacher.get(saved.headers["location"])).text
    assert "ещё не заполнен: не проведена перекличка" in page
    assert page.count("нужно, чтобы урок считался заполненным") == 2
    assert "Фёдорова И. Ю." in main_of(await head.get("/office/settings"))
    for wrong in ({"since": str(TODAY)}, rule | {"since": str(FIRST)}, rule | {"parts": "soul"}):
        assert (await head.post("/office/settings/lessons", data=wrong)).status_code == 422


async def test_yesterdays_lesson_is_judged_by_yesterdays_rule(
    client: Client, head: httpx.AsyncClient, world: World
) -> None:
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    assert "не заполнено 3" in (await teacher.get("/")).text
    await head.post("/office/settings/lessons", data={"parts": "topic", "since": str(TODAY)})
    for offset in (1, 2, 3):
        lesson = world.lessons["7Б алгебра", TODAY - timedelta(offset)]
        await teacher.post(f"/journal/lessons/{lesson}", data={"topic": "Степень"})
    assert "не заполнено 3" in (await teacher.get("/")).text
    assert "нет домашнего задания" in (await teacher.get("/")).text


async def test_the_schools_card_stands_on_every_page(head: httpx.AsyncClient) -> None:
    before = Site.name, Site.meta, Site.address
    try:
        card = {"name": "Лицей <b>", "contacts": "2-14-06", "address": "ул. Новая, 1"}
        assert (await head.post("/office/settings/school", data=card)).status_code == 303
        page = (await head.get("/")).text
        assert "Лицей &lt;b&gt;" in page and "2-14-06" in page
        assert (await head.post("/office/settings/school", data={"name": ""})).status_code == 422
    finally:
        Site.name, Site.meta, Site.address = before


# -- taking back


async def undo_last(browser: httpx.AsyncClient, action: str) -> httpx.Response:
    entry = await DB.value("select max(id) from audit_entry where action = $1", action)
    return await browser.post(f"/office/changes/{entry}/undo", data={"next": "/office/changes"})


async def test_changes_of_the_school_are_taken_back(head: httpx.AsyncClient, world: World) -> None:
    first, second = await halves(head, world)
    dasha, fifth = world.people["dasha"], world.classes["5А"]
    await head.post(
        f"/office/classes/{world.classes['7Б']}/groups?of={first}-{second}",
        data={"since": str(TODAY), f"s{dasha}": str(first)},
    )
    await head.post(
        f"/office/classes/{fifth}/leader", data={"teacher": str(world.people["olga"]), "since": str(TODAY)}
    )
    jubilee = {"kind": "holiday", "title": "Юбилей", "begins": "2027-02-13"}
    await head.post("/office/calendar", data=USUAL | jubilee)
    await head.post("/office/subjects", data={"name": "Черчение"})
    page = main_of(await head.get("/office/changes"))
    assert "Изменён состав групп" in page and "Добавлены особые дни</b>: Юбилей" in page
    for action in (
        "school.groups.divide",
        "school.class_teacher.set",
        "school.calendar.add",
        "school.subject.add",
    ):
        answer = await undo_last(head, action)
        assert answer.status_code == 303, answer.text
    assert await DB.value("select count(*) from group_membership where not is_roster") == 0
    assert (
        await DB.value("select count(*) from class_teacher where school_class = $1 and until is null", fifth)
        == 0
    )
    assert await DB.value("select count(*) from calendar_exception") == 0
    assert await DB.value("select count(*) from subject where name = 'Черчение'") == 0
    assert "отменено" in main_of(await head.get("/office/changes"))
    assert (await undo_last(head, "school.subject.add")).status_code == 422


async def test_what_was_changed_again_is_not_taken_back(head: httpx.AsyncClient, world: World) -> None:
    building = await insert("building", name="Первый")
    for name in ("Второй", "Третий"):
        await head.post(f"/office/buildings/{building}", data={"name": name})
    entries = await DB.rows(
        int, "select id from audit_entry where action = 'school.building.rename' order by id"
    )
    refused = await head.post(f"/office/changes/{entries[0]}/undo", data={"next": "/office/changes"})
    assert refused.status_code == 422 and "позже это изменили ещё раз" in refused.text
    assert "Переименовано здание" in refused.text
    for entry, name in zip(reversed(entries), ("Второй", "Первый"), strict=True):
        await head.post(f"/office/changes/{entry}/undo", data={"next": "/office/changes"})
        assert await DB.value("select name from building where id = $1", building) == name


async def test_who_only_reads_sees_no_forms(client: Client, world: World) -> None:
    browser = await sign_in(client(), world, "pavel", hat="director")
    part = await insert("study_group", year=world.year, school_class=world.classes["7Б"], name="х", key="х")
    for path in (
        f"/office/classes/{world.classes['7Б']}/card", "/office/load", f"/office/groups/{part}",
        f"/office/load/teachers/{world.people['elena']}", "/office/subjects", "/office/calendar",
        "/office/bells",
        "/office/terms", "/office/settings", "/office/changes", "/office/groups",
    ):  # fmt: skip
        page = main_of(await browser.get(path))
        assert '<button class="btn btn--pen"' not in page, path
