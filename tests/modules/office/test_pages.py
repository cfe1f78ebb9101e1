"""The office's pages through the front door: what is missing, classes, slips, and who may open them."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import FIRST, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
CODE = re.compile(r"<dd><code>([a-z0-9]{4}(?:-[a-z0-9]{4}){2})</code></dd>")


def main_of(answer: httpx.Response) -> str:
    """What stands between the frame's parts."""
    return answer.text.split('id="main"')[1].split("</main>")[0]


def named(answer: httpx.Response) -> list[str]:
    """Whose slips are on the printed page."""
    return re.findall(r'class="slip" aria-label="([^"]+)"', answer.text)


async def give(browser: httpx.AsyncClient, **form: object) -> httpx.Response:
    """Post the form of slips."""
    return await browser.post("/office/slips", data={"reach": "new", **form})


async def test_the_first_page_says_what_is_there_and_what_is_missing(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    page = main_of(await browser.get("/office"))
    assert "2 класс" in page
    assert "4 учени" in page
    assert "3 родител" in page
    assert "6 сотрудник" in page
    assert "нет классного руководителя: 5А" in page
    assert "3 журнал" in page
    assert "расписания ещё нет" in page
    assert "без листка для входа" in page
    assert 'href="/office/import?kind=timetable"' in page


async def test_an_empty_school_starts_with_classes(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    await empty_the_classes()
    page = main_of(await browser.get("/office"))
    assert "Начните с классов" in page
    assert "Добавить классы" in page
    assert "Классов ещё нет" in main_of(await browser.get("/office/classes"))


async def empty_the_classes() -> None:
    """The year has no class any more."""
    await DB.execute("update school_class set year = $1", await _old_year())


async def _old_year() -> int:
    day = FIRST.replace(year=2020)
    return await insert(
        "academic_year", title="2020/2021", begins=day, teaching_until=day.replace(year=2021, month=5),
        ends=day.replace(year=2021, month=8), week_parity_anchor=day,
    )  # fmt: skip


async def test_who_only_reads_gets_no_doors_to_write(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "pavel", hat="director")
    page = main_of(await browser.get("/office"))
    assert "заполняет секретарь" in page
    assert "/office/import" not in page
    assert "/office/slips" not in page
    assert "<form" not in main_of(await browser.get("/office/classes"))


async def test_classes_are_added_by_one_line(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post("/office/classes", data={"names": "5А 9в, 10 «А»"})
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert "Добавлено классов: 2. Уже были: 1." in page.text
    assert re.findall(r'<a href="/office/classes/\d+">(\w+)</a>', page.text) == ["5А", "7Б", "9В", "10А"]
    assert await DB.value("select count(*) from audit_entry where action = 'school.class.add'") == 2
    assert await DB.value("select count(*) from school_class where grade_level = 5") == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("5А пять 7Б", "«пять» — не класс"), ("", "Напишите хотя бы один класс")]
)
async def test_a_bad_word_is_named_and_nothing_is_lost(client: Client, typed: str, said: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post("/office/classes", data={"names": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f"{typed}</textarea>" in answer.text
    assert await DB.value("select count(*) from school_class") == 2


async def test_the_list_of_a_class_shows_parents_and_ways_in(client: Client) -> None:
    world = await make_school()
    await make_account(world.people["dasha"], "dasha")
    await make_account(world.people["anna"], "anna", first_entry=True)
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    page = main_of(await browser.get(f"/office/classes/{world.classes['7Б']}"))
    assert "2 учени" in page
    assert "Лебедева Елена Павловна" in page
    assert "14.03.2012" in page
    places = [page.index(words) for words in ("Орлова Дарья", "свой пароль", "Орлова Анна", "Осипова Вера")]
    assert places == sorted(places)
    assert "входа нет" in page


async def test_slips_for_parents_go_once_and_open_the_door(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await give(browser, whom="parents", school_class=world.classes["7Б"])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert named(answer) == ["Орлова Анна Сергеевна", "Осипов Борис Львович"]
    assert "http://school.test" in answer.text
    assert "7Б, Орлова Дарья" in answer.text
    assert "19 декабря 2026" in answer.text
    code = CODE.findall(answer.text)[0]
    assert answer.text.count(code) == 1
    login = await DB.value("select login from account where person = $1", world.people["anna"])
    entered = await client().post("/login", data={"login": login, "password": code})
    assert (entered.status_code, entered.headers["location"]) == (303, "/profile/password")
    again = await give(browser, whom="parents", school_class=world.classes["7Б"])
    assert again.status_code == 422
    assert "у всех уже есть листок" in again.text
    assert 'value="parents"' in re.findall(r'<input[^>]*checked[^>]*name="whom"[^>]*>', again.text)[0]


async def test_slips_leave_own_passwords_alone_unless_asked(client: Client) -> None:
    world = await make_school()
    await make_account(world.people["dasha"], "dasha")
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    first = await give(browser, whom="pupils", school_class=world.classes["7Б"])
    assert named(first) == ["Осипова Вера Борисовна"]
    assert "Пропущены, у них уже есть вход: Орлова Дарья Ивановна" in first.text
    unused = await give(browser, whom="pupils", school_class=world.classes["7Б"], reach="unused")
    assert named(unused) == ["Осипова Вера Борисовна"]
    every = await give(browser, whom="pupils", school_class=world.classes["7Б"], reach="all")
    assert named(every) == ["Орлова Дарья Ивановна", "Осипова Вера Борисовна"]


async def test_the_secretary_prints_for_the_staff_but_not_for_the_administrator(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await give(browser, whom="staff")
    assert answer.status_code == 200
    assert "Лебедева Елена Павловна" in named(answer)
    assert "Макаров Олег Никитич" not in named(answer)
    assert "выдаёт администратор: Макаров Олег Никитич" in answer.text


async def test_a_class_teacher_serves_the_own_class_only(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    page = main_of(await browser.get("/office/slips"))
    assert "7Б" in page
    assert "5А" not in page
    assert "сотрудники" not in page
    assert (await browser.get(f"/office/classes/{world.classes['7Б']}")).status_code == 200
    assert (await browser.get(f"/office/classes/{world.classes['5А']}")).status_code == 404
    assert named(await give(browser, whom="pupils", school_class=world.classes["7Б"])) != []
    assert (await give(browser, whom="pupils", school_class=world.classes["5А"])).status_code == 404
    assert (await give(browser, whom="staff")).status_code == 422
    assert "Кто ещё не может войти" in (await browser.get("/")).text


async def test_a_class_teacher_finds_the_class_when_everybody_can_enter(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    for person in ("anna", "boris", "dasha", "vera"):
        await make_account(world.people[person], person)
    page = (await browser.get("/")).text
    assert "Кто ещё не может войти" not in page and "Войти могут все." in page
    assert f'href="/office/classes/{world.classes["7Б"]}"' in page and "/office/entry/requests" in page


async def test_a_teacher_without_a_class_is_told_who_prints(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "olga", hat="teacher")
    assert "Вы не классный руководитель" in (await browser.get("/office/slips")).text
    assert "Кто ещё не может войти" not in (await browser.get("/")).text


async def test_a_lost_way_in_is_replaced_in_two_clicks(client: Client) -> None:
    world = await make_school()
    account = await make_account(world.people["anna"], "anna")
    browser = await sign_in(client(), world, "elena", hat="teacher")
    path = f"/office/slips/{world.people['anna']}"
    assert "Логин: anna" in (await browser.get(path)).text
    answer = await browser.post(path)
    assert named(answer) == ["Орлова Анна Сергеевна"]
    audit = "select count(*) from audit_entry where action = 'identity.entry.issue' and subject_id = $1"
    assert await DB.value(audit, account) == 1
    for foreign in ("misha", "olga", "oleg"):
        assert (await browser.get(f"/office/slips/{world.people[foreign]}")).status_code == 404
        assert (await browser.post(f"/office/slips/{world.people[foreign]}")).status_code == 404


async def test_a_secretary_is_told_who_serves_an_administrator(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await browser.post(f"/office/slips/{world.people['oleg']}")
    assert answer.status_code == 422
    assert "выдаёт администратор: Макаров Олег Никитич" in answer.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Выберите, для кого печатать."),
        ({"whom": "pupils"}, "Выберите класс."),
        ({"whom": "everybody"}, "choice"),
        ({"whom": "pupils", "school_class": "пять"}, ""),
        ({"whom": "pupils", "school_class": "99999999999"}, ""),
    ],
)
async def test_a_wrong_choice_is_a_422(client: Client, form: dict[str, str], said: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    answer = await give(browser, **form)
    assert answer.status_code == 422
    assert "Напечатать листки" in answer.text
    assert said == "choice" or said in answer.text


PAGES = ("/office", "/office/classes", "/office/classes/{class}", "/office/slips", "/office/slips/{person}")
OPEN = {
    "student": (), "parent": (), "guest_staff": (),
    "teacher": ("/office/classes/{class}", "/office/slips", "/office/slips/{person}"),
    "head_teacher": PAGES[:3], "director": PAGES[:3], "secretary": PAGES, "administrator": PAGES,
}  # fmt: skip
WEARERS = {
    "student": "dasha", "parent": "anna", "teacher": "elena", "head_teacher": "irina", "director": "pavel",
    "secretary": "svetlana", "administrator": "oleg", "guest_staff": "gleb",
}  # fmt: skip


def _address(world: World, page: str) -> str:
    return page.format(**{"class": world.classes["7Б"], "person": world.people["vera"]})


@pytest.mark.parametrize("hat", OPEN)
async def test_who_opens_what(client: Client, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, WEARERS[hat], hat=hat)
    for page in PAGES:
        status = (await browser.get(_address(world, page))).status_code
        assert (page, status) == (page, 200 if page in OPEN[hat] else 403)
    if hat not in ("secretary", "administrator"):
        assert (await browser.post("/office/classes", data={"names": "8А"})).status_code == 403


async def test_strangers_are_sent_to_the_door(client: Client) -> None:
    world = await make_school()
    browser = client()
    for page in PAGES:
        answer = await browser.get(_address(world, page))
        assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")
    assert (await browser.post("/office/slips", data={"whom": "staff"})).status_code == 303
