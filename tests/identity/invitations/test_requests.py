"""Requests for access: a stranger learns nothing; who answers, what granting makes (FEATURES A6, A7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from identity.door import throttle
from intranet.kit import clock
from intranet.kit.db import DB
from modules.office.jobs import tell_request
from tests.doors import make_account, sign_in
from tests.factories import FIRST, TODAY, World, make_school
from tests.identity.invitations_steps import CODE, count, register, typed

Client = Callable[[], httpx.AsyncClient]
LIST = "/office/entry/requests"
PAYLOAD = "<script>alert(1)</script>'\"{{ 7*7 }}"
ASKED = {
    "surname": "Осипова", "name": "Нина", "patronymic": "Олеговна", "phone": "8 912 000-00-00", "email": "",
    "child_surname": "Осипова", "child_name": "Вера", "child_born": "2013-05-02", "class_name": "7 «б»",
    "kind": "mother", "note": "",
}  # fmt: skip
SEEN = {"application": "y", "birth": "y", "passport": "y"}


async def asked(client: Client, **more: str) -> int:
    """A request sent by a stranger."""
    answer = await client().post("/request", data=ASKED | more)
    assert (answer.status_code, answer.headers["location"]) == (303, "/request/sent")
    return int(await DB.value("select max(id) from access_request"))


def chosen(world: World, child: str, person: str = "") -> dict[str, str]:
    """The form of granting."""
    who = str(world.people[person]) if person else "0"
    return SEEN | {"child": str(world.people[child]), "person": who, "kind": "mother"}


async def test_a_request_tells_nothing_of_who_exists(client: Client) -> None:
    await make_school()
    answers = []
    for more in ({}, {"child_surname": "Выдуманный", "child_name": "Ребёнок", "class_name": "12Я"}):
        sent = await client().post("/request", data=ASKED | more)
        page = await client().get(sent.headers["location"])
        answers.append((sent.status_code, sorted(sent.headers.items()), sent.content, page.content))
    assert answers[0] == answers[1]
    assert await count("access_request") == 2
    assert await DB.value("select count(*) from receipt") == 0  # whom it concerns is found by a job


async def test_the_class_teacher_is_told_once_without_names(client: Client) -> None:
    world = await make_school()
    request = await asked(client)
    for _n in range(2):
        await tell_request({"request": request})
    told = await DB.rows(
        dict, "select r.person, r.hat, n.path from receipt r join notice n on n.id = r.notice"
    )
    assert {(one["person"], one["path"]) for one in told} == {(world.people["elena"], f"{LIST}/{request}")}
    assert sorted(one["hat"] for one in told) == ["parent", "teacher"]  # once under each of her hats
    nobodys = await asked(client, class_name="12Я", child_surname="Иной", child_name="Ребёнок")
    await tell_request({"request": nobodys})
    last = await DB.value("select person from receipt order by id desc limit 1")
    assert last == world.people["svetlana"]


async def test_an_address_that_sends_very_many_waits(client: Client) -> None:
    await make_school()
    for _n in range(throttle.REQUESTS.most):  # one is forgiven every three minutes
        await asked(client)
    many = await client().post("/request", data=ASKED)
    assert (many.status_code, "Слишком много попыток" in many.text) == (429, True)
    assert 'value="Осипова"' in many.text
    assert await count("access_request") == throttle.REQUESTS.most


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"surname": ""}, "Заполните это поле"),
        ({"phone": "нет"}, "Это не похоже на номер"),
        ({"phone": "", "email": ""}, "Укажите телефон или почту"),
        ({"email": "почта"}, "Это не похоже на адрес"),
        ({"child_born": "1.1.1"}, ""),
        ({"child_born": "0001-01-01"}, "Проверьте год"),
        ({"kind": "neighbour"}, ""),
        ({"note": "а" * 501}, ""),
    ],
)
async def test_what_is_wrong_is_said_and_kept(client: Client, form: dict[str, str], said: str) -> None:
    await make_school()
    answer = await client().post("/request", data=ASKED | form)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="Вера"' in answer.text
    assert await count("access_request") == 0


async def test_each_sees_the_requests_they_answer(client: Client) -> None:
    world = await make_school()
    mine, other = (
        await asked(client),
        await asked(client, class_name="5а", child_surname="Лебедев", child_name="Михаил"),
    )
    named = await asked(client, class_name="не помню", child_surname="ОРЛОВА", child_name="дарья")
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    page = (await teacher.get(LIST)).text
    assert [f"{LIST}/{one}" in page for one in (mine, other, named)] == [True, False, True]
    assert (await teacher.get(f"{LIST}/{other}")).status_code == 404
    assert (await teacher.post(f"{LIST}/{other}/grant", data=chosen(world, "misha"))).status_code == 404
    assert (await teacher.post(f"{LIST}/{other}/refusal", data={"no-reason": "papers"})).status_code == 404
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    page = (await clerk.get(LIST)).text
    assert [f"{LIST}/{one}" in page for one in (mine, other, named)] == [True, True, True]
    subject_teacher = await sign_in(client(), world, "olga", hat="teacher")
    assert (await subject_teacher.get(f"{LIST}/{mine}")).status_code == 404
    parent = await sign_in(client(), world, "anna", hat="parent")
    assert (await parent.get(LIST)).status_code == 403


async def test_granting_leads_to_the_diary_of_the_right_child(client: Client) -> None:
    world = await make_school()
    request = await asked(client)
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    assert "Осипова Вера Борисовна, 7Б" in (await teacher.get(f"{LIST}/{request}")).text
    granted = await teacher.post(f"{LIST}/{request}/grant", data=chosen(world, "vera"))
    assert granted.status_code == 200, granted.text
    browser = client()
    page = await typed(browser, CODE.findall(granted.text)[0])
    assert "Осипова Нина Олеговна" in page.text
    entered = await register(browser, "nina.osipova")
    assert entered.headers["location"] == f"/diary?child={world.people['vera']}"
    assert "Вера" in (await browser.get(entered.headers["location"])).text
    assert (await browser.get(f"/diary?child={world.people['dasha']}")).status_code == 404
    basis = await DB.value("select basis from guardianship order by id desc limit 1")
    assert basis.startswith(f"заявление № {request} от ")
    assert "паспорт представителя" in basis
    again = await teacher.post(f"{LIST}/{request}/grant", data=chosen(world, "vera"))
    assert (again.status_code, CODE.findall(again.text)) == (409, [])
    assert await DB.value("select count(*) from audit_entry where action = 'identity.request.grant'") == 1


async def test_somebody_of_the_register_is_offered_and_needs_no_second_card(client: Client) -> None:
    world = await make_school()
    await make_account(world.people["boris"], "boris")
    request = await asked(client, surname="Осипов", name="Борис", patronymic="Львович", kind="father")
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    page = await clerk.get(f"{LIST}/{request}")
    assert "Осипов Борис Львович" in page.text
    people = await count("person")
    form = chosen(world, "vera", "boris") | {"kind": "father"}
    granted = await clerk.post(f"{LIST}/{request}/grant", data=form)
    assert (granted.status_code, "уже есть свой вход" in granted.text) == (200, True)
    assert (await count("person"), await count("entry_code")) == (people, 0)


async def test_only_offered_people_can_be_chosen(client: Client) -> None:
    world = await make_school()
    request = await asked(client)
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    for form in (chosen(world, "misha"), chosen(world, "vera", "anna"), chosen(world, "vera", "elena")):
        assert (await teacher.post(f"{LIST}/{request}/grant", data=form)).status_code == 404
    assert (await DB.value("select count(*) from guardianship where child = $1", world.people["vera"])) == 1


async def test_a_second_card_is_not_proposed_and_the_other_parent_gets_no_code_by_mistake(
    client: Client,
) -> None:
    world = await make_school()
    request = await asked(client)
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    page = (await teacher.get(f"{LIST}/{request}")).text
    assert 'id="person-1"' in page and 'checked id="person-' not in page  # the father stands there: choose
    answer = await teacher.post(f"{LIST}/{request}/grant", data=chosen(world, "vera", "boris"))
    assert (answer.status_code, "Имя в заявлении и в карточке разное" in answer.text) == (422, True)
    assert await count("entry_code") == 0


async def test_nobody_grants_access_to_oneself(client: Client) -> None:
    world = await make_school()
    await DB.execute(
        "update person set name_key = 'лебедева елена павловна' where id = $1", world.people["elena"]
    )
    request = await asked(client, surname="Лебедева", name="Елена", patronymic="Павловна")
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    answer = await teacher.post(f"{LIST}/{request}/grant", data=chosen(world, "vera", "elena"))
    assert (answer.status_code, "Себе это записать нельзя" in answer.text) == (422, True)
    assert await DB.value("select count(*) from guardianship where guardian = $1", world.people["elena"]) == 1


@pytest.mark.parametrize("missing", ["application", "birth", "passport"])
async def test_without_the_papers_nothing_is_granted(client: Client, missing: str) -> None:
    world = await make_school()
    request = await asked(client)
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    form = {name: value for name, value in chosen(world, "vera").items() if name != missing}
    answer = await teacher.post(f"{LIST}/{request}/grant", data=form)
    assert (answer.status_code, "Не отмечены документы" in answer.text) == (422, True)
    assert await count("entry_code") == 0


async def test_whoever_a_court_keeps_away_is_shown_loudly_and_never_granted(client: Client) -> None:
    world = await make_school()
    await DB.execute(
        "update guardianship set restricted_since = $2, restriction = 'решение 2-117/2026' where child = $1",
        world.people["vera"], FIRST,
    )  # fmt: skip
    request = await asked(client, surname="Осипов", name="Борис", patronymic="Львович", kind="father")
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    page = await clerk.get(f"{LIST}/{request}")
    assert "Суд ограничил доступ: Осипов Борис Львович" in page.text
    assert "решение 2-117/2026" in page.text
    for person in ("boris", ""):  # the card itself, and a second card of the same name
        form = chosen(world, "vera", person) | {"kind": "father"}
        answer = await clerk.post(f"{LIST}/{request}/grant", data=form)
        assert (answer.status_code, "дать его нельзя" in answer.text) == (422, True)
    assert await count("entry_code") == 0
    assert await DB.value("select state from access_request") == "open"


async def test_a_request_is_refused_with_a_listed_reason_once(client: Client) -> None:
    world = await make_school()
    request = await asked(client)
    teacher = await sign_in(client(), world, "elena", hat="teacher")
    bad = await teacher.post(f"{LIST}/{request}/refusal", data={"no-reason": "because"})
    assert bad.status_code == 422
    form = {"no-reason": "not_guardian", "no-answer": "Бабушка без опеки.", "no-passport": "y"}
    assert (await teacher.post(f"{LIST}/{request}/refusal", data=form)).status_code == 303
    assert (await teacher.post(f"{LIST}/{request}/refusal", data=form)).status_code == 409
    page = (await teacher.get(f"{LIST}/{request}")).text
    assert "не законный представитель" in page
    assert "Бабушка без опеки." in page
    assert (await teacher.post(f"{LIST}/{request}/grant", data=chosen(world, "vera"))).status_code == 409


async def test_requests_older_than_three_working_days_stand_out(client: Client) -> None:
    world = await make_school()
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    old = await asked(client)
    # asked on Thursday the 19th: Friday, Monday, Tuesday are three, Wednesday is the fourth
    clock.start_at(clock.now() + timedelta(days=5))
    assert "Ждут дольше трёх рабочих дней" not in (await clerk.get(LIST)).text
    clock.start_at(clock.now() + timedelta(days=1))
    new = await asked(client)
    page = (await clerk.get(LIST)).text
    assert "Ждут дольше трёх рабочих дней: 1" in page
    assert page.index(f"{LIST}/{old}") < page.index(f"{LIST}/{new}")


async def test_a_paper_request_is_logged_by_hand(client: Client) -> None:
    world = await make_school()
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    logged = await clerk.post(LIST, data=ASKED)
    assert logged.status_code == 303
    page = await clerk.get(logged.headers["location"])
    assert "на бумаге" in page.text
    assert (await clerk.post(LIST, data=ASKED | {"surname": ""})).status_code == 422


@pytest.mark.parametrize("field", ["surname", "name", "patronymic", "child_surname", "child_name", "note"])
async def test_what_was_typed_is_text_wherever_it_is_shown(client: Client, field: str) -> None:
    world = await make_school()
    request = await asked(client, **{field: PAYLOAD})
    again = await client().post("/request", data=ASKED | {field: PAYLOAD, "phone": "нет"})
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    one, several = await clerk.get(f"{LIST}/{request}"), await clerk.get(LIST)
    assert (one.status_code, several.status_code) == (200, 200)
    for text in (again.text, one.text, several.text):
        assert "<script>alert" not in text
    assert "&lt;script&gt;" in one.text + several.text


async def test_a_guardian_for_whom_the_link_is_new_is_dated_from_today(client: Client) -> None:
    world = await make_school()
    request = await asked(client, kind="guardian")
    clerk = await sign_in(client(), world, "svetlana", hat="secretary")
    form = chosen(world, "vera") | {"kind": "guardian"}
    assert (
        await clerk.post(f"{LIST}/{request}/grant", data=form)
    ).status_code == 422  # no paper of guardianship
    granted = await clerk.post(f"{LIST}/{request}/grant", data=form | {"guardianship": "y"})
    assert granted.status_code == 200
    link = await DB.record("select kind, since, is_legal from guardianship order by id desc limit 1")
    assert tuple(link) == ("guardian", TODAY, True)


async def test_a_stranger_reads_nothing_of_requests(client: Client) -> None:
    await make_school()
    request = await asked(client)
    for path in (LIST, f"{LIST}/{request}"):
        assert (await client().get(path)).headers["location"].startswith("/login")
