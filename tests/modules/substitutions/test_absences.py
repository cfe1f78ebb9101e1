"""Reporting an absence: two taps, what it opens, who may change it, who is told, and who never reads why."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import TODAY, insert, make_school
from tests.modules.substitutions.away import ALL_DAY, NEW, Client, audited, away, give, main

TOMORROW, YESTERDAY = TODAY + timedelta(1), TODAY - timedelta(1)
HERE = "/substitutions/absences"


async def test_today_all_day_is_one_button(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    form = main(await browser.get(NEW)).split("</form>")[0]
    for name, value in ALL_DAY.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert form.count("<button") == 1 and "Меня нет сегодня, весь день" in form
    answer = await browser.post(NEW, data=ALL_DAY)
    assert answer.status_code == 303
    page = main(await browser.get(answer.headers["location"]))
    assert "Ждёт замены 1 урок: четверг, 19 ноября." in page and "Завуч уже знает" in page
    assert "ждёт замены" in page and f'/substitutions/tasks/{world.lessons["7Б алгебра", TODAY]}"' in page


async def test_lessons_are_counted_by_day_and_by_number(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post(NEW, data=ALL_DAY | {"ends": "2026-11-20"})
    page = main(await browser.get(answer.headers["location"]))
    assert "Ждут замены 2 урока: чт 19 ноября — 1, пт 20 ноября — 1." in page
    olga = await sign_in(client(), world, "olga", hat="teacher")
    answer = await olga.post(NEW, data=ALL_DAY | {"first_number": "3"})  # her lesson is the second
    page = main(await olga.get(answer.headers["location"]))
    assert "с 3-го урока" in page and "Уроков в это время нет" in page
    row = await DB.record("select first_number, last_number from teacher_absence order by id desc limit 1")
    assert tuple(row) == (3, 12)


async def test_dispatchers_are_told_without_name_and_reason(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await browser.post(NEW, data=ALL_DAY | {"details": "Температура 39"})
    told = await DB.rows(
        str, "select concat(n.kind, n.words::text, n.path) from notice n join receipt r on r.notice = n.id"
        " where r.person = $1 and r.hat = 'head_teacher'", world.people["irina"],
    )  # fmt: skip
    assert len(told) == 1 and "substitutions.absence" in told[0] and '"open": 1' in told[0]
    everything = "".join(await audited("substitutions.absence.report")) + told[0]
    for secret in ("sick", "Температура", "болезнь", "Лебедева"):
        assert secret not in everything
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert "Учитель отсутствует: 19 ноября. Без учителя 1 урок." in main(await irina.get("/notices"))
    assert await DB.value("select count(*) from receipt where person <> $1", world.people["irina"]) == 0


async def test_an_absence_that_overlaps_is_refused_with_the_way_to_it(client: Client) -> None:
    world = await make_school()
    first = await away(world, "elena", TODAY, TOMORROW)
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post(NEW, data=ALL_DAY | {"details": "набрано"})
    assert answer.status_code == 422
    page = main(answer)
    assert "На это время отсутствие уже записано: 19–20 ноября, весь день." in page
    assert f'href="{HERE}/{first}"' in page and "набрано" in page
    await DB.execute("update teacher_absence set first_number = 1, last_number = 2 where id = $1", first)
    assert (await browser.post(NEW, data=ALL_DAY | {"first_number": "2"})).status_code == 422
    assert (await browser.post(NEW, data=ALL_DAY | {"first_number": "3"})).status_code == 303
    assert await DB.value("select count(*) from teacher_absence") == 2


async def test_two_taps_at_once_make_one_absence(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answers = await asyncio.gather(*(browser.post(NEW, data=ALL_DAY) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [303, 422, 422, 422]
    made = await DB.value("select id from teacher_absence")
    path = f"{HERE}/{made}/withdrawal"
    answers = await asyncio.gather(*(browser.post(path) for _ in range(3)))
    assert sorted(one.status_code for one in answers) == [303, 409, 409]
    assert await DB.value("select count(*) from notice") == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends": "2026-11-18"}, "Последний день раньше первого."),
        ({"first_number": "5", "last_number": "3"}, "Последний урок раньше первого."),
        ({"first_number": "40"}, "Номер урока — от 0 до 12."),
        ({"begins": ""}, "Укажите день."),
        ({"reason": "hangover"}, "Not a valid choice"),
        ({"ends": "2029-11-18"}, "Больше года сразу записать нельзя"),
        ({"begins": "2026-11-15"}, "Отсутствие раньше 16 ноября записывает администрация."),
    ],
)
async def test_a_slip_is_said_beside_its_field(client: Client, values: dict[str, str], words: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post(NEW, data=ALL_DAY | values)
    assert answer.status_code == 422
    if words != "Not a valid choice":
        assert words in main(answer)
    assert await DB.value("select count(*) from teacher_absence") == 0


async def test_the_office_writes_for_anybody_who_teaches_and_further_back(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    said = ALL_DAY | {"begins": "2026-11-02", "teacher": str(world.people["elena"])}
    answer = await browser.post(NEW, data=said)
    assert answer.status_code == 303
    row = await DB.record("select teacher, reported_by, reported_hat from teacher_absence")
    assert tuple(row) == (world.people["elena"], world.people["svetlana"], "secretary")
    page = main(await browser.get(HERE))
    assert "Лебедева Е. П." in page and "болезнь" in page and "ждут замены 1 из 4" in page
    answer = await browser.post(NEW, data=ALL_DAY | {"teacher": str(world.people["gleb"])})
    assert answer.status_code == 422 and "ничего не ведёт" in main(answer)
    assert (await browser.post(NEW, data=ALL_DAY | {"teacher": "2147483647"})).status_code == 404


async def test_a_teacher_speaks_only_for_oneself(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    await browser.post(NEW, data=ALL_DAY | {"teacher": str(world.people["olga"])})
    assert await DB.value("select teacher from teacher_absence") == world.people["elena"]
    foreign = await away(world, "olga", TODAY, TODAY, details="Операция")
    for path in (f"{HERE}/{foreign}", f"{HERE}/{foreign}/edit"):
        answer = await browser.get(path)
        assert answer.status_code == 404 and "Операция" not in answer.text
    assert (await browser.post(f"{HERE}/{foreign}/edit", data=ALL_DAY)).status_code == 404
    assert (await browser.post(f"{HERE}/{foreign}/withdrawal")).status_code == 404
    assert await DB.value("select withdrawn_at is null from teacher_absence where id = $1", foreign)
    assert (await browser.get(HERE)).status_code == 403


@pytest.mark.parametrize(
    ("login", "hat"), [("dasha", "student"), ("anna", "parent"), ("oleg", "administrator")]
)
async def test_others_never_open_it(client: Client, login: str, hat: str) -> None:
    world = await make_school()
    made = await away(world, "elena", TODAY, TODAY)
    browser = await sign_in(client(), world, login, hat=hat)
    for path in (NEW, HERE, f"{HERE}/{made}", "/substitutions/mine"):
        assert (await browser.get(path)).status_code == 403
    assert (await browser.post(NEW, data=ALL_DAY)).status_code == 403
    assert (await client().get(NEW)).status_code == 303


async def test_a_published_change_shows_and_a_draft_only_to_dispatchers(client: Client) -> None:
    world = await make_school()
    made = await away(world, "elena", TODAY, TOMORROW)
    await give(world, "7Б алгебра", "olga")
    await insert(
        "planned_change", lesson=world.lessons["7Б алгебра", TOMORROW], kind="TEACHER_SUBSTITUTED",
        teacher=world.people["irina"], made_at=await DB.value("select now()"),
    )  # fmt: skip
    own = main(await (await sign_in(client(), world, "elena", hat="teacher")).get(f"{HERE}/{made}"))
    assert "ведёт Семёнова О. И." in own and "Ждёт замены 1 урок: пятница, 20 ноября." in own
    assert "готовится замена" not in own and "Фёдорова" not in own and "В черновике" not in own
    desk = main(await (await sign_in(client(), world, "irina", hat="head_teacher")).get(f"{HERE}/{made}"))
    assert "готовится замена" in desk and "В черновике 1 замена." in desk
    assert "/substitutions/plans/2026-11-20" in desk
    office = main(await (await sign_in(client(), world, "svetlana", hat="secretary")).get(f"{HERE}/{made}"))
    assert "готовится замена" not in office and "/substitutions/plans" not in office


async def test_when_the_substitute_is_away_too_the_lesson_is_open_again(client: Client) -> None:
    world = await make_school()
    first = await away(world, "elena", TODAY, TODAY)
    await give(world, "7Б алгебра", "olga")
    second = await away(world, "olga", TODAY, TODAY)
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert "Ждёт замены 1 урок" in main(await irina.get(f"{HERE}/{first}"))
    assert "Ждут замены 2 урока" in main(await irina.get(f"{HERE}/{second}"))


async def test_withdrawing_says_what_stands_and_undoes_nothing(client: Client) -> None:
    world = await make_school()
    made = await away(world, "elena", TODAY, TODAY)
    await give(world, "7Б алгебра", "olga")
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert "Уже опубликована 1 замена." in main(await browser.get(f"{HERE}/{made}"))
    answer = await browser.post(f"{HERE}/{made}/withdrawal")
    assert answer.status_code == 303
    assert "Отсутствие отозвано." in main(await browser.get(f"{HERE}/{made}"))
    assert await DB.value("select count(*) from lesson_change where withdrawn_at is null") == 1
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert "К нему есть 1 замена: проверьте." in main(await irina.get("/notices"))
    assert (await browser.post(f"{HERE}/{made}/withdrawal")).status_code == 409
    assert (await browser.post(NEW, data=ALL_DAY)).status_code == 303  # the time is free again


async def test_who_comes_back_early_keeps_the_past_days(client: Client) -> None:
    world = await make_school()
    made = await away(world, "elena", YESTERDAY, TOMORROW)
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert "Выхожу сегодня" in main(await browser.get(f"{HERE}/{made}"))
    await browser.post(f"{HERE}/{made}/withdrawal")
    row = await DB.record("select ends, withdrawn_at from teacher_absence where id = $1", made)
    assert tuple(row) == (YESTERDAY, None)
    answer = await browser.post(f"{HERE}/{made}/withdrawal")
    assert answer.status_code == 409 and "изменить его может администрация" in main(answer)


async def test_a_teacher_shortens_but_does_not_rewrite_the_past(client: Client) -> None:
    world = await make_school()
    made = await away(world, "elena", YESTERDAY, TOMORROW)
    browser = await sign_in(client(), world, "elena", hat="teacher")
    path = f"{HERE}/{made}/edit"
    assert "readonly" in main(await browser.get(path))
    answer = await browser.post(path, data=ALL_DAY)
    assert answer.status_code == 422 and "первый день меняет только администрация" in main(answer)
    assert (await browser.post(path, data=ALL_DAY | {"begins": str(YESTERDAY)})).status_code == 303
    assert await DB.value("select ends from teacher_absence") == TODAY
    await DB.execute("update teacher_absence set begins = $1, ends = $1", YESTERDAY)
    answer = await browser.post(path, data=ALL_DAY | {"begins": str(YESTERDAY)})
    assert answer.status_code == 422 and "уже прошло" in main(answer)
    office = await sign_in(client(), world, "pavel", hat="director")
    assert (await office.post(path, data=ALL_DAY | {"begins": str(date(2026, 11, 9))})).status_code == 303
    assert "sick" not in "".join(await audited("substitutions.absence.change"))
