"""A year carried into the next: proposed, chosen, agreed to, carried out as a whole, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school import service
from intranet.school.access import viewer_args, visible_classes
from intranet.school.audience import Audience, recipients_of
from intranet.school.classes.rollover import RolledOver, roll_over
from intranet.school.classes.rollover_choices import choose_classes, choose_pupils
from intranet.school.classes.rollover_plan import Why, proposal_of
from intranet.school.classes.rollover_undo import undo_rollover
from intranet.school.facts import YearRow, current_year
from intranet.school.founding import add_next_year
from intranet.school.people.movements import Order
from modules.journal.service import set_cell
from tests.doors import sign_in
from tests.factories import FIRST, TODAY, World, enrol, insert, make_class, make_school
from tests.modules.office.school_pages import agreed, main_of

Client = Callable[[], httpx.AsyncClient]
ENDS, NEXT = date(2027, 8, 31), date(2027, 9, 1)
SEPTEMBER = datetime(2027, 9, 1, 6, tzinfo=UTC)
ORDER = Order("71-у", date(2027, 5, 28))
CLASS_ON = """select c.grade_level || c.letter || ' ' || y.title from group_membership m
    join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
    join academic_year y on y.id = c.year
    where m.is_roster and m.student = $1 and m.since <= $2 and (m.until is null or m.until >= $2)"""
EVERYTHING = """select jsonb_build_object(
    'members', (select jsonb_agg(to_jsonb(m) - 'id' order by student, study_group, since)
        from group_membership m),
    'stays', (select jsonb_agg(to_jsonb(e) order by id) from enrolment e),
    'leads', (select jsonb_agg(to_jsonb(t) order by id) from class_teacher t),
    'classes', (select jsonb_agg(to_jsonb(c) order by id) from school_class c),
    'groups', (select jsonb_agg(to_jsonb(g) order by id) from study_group g))"""


class School:
    """The world with a 9В and a 9Г, a subgroup of 7Б and the next year."""

    def __init__(self, world: World, year: YearRow, into: int) -> None:
        self.world, self.year, self.into = world, year, into
        self.actor = world.viewer("svetlana", "secretary")

    async def rolled(self, *, with_leads: bool = True) -> RolledOver | None:
        """The proposal as it stands, carried out."""
        key = (await proposal_of(self.actor, self.year)).key
        return await roll_over(self.actor, self.year, ORDER, key, with_leads=with_leads)

    async def class_on(self, login: str, day: date) -> list[str]:
        """The classes of somebody on a day."""
        return await DB.rows(str, CLASS_ON, self.world.people[login], day)

    def id(self, title: str) -> int:
        return self.world.classes[title]


async def newcomer(world: World, login: str, title: str, since: date = FIRST) -> None:
    """Another pupil of a class."""
    world.people[login] = await insert(
        "person", surname=login.title(), name="Лев", patronymic="", name_key=login, sort_key=login, sex="m",
        born=date(2011, 1, 1), created_at=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    await enrol(world, login, title, since)


@pytest.fixture
async def school(client: Client) -> School:
    world = await make_school()
    await make_class(world, 9, "В", "9В")
    await newcomer(world, "lev", "9В")
    half = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="англ. 1", key="англ1"
    )
    await insert("group_membership", study_group=half, student=world.people["dasha"], since=FIRST)
    await DB.execute("update school_class set shift = 2, week_days = 6 where id = $1", world.classes["7Б"])
    year = await current_year(TODAY)
    assert year is not None
    return School(world, year, await add_next_year(world.viewer("irina", "head_teacher"), world.year))


async def test_a_class_goes_a_level_up_and_the_ninth_finishes(school: School) -> None:
    assert await school.rolled() == RolledOver(classes=2, moved=4, finished=1)
    assert await school.class_on("dasha", ENDS) == ["7Б 2026/2027"]
    assert await school.class_on("dasha", NEXT) == ["8Б 2027/2028"]
    assert await school.class_on("kirill", NEXT) == ["6А 2027/2028"]
    assert await school.class_on("lev", ENDS) == ["9В 2026/2027"]
    assert await school.class_on("lev", NEXT) == []
    until = "select until from enrolment where student = $1"
    assert await DB.value(until, school.world.people["lev"]) == ENDS
    assert await DB.value(until, school.world.people["dasha"]) is None
    made = "select successor_of, shift, week_days from school_class where year = $1 and grade_level = 8"
    assert tuple(await DB.record(made, school.into)) == (school.id("7Б"), 2, 6)
    kinds = """select c.grade_level || ' ' || t.kind from class_scheme s join school_class c on
        c.id = s.school_class join term_scheme t on t.id = s.scheme where c.year = $1 order by 1"""
    assert await DB.rows(str, kinds, school.into) == ["6 quarter", "8 quarter"]
    open_ended = """select count(*) from group_membership m join study_group g on g.id = m.study_group
        where g.year = $1 and m.until is null"""
    assert await DB.value(open_ended, school.year.id) == 0


async def test_each_has_an_order_and_each_class_an_entry(school: School) -> None:
    await school.rolled()
    orders = """select kind || ' ' || since || ' ' || order_number || ' ' || reason from movement
        where student = $1"""
    people = school.world.people
    assert await DB.rows(str, orders, people["dasha"]) == ["move 2027-09-01 71-у перевод в следующий класс"]
    assert await DB.rows(str, orders, people["lev"]) == ["leave 2027-08-31 71-у выпуск"]
    said = "select before->>'name' from audit_entry where action = 'school.class.rollover' order by 1"
    assert await DB.rows(str, said) == ["5А", "7Б", "9В"]


async def test_ninth_goes_to_the_tenth_with_half_years(school: School) -> None:
    await choose_classes(school.actor, school.year, {school.id("9В"): "up", school.id("5А"): "wait"})
    found = await proposal_of(school.actor, school.year)
    assert [(one.pupil.surname, one.why) for one in found.left] == [
        ("Лебедев", Why.CLASS_WAITS), ("Орлов", Why.CLASS_WAITS),
    ]  # fmt: skip
    await school.rolled()
    assert await school.class_on("lev", NEXT) == ["10В 2027/2028"]
    assert await school.class_on("kirill", NEXT) == ["5А 2026/2027"]  # as it was
    kind = """select t.kind from class_scheme s join school_class c on c.id = s.school_class
        join term_scheme t on t.id = s.scheme where c.year = $1 and c.grade_level = 10"""
    assert await DB.value(kind, school.into) == "half_year"


async def test_a_repeater_a_leaver_and_one_who_waits(school: School) -> None:
    people = school.world.people
    await choose_pupils(school.actor, school.year, school.id("7Б"), {people["vera"]: "repeat"})
    await choose_pupils(
        school.actor, school.year, school.id("5А"), {people["misha"]: "finish", people["kirill"]: "wait"}
    )
    await school.rolled()
    assert await school.class_on("vera", NEXT) == ["7Б 2027/2028"]
    assert await school.class_on("misha", NEXT) == []
    assert await school.class_on("kirill", NEXT) == ["5А 2026/2027"]  # as it was
    reasons = "select reason from movement where student = any($1::int[]) order by 1"
    assert await DB.rows(str, reasons, [people["vera"], people["misha"]]) == ["иное", "повторное обучение"]
    new = "select successor_of from school_class where year = $1 and grade_level = 7"
    assert await DB.value(new, school.into) is None  # nobody came up into it: its pupils repeat
    assert await DB.value("select count(*) from school_class where year = $1", school.into) == 2


async def test_who_left_is_not_asked_about_and_who_has_no_class_is_named(school: School) -> None:
    people = school.world.people
    await service.leave(school.actor, people["misha"], date(2027, 3, 1), Order("3", FIRST))
    await DB.execute("delete from group_membership where student = $1", people["kirill"])
    await DB.execute("delete from enrolment where student = $1", people["vera"])
    found = await proposal_of(school.actor, school.year)
    assert {(one.pupil.student, one.why) for one in found.left} == {
        (people["kirill"], Why.NO_CLASS), (people["vera"], Why.NOT_ENROLLED),
    }  # fmt: skip
    assert people["misha"] not in {step.pupil.student for step in found.steps}


async def test_a_second_run_moves_only_who_came_meanwhile(school: School) -> None:
    await school.rolled()
    found = await proposal_of(school.actor, school.year)
    assert not found.steps
    assert len(found.ahead) == 4
    with pytest.raises(DomainError, match="некого"):
        await school.rolled()
    await newcomer(school.world, "gena", "7Б", date(2027, 4, 1))
    assert await school.rolled() == RolledOver(classes=0, moved=1, finished=0)
    assert await school.class_on("gena", NEXT) == ["8Б 2027/2028"]
    assert await school.class_on("dasha", NEXT) == ["8Б 2027/2028"]


async def test_what_was_agreed_to_must_still_hold(school: School) -> None:
    key = (await proposal_of(school.actor, school.year)).key
    await newcomer(school.world, "gena", "7Б")
    assert await roll_over(school.actor, school.year, ORDER, key, with_leads=True) is None
    assert await DB.value("select count(*) from movement") == 0


async def test_nothing_of_today_changes(school: School, client: Client) -> None:
    world = school.world
    lesson = world.lessons["7Б алгебра", TODAY]
    viewers = [
        world.viewer("elena", "teacher"), world.viewer("anna", "parent"), world.viewer("dasha", "student")
    ]  # fmt: skip

    async def seen() -> list[object]:
        found: list[object] = [
            sorted(await DB.rows(int, visible_classes(one), *viewer_args(one))) for one in viewers
        ]
        told = [Audience("classes", frozenset({school.id("7Б")})), Audience("everybody")]
        found += [sorted(map(str, await recipients_of(school.actor, one, TODAY))) for one in told]
        teacher = await sign_in(client(), world, "elena", hat="teacher")
        pages = [await teacher.get(f"/journal/{world.journals['7Б алгебра']}")]
        pages += [await teacher.get(f"/journal/lessons/{lesson}"), await teacher.get("/directory")]
        parent = await sign_in(client(), world, "anna", hat="parent")
        pages += [await parent.get("/diary"), await parent.get("/diary/marks")]
        office = await sign_in(client(), world, "svetlana", hat="secretary")
        paths = ("/office/classes", f"/office/classes/{school.id('7Б')}", "/office/people?q=о&who=pupils",
                 f"/reports/office.class_list?class={school.id('7Б')}", "/office/checks")  # fmt: skip
        pages += [await office.get(path) for path in paths]
        return found + [main_of(answer) for answer in pages]

    before = await seen()
    await school.rolled()
    assert await seen() == before


async def test_on_the_first_of_september(school: School, client: Client) -> None:
    world = school.world
    teacher = world.viewer("elena", "teacher")
    await set_cell(teacher, world.lessons["7Б алгебра", TODAY], world.people["dasha"], "5", 0)
    await school.rolled()
    clock.start_at(SEPTEMBER)
    parent = await sign_in(client(), world, "anna", hat="parent")
    week = await parent.get(f"/diary?child={world.people['kirill']}")
    assert "Орлов Кирилл, 6А" in main_of(week)
    assert "Учебный год закончился" not in week.text  # Monday was still in the old one
    past = await parent.get(f"/diary?child={world.people['dasha']}&week={TODAY}")
    assert "Алгебра" in main_of(past)
    day = Viewer(world.people["elena"], "teacher", NEXT)
    eighth = await DB.value("select id from school_class where year = $1 and grade_level = 8", school.into)
    assert eighth in await DB.rows(int, visible_classes(day), *viewer_args(day))
    leader = await sign_in(client(), world, "elena", hat="teacher")
    assert "8Б" in (await leader.get("/directory")).text
    sheet = main_of(await leader.get(f"/journal/{world.journals['7Б алгебра']}?term={world.terms[1]}"))
    assert "7Б" in sheet
    assert "Орлова Дарья" in sheet
    assert "71-у" not in sheet  # the year is over, nobody left it


async def test_class_teachers_stay_behind_if_not_wished(school: School) -> None:
    await school.rolled(with_leads=False)
    assert await DB.rows(int, "select teacher from class_teacher where since >= $1", NEXT) == []
    assert await DB.value("select until from class_teacher") == ENDS


async def test_all_of_it_is_taken_back(school: School) -> None:
    before = await DB.value(EVERYTHING)
    people = school.world.people
    await choose_pupils(school.actor, school.year, school.id("7Б"), {people["vera"]: "repeat"})
    await school.rolled()
    await undo_rollover(school.actor, school.year)
    assert await DB.value(EVERYTHING) == before
    assert await DB.value("select count(*) from movement where undone_at is null") == 0
    with pytest.raises(NotFound):
        await undo_rollover(school.actor, school.year)
    assert await school.rolled() == RolledOver(classes=3, moved=4, finished=1)


async def test_the_refusal_says_what_hangs(school: School) -> None:
    await school.rolled()
    eighth = await DB.value("select id from school_class where year = $1 and grade_level = 8", school.into)
    await service.add_group(school.actor, eighth, "англ. 1")
    world = school.world
    await service.leave(school.actor, world.people["kirill"], date(2027, 9, 3), Order("5", FIRST))
    with pytest.raises(DomainError, match=r"приказами — 1, подгрупп и записей в них — 1\."):
        await undo_rollover(school.actor, school.year)


async def test_not_after_the_new_year_has_begun(school: School) -> None:
    await school.rolled()
    clock.start_at(SEPTEMBER)
    with pytest.raises(DomainError, match="начался"):
        await undo_rollover(school.actor, school.year)


async def test_one_pupil_is_taken_out_of_it(school: School) -> None:
    await school.rolled()
    dasha = school.world.people["dasha"]
    movement = await DB.value("select id from movement where student = $1", dasha)
    await service.withdraw_movement(school.actor, movement)
    assert await school.class_on("dasha", NEXT) == ["7Б 2026/2027"]
    await service.leave(school.actor, dasha, date(2027, 7, 1), Order("9", FIRST))
    await undo_rollover(school.actor, school.year)
    assert await school.class_on("dasha", NEXT) == []
    assert await school.class_on("vera", NEXT) == ["7Б 2026/2027"]


def path(school: School, tail: str) -> str:
    return f"/office/years/{school.year.id}/{tail}"


async def test_the_secretary_carries_it_out_on_the_page(school: School, client: Client) -> None:
    browser = await sign_in(client(), school.world, "svetlana", hat="secretary")
    people = school.world.people
    hat = {"_hat": "secretary"}
    shown = await browser.get(path(school, "classes"))
    assert "Перевод в 2027/2028" in shown.text
    assert "Перейдут: 4. Уйдут из школы: 1. Не будут переведены: 0." in shown.text
    chosen = await browser.post(
        path(school, f"classes/{school.id('7Б')}"), data=hat | {f"p{people['vera']}": "wait"}
    )
    assert chosen.headers["location"] == path(school, "classes?told=saved")
    assert "решено не переводить" in (await browser.get(path(school, "classes"))).text
    waits = await browser.post(path(school, "classes"), data=hat | {f"c{school.id('5А')}": "wait"})
    assert waits.status_code == 303
    shown = await browser.get(path(school, "classes"))
    assert "класс решено не переводить" in shown.text
    order = hat | {"order_number": "71-у", "order_date": "2027-05-28", "agreed": agreed(shown)}
    empty = await browser.post(path(school, "rollover"), data=order | {"order_number": ""})
    assert empty.status_code == 422
    assert "Напишите номер приказа." in empty.text
    stale = await browser.post(path(school, "rollover"), data=order | {"agreed": "other"})
    assert stale.status_code == 409
    done = await browser.post(path(school, "rollover"), data=order)
    assert done.headers["location"] == path(school, "classes?told=done")
    after = await browser.get(path(school, "classes?told=done"))
    assert "переведены 1, ушли 1" in after.text
    assert "уже в 8Б" in (await browser.get(path(school, f"classes/{school.id('7Б')}"))).text
    assert "71-у" in (await browser.get(f"/office/people/{people['dasha']}")).text
    undone = await browser.post(path(school, "rollover/undo"), data=hat)
    assert undone.headers["location"] == path(school, "classes?told=undone")
    assert "отменён" in (await browser.get(path(school, "classes"))).text


async def test_who_may_and_bad_input(school: School, client: Client) -> None:
    head = await sign_in(client(), school.world, "irina", hat="head_teacher")
    shown = await head.get(path(school, "classes"))
    assert shown.status_code == 200
    assert "<select" not in main_of(shown)
    for tail in ("classes", f"classes/{school.id('7Б')}", "rollover", "rollover/undo"):
        assert (await head.post(path(school, tail), data={"_hat": "head_teacher"})).status_code == 403
    teacher = await sign_in(client(), school.world, "elena", hat="teacher")
    assert (await teacher.get(path(school, "classes"))).status_code == 403
    assert (await client().get(path(school, "classes"))).status_code == 303
    browser = await sign_in(client(), school.world, "svetlana", hat="secretary")
    hat = {"_hat": "secretary"}
    assert (await browser.get("/office/years/999/classes")).status_code == 404
    assert (await browser.get(path(school, "classes/999"))).status_code == 404
    assert (await browser.post(path(school, "rollover/undo"), data=hat)).status_code == 404
    bad = await browser.post(path(school, "classes"), data=hat | {f"c{school.id('7Б')}": "moon"})
    assert bad.status_code == 422
    assert "так выбрать нельзя" in bad.text
    seventh = path(school, f"classes/{school.id('7Б')}")
    misha = school.world.people["misha"]
    assert (await browser.post(seventh, data=hat | {f"p{misha}": "wait"})).status_code == 404
    dasha = school.world.people["dasha"]
    assert (await browser.post(seventh, data=hat | {f"p{dasha}": "moon"})).status_code == 422


async def test_without_a_next_year(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    shown = await browser.get(f"/office/years/{world.year}/classes")
    assert "Следующего учебного года ещё нет" in shown.text
    order = {"_hat": "secretary", "order_number": "1", "order_date": "2027-05-28", "agreed": "x"}
    refused = await browser.post(f"/office/years/{world.year}/rollover", data=order)
    assert refused.status_code == 422
    assert "Сначала заведите следующий учебный год." in refused.text
