"""Timetable versions in the database and the dated lessons made of them (DOMAIN 2.11 nos. 6, 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from intranet.kit import events
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import service
from intranet.school.events import LessonsChanged
from intranet.school.timetable.lessons import Materialised
from intranet.school.timetable.lessons_sql import versions_of
from tests.intranet.school.schools import FIRST, MONDAY, found, founded_with_lessons, week

pytestmark = pytest.mark.usefixtures("db")
NOTHING = Materialised(0, 0, 0, 0)


@pytest.fixture
def heard() -> Iterator[list[LessonsChanged]]:
    """What LessonsChanged has told."""
    told: list[LessonsChanged] = []

    async def hear(event: LessonsChanged) -> None:
        told.append(event)

    events.subscribe(LessonsChanged, hear)
    yield told
    events._subscribers[LessonsChanged].remove(hear)


async def test_a_year_of_lessons(heard: list[LessonsChanged]) -> None:
    school = await founded_with_lessons()
    assert await DB.value("select count(*) from lesson") == 33 + 35 + 33
    assert len(heard) == 1
    assert len(heard[0].dates) == 33 + 35
    assert await school.lesson("5А Математика", date(2026, 12, 12), 1)  # a Saturday that works as Monday
    assert (await service.materialise(school.actor, school.year, FIRST)) == NOTHING
    assert len(heard) == 1


async def test_the_same_timetable_again_changes_nothing() -> None:
    school = await founded_with_lessons()
    audited = await DB.value("select count(*) from audit_entry")
    put = await service.put_version(school.actor, school.year, FIRST, week(school))
    assert (put.is_new, put.added, put.removed, put.lessons) == (False, 0, 0, NOTHING)
    assert await DB.value("select count(*) from audit_entry") == audited


async def test_a_new_version_ends_the_one_before_and_leaves_the_past() -> None:
    school = await founded_with_lessons()
    old = await school.lesson("5А Математика", MONDAY, 1)
    await school.person("Дёмин")
    put = await service.put_version(
        school.actor, school.year, MONDAY, [school.slot("5А Математика", 1, 3, "Дёмин", "18")]
    )
    first, second = await versions_of(school.year)
    assert (first.since, first.until) == (FIRST, date(2026, 11, 15))
    assert (second.id, second.since, second.until) == (put.version, MONDAY, None)
    row = await DB.record("select number, teacher, room from lesson where id = $1", old)
    assert tuple(row) == (3, school.people["Дёмин"], school.rooms["18"])
    before = "select count(*) from lesson where on_date < $1 and teacher = $2"
    assert await DB.value(before, MONDAY, school.people["Дёмин"]) == 0
    assert await DB.value("select count(*) from lesson where on_date >= $1", MONDAY) == 24


async def test_a_version_between_two_ends_before_the_next() -> None:
    school = await founded_with_lessons()
    await service.put_version(school.actor, school.year, date(2027, 1, 11), week(school)[:1])
    await service.put_version(school.actor, school.year, MONDAY, week(school)[:2])
    spans = [(version.since, version.until) for version in await versions_of(school.year)]
    assert spans == [
        (FIRST, date(2026, 11, 15)),
        (MONDAY, date(2027, 1, 10)),
        (date(2027, 1, 11), None),
    ]


async def test_what_hangs_on_a_lesson_outlives_the_timetable() -> None:
    school = await founded_with_lessons()
    touched = await school.lesson("5А Русский язык", MONDAY, 2)
    await DB.execute("update lesson set is_touched = true where id = $1", touched)
    put = await service.put_version(school.actor, school.year, MONDAY, week(school)[:2])
    assert put.lessons.cancelled == 1
    assert await DB.value("select status from lesson where id = $1", touched) == "cancelled"
    again = await service.put_version(school.actor, school.year, MONDAY, week(school))
    assert again.lessons.updated == 1
    assert await DB.value("select status from lesson where id = $1", touched) == "planned"


async def test_a_published_change_outlives_the_timetable() -> None:
    school = await founded_with_lessons()
    moved, given = [
        await school.lesson("5А Математика", date(2026, 11, day), n) for day, n in ((23, 1), (24, 2))
    ]
    substitute = await school.person("Дёмин")
    wish = service.Wish(to_date=date(2026, 11, 26), to_number=5)
    await service.apply_change(school.actor, moved, "MOVED", wish)
    await service.apply_change(school.actor, given, "TEACHER_SUBSTITUTED", service.Wish(teacher=substitute))
    await school.person("Котова")
    lines = [school.slot("5А Математика", 1, 1, "Котова"), school.slot("5А Математика", 2, 2, "Котова")]
    await service.put_version(school.actor, school.year, MONDAY, lines)
    row = await DB.record("select on_date, number, teacher from lesson where id = $1", moved)
    assert tuple(row) == (date(2026, 11, 26), 5, school.people["Котова"])
    row = await DB.record("select planned_teacher, teacher from lesson where id = $1", given)
    assert tuple(row) == (school.people["Котова"], substitute)
    assert (await service.materialise(school.actor, school.year, FIRST)) == NOTHING


async def test_a_holiday_more_takes_its_lessons_away() -> None:
    school = await founded_with_lessons()
    await DB.execute(
        """insert into calendar_exception (year, kind, begins, ends, school_class)
           values ($1, 'no_lessons', $2, $2, $3)""",
        school.year, MONDAY, school.classes["5А"],
    )  # fmt: skip
    done = await service.materialise(school.actor, school.year, FIRST)
    assert done == Materialised(0, 0, 0, 2)


async def test_bells_of_the_day_are_the_lessons() -> None:
    school = await founded_with_lessons()
    starts = """select b.starts::text from lesson l join bell b
        on b.schedule = l.bell_schedule and b.number = l.number where l.id = $1"""
    assert await DB.value(starts, await school.lesson("5А Математика", MONDAY, 1)) == "09:10:00"
    assert await DB.value(starts, await school.lesson("5А Математика", date(2026, 11, 17), 2)) == "09:25:00"


async def test_a_version_starts_inside_the_year() -> None:
    school = await found()
    with pytest.raises(DomainError) as refused:
        await service.put_version(school.actor, school.year, date(2027, 6, 1), [])
    assert refused.value.field == "since"
