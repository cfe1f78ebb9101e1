"""The review before publishing, publishing by its button, the message of the day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx

from intranet.kit import templating
from intranet.kit.db import DB
from intranet.kit.live import AGAIN, LIVE
from modules.substitutions.queries.publication import publication_of
from tests.doors import sign_in
from tests.factories import TODAY
from tests.modules.substitutions.publishing_data import ALGEBRA, RUSSIAN, TOMORROW, Stage, make_stage

Client = Callable[[], httpx.AsyncClient]
PATH = f"/substitutions/plans/{TOMORROW}/publication"


async def opened(
    client: Client, login: str = "irina", hat: str = "head_teacher"
) -> tuple[Stage, httpx.AsyncClient]:
    stage = await make_stage()
    return stage, await sign_in(client(), stage.world, login, hat=hat)


def main(answer: httpx.Response) -> str:
    return answer.text.split('id="main"')[1]


async def test_the_review_says_what_changes_and_who_will_be_told(client: Client) -> None:
    stage, browser = await opened(client)
    draft = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"), note="тетради с собой")
    answer = await browser.get(PATH)
    assert answer.status_code == 200
    page = main(answer)
    for words in (
        f'value="{draft}-1" checked', "Лебедева Е. П., каб. 31", "Семёнова О. И., каб. 31", "новое",
        "тетради с собой", "2 ученика", "2 родителя", "7Б: ", "Лебедева Е. П., Семёнова О. И.",
        "Этот день ещё не публиковали",
    ):  # fmt: skip
        assert words in page
    assert await DB.value("select count(*) from lesson_change") == 0


async def test_the_button_publishes_what_is_ticked(client: Client) -> None:
    stage, browser = await opened(client)
    draft = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    await stage.draft(stage.lesson(RUSSIAN), "CANCELLED")
    answer = await browser.post(PATH, data={"draft": f"{draft}-1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?done=published")
    assert await DB.rows(str, "select kind from lesson_change") == ["TEACHER_SUBSTITUTED"]
    page = main(await browser.get(f"{PATH}?done=published"))
    assert "Опубликовано 1-й раз" in page
    assert "Фёдорова И. Ю." in page
    assert "отменён" in page


async def test_what_is_in_the_way_stands_beside_its_line(client: Client) -> None:
    stage, browser = await opened(client)
    lesson = stage.lesson(RUSSIAN)
    draft = await stage.draft(lesson, teacher=stage.id("olga"))
    assert "Семёнова О. И. в это время ведёт Русский язык (5А)" in main(await browser.get(PATH))
    answer = await browser.post(PATH, data={"draft": f"{draft}-1"})
    assert answer.status_code == 422
    assert "Ничего не опубликовано" in answer.text
    assert "Семёнова О. И. в это время ведёт Русский язык (5А)" in answer.text
    assert f'href="/substitutions/plans/{TOMORROW}/lessons/{lesson}"' in answer.text
    assert f'value="{draft}-1" checked' in answer.text
    assert await DB.value("select count(*) from lesson_change") == 0


async def test_a_draft_that_was_changed_meanwhile_is_shown_again(client: Client) -> None:
    stage, browser = await opened(client)
    draft = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"), version=2)
    answer = await browser.post(PATH, data={"draft": f"{draft}-1"})
    assert answer.status_code == 409
    assert "только что изменили" in answer.text
    assert f'value="{draft}-2"' in answer.text


async def test_nothing_ticked_is_no_publication(client: Client) -> None:
    stage, browser = await opened(client)
    await stage.draft(stage.lesson(ALGEBRA), "CANCELLED")
    for sent in ({}, {"draft": "нет"}, {"draft": "9" * 40 + "-1"}):
        answer = await browser.post(PATH, data=sent)
        assert (answer.status_code, "Отметьте, что опубликовать" in answer.text) == (422, True)


async def test_only_dispatchers_see_and_publish(client: Client) -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), "CANCELLED")
    for login, hat in (("elena", "teacher"), ("pavel", "director"), ("svetlana", "secretary")):
        browser = await sign_in(client(), stage.world, login, hat=hat)
        assert (await browser.get(PATH)).status_code == 403
        assert (await browser.post(PATH, data={"draft": "1-1"})).status_code == 403
    assert (await client().get(PATH)).status_code == 303
    irina = await sign_in(client(), stage.world, "irina", hat="head_teacher")
    assert (await irina.get("/substitutions/plans/2026-13-40/publication")).status_code == 404
    assert (await irina.get("/substitutions/plans/завтра/publication")).status_code == 404


async def test_the_message_of_the_day_is_heard_at_once(client: Client) -> None:
    _stage, browser = await opened(client)
    path = f"/substitutions/plans/{TODAY}/message"
    async with LIVE.hearing("board") as heard:
        assert await asyncio.wait_for(anext(heard), 5) == AGAIN  # listening has begun
        answer = await browser.post(path, data={"message": " Линейка  в 8:30 "})
        assert answer.status_code == 303
        said = await asyncio.wait_for(anext(heard), 5)
        if said == AGAIN:  # the line was only just opened
            said = await asyncio.wait_for(anext(heard), 5)
        assert said == TODAY.isoformat()
    assert (
        await DB.value("select message from substitution_day where on_date = $1", TODAY) == "Линейка в 8:30"
    )
    entry = await DB.record("select action, after::text from audit_entry order by id desc limit 1")
    assert entry[0] == "substitutions.message"
    assert "Линейка" not in entry[1]
    answer = await browser.post(path, data={"message": "я" * 301})
    assert (answer.status_code, "Не длиннее 300 знаков" in answer.text) == (422, True)
    assert (await browser.post(path, data={"message": ""})).status_code == 303
    assert await DB.value("select message from substitution_day where on_date = $1", TODAY) == ""


async def test_the_bar_of_the_desk_counts_what_waits(client: Client) -> None:
    stage, _browser = await opened(client)
    lesson = stage.lesson(ALGEBRA)
    await stage.draft(lesson, teacher=stage.id("olga"))
    await stage.publish()
    await stage.draft(lesson, "")
    await stage.draft(stage.lesson(RUSSIAN), "CANCELLED", is_proposed=True)
    bar = await publication_of(stage.irina, TOMORROW)
    assert (bar.added, bar.changed, bar.back, bar.proposed, bar.waiting) == (1, 0, 1, 1, 2)
    assert (bar.pupils, bar.teachers, bar.class_titles, bar.revision) == (2, 2, ["7Б"], 1)
    shown = templating.render(
        "substitutions/_publication.html",
        {
            "publication": bar,
            "on_date": TOMORROW,
            "can": lambda _name: True,
            "m": templating.environment().get_template("_macros.html").module,
        },
    )
    for words in ("Ждут публикации: 2", "Опубликовано 1-й раз", "Фёдорова И. Ю.", "7Б", PATH):
        assert words in shown
    empty = await publication_of(stage.irina, TODAY)
    assert (empty.waiting, empty.published_at, empty.class_titles) == (0, None, [])
