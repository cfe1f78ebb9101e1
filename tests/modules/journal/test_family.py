"""What families are told: the week, marks, term marks, homework; and what never reaches them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from modules.journal.api import DiaryLine, finals_of, homework_ahead, term_marks_of, week_of
from modules.journal.service import LessonInput, save_lesson, set_term_mark
from tests.factories import MONDAY, TODAY, insert
from tests.modules.journal.conftest import School

FRIDAY = MONDAY + timedelta(days=4)


def mother(school: School) -> Viewer:
    return school.world.viewer("anna", "parent")


async def week(school: School, viewer: Viewer | None = None) -> dict[tuple[date, str], DiaryLine]:
    lines = await week_of(viewer or mother(school), school.id("dasha"), MONDAY, FRIDAY)
    return {(line.on_date, line.subject): line for line in lines}


async def test_the_week_shows_what_the_teacher_wrote(school: School) -> None:
    await school.put("dasha", "О10 5", comment="Молодец")
    await save_lesson(school.teacher, school.lesson(2), LessonInput(topic="Степень", homework="№ 215"))
    lines = await week(school)
    line = lines[TODAY, "Алгебра"]
    assert (line.number, f"{line.starts:%H:%M}", line.room, line.teacher) == (
        1,
        "08:30",
        "31",
        "Лебедева Е. П.",
    )
    assert (line.homework, line.absence, line.minutes) == ("№ 215", "LATE", 10)
    assert [(mark.value, mark.work, mark.comment) for mark in line.marks] == [
        ("5", "Ответ на уроке", "Молодец")
    ]
    assert lines[TODAY - timedelta(days=1), "Алгебра"].topic == "Степень"
    assert len(lines) == 10


async def test_nothing_recorded_is_not_present(school: School) -> None:
    line = (await week(school))[TODAY, "Алгебра"]
    assert (line.absence, line.homework, line.homework_none, line.topic) == (None, None, False, None)
    await save_lesson(school.teacher, school.lesson(2), LessonInput(no_homework=True))
    assert (await week(school))[TODAY, "Алгебра"].homework_none


async def test_a_hidden_work_never_leaves(school: School) -> None:
    await school.put("dasha", "2")
    await DB.execute("update work set visible_from = $1", clock.now() + timedelta(hours=1))
    assert (await week(school))[TODAY, "Алгебра"].marks == []
    assert [row.marks for row in await term_marks_of(mother(school), school.id("dasha"), MONDAY, FRIDAY)] == [
        [],
        [],
    ]
    await DB.execute("update work set visible_from = $1", clock.now() - timedelta(hours=1))
    assert len((await week(school))[TODAY, "Алгебра"].marks) == 1


async def test_a_substitution_and_a_move_are_seen(school: School) -> None:
    await school.substitute("olga", 3)
    monday, tuesday = school.lesson(0), MONDAY + timedelta(days=1)
    await insert(
        "lesson_change", lesson=monday, kind="MOVED", was_date=MONDAY, was_number=1,
        was_teacher=school.teacher.person, published_at=clock.now(),
    )  # fmt: skip
    await DB.execute("update lesson set on_date = $2, number = 7 where id = $1", monday, tuesday)
    lines = await week_of(mother(school), school.id("dasha"), MONDAY, FRIDAY)
    changed = {(line.on_date, line.number): line for line in lines if line.subject == "Алгебра"}
    now = changed[TODAY, 1]
    assert (now.change, now.teacher, now.planned_teacher) == (
        "TEACHER_SUBSTITUTED",
        "Семёнова О. И.",
        "Лебедева Е. П.",
    )
    assert changed[MONDAY, 1].status == "moved"
    assert (changed[tuesday, 7].status, changed[tuesday, 7].change) == ("planned", "MOVED")


@pytest.mark.parametrize(
    ("login", "hat"),
    [
        ("boris", "parent"),
        ("vera", "student"),
        ("olga", "teacher"),
        ("svetlana", "administrator"),
        ("gleb", "guest_staff"),
    ],
)
async def test_nobody_else_reads_a_childs_diary(school: School, login: str, hat: str) -> None:
    viewer = school.world.viewer(login, hat)
    for asked in (week_of, term_marks_of, homework_ahead):
        with pytest.raises(NotFound):
            await asked(viewer, school.id("dasha"), MONDAY, FRIDAY)
    with pytest.raises(NotFound):
        await finals_of(viewer, school.id("dasha"), school.world.year)


async def test_a_subject_teacher_reads_own_subject_the_class_teacher_all(school: School) -> None:
    irina, elena = school.world.viewer("irina", "teacher"), school.teacher
    assert {subject for _day, subject in await week(school, irina)} == {"Русский язык"}
    assert {subject for _day, subject in await week(school, elena)} == {"Русский язык", "Алгебра"}


async def test_marks_by_subject_with_the_exact_average(school: School) -> None:
    await school.put("dasha", "4", offset=0)
    await school.put("dasha", "5 4", offset=1)
    algebra, russian = await term_marks_of(mother(school), school.id("dasha"), MONDAY, FRIDAY)
    assert [(day, mark.value) for day, mark in algebra.marks] == [
        (MONDAY, "4"), (MONDAY + timedelta(days=1), "5"), (MONDAY + timedelta(days=1), "4"),
    ]  # fmt: skip
    assert (algebra.parts.total, algebra.parts.weight) == (130, 30)
    assert algebra.next_hint == (1, 5)
    assert (russian.marks, russian.average, russian.next_hint) == ([], None, None)


async def test_term_marks_of_the_year(school: School) -> None:
    await set_term_mark(
        school.teacher, school.journal, school.id("dasha"), school.world.terms[1], "4", "по ответам"
    )
    algebra, russian = await finals_of(mother(school), school.id("dasha"), school.world.year)
    assert [(mark.ordinal, mark.value, mark.kind) for mark in algebra.marks] == [(2, "4", "quarter")]
    assert russian.marks == []


async def test_homework_ahead_is_by_the_day_it_is_due(school: School) -> None:
    await save_lesson(school.teacher, school.lesson(3), LessonInput(homework="№ 216", minutes=20))
    ahead = await homework_ahead(mother(school), school.id("dasha"), TODAY + timedelta(days=1), FRIDAY)
    assert [(line.due_on, line.subject, line.text, line.minutes, line.given_on) for line in ahead] == [
        (FRIDAY, "Алгебра", "№ 216", 20, TODAY)
    ]
    assert await homework_ahead(mother(school), school.id("dasha"), TODAY, TODAY) == []


async def test_a_new_class_takes_the_marks_along(school: School) -> None:
    await school.put("dasha", "3", offset=0)
    group = "update group_membership set until = $1 where student = $2"
    await DB.execute(group, MONDAY + timedelta(days=1), school.id("dasha"))
    await insert(
        "group_membership", study_group=school.world.groups["5А"], is_roster=True, student=school.id("dasha"),
        since=MONDAY + timedelta(days=2),
    )  # fmt: skip
    found = await term_marks_of(mother(school), school.id("dasha"), MONDAY, FRIDAY)
    assert [mark.value for row in found for _day, mark in row.marks] == ["3"]
    assert len(await week(school)) == 2 * 2 + 3
