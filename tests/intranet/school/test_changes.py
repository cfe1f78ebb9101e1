"""Changes of one lesson, published and taken back (DOMAIN 2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from intranet.kit import events
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school import service
from intranet.school.events import LessonChanged
from intranet.school.service import Wish, apply_change, withdraw_change
from tests.intranet.school.schools import FIRST, MONDAY, Founded, founded_with_lessons, week

pytestmark = pytest.mark.usefixtures("db")
TUESDAY = date(2026, 11, 17)
EFFECT = "select teacher, room, status from lesson where id = $1"


@pytest.fixture
def heard() -> Iterator[list[LessonChanged]]:
    """What LessonChanged has told."""
    told: list[LessonChanged] = []

    async def hear(event: LessonChanged) -> None:
        told.append(event)

    events.subscribe(LessonChanged, hear)
    yield told
    events._subscribers[LessonChanged].remove(hear)


async def maths() -> tuple[Founded, int]:
    """The school and 5А's Monday maths."""
    school = await founded_with_lessons()
    return school, await school.lesson("5А Математика", MONDAY, 1)


async def test_a_substitute_teaches_and_may_write_for_a_week(heard: list[LessonChanged]) -> None:
    school, lesson = await maths()
    substitute = await school.person("Дёмин")
    change = await apply_change(school.actor, lesson, "TEACHER_SUBSTITUTED", Wish(teacher=substitute))
    row = await DB.record("select planned_teacher, teacher, is_touched from lesson where id = $1", lesson)
    assert tuple(row) == (school.people["Котов"], substitute, True)
    row = await DB.record("select was_teacher, rights_until from lesson_change where id = $1", change)
    assert tuple(row) == (school.people["Котов"], date(2026, 11, 23))
    assert (heard[0].lesson, heard[0].dates) == (lesson, frozenset({MONDAY}))
    await withdraw_change(school.actor, change)
    assert (await DB.record(EFFECT, lesson))[0] == school.people["Котов"]
    assert len(heard) == 2
    with pytest.raises(DomainError):
        await withdraw_change(school.actor, change)


async def test_changes_add_up_and_are_taken_back_one_by_one() -> None:
    school, lesson = await maths()
    substitute = await school.person("Дёмин")
    room = await apply_change(school.actor, lesson, "ROOM_CHANGED", Wish(room=school.rooms["18"]))
    await apply_change(school.actor, lesson, "SUPERVISED", Wish(teacher=substitute))
    await withdraw_change(school.actor, room)
    assert tuple(await DB.record(EFFECT, lesson)) == (substitute, school.rooms["31"], "planned")


async def test_a_cancelled_lesson_comes_back() -> None:
    school, lesson = await maths()
    change = await apply_change(school.actor, lesson, "CANCELLED", Wish(note="нет воды"))
    assert (await DB.record(EFFECT, lesson))[2] == "cancelled"
    with pytest.raises(DomainError):
        await apply_change(school.actor, lesson, "ROOM_CHANGED", Wish(room=school.rooms["18"]))
    await withdraw_change(school.actor, change)
    assert (await DB.record(EFFECT, lesson))[2] == "planned"


async def test_a_moved_lesson_is_the_same_row_elsewhere(heard: list[LessonChanged]) -> None:
    school, lesson = await maths()
    thursday = date(2026, 11, 19)
    change = await apply_change(school.actor, lesson, "MOVED", Wish(to_date=thursday, to_number=4))
    assert await school.lesson("5А Математика", thursday, 4) == lesson
    assert heard[0].dates == {MONDAY, thursday}
    await withdraw_change(school.actor, change)
    assert await school.lesson("5А Математика", MONDAY, 1) == lesson
    bells = """select b.starts::text from lesson l join bell b
        on b.schedule = l.bell_schedule and b.number = l.number where l.id = $1"""
    assert await DB.value(bells, lesson) == "09:10:00"


async def test_moves_are_taken_back_from_the_last() -> None:
    school, lesson = await maths()
    first = await apply_change(school.actor, lesson, "MOVED", Wish(to_date=TUESDAY, to_number=4))
    second = await apply_change(school.actor, lesson, "MOVED", Wish(to_date=TUESDAY, to_number=5))
    with pytest.raises(DomainError):
        await withdraw_change(school.actor, first)
    await withdraw_change(school.actor, second)
    await withdraw_change(school.actor, first)
    assert await school.lesson("5А Математика", MONDAY, 1) == lesson


@pytest.mark.parametrize(
    ("kind", "wish", "field"),
    [
        ("MOVED", Wish(to_date=date(2026, 11, 21), to_number=1), "to_date"),  # a Saturday
        ("MOVED", Wish(to_date=TUESDAY, to_number=2), "to_number"),  # maths is there
        ("MOVED", Wish(), "to_date"),
        ("TEACHER_SUBSTITUTED", Wish(), "teacher"),
        ("ROOM_CHANGED", Wish(), "room"),
        ("SUBJECT_REPLACED", Wish(), "journal"),
        ("GROUPS_MERGED", Wish(), "merged_with"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_changes(kind: str, wish: Wish, field: str) -> None:
    school, lesson = await maths()
    with pytest.raises(DomainError) as refused:
        await apply_change(school.actor, lesson, kind, wish)
    assert refused.value.field == field
    assert await DB.value("select count(*) from lesson_change") == 0


async def test_a_replaced_subject_is_a_lesson_of_another_journal() -> None:
    school, lesson = await maths()
    wish = Wish(journal=school.journals["5А Русский язык"])
    change = await apply_change(school.actor, lesson, "SUBJECT_REPLACED", wish)
    became = await school.lesson("5А Русский язык", MONDAY, 1)
    assert (await DB.record(EFFECT, lesson))[2] == "cancelled"
    assert tuple(await DB.record(EFFECT, became)) == (school.people["Ким"], school.rooms["31"], "planned")
    await service.materialise(school.actor, school.year, FIRST)
    assert (await DB.record(EFFECT, became))[2] == "planned"
    await withdraw_change(school.actor, change)
    assert (await DB.record(EFFECT, became))[2] == "cancelled"
    await apply_change(school.actor, lesson, "SUBJECT_REPLACED", wish)
    assert (await DB.record(EFFECT, became))[2] == "planned"


async def test_a_replacement_needs_somebody_who_teaches_it() -> None:
    school, lesson = await maths()
    wish = Wish(journal=school.journals["5А Русский язык"], teacher=await school.person("Дёмин"))
    with pytest.raises(DomainError) as refused:
        await apply_change(school.actor, lesson, "SUBJECT_REPLACED", wish)
    assert refused.value.field == "teacher"


async def test_merged_groups_have_one_teacher_and_room() -> None:
    school, lesson = await maths()
    await school.teaches("Дёмин", "5Б", "Математика")
    lines = [*week(school), school.slot("5Б Математика", 1, 1, "Дёмин", "18")]
    await service.put_version(school.actor, school.year, FIRST, lines)
    host = await school.lesson("5Б Математика", MONDAY, 1)
    await apply_change(school.actor, lesson, "GROUPS_MERGED", Wish(merged_with=host))
    assert tuple(await DB.record(EFFECT, lesson))[:2] == (school.people["Дёмин"], school.rooms["18"])
    other_subject = await school.lesson("5А Русский язык", MONDAY, 2)
    with pytest.raises(DomainError):
        await apply_change(school.actor, other_subject, "GROUPS_MERGED", Wish(merged_with=host))


async def test_a_held_lesson_takes_no_change() -> None:
    school, lesson = await maths()
    change = await apply_change(school.actor, lesson, "ROOM_CHANGED", Wish(room=school.rooms["18"]))
    await DB.execute("update lesson set status = 'held' where id = $1", lesson)
    with pytest.raises(DomainError):
        await apply_change(school.actor, lesson, "CANCELLED", Wish())
    with pytest.raises(DomainError):
        await withdraw_change(school.actor, change)


async def test_unknown_lessons_and_changes() -> None:
    school, _ = await maths()
    with pytest.raises(NotFound):
        await apply_change(school.actor, 0, "CANCELLED", Wish())
    with pytest.raises(NotFound):
        await withdraw_change(school.actor, 0)
