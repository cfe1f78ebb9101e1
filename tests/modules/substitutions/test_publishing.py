"""Drafts become published changes, all or none; again only what differs; rules are looked at once more."""

from __future__ import annotations

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError
from modules.substitutions.planning.troubles import Rule
from modules.substitutions.service.publishing import Refused, publish_day
from tests.conftest import NOW
from tests.factories import insert
from tests.modules.substitutions.publishing_data import (
    ALGEBRA,
    RUSSIAN,
    RUSSIAN5,
    TODAY,
    TOMORROW,
    Stage,
    make_stage,
)

pytestmark = pytest.mark.usefixtures("db")
CHANGES = """select kind, teacher, withdrawn_at is null as stands from lesson_change
    where lesson = $1 order by id"""
EFFECT = "select on_date, number, teacher, room, status from lesson where id = $1"
DAY = "select revision, published_by, published_at is not null from substitution_day where on_date = $1"


async def changes(lesson: int) -> list[tuple[str, int | None, bool]]:
    return [tuple(row) for row in await DB._call("fetch", CHANGES, lesson)]


async def drafts() -> int:
    return int(await DB.value("select count(*) from planned_change"))


async def test_a_draft_becomes_a_change_with_its_line_in_the_register() -> None:
    stage = await make_stage()
    lesson, olga = stage.lesson(ALGEBRA), stage.id("olga")
    absence = await insert(
        "teacher_absence", teacher=stage.id("elena"), begins=TOMORROW, ends=TOMORROW, reason="sick",
        reported_hat="secretary", reported_at=NOW,
    )  # fmt: skip
    await stage.draft(lesson, teacher=olga, override_reason="больше некому")
    done = await stage.publish()
    assert done.changes == 1
    assert await changes(lesson) == [("TEACHER_SUBSTITUTED", olga, True)]
    assert tuple(await DB.record("select absence, override_reason from change_entry")) == (
        absence, "больше некому",
    )  # fmt: skip
    assert await drafts() == 0
    assert tuple(await DB.record(DAY, TOMORROW)) == (1, stage.id("irina"), True)


async def test_only_the_chosen_drafts_are_published() -> None:
    stage = await make_stage()
    first = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    await stage.draft(stage.lesson(RUSSIAN), "CANCELLED")
    await stage.publish(only=[first])
    assert await changes(stage.lesson(RUSSIAN)) == []
    assert await drafts() == 1


async def test_published_again_the_new_change_stands_alone() -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA)
    await stage.draft(lesson, teacher=stage.id("olga"))
    await stage.publish()
    await stage.draft(lesson, "CANCELLED")
    await stage.publish()
    assert await changes(lesson) == [
        ("TEACHER_SUBSTITUTED", stage.id("olga"), False), ("CANCELLED", None, True),
    ]  # fmt: skip
    assert (await DB.record(EFFECT, lesson))[4] == "cancelled"
    await stage.draft(lesson, "")
    await stage.publish()
    assert [one[2] for one in await changes(lesson)] == [False, False]
    assert tuple(await DB.record(EFFECT, lesson))[2:] == (
        stage.id("elena"), stage.world.rooms["31"], "planned",
    )  # fmt: skip
    assert (await DB.record(DAY, TOMORROW))[0] == 3


async def test_the_same_again_changes_nothing() -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA)
    for _time in range(2):
        await stage.draft(lesson, teacher=stage.id("olga"))
        await stage.publish()
    assert len(await changes(lesson)) == 1
    assert (await DB.record(DAY, TOMORROW))[0] == 1
    assert await drafts() == 0


async def test_two_lessons_of_one_journal_move_in_a_chain() -> None:
    stage = await make_stage()
    first, journal = stage.lesson(ALGEBRA), stage.world.journals[ALGEBRA]
    second = await DB.value(
        """insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher, teacher)
        select journal, study_group, on_date, 4, bell_schedule, teacher, teacher from lesson where id = $1
        returning id""",
        first,
    )
    await stage.draft(first, "MOVED", to_date=TOMORROW, to_number=4)
    await stage.draft(second, "MOVED", to_date=TOMORROW, to_number=5)
    await stage.publish()
    places = "select number from lesson where journal = $1 and on_date = $2 order by id"
    assert await DB.rows(int, places, journal, TOMORROW) == [4, 5]


async def test_a_swap_of_two_lessons_goes_together_or_not_at_all() -> None:
    stage = await make_stage()
    one = await stage.draft(stage.lesson(ALGEBRA), "MOVED", to_date=TOMORROW, to_number=2, pair=1)
    await stage.draft(stage.lesson(RUSSIAN), "MOVED", to_date=TOMORROW, to_number=1, pair=1)
    with pytest.raises(Refused) as refused:
        await stage.publish(only=[one])
    assert refused.value.troubles[0].rule == Rule.PAIR
    await stage.publish()
    assert [(await DB.record(EFFECT, stage.lesson(name)))[1] for name in (ALGEBRA, RUSSIAN)] == [2, 1]


async def refused(stage: Stage) -> list[str]:
    """The rules in the way; nothing is changed."""
    before = await DB.value("select count(*) from lesson_change")
    with pytest.raises(Refused) as told:
        await stage.publish()
    assert await DB.value("select count(*) from lesson_change") == before
    assert await drafts() > 0
    return [trouble.rule.value for trouble in told.value.troubles]


async def test_a_substitute_who_teaches_then_needs_a_reason() -> None:
    stage = await make_stage()
    draft = await stage.draft(stage.lesson(RUSSIAN), teacher=stage.id("olga"))
    assert await refused(stage) == ["busy"]
    await DB.execute("update planned_change set override_reason = 'рядом' where id = $1", draft)
    assert (await stage.publish()).changes == 1


@pytest.mark.parametrize("reason", ["", "рядом"])
async def test_a_substitute_who_fell_ill_is_refused_whatever_the_reason(reason: str) -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"), override_reason=reason)
    await insert(
        "teacher_absence", teacher=stage.id("olga"), begins=TODAY, ends=TOMORROW, reason="sick",
        reported_hat="secretary", reported_at=NOW,
    )  # fmt: skip
    assert await refused(stage) == ["away"]


async def test_a_held_lesson_a_full_room_and_a_taken_place_are_refused() -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA)
    await stage.draft(lesson, teacher=stage.id("olga"))
    await DB.execute("update lesson set status = 'held' where id = $1", lesson)
    assert await refused(stage) == ["held"]
    await DB.execute("update lesson set status = 'planned' where id = $1", lesson)
    await DB.execute("delete from planned_change")
    room = stage.world.rooms["18"]
    await DB.execute("update lesson set room = $2 where id = $1", stage.lesson(RUSSIAN5), room)
    await stage.draft(stage.lesson(RUSSIAN), "ROOM_CHANGED", room=room)
    assert await refused(stage) == ["room"]
    await DB.execute("delete from planned_change")
    await stage.draft(lesson, "MOVED", to_date=TOMORROW, to_number=2)
    assert "pupils" in await refused(stage)


async def test_what_was_not_shown_is_not_published() -> None:
    stage = await make_stage()
    draft = await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    for agreed in ({draft: 2}, {draft: 1, draft + 1: 1}):
        with pytest.raises(Conflict):
            await publish_day(stage.irina, TOMORROW, agreed)
    with pytest.raises(Conflict):
        await publish_day(stage.irina, TODAY, {draft: 1})
    with pytest.raises(DomainError):
        await publish_day(stage.irina, TOMORROW, {})
    assert await drafts() == 1


async def test_another_subject_is_held_instead_and_taken_back() -> None:
    stage = await make_stage()
    lesson, russian = stage.lesson(ALGEBRA), stage.world.journals[RUSSIAN]
    instead = "select id, status, teacher from lesson where journal = $1 and on_date = $2 and number = 1"
    await stage.draft(lesson, "SUBJECT_REPLACED", journal=russian)
    await stage.publish()
    became = await DB.record(instead, russian, TOMORROW)
    assert tuple(became)[1:] == ("planned", stage.id("irina"))
    assert (await DB.record(EFFECT, lesson))[4] == "cancelled"
    await stage.draft(lesson, "SUBJECT_REPLACED", journal=russian)
    assert (await stage.publish()).changes == 0  # so it stands already
    await stage.draft(lesson, "")
    assert (await stage.publish()).changes == 1
    assert (await DB.record(instead, russian, TOMORROW))[1] == "cancelled"
    assert (await DB.record(EFFECT, lesson))[4] == "planned"


async def test_a_lesson_goes_back_only_to_a_teacher_who_is_free() -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA)
    await stage.draft(lesson, teacher=stage.id("olga"))
    await stage.publish()
    await DB.execute("update lesson set number = 1 where id = $1", stage.lesson(RUSSIAN5))
    await DB.execute(
        "update lesson set teacher = $2 where id = $1", stage.lesson(RUSSIAN5), stage.id("elena")
    )
    await stage.draft(lesson, "")
    assert await refused(stage) == ["busy"]


async def test_a_services_refusal_is_told_beside_the_lesson() -> None:
    stage = await make_stage()
    saturday = TOMORROW.replace(day=21)
    await stage.draft(stage.lesson(ALGEBRA), "MOVED", to_date=saturday, to_number=1)
    with pytest.raises(Refused) as told:
        await stage.publish()
    assert [(one.rule, one.said) for one in told.value.troubles] == [
        (Rule.REFUSED, "В этот день у класса нет уроков")
    ]
    assert await DB.value("select count(*) from lesson_change") == 0
