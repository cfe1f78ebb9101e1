"""A year carried into the next: proposed, chosen, agreed to, carried out as a whole, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import service
from intranet.school.classes.rollover import RolledOver, roll_over
from intranet.school.classes.rollover_choices import choose_classes, choose_pupils
from intranet.school.classes.rollover_plan import Why, proposal_of
from intranet.school.classes.rollover_undo import take_out, undo_rollover
from intranet.school.people.movements import Order
from tests.factories import FIRST
from tests.modules.office.rolled_school import ENDS, NEXT, ORDER, SEPTEMBER, School, newcomer, school

__all__ = ["school"]

EVERYTHING = """select jsonb_build_object(
    'members', (select jsonb_agg(to_jsonb(m) - 'id' order by student, study_group, since)
        from group_membership m),
    'stays', (select jsonb_agg(to_jsonb(e) order by id) from enrolment e),
    'leads', (select jsonb_agg(to_jsonb(t) order by id) from class_teacher t),
    'classes', (select jsonb_agg(to_jsonb(c) order by id) from school_class c),
    'groups', (select jsonb_agg(to_jsonb(g) order by id) from study_group g))"""


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
    assert await DB.rows(str, orders, people["dasha"]) == ["move 2027-09-01 71-у next_class"]
    assert await DB.rows(str, orders, people["lev"]) == ["leave 2027-08-31 71-у graduation"]
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
    assert await DB.rows(str, reasons, [people["vera"], people["misha"]]) == ["again", "other"]
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
    with pytest.raises(DomainError, match="нечего"):
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
    await take_out(school.actor, school.year, dasha)
    assert [(one.pupil.student, one.why) for one in (await proposal_of(school.actor, school.year)).left] == [
        (dasha, Why.PUPIL_WAITS)
    ]
    assert await school.class_on("dasha", NEXT) == ["7Б 2026/2027"]
    await service.leave(school.actor, dasha, date(2027, 7, 1), Order("9", FIRST))
    await undo_rollover(school.actor, school.year)
    assert await school.class_on("dasha", NEXT) == []
    assert await school.class_on("vera", NEXT) == ["7Б 2026/2027"]
