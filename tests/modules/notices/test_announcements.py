"""The office's announcements: previewed, confirmed by number, told at once, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.notices.service.delivery import deliver
from tests.conftest import NOW as SCHOOL_NOW
from tests.doors import sign_in
from tests.factories import World, make_school
from tests.modules.notices.letters import give_address, letters_in, text_of

Client = Callable[[], httpx.AsyncClient]


def typed(hat: str, **values: Any) -> dict[str, Any]:
    return {
        "_hat": hat, "title": "Собрание", "audience": "parents",
        "body": "В четверг в 18:30.\n\nВозьмите паспорт.",
    } | values  # fmt: skip


async def told() -> set[tuple[int, str]]:
    found = await DB._call("fetch", "select person, hat from receipt")
    return {(one["person"], one["hat"]) for one in found}


async def publish(browser: httpx.AsyncClient, hat: str, **values: Any) -> httpx.Response:
    return await browser.post("/notices/announcements", data=typed(hat, **values))


async def test_the_preview_names_people_and_writes_nothing(client: Client) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post("/notices/announcements/new", data=typed("secretary"))
    assert answer.status_code == 200
    assert "Узнают 3 челове" in answer.text
    assert "Орлова Анна Сергеевна" in answer.text
    assert 'name="count" value="3"' in answer.text
    assert await DB.value("select count(*) from announcement") == 0
    assert await told() == set()


async def test_published_it_reaches_those_who_were_shown(client: Client, sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await publish(browser, "secretary", count="3")
    assert answer.status_code == 303, answer.text
    assert await told() == {(world.people[one], "parent") for one in ("anna", "boris", "elena")}
    reader = await sign_in(client(), world, "anna", hat="parent")
    receipt = await DB.value("select id from receipt where person = $1", world.people["anna"])
    page = await reader.get(f"/notices/{receipt}")
    assert "<p>В четверг в 18:30.</p>" in page.text
    assert "секретарь Зайцева С. А." in page.text
    assert await deliver(system_actor("jobs")) == 1
    (letter,) = letters_in(sink)
    assert letter["subject"] == "Объявление школы"
    assert "паспорт" not in text_of(letter)
    own = await browser.get(answer.headers["location"])
    assert "1 из 3" in own.text


async def test_a_form_sent_five_times_at_once_publishes_once(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answers = await asyncio.gather(*(publish(browser, "secretary", count="3") for _ in range(5)))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await DB.value("select count(*) from receipt") == 3
    path = answers[0].headers["location"].partition("?")[0]
    await browser.post(f"{path}/withdrawal", data={"_hat": "secretary"})
    assert (await publish(browser, "secretary", count="3")).headers["location"].partition("?")[0] != path


@pytest.mark.parametrize("count", ["", "2", "99999999999"])
async def test_another_number_publishes_nothing(client: Client, count: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await publish(browser, "secretary", count=count)
    assert answer.status_code == 422
    assert await DB.value("select count(*) from announcement") == 0


async def test_above_thirty_the_number_is_typed(client: Client) -> None:
    world = await make_school()
    await DB.execute(
        """insert into person (surname, name, name_key, sort_key, created_at)
           select 'Много', 'Имя', n::text, n::text, now() from generate_series(1, 40) n"""
    )
    await DB.execute(
        """insert into guardianship (guardian, child, kind, since)
           select p.id, $1, 'other', '2026-09-01' from person p where p.surname = 'Много'""",
        world.people["dasha"],
    )
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post("/notices/announcements/new", data=typed("secretary"))
    assert "Узнают 43 челове" in answer.text
    assert "впишите их число" in answer.text
    assert 'type="hidden" name="count"' not in answer.text
    assert (await publish(browser, "secretary", count="43")).status_code == 303
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    own = {"audience": "classes", "classes": str(world.classes["7Б"])}
    one_class = await teacher.post("/notices/announcements/new", data=typed("teacher", **own))
    assert 'type="hidden" name="count"' in one_class.text
    both = own | {"classes": [str(world.classes[title]) for title in ("7Б", "5А")]}
    wider = await browser.post("/notices/announcements/new", data=typed("secretary", **both))
    assert "впишите их число" in wider.text


async def test_a_class_teacher_writes_to_the_own_class_only(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    page = await browser.get("/notices/announcements/new")
    assert "7Б" in page.text
    assert "5А" not in page.text
    own = {"audience": "classes", "classes": str(world.classes["7Б"]), "count": "4"}
    assert (await publish(browser, "teacher", **own)).status_code == 303
    assert await told() == {
        (world.people["dasha"], "student"), (world.people["vera"], "student"),
        (world.people["anna"], "parent"), (world.people["boris"], "parent"),
    }  # fmt: skip
    foreign = {"audience": "classes", "classes": str(world.classes["5А"]), "count": "4"}
    assert (await publish(browser, "teacher", **foreign)).status_code == 404
    assert (await publish(browser, "teacher", audience="parents", count="3")).status_code == 422
    assert await DB.value("select count(*) from announcement") == 1


async def test_a_teacher_without_a_class_is_told_who_announces(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "olga", hat="teacher")
    page = await browser.get("/notices/announcements/new")
    assert "Вы не классный руководитель" in page.text
    own = {"audience": "classes", "classes": str(world.classes["5А"]), "count": "4"}
    assert (await publish(browser, "teacher", **own)).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Напишите заголовок."),
        ({"body": " "}, "Напишите текст."),
        ({"audience": ""}, "Кому"),
        ({"audience": "classes"}, "Отметьте хотя бы один класс."),
        ({"shown_until": "2026-11-18"}, "Этот день уже прошёл."),
        ({"audience": "classes", "classes": "x"}, "Классы"),
    ],
)
async def test_bad_input_keeps_what_was_typed(client: Client, wrong: dict[str, str], said: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post("/notices/announcements/new", data=typed("secretary", **wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert wrong.get("title", "Собрание") in answer.text


async def test_taken_back_it_is_gone_and_is_not_mailed(client: Client, sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    made = (await publish(browser, "secretary", count="3")).headers["location"].partition("?")[0]
    answer = await browser.post(f"{made}/withdrawal", data={"_hat": "secretary"})
    assert answer.status_code == 303
    assert await deliver(system_actor("jobs")) == 0
    assert letters_in(sink) == []
    reader = await sign_in(client(), world, "anna", hat="parent")
    assert "Собрание" not in (await reader.get("/notices")).text
    receipt = await DB.value("select id from receipt where person = $1", world.people["anna"])
    page = await reader.get(f"/notices/{receipt}")
    assert "Это объявление снято" in page.text
    assert "Собрание" not in page.text
    assert "В четверг" not in page.text
    assert "Собрание" not in (await reader.get("/")).text


async def test_a_letter_a_worker_held_while_it_was_withdrawn_is_dropped(client: Client, sink: Path) -> None:
    world = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    made = (await publish(browser, "secretary", count="3")).headers["location"].partition("?")[0]
    await DB.execute("update letter set state = 'sending', claimed_at = now()")
    await browser.post(f"{made}/withdrawal", data={"_hat": "secretary"})
    await DB.execute("update letter set claimed_at = now() - interval '6 minutes'")
    assert await deliver(system_actor("jobs")) == 0
    assert letters_in(sink) == []
    assert await DB.value("select state from letter") == "dropped"


async def test_after_its_last_day_it_is_not_listed(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    await publish(browser, "secretary", count="3", shown_until="2026-11-19")
    reader = await sign_in(client(), world, "anna", hat="parent")
    assert "Собрание" in (await reader.get("/notices")).text
    clock.start_at(SCHOOL_NOW.replace(day=20))
    assert "Собрание" not in (await reader.get("/notices")).text


async def test_a_teachers_announcement_is_the_own_teachers_and_the_heads(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    own = {"audience": "classes", "classes": str(world.classes["7Б"]), "count": "4"}
    path = (await publish(browser, "teacher", **own)).headers["location"].partition("?")[0]
    other = await sign_in(client(), world, "olga", hat="teacher")
    assert (await other.get(path)).status_code == 404
    assert (await other.post(f"{path}/withdrawal", data={"_hat": "teacher"})).status_code == 404
    head = await sign_in(client(), world, "pavel", hat="director")
    assert (await head.get(path)).status_code == 200
    parent = await sign_in(client(), world, "anna", hat="parent")
    assert (await parent.get(path)).status_code == 403
    assert (await publish(parent, "parent", count="3")).status_code == 403
    stranger = await client().get(path)
    assert stranger.status_code == 303


async def test_script_and_line_ends_in_a_title_stay_text(client: Client, sink: Path) -> None:
    world: World = await make_school()
    await give_address(world, "anna")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    evil = "<script>alert(1)</script>\r\nBcc: all@example.com"
    await publish(browser, "secretary", count="3", title=evil, body=evil)
    assert await DB.value("select title from announcement") == " ".join(evil.split())
    reader = await sign_in(client(), world, "anna", hat="parent")
    receipt = await DB.value("select id from receipt where person = $1", world.people["anna"])
    for path in ("/notices", f"/notices/{receipt}", "/"):
        assert "<script>alert" not in (await reader.get(path)).text
    assert await deliver(system_actor("jobs")) == 1
    assert letters_in(sink)[0]["bcc"] is None
