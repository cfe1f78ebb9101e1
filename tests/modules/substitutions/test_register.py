"""The register through its pages: what stands in it, signing, correcting, the order, who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import TODAY
from tests.modules.substitutions.away import Client, audited, away, main
from tests.modules.substitutions.publishing_data import ALGEBRA, RUSSIAN, Stage, make_stage, weekday

PATH = "/substitutions/register"
WEEK = {"begins": str(weekday(0)), "ends": str(weekday(4)), "teacher": ""}
SHOWN = f"{PATH}?from={WEEK['begins']}&to={WEEK['ends']}"
HELD = {"topic": "Степень", "homework": "п. 5", "take_roll": "y"}


@dataclass
class Desk:
    """Елена was ill on Wednesday and Thursday; Ольга held one of her lessons, Павел wrote nothing."""

    stage: Stage
    irina: httpx.AsyncClient
    held: int
    left: int

    async def entry(self, change: int) -> tuple[object, ...]:
        row = await DB.record(
            "select code, quarters, comment, order_number, confirmed_at is not null from change_entry"
            " where change = $1",
            change,
        )
        return tuple(row)


async def published(stage: Stage, lesson: int, day: object, **values: object) -> int:
    await stage.draft(lesson, "TEACHER_SUBSTITUTED", **values)
    await stage.publish(day)  # type: ignore[arg-type]
    return int(await DB.value("select id from lesson_change where lesson = $1", lesson))


@pytest.fixture
async def desk(client: Client) -> Desk:
    stage = await make_stage()
    await away(stage.world, "elena", weekday(2), weekday(3))
    clock.start_at(clock.local(weekday(1), 12))
    wednesday, thursday = (stage.lesson(ALGEBRA, weekday(n)) for n in (2, 3))
    left = await published(stage, wednesday, weekday(2), teacher=stage.id("pavel"), override_reason="некому")
    held = await published(stage, thursday, weekday(3), teacher=stage.id("olga"))
    clock.start_at(clock.local(TODAY, 15))
    olga = await sign_in(client(), stage.world, "olga", hat="teacher")
    assert (await olga.post(f"/journal/lessons/{thursday}", data=HELD)).status_code == 303
    return Desk(stage, await sign_in(client(), stage.world, "irina", hat="head_teacher"), held, left)


async def test_lines_say_who_was_away_and_what_is_not_recorded(desk: Desk) -> None:
    page = main(await desk.irina.get(SHOWN))
    for words in ("Лебедева Е. П.", "болезнь", "Семёнова О. И.", "1 ЗС", "не записано: 1", "некому",
                  "Заменили, но не записали", "ждут подтверждения: 1", "часов: 1"):  # fmt: skip
        assert words in page, words
    assert f'href="/journal/lessons/{desk.stage.lesson(ALGEBRA, weekday(2))}"' in page
    olga = main(await desk.irina.get(f"{SHOWN}&teacher={desk.stage.id('olga')}"))
    assert f"{PATH}/{desk.held}" in olga and f"{PATH}/{desk.left}" not in olga
    empty = main(await desk.irina.get(f"{PATH}?from=2026-10-01&to=2026-10-02"))
    assert "За эти дни замен нет" in empty


async def test_ticked_lines_are_signed_and_only_held_ones(desk: Desk) -> None:
    form = WEEK | {"which": "ticked"}
    answer = await desk.irina.post(f"{PATH}/confirmation", data=form | {"change": str(desk.left)})
    assert (answer.status_code, "Подтверждать нечего" in answer.text) == (422, True)
    answer = await desk.irina.post(f"{PATH}/confirmation", data=form | {"change": str(desk.held)})
    assert answer.status_code == 303
    assert "подтверждён" in main(await desk.irina.get(answer.headers["location"]))
    assert (await desk.entry(desk.held))[4] is True
    assert (await desk.entry(desk.left))[4] is False
    answer = await desk.irina.post(f"{PATH}/confirmation", data=WEEK | {"which": "all"})
    assert answer.status_code == 422


async def test_a_signature_is_taken_back_until_it_is_in_an_order(desk: Desk) -> None:
    sign = f"{PATH}/{desk.held}/confirmation"
    assert (await desk.irina.post(f"{PATH}/{desk.left}/confirmation", data={})).status_code == 422
    assert (await desk.irina.post(sign, data={})).status_code == 303
    assert (await desk.irina.post(sign, data={"which": "undo"})).status_code == 303
    assert (await desk.irina.post(sign, data={"which": "undo"})).status_code == 422
    assert (await desk.irina.post(sign, data={})).status_code == 303
    answer = await desk.irina.post(f"{PATH}/order", data=WEEK | {"order_number": "71-к"})
    assert answer.status_code == 303
    assert "в приказе" in main(await desk.irina.get(answer.headers["location"]))
    assert (await desk.irina.post(sign, data={"which": "undo"})).status_code == 422
    again = await desk.irina.post(f"{PATH}/order", data=WEEK | {"order_number": "72-к"})
    assert (again.status_code, "без приказа за эти дни нет" in again.text) == (422, True)
    assert (await desk.entry(desk.held))[3] == "71-к"
    moved = await desk.irina.post(f"{PATH}/{desk.held}", data={"quarters": "8", "order_number": "71-к",
                                                              "comment": "сдвоенный"})  # fmt: skip
    assert (moved.status_code, "Строка уже в приказе" in moved.text) == (422, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"quarters": "2"}, "Напишите, почему код или часы не по правилу."),
        ({"quarters": "99", "comment": "много"}, 'id="quarters-err"'),
        ({"code": "Я" * 11, "comment": "код"}, "Не длиннее 10 знаков."),
        ({"order_number": "7"}, "В приказ попадают подтверждённые строки."),
    ],
)
async def test_a_correction_says_why(desk: Desk, sent: dict[str, str], words: str) -> None:
    answer = await desk.irina.post(f"{PATH}/{desk.held}", data=sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert await desk.entry(desk.held) == ("", None, "", "", False)


async def test_corrected_hours_are_paid_and_the_comment_stays_out_of_the_audit(desk: Desk) -> None:
    sent = {"quarters": "2", "code": "ЗП", "comment": "половина урока"}
    answer = await desk.irina.post(f"{PATH}/{desk.held}", data=sent)
    assert answer.status_code == 303
    assert await desk.entry(desk.held) == ("ЗП", 2, "половина урока", "", False)
    assert "0,5 ЗП" in main(await desk.irina.get(SHOWN))
    assert not any("половина" in said for said in await audited("substitutions.register.correct"))
    assert (await desk.irina.post(f"{PATH}/{desk.held}", data={})).status_code == 303
    assert "1 ЗС" in main(await desk.irina.get(SHOWN))


async def test_a_line_that_nobody_holds_has_no_hours(desk: Desk) -> None:
    lesson = desk.stage.lesson(RUSSIAN)
    await desk.stage.draft(lesson, "CANCELLED")
    await desk.stage.publish()
    change = await DB.value("select id from lesson_change where lesson = $1", lesson)
    page = main(await desk.irina.get(f"{PATH}/{change}"))
    assert "без замены" in page and "Исправить часы" not in page
    sent = {"quarters": "4", "comment": "заплатить"}
    assert (await desk.irina.post(f"{PATH}/{change}", data=sent)).status_code == 422


async def test_an_overtaken_change_is_no_line(desk: Desk) -> None:
    lesson = desk.stage.lesson(RUSSIAN)
    first = await published(desk.stage, lesson, weekday(4), teacher=desk.stage.id("pavel"))
    await desk.stage.draft(lesson, "CANCELLED")
    await desk.stage.publish()
    assert (await desk.irina.get(f"{PATH}/{first}")).status_code == 404
    assert (await desk.irina.get(f"{PATH}/999999")).status_code == 404


async def test_the_director_reads_and_nobody_else(desk: Desk, client: Client) -> None:
    world = desk.stage.world
    pavel = await sign_in(client(), world, "pavel", hat="director")
    page = main(await pavel.get(SHOWN))
    assert "болезнь" in page and "Подтвердить" not in page
    line = f"{PATH}/{desk.held}"
    assert "Исправить часы" not in main(await pavel.get(line))
    posts = (f"{PATH}/confirmation", f"{PATH}/order", line, f"{line}/confirmation")
    assert [(await pavel.post(path, data=WEEK)).status_code for path in posts] == [403] * 4
    for login, hat in (("svetlana", "secretary"), ("olga", "teacher"), ("dasha", "student")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert [(await browser.get(path)).status_code for path in (PATH, line)] == [403, 403]
        assert (await browser.get("/reports/substitutions.statement")).status_code in (403, 404)
    assert [(await client().get(path)).status_code for path in (PATH, line)] == [303, 303]


async def test_the_papers_carry_letters_and_count_what_is_signed(desk: Desk) -> None:
    month = "month=2026-11"
    register = (await desk.irina.get(f"/reports/substitutions.register?{month}")).text
    for words in ("Лебедева Е. П.", "Подпись", "Б — болезнь", "не записан", "некому"):
        assert (words in register) == (words != "некому"), words
    left = (await desk.irina.get(f"/reports/substitutions.unrecorded?{month}")).text
    assert "Ильин П. О." in left and "Семёнова О. И." not in main(httpx.Response(200, text=left))
    path = f"/reports/substitutions.statement?{month}&counted="
    waiting = (await desk.irina.get(f"{path}confirmed")).text
    assert "не подтверждены и в табель не вошли" in waiting
    assert "Семёнова О. И." in (await desk.irina.get(f"{path}held")).text
    assert (await desk.irina.get(f"{path}all")).status_code == 404
    for name in ("register", "statement", "unrecorded", "lag"):
        for suffix in ("xlsx", "pdf"):
            assert (await desk.irina.get(f"/reports/substitutions.{name}/{suffix}")).status_code == 200
    lag = (await desk.irina.get("/reports/substitutions.lag")).text
    assert "Выполнение программы" in lag and "Отставание" in lag


async def test_a_rule_of_the_day_pays_the_lesson_of_that_day(desk: Desk) -> None:
    await DB.execute("update lesson_change set kind = 'SUPERVISED' where id = $1", desk.held)
    assert "0,5 ЗС" in main(await desk.irina.get(SHOWN))
    for since, quarters in ((TODAY - timedelta(30), 3), (TODAY + timedelta(1), 1)):
        await DB.execute(
            "insert into setting (key, value, since, set_at) values"
            " ('substitutions.supervised_quarters', $2, $1, now())",
            since, quarters,
        )  # fmt: skip
    assert "0,75 ЗС" in main(await desk.irina.get(SHOWN))
