"""A lesson saved whole: roll by exception, marks, topic, homework, and what two writers see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school.events import LessonsChanged
from modules.journal.jobs import follow_timetable
from modules.journal.service import (
    Entry,
    LessonConflict,
    LessonInput,
    TextConflict,
    save_lesson,
    texts_key,
)
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY
from tests.modules.journal.conftest import School

Client = Callable[[], httpx.AsyncClient]


def fresh(absence: str = "", mark: str = "") -> Entry:
    """A row of a lesson that had nothing."""
    return Entry(absence, {0: mark}, "|")


async def test_one_form_fills_a_lesson(school: School) -> None:
    sent = LessonInput(
        topic="Степень", homework="№ 215", minutes=25, take_roll=True,
        entries={school.id("dasha"): fresh("Н"), school.id("vera"): fresh("О7", "5")},
    )  # fmt: skip
    await save_lesson(school.teacher, school.lesson(2), sent)
    roll = await DB.record(
        "select array_agg(code || coalesce(minutes::text, '') order by code) from attendance"
    )
    assert roll[0] == ["ABSENT_UNSPECIFIED", "LATE7"]
    assert await DB.value("select value from mark") == "5"
    record = await DB.record("select topic, attendance_taken_at is not null, taken_by from lesson_record")
    assert tuple(record) == ("Степень", True, school.teacher.person)
    homework = await DB.record("select due_lesson, text, is_none, minutes from homework")
    assert tuple(homework) == (school.lesson(3), "№ 215", False, 25)
    lesson = await DB.record("select status, is_touched from lesson where id = $1", school.lesson(2))
    assert tuple(lesson) == ("held", True)
    assert await DB.value("select count(*) from revision") == 3
    assert await DB.value("select count(*) from audit_entry where action = 'journal.lesson.save'") == 1


async def test_nothing_set_is_said_explicitly_and_taken_back(school: School) -> None:
    await save_lesson(school.teacher, school.lesson(), LessonInput(no_homework=True))
    assert await DB.value("select is_none from homework")
    assert await DB.value("select attendance_taken_at from lesson_record") is None
    await save_lesson(school.teacher, school.lesson(), LessonInput())
    assert await DB.value("select count(*) from homework") == 0
    with pytest.raises(DomainError):
        await save_lesson(school.teacher, school.lesson(), LessonInput(homework="№ 1", no_homework=True))


async def test_an_untouched_row_leaves_what_another_wrote(school: School) -> None:
    await school.put("dasha", "4")
    await save_lesson(school.teacher, school.lesson(), LessonInput(entries={school.id("dasha"): fresh()}))
    assert await DB.value("select value from mark") == "4"


async def test_a_touched_row_meets_what_another_wrote(school: School) -> None:
    await school.put("dasha", "4")
    entries = {school.id("dasha"): fresh("", "5"), school.id("vera"): fresh("", "3")}
    with pytest.raises(LessonConflict) as caught:
        await save_lesson(school.teacher, school.lesson(), LessonInput(topic="Степень", entries=entries))
    assert caught.value.theirs == {school.id("dasha"): "4"}
    assert await DB.value("select count(*) from mark") == 1
    assert await DB.value("select count(*) from lesson_record") == 0
    work = await DB.value("select work from mark")
    entries[school.id("dasha")] = Entry("", {work: "5"}, f"|{work}=4")
    await save_lesson(school.teacher, school.lesson(), LessonInput(entries=entries))
    assert await DB.value("select string_agg(value, '' order by value) from mark") == "35"


async def test_a_topic_somebody_else_wrote_is_not_overwritten_silently(school: School) -> None:
    empty = texts_key("", "")
    first = LessonInput(topic="Степень", homework="№ 215", was=empty)
    await save_lesson(school.teacher, school.lesson(), first)
    mine = LessonInput(topic="Корень", was=empty, entries={school.id("dasha"): fresh("", "5")})
    with pytest.raises(TextConflict, match="«Степень», «№ 215»"):
        await save_lesson(school.teacher, school.lesson(), mine)
    assert await DB.value("select topic from lesson_record") == "Степень"
    assert await DB.value("select count(*) from mark") == 0
    await save_lesson(school.teacher, school.lesson(), first)  # the same once more is no conflict
    decided = replace(mine, was=texts_key("Степень", "№ 215"))
    await save_lesson(school.teacher, school.lesson(), decided)
    assert await DB.value("select topic from lesson_record") == "Корень"
    assert await DB.value("select count(*) from homework") == 0


async def test_the_page_shows_the_other_topic_and_lets_decide(school: School, client: Client) -> None:
    path = f"/journal/lessons/{school.lesson()}"
    browser = await sign_in(client(), school.world, "elena", hat="teacher")
    was = re.findall(r'name="was"[^>]*value="(\w+)"', (await browser.get(path)).text)[0]
    await save_lesson(school.teacher, school.lesson(), LessonInput(topic="Степень"))
    answer = await browser.post(path, data={"_hat": "teacher", "topic": "Корень", "was": was})
    assert answer.status_code == 409
    assert "«Степень»" in answer.text and 'value="Корень"' in answer.text
    now = re.findall(r'name="was"[^>]*value="(\w+)"', answer.text)[0]
    assert now != was
    answer = await browser.post(path, data={"_hat": "teacher", "topic": "Корень", "was": now})
    assert answer.status_code == 303
    assert await DB.value("select topic from lesson_record") == "Корень"


async def test_a_work_is_added_and_its_marks_stay_apart(school: School) -> None:
    await school.put("dasha", "4")
    control = await DB.value("select id from work_type where code = 'КР'")
    await save_lesson(school.teacher, school.lesson(), LessonInput(add_type=control))
    first, second = await DB.rows(int, "select id from work order by ordinal")
    entry = Entry("", {first: "4", second: "5 3"}, f"|{first}=4")
    await save_lesson(school.teacher, school.lesson(), LessonInput(entries={school.id("dasha"): entry}))
    found = await DB.rows(str, "select value from mark order by work, ordinal")
    assert found == ["4", "5", "3"]
    assert await DB.value("select min(weight_tenths) from mark where work = $1", second) == 30


async def test_a_lesson_ahead_takes_topic_and_homework_only(school: School) -> None:
    await save_lesson(school.teacher, school.lesson(4), LessonInput(topic="Корень", homework="№ 1"))
    assert await DB.value("select status from lesson where id = $1", school.lesson(4)) == "planned"
    assert await DB.value("select due_lesson from homework") is None
    with pytest.raises(DomainError):
        await save_lesson(school.teacher, school.lesson(4), LessonInput(take_roll=True))


async def test_a_wrong_row_is_named(school: School) -> None:
    entries = {school.id("dasha"): fresh("Н", "7")}
    with pytest.raises(DomainError) as caught:
        await save_lesson(school.teacher, school.lesson(), LessonInput(entries=entries))
    assert caught.value.field == f"s{school.id('dasha')}"
    assert await DB.value("select count(*) from revision") == 0


async def test_only_its_teacher_saves(school: School) -> None:
    for login, hat in (("irina", "head_teacher"), ("olga", "teacher"), ("irina", "teacher")):
        with pytest.raises(NotFound):
            await save_lesson(school.world.viewer(login, hat), school.lesson(), LessonInput(topic="Чужая"))


async def test_homework_follows_the_lessons(school: School) -> None:
    await save_lesson(school.teacher, school.lesson(1), LessonInput(homework="№ 1"))
    await save_lesson(school.teacher, school.lesson(2), LessonInput(homework="№ 2"))
    dates = frozenset({TODAY, TODAY - timedelta(days=1)})
    async with DB.transaction():
        await DB.execute("update lesson set status = 'cancelled' where id = $1", school.lesson(2))
        await follow_timetable(LessonsChanged(dates, frozenset({school.journal})))
    due = await DB.rows(int, "select due_lesson from homework order by id")
    assert due == [school.lesson(3), school.lesson(3)]
    async with DB.transaction():
        await DB.execute(
            "update lesson set on_date = $2 where id = $1", school.lesson(3), MONDAY + timedelta(days=7)
        )
        await follow_timetable(LessonsChanged(dates))
    assert await DB.rows(int, "select due_lesson from homework order by id") == [school.lesson(4)] * 2


async def test_a_roll_is_not_taken_before_the_bell(school: School) -> None:
    clock.start_at(clock.local(TODAY, 8, 29))
    with pytest.raises(DomainError):
        await save_lesson(school.teacher, school.lesson(), LessonInput(take_roll=True))
