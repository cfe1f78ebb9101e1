"""People found, made and changed by hand, and the card of each, as each hat may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx
import pytest
from markupsafe import escape

from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import FIRST, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
WEIRD = (
    "<script>alert(1)</script>", "Robert'); DROP TABLE person;--", "=cmd|'/c calc'!A0", "О’Коннор-Ёлкина",
    "{{ 7*7 }}", "%(name)s %s", "日本語 😀", "\\\" onmouseover=x", "А" * 100,
)  # fmt: skip
NEW = {"who": "student", "surname": "Ёлкина", "name": "Алёна", "born": "2014-05-06", "sex": "f"}


def main_of(answer: httpx.Response) -> str:
    """What stands between the frame's parts."""
    return answer.text.split('id="main"')[1].split("</main>")[0]


async def card(browser: httpx.AsyncClient, person: int) -> str:
    """The card's page."""
    answer = await browser.get(f"/office/people/{person}")
    assert answer.status_code == 200, answer.text
    return main_of(answer)


async def secretary(client: Client, world: World) -> httpx.AsyncClient:
    """Светлана at her desk."""
    return await sign_in(client(), world, "svetlana", hat="secretary")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=семен", {"Семёнова Ольга Игоревна"}),
        ("q=ФЁД", {"Фёдорова Ирина Юрьевна"}),
        ("q=орл+дар", {"Орлова Дарья Ивановна"}),
        ("q=дарья", {"Орлова Дарья Ивановна"}),
        ("q=арья", set()),
        ("q=%25", set()),
        ("q=орлова&who=parents", {"Орлова Анна Сергеевна"}),
        ("q=леб&who=staff", {"Лебедева Елена Павловна"}),
        ("who=others", set()),
        ("who=nonsense&q=ким", {"Ким Глеб"}),
    ],
)
async def test_people_are_found(client: Client, query: str, found: set[str]) -> None:
    world = await make_school()
    page = main_of(await (await secretary(client, world)).get(f"/office/people?{query}"))
    names = await DB.rows(str, "select trim(concat_ws(' ', surname, name, patronymic)) from person")
    assert {name for name in names if f">{name}</a>" in page} == found
    assert bool(found) or "Никого не нашли" in page


async def test_a_class_and_pages_narrow_the_list(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    page = main_of(await browser.get(f"/office/people?class={world.classes['7Б']}"))
    assert "Орлова Дарья" in page
    assert "Лебедев Михаил" not in page
    for n in range(60):
        await insert("person", surname="Ямщик", name=f"Яков{n}", name_key=f"ямщик яков{n}", sort_key=f"я{n}")
    first, second = [main_of(await browser.get(f"/office/people?q=ямщик&page={n}")) for n in (1, 2)]
    assert first.count('<th scope="row">') == 50
    assert second.count('<th scope="row">') == 10
    assert "Страница 2 из 2" in second
    assert (await browser.get("/office/people?page=0")).status_code in {400, 404, 422}
    assert (await browser.get("/office/people?class=99999999999999")).status_code in {400, 404, 422}


async def test_a_class_teacher_finds_the_own_class_only(client: Client) -> None:
    world = await make_school()
    page = main_of(await (await sign_in(client(), world, "elena", hat="teacher")).get("/office/people"))
    assert "Орлова Дарья" in page
    assert "Осипов Борис" in page
    assert "Лебедев Михаил" not in page
    assert "Новый ученик" not in page
    alone = main_of(await (await sign_in(client(), world, "olga", hat="teacher")).get("/office/people"))
    assert "Класс назначает завуч" in alone


async def test_a_pupils_card_says_everything_but_marks(client: Client) -> None:
    world = await make_school()
    await make_account(world.people["dasha"], "dasha")
    page = await card(await secretary(client, world), world.people["dasha"])
    for words in (
        "7Б", "14.03.2012, 14 лет", "Орлова Анна Сергеевна", "мать", "видит дневник", "Пароль свой",
        "/movements/new?kind=move", "Контакты спрашивает у семьи", "Бумаги записывает секретарь",
        f"/office/slips/{world.people['dasha']}",
    ):  # fmt: skip
        assert words in page, words
    assert "СНИЛС" in page


async def test_the_card_of_one_who_teaches_leads_and_has_a_child(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    page = await card(browser, world.people["elena"])
    for words in (
        "сотрудник",
        "Классный руководитель: 7Б",
        "Алгебра",
        "Лебедев Михаил",
        "/office/load?teacher=",
    ):
        assert words in page, words
    assert "<form" not in page
    assert "Изменить" not in page


@pytest.mark.parametrize(
    ("login", "hat", "who", "status"),
    [
        ("elena", "teacher", "dasha", 200), ("elena", "teacher", "anna", 200),
        ("elena", "teacher", "misha", 404), ("elena", "teacher", "oleg", 404),
        ("olga", "teacher", "misha", 404), ("anna", "parent", "dasha", 403),
        ("dasha", "student", "dasha", 403), ("gleb", "guest_staff", "dasha", 403),
        ("oleg", "administrator", "dasha", 200), ("pavel", "director", "svetlana", 200),
    ],
)  # fmt: skip
async def test_who_opens_whose_card(client: Client, login: str, hat: str, who: str, status: int) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    assert (await browser.get(f"/office/people/{world.people[who]}")).status_code == status


async def test_a_class_teacher_sees_of_a_parent_only_the_own_class(client: Client) -> None:
    world = await make_school()
    await insert("staff_post", person=world.people["anna"], title="повар", since=FIRST)
    page = await card(await sign_in(client(), world, "elena", hat="teacher"), world.people["anna"])
    assert "Орлова Дарья" in page
    assert "Орлов Кирилл" not in page
    assert "повар" not in page


async def test_a_new_pupil_is_enrolled_next_and_a_namesake_is_shown_first(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    made = await browser.post("/office/people/new", data=NEW)
    person = await DB.value("select id from person where surname = 'Ёлкина'")
    assert made.headers["location"] == f"/office/people/{person}/movements/new?kind=enrol"
    again = await browser.post("/office/people/new", data=NEW | {"surname": "Елкина"})
    assert again.status_code == 422
    assert "Такой человек уже есть в школе" in again.text
    assert "похоже, тот же человек" in again.text
    assert f'href="/office/people/{person}"' in again.text
    other = await browser.post("/office/people/new", data=NEW | {"born": "2013-01-01"})
    assert other.status_code == 303
    forced = await browser.post("/office/people/new", data=NEW | {"is_another": "y"})
    assert forced.status_code == 303
    assert await DB.value("select count(*) from person where name_key like 'елкина %'") == 3


async def test_an_adult_is_the_same_by_name_and_phone(client: Client) -> None:
    world = await make_school()
    await DB.execute("update person set phone = '+79120000001' where id = $1", world.people["olga"])
    browser = await secretary(client, world)
    form = {"who": "parent", "surname": "СЕМЕНОВА", "name": "Ольга", "patronymic": "Игоревна"}
    answer = await browser.post("/office/people/new", data=form | {"phone": "8 912 000-00-01"})
    assert answer.status_code == 422
    assert "похоже, тот же человек" in answer.text


async def test_a_new_employee_has_a_post(client: Client) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    form = {"who": "staff", "surname": "Ким", "name": "Анна"}
    assert "Напишите должность" in (await browser.post("/office/people/new", data=form)).text
    made = await browser.post("/office/people/new", data=form | {"post": "учитель", "since": "2026-11-01"})
    person = await DB.value("select person from staff_post where title = 'учитель'")
    assert made.headers["location"] == f"/office/people/{person}?told=made"
    assert "учитель" in await card(browser, person)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("surname", "", "Напишите фамилию"), ("surname", "А" * 101, "100"),
        ("phone", "двадцать", "ошибка"), ("email", "a@", "ошибка"), ("born", "2999-01-01", "год рождения"),
        ("born", "вчера", ""), ("snils", "112-233-445 00", "контрольное число"), ("sex", "x", ""),
    ],
)  # fmt: skip
async def test_bad_input_is_said_beside_its_field(client: Client, field: str, typed: str, said: str) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    answer = await browser.post("/office/people/new", data=NEW | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Алёна"' in answer.text
    assert await DB.value("select count(*) from person where name = 'Алёна'") == 0


async def test_data_are_changed_and_the_history_says_before_and_after(client: Client) -> None:
    world = await make_school()
    dasha = world.people["dasha"]
    browser = await secretary(client, world)
    form = {"surname": "Петрова", "name": "Дарья", "patronymic": "Ивановна", "sex": "f",
            "born": "2012-03-14", "phone": "89120000000", "snils": "003-882-035 27"}  # fmt: skip
    answer = await browser.post(f"/office/people/{dasha}/edit", data=form)
    assert answer.headers["location"] == f"/office/people/{dasha}?told=saved"
    entry = await DB.record(
        "select before, after from audit_entry where subject_id = $1 and action = 'school.person.update'",
        dasha,
    )
    assert entry[0] == {"surname": "Орлова", "phone": ""}
    assert entry[1] == {"surname": "Петрова", "phone": "+79120000000", "snils": True}
    page = await card(browser, dasha)
    assert "фамилия: Орлова → Петрова" in page
    assert "Зайцева С. А. (секретарь)" in page
    assert "003-882" not in page
    assert "записан, не показывается" in page
    again = await browser.post(f"/office/people/{dasha}/edit", data=form | {"snils": ""})
    assert again.status_code == 303
    assert await DB.value("select snils_print is not null from person where id = $1", dasha)


async def test_a_class_teacher_changes_phone_and_address_only(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    path = f"/office/people/{world.people['dasha']}/edit"
    assert 'name="surname"' not in (await browser.get(path)).text
    form = {"surname": "Взлом", "phone": "+7 912 000-00-00", "email": "DASHA@example.ru"}
    assert (await browser.post(path, data=form)).status_code == 303
    row = await DB.record("select surname, phone, email from person where id = $1", world.people["dasha"])
    assert tuple(row) == ("Орлова", "+79120000000", "dasha@example.ru")
    assert (await browser.post(path, data={"phone": "нет такого"})).status_code == 422
    foreign = f"/office/people/{world.people['misha']}/edit"
    assert (await browser.post(foreign, data=form)).status_code == 404


@pytest.mark.parametrize("weird", WEIRD)
async def test_any_name_is_kept_and_shown_as_it_is(client: Client, weird: str) -> None:
    world = await make_school()
    browser = await secretary(client, world)
    form = NEW | {"surname": weird, "name": weird, "patronymic": weird}
    assert (await browser.post("/office/people/new", data=form)).status_code == 303
    person, surname = await DB.record("select id, surname from person order by id desc limit 1")
    page = await card(browser, person)
    assert str(escape(surname)) in page
    assert "<script>alert" not in page
    assert "49" not in page.split("<h1>")[1].split("</h1>")[0]
    assert (await browser.get("/office/people")).status_code == 200
    assert (await browser.get(f"/office/people/{person}/edit")).status_code == 200


async def test_posts_begin_and_end(client: Client) -> None:
    world = await make_school()
    gleb = world.people["gleb"]
    browser = await secretary(client, world)
    path = f"/office/people/{gleb}/posts"
    assert (await browser.post(f"{path}/new", data={"title": ""})).status_code == 422
    assert (
        await browser.post(f"{path}/new", data={"title": "тьютор", "since": "2026-11-01"})
    ).status_code == 303
    post = await DB.value("select id from staff_post where person = $1", gleb)
    early = await browser.post(f"{path}/{post}", data={"last_day": "2026-10-01"})
    assert (early.status_code, "позже этого дня" in early.text) == (422, True)
    assert (await browser.post(f"{path}/{post}", data={"last_day": "2026-11-18"})).status_code == 303
    assert await DB.value("select until from staff_post where id = $1", post) == date(2026, 11, 18)
    other = await DB.value("select id from staff_post where person = $1", world.people["olga"])
    assert (await browser.get(f"{path}/{other}")).status_code == 404


async def test_strangers_and_other_hats_change_nothing(client: Client) -> None:
    world = await make_school()
    path = f"/office/people/{world.people['dasha']}/edit"
    assert (await client().get(path)).status_code == 303
    for login, hat in (("irina", "head_teacher"), ("oleg", "administrator"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.post(path, data={"surname": "Х"})).status_code == 403
        assert (await browser.post("/office/people/new", data=NEW)).status_code == 403
    assert await DB.value("select surname from person where id = $1", world.people["dasha"]) == "Орлова"


async def test_a_class_teacher_does_not_turn_a_colleagues_letters_aside(client: Client) -> None:
    world = await make_school()
    pavel, browser = world.people["pavel"], await sign_in(client(), world, "elena", hat="teacher")
    await insert("guardianship", guardian=pavel, child=world.people["dasha"], kind="father", since=FIRST)
    typed = {"phone": "", "email": "elena@example.ru"}
    answer = await browser.post(f"/office/people/{pavel}/edit", data=typed)
    assert (answer.status_code, "меняет секретарь" in answer.text) == (422, True)
    desk = await secretary(client, world)
    data = {"surname": "Ильин", "name": "Павел", "patronymic": "Олегович", "sex": "m", "born": "1970-09-09"}
    assert (await desk.post(f"/office/people/{pavel}/edit", data=data | typed)).status_code == 303
    entry = await DB.value("select max(id) from audit_entry where action = 'school.person.update'")
    assert (await browser.post(f"/office/changes/{entry}/undo", data={})).status_code == 422
    assert await DB.value("select email from person where id = $1", pavel) == "elena@example.ru"
    assert (await browser.post(f"/office/people/{world.people['anna']}/edit", data=typed)).status_code == 303
