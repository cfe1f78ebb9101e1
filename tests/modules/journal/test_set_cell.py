"""One cell: what it takes, who may write it, what becomes of two writers (DOMAIN 1.4, 2.2, 2.5, 2.6)."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction

import pytest

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from modules.journal.service import CellConflict, set_cell
from tests.factories import TODAY, insert
from tests.modules.journal.conftest import School

MARKS = """select m.value, m.ordinal, m.weight_tenths, m.work_type_name, m.comment from mark m join work w
    on w.id = m.work where w.lesson = $1 and m.student = $2 order by w.ordinal, m.ordinal"""


async def marks(school: School, login: str, offset: int = 3) -> list[tuple[object, ...]]:
    found = await DB._call("fetch", MARKS, school.lesson(offset), school.id(login))
    return [tuple(row) for row in found]


async def test_a_mark_makes_the_lessons_first_work_and_an_average(school: School) -> None:
    state = await school.put("dasha", "5")
    assert (state.text, state.average, state.proposed) == ("5", 5, 5)
    assert await marks(school, "dasha") == [("5", 1, 10, "Ответ на уроке", "")]
    again = await school.put("dasha", "4", offset=2)
    assert again.average == Fraction(9, 2)
    assert await DB.value("select is_touched from lesson where id = $1", school.lesson())


async def test_several_marks_lie_in_their_works_and_go_from_the_end(school: School) -> None:
    types = await DB.rows(int, "select id from work_type order by ordinal limit 3")
    for ordinal in (1, 2):
        await insert(
            "work", lesson=school.lesson(), type=types[ordinal], ordinal=ordinal, weight_tenths=20 + ordinal
        )
    state = await school.put("dasha", "4 3")
    assert [row[:3] for row in await marks(school, "dasha")] == [("4", 1, 21), ("3", 1, 22)]
    assert state.average == Fraction(4 * 21 + 3 * 22, 43)
    await school.put("dasha", "5")
    assert [row[0] for row in await marks(school, "dasha")] == ["5", None]
    await school.put("dasha", "")
    assert [row[0] for row in await marks(school, "dasha")] == [None, None]


async def test_a_weight_is_a_snapshot(school: School) -> None:
    await school.put("dasha", "4")
    await DB.execute("update work set weight_tenths = 30")
    state = await school.put("dasha", "4 5")
    assert [row[2] for row in await marks(school, "dasha")] == [10, 30]
    assert state.average == Fraction(4 * 10 + 5 * 30, 40)


async def test_absence_and_a_mark_live_together_and_letters_are_not_stored(school: School) -> None:
    assert (await school.put("dasha", "н 4")).text == "Н 4"
    assert await DB.value("select code from attendance") == "ABSENT_UNSPECIFIED"
    assert (await school.put("dasha", "О 10 4")).text == "О10 4"
    assert (await school.put("dasha", "4")).text == "4"
    assert await DB.value("select code is null and minutes is null from attendance")


async def test_a_reason_stays_under_the_teachers_letter(school: School) -> None:
    await DB.execute("update class_teacher set until = $1", date(2026, 11, 1))
    await insert(
        "attendance", lesson=school.lesson(), student=school.id("dasha"), code="ILLNESS", hat="teacher",
        set_at=clock.now(),
    )  # fmt: skip
    assert (await school.put("dasha", "Н 4")).text == "Н 4"
    assert await DB.value("select code from attendance") == "ILLNESS"


async def test_a_comment_is_a_marks_or_the_lessons(school: School) -> None:
    await school.put("dasha", "5", comment="Молодец")
    assert (await marks(school, "dasha"))[0][4] == "Молодец"
    assert (await school.put("dasha", "4")).comment == "Молодец"
    await school.put("dasha", "", comment="Забыла тетрадь")
    assert await DB.value("select comment from attendance") == "Забыла тетрадь"
    with pytest.raises(DomainError):
        await school.put("dasha", "4", comment="x" * 501)


async def test_no_mark_ahead_but_the_rest_of_today(school: School) -> None:
    with pytest.raises(DomainError):
        await school.put("dasha", "5", offset=4)
    with pytest.raises(DomainError):
        await school.put("dasha", "Н", offset=4)
    clock.start_at(clock.local(TODAY, 8, 0))
    with pytest.raises(DomainError):
        await school.put("dasha", "Н")
    assert (await school.put("dasha", "5")).text == "5"


async def test_nothing_on_a_cancelled_lesson(school: School) -> None:
    await DB.execute("update lesson set status = 'cancelled' where id = $1", school.lesson())
    with pytest.raises(DomainError):
        await school.put("dasha", "5")


async def test_no_marks_in_the_first_grade(school: School) -> None:
    await DB.execute("update school_class set grade_level = 1 where id = $1", school.world.classes["7Б"])
    with pytest.raises(DomainError):
        await school.put("dasha", "5")
    assert (await school.put("dasha", "", comment="Усвоила")).comment == "Усвоила"


async def test_only_pupils_of_the_group_on_that_day(school: School) -> None:
    with pytest.raises(DomainError):
        await school.put("kirill", "5")
    await DB.execute(
        "update group_membership set until = $1 where student = $2", date(2026, 11, 17), school.id("vera")
    )
    assert (await school.put("vera", "5", offset=1)).text == "5"
    with pytest.raises(DomainError):
        await school.put("vera", "5", offset=2)


@pytest.mark.parametrize(
    ("login", "hat"),
    [
        ("irina", "teacher"),
        ("irina", "head_teacher"),
        ("pavel", "director"),
        ("dasha", "student"),
        ("anna", "parent"),
        ("svetlana", "secretary"),
        ("olga", "teacher"),
    ],
)
async def test_nobody_else_writes(school: School, login: str, hat: str) -> None:
    with pytest.raises(NotFound):
        await set_cell(school.world.viewer(login, hat), school.lesson(), school.id("dasha"), "5", 0)


async def test_rights_end_with_the_assignment(school: School) -> None:
    await DB.execute(
        "update assignment set until = $1 where teacher = $2", date(2026, 11, 18), school.id("elena")
    )
    with pytest.raises(NotFound):
        await school.put("dasha", "5")


async def test_a_substitute_writes_exactly_the_given_lesson(school: School) -> None:
    olga = await school.substitute("olga", 2)
    assert (await set_cell(olga, school.lesson(2), school.id("dasha"), "5", 0)).text == "5"
    with pytest.raises(NotFound):
        await set_cell(olga, school.lesson(3), school.id("dasha"), "5", 0)
    late = Viewer(olga.person_id, "teacher", TODAY)
    await DB.execute("update lesson_change set rights_until = $1", date(2026, 11, 18))
    with pytest.raises(NotFound):
        await set_cell(late, school.lesson(2), school.id("vera"), "5", 0)


async def test_another_journals_lesson_under_this_journals_address(school: School) -> None:
    with pytest.raises(NotFound):
        await school.put("dasha", "5", journal=school.world.journals["7Б русский язык"])


async def test_two_writers_in_one_cell(school: School) -> None:
    olga = await school.substitute("olga", 2)
    cell = school.lesson(2), school.id("dasha")
    await set_cell(olga, *cell, "4", 0)
    with pytest.raises(CellConflict) as caught:
        await set_cell(school.teacher, *cell, "5", 0)
    stands = caught.value.state
    assert (stands.text, caught.value.mine, caught.value.author) == ("4", "5", "Семёнова О. И.")
    assert (await marks(school, "dasha", 2))[0][0] == "4"
    both = await set_cell(school.teacher, *cell, "5", stands.version, choice="both")
    assert both.text == "4 5"
    assert await DB.value("select reason from revision order by id desc limit 1") == "both"


async def test_their_mark_is_kept_and_the_choice_remembered(school: School) -> None:
    first = await school.put("dasha", "4")
    kept = await set_cell(school.teacher, first.lesson, first.student, "5", first.version, choice="theirs")
    assert kept.text == "4"
    assert kept.version > first.version
    row = await DB.record("select field, old, new, reason from revision order by id desc limit 1")
    assert tuple(row) == ("choice", "5", "4", "theirs")


async def test_the_same_again_changes_nothing(school: School) -> None:
    first = await school.put("dasha", "4")
    assert (await school.put("dasha", "4")).version == first.version
    assert await DB.value("select count(*) from revision") == 1


async def test_eight_writers_at_once_lose_nothing(school: School) -> None:
    cells = [(login, offset) for login in ("dasha", "vera") for offset in range(4)]
    await asyncio.gather(*(school.put(login, "5", offset) for login, offset in cells))
    assert await DB.value("select count(*) from mark where value = '5'") == 8
    assert await DB.rows(int, "select seq::int from revision order by seq") == list(range(1, 9))


async def test_two_at_the_same_moment_one_is_told(school: School) -> None:
    asked = [set_cell(school.teacher, school.lesson(), school.id("dasha"), text, 0) for text in ("4", "5")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["CellConflict", "CellState"]


async def test_marks_of_the_class_before_count_in_the_average(school: School) -> None:
    await school.put("dasha", "3", offset=0)
    world = school.world
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="2 группа", key="2"
    )
    other = await insert("journal", study_group=group, subject=world.subjects["Алгебра"])
    await insert("group_membership", study_group=group, student=school.id("dasha"), since=TODAY)
    await insert("assignment", journal=other, teacher=school.id("elena"), since=date(2026, 9, 1))
    lesson = await insert(
        "lesson", journal=other, study_group=group, on_date=TODAY, number=4, bell_schedule=world.bells,
        planned_teacher=school.id("elena"), teacher=school.id("elena"),
    )  # fmt: skip
    state = await set_cell(school.teacher, lesson, school.id("dasha"), "5", 0)
    assert state.average == 4
