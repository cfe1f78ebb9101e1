"""From a saved cell to whom a letter goes: recipients, once, at the right time, in few statements."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest

from intranet.kit import clock
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from modules.journal.service import Entry, LessonInput, save_lesson, set_term_mark, tell_settled
from tests.factories import FIRST, MONDAY, TODAY, insert, make_person
from tests.modules.journal.conftest import School
from tests.people import Role
from tests.statements import counting

LETTERS = """select p.email, n.kind, coalesce((select string_agg(c.name, ', ' order by c.name) from person c
        where c.id = any(r.children)), '') as children
    from receipt r join notice n on n.id = r.notice join letter l on l.id = r.letter
    join person p on p.id = l.person order by 1, 2, 3"""
RECEIPTS = """select p.email, r.hat from receipt r join notice n on n.id = r.notice
    join person p on p.id = r.person where n.kind = $1 order by 1, 2"""
NOTICES = "select kind, path, words from notice order by id"


def later(minutes: float) -> None:
    """Let the school's clock run ahead."""
    clock.start_at(clock.now() + timedelta(minutes=minutes))


async def letters() -> list[tuple[str, str, str]]:
    """(whose address, kind, children by first name) of every letter there is."""
    return [tuple(row) for row in await DB._call("fetch", LETTERS)]


async def notices() -> list[tuple[str, str, dict[str, object]]]:
    return [tuple(row) for row in await DB._call("fetch", NOTICES)]


async def told(kind: str) -> list[tuple[str, str]]:
    """(login, hat) of everybody who sees a notice of this kind."""
    return [(row["email"].split("@")[0], row["hat"]) for row in await DB._call("fetch", RECEIPTS, kind)]


@pytest.fixture(autouse=True)
async def addresses(school: School) -> None:
    """Everybody has an address: the login at the school's."""
    await DB.execute("update ledger_reader set upto = (select coalesce(max(id), 0) from revision)")
    for login, person in school.world.people.items():
        await DB.execute("update person set email = $2 where id = $1", person, f"{login}@school.test")


async def run(minutes: float = 10) -> int:
    """Ten minutes later the job runs."""
    later(minutes)
    return await tell_settled(system_actor())


async def test_a_mark_reaches_the_pupil_and_its_family_once(school: School) -> None:
    await school.put("dasha", "5")
    assert await run(9) == 0
    assert await notices() == []
    assert await run(1) == 2
    dasha = school.id("dasha")
    assert await notices() == [("journal.marks", f"/diary?child={dasha}&week={TODAY}", {"marks": 1})]
    assert await letters() == [
        ("anna@school.test", "journal.marks", "Дарья"), ("dasha@school.test", "journal.marks", ""),
    ]  # fmt: skip
    assert await run() == 0
    assert len(await notices()) == 1


async def test_evening_news_of_two_children_in_two_classes_share_one_letter(school: School) -> None:
    await school.put("dasha", "5", offset=1)
    olga = School(school.world, Viewer(school.id("olga"), "teacher", TODAY))
    lesson = olga.lesson(1, "5А русский язык")
    await save_lesson(
        olga.teacher, lesson, LessonInput(entries={school.id("kirill"): Entry("", {0: "4"}, was="|")})
    )
    assert await run() == 3
    assert [row for row in await letters() if row[0] == "anna@school.test"] == [
        ("anna@school.test", "journal.marks", "Дарья"), ("anna@school.test", "journal.marks", "Кирилл"),
    ]  # fmt: skip
    sql = "select count(*) from letter l join person p on p.id = l.person where p.email = 'anna@school.test'"
    assert await DB.value(sql) == 1


async def test_who_is_not_told(school: School) -> None:
    """A restricted father, one without an address, one of another class, a family that has left."""
    world = school.world
    world.people["denis"] = await make_person(Role("denis", "Орлов", "Денис", "", "m", date(1983, 1, 1)))
    await insert("guardianship", guardian=world.people["denis"], child=school.id("dasha"), kind="father",
                 since=FIRST)  # fmt: skip
    await DB.execute("update guardianship set restricted_since = $2 where guardian = $1",
                     school.id("boris"), TODAY)  # fmt: skip
    for pupil in ("dasha", "vera"):
        await school.put(pupil, "5")
    assert await run() == 4
    assert [row[0] for row in await letters()] == [
        "anna@school.test",
        "dasha@school.test",
        "vera@school.test",
    ]
    seen = await told("journal.marks")
    assert ("", "parent") in seen  # Денис reads it on the page
    assert "boris" not in [login for login, _hat in seen]


async def test_a_departed_pupil_s_family_hears_no_more(school: School) -> None:
    await school.put("vera", "5", offset=1)
    await DB.execute("update enrolment set until = $2 where student = $1", school.id("vera"),
                     TODAY - timedelta(1))  # fmt: skip
    assert await run() == 0
    assert await letters() == []


async def test_a_teacher_hears_of_the_own_child_as_a_parent(school: School) -> None:
    olga = Viewer(school.id("olga"), "teacher", TODAY)
    lesson = school.lesson(1, "5А русский язык")
    await save_lesson(olga, lesson, LessonInput(entries={school.id("misha"): Entry("", {0: "4"}, was="|")}))
    await run()
    assert await told("journal.marks") == [("elena", "parent"), ("misha", "student")]


async def test_today_s_absence_goes_at_once_and_the_day_s_rest_in_the_evening(school: School) -> None:
    irina = Viewer(school.id("irina"), "teacher", TODAY)
    await school.put("dasha", "Н")
    await run()
    assert await notices() == [
        ("journal.absence", f"/diary?child={school.id('dasha')}&week={TODAY}",
         {"day": "2026-11-19", "absences": 1, "cleared": 0}),
    ]  # fmt: skip
    assert await DB.value("select count(*) from letter where is_digest") == 0
    russian = school.lesson(3, "7Б русский язык")
    entries = {school.id("dasha"): Entry("Н", {}, was="|"), school.id("vera"): Entry("Н", {}, was="|")}
    await save_lesson(irina, russian, LessonInput(take_roll=True, entries=entries))
    await run()
    vera, dasha = (f"/diary?child={school.id(who)}&week={TODAY}" for who in ("vera", "dasha"))
    assert sorted((await notices())[1:]) == [
        ("journal.absence", vera, {"day": "2026-11-19", "absences": 1, "cleared": 0}),  # left after it
        ("journal.marks", dasha, {"absences": 1}),  # away since the first lesson
    ]


async def test_yesterday_s_absence_waits_for_the_evening(school: School) -> None:
    await school.put("dasha", "Н", offset=2)
    await run()
    assert [(kind, words) for kind, _path, words in await notices()] == [("journal.marks", {"absences": 1})]


async def test_the_reason_of_an_absence_is_nobody_s_news(school: School) -> None:
    await school.put("dasha", "Н", offset=2)
    await run()
    await school.put("dasha", "Б", offset=2)
    assert await run() == 0
    assert len(await notices()) == 1


async def test_a_hidden_work_is_told_when_it_is_shown(school: School) -> None:
    kind = await DB.value("select id from work_type order by ordinal limit 1")
    shown = clock.now() + timedelta(hours=2)
    await insert("work", lesson=school.lesson(), type=kind, ordinal=1, visible_from=shown)
    await school.put("dasha", "2")
    await school.put("vera", "О5")
    await run()
    assert [kind for kind, _path, _words in await notices()] == ["journal.absence"]
    assert await DB.value("select count(*) from cell_told") == 1
    await run(111)
    assert [kind for kind, _path, _words in await notices()] == ["journal.absence", "journal.marks"]
    assert await DB.value("select count(*) from cell_told") == 0


async def test_a_term_mark_is_news_on_the_page_of_finals(school: School) -> None:
    dasha = school.id("dasha")
    await set_term_mark(school.teacher, school.journal, dasha, school.world.terms[0], "4", "по сумме работ")
    await run()
    assert await notices() == [("journal.marks", f"/diary/finals?child={dasha}", {"terms": 1})]


async def test_two_workers_at_once_tell_once(school: School) -> None:
    for pupil in ("dasha", "vera"):
        await school.put(pupil, "5")
    later(10)
    assert sorted(await asyncio.gather(*(tell_settled(system_actor()) for _n in range(3)))) == [0, 0, 4]
    assert len(await letters()) == 4


async def test_a_run_that_dies_in_the_middle_has_told_nothing(school: School) -> None:
    await school.put("dasha", "5")
    later(10)
    before = await DB.value("select upto from ledger_reader where name = 'family'")
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await tell_settled(system_actor())
            raise ZeroDivisionError
    assert await notices() == []
    assert await DB.value("select upto from ledger_reader where name = 'family'") == before
    assert await run(2) == 2


async def test_a_run_is_the_same_few_statements_for_any_number_of_pupils(school: School) -> None:
    await school.put("dasha", "5 Н")
    later(10)
    async with counting() as one:
        await tell_settled(system_actor())
    for pupil in ("dasha", "vera"):
        await school.put(pupil, "4 3", offset=1)
        await school.put(pupil, "Н 5", offset=2)
    later(10)
    async with counting() as many:
        await tell_settled(system_actor())
    assert len(many) <= len(one) <= 20
    async with counting() as idle:
        await tell_settled(system_actor())
    assert len(idle) == 2


Save = Callable[..., Awaitable[None]]


@pytest.fixture
def save(school: School) -> Save:
    """Save today's algebra with this homework."""

    async def put(homework: str, *, no_homework: bool = False, offset: int = 3) -> None:
        sent = LessonInput(topic="Степени", homework=homework, no_homework=no_homework)
        await save_lesson(school.teacher, school.lesson(offset), sent)

    return put


async def test_homework_set_is_no_news_and_changed_is(school: School, save: Save) -> None:
    await save("№ 5")
    await save("№ 5")
    assert await notices() == []
    await save("№ 5, 6")
    friday = MONDAY + timedelta(4)
    assert [(kind, path, words) for kind, path, words in await notices()] == [
        ("journal.homework", f"/diary?child={school.id(who)}&week={friday}", {"due": str(friday)})
        for who in ("dasha", "vera")
    ]
    assert [row[0].split("@")[0] for row in await letters()] == ["anna", "boris", "dasha", "vera"]
    await save("", no_homework=True)
    assert len(await notices()) == 2, "a second change of the day is in the same evening's letter"


@pytest.mark.parametrize(("first", "second"), [("", "№ 7"), ("№ 7", "")])
async def test_nothing_set_is_a_word_too(school: School, save: Save, first: str, second: str) -> None:
    await save(first, no_homework=not first)
    await save(second, no_homework=not second)
    assert len(await notices()) == 2


async def test_homework_of_the_past_or_without_a_lesson_ahead_is_told_to_nobody(
    school: School, save: Save
) -> None:
    clock.start_at(datetime.fromisoformat("2026-11-20T13:00:00+03:00"))
    for offset in (0, 4):  # due on Tuesday, and after the last lesson there is
        for homework in ("№ 5", "№ 6"):
            await save(homework, offset=offset)
    assert await notices() == []


async def test_saving_a_roll_with_the_same_homework_costs_what_it_did(school: School, save: Save) -> None:
    await save("№ 5")
    entries = {school.id("dasha"): Entry("Н", {}, was="|")}
    sent = LessonInput(topic="Степени", homework="№ 5", take_roll=True, entries=entries)
    async with counting() as seen:
        await save_lesson(school.teacher, school.lesson(), sent)
    assert len(seen) <= 5
