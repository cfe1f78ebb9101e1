"""Whom a publication tells: each person once about a day, of what differs; never a name or a reason."""

from __future__ import annotations

import json
from datetime import date

import msgspec
import pytest

from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change
from modules.substitutions.planning.publication import Difference, Planned, Standing
from modules.substitutions.planning.reach import by_count
from modules.substitutions.queries.plan import plan_of
from modules.substitutions.queries.reach import reached, told_of
from modules.substitutions.service.telling import tell_published
from tests.conftest import NOW
from tests.factories import enrol, insert, make_journal
from tests.modules.substitutions.plan_data import ON_DATE, day, draft, lesson
from tests.modules.substitutions.publishing_data import (
    ALGEBRA,
    RUSSIAN,
    RUSSIAN5,
    TODAY,
    TOMORROW,
    make_stage,
    weekday,
)
from tests.people import Role

pytestmark = pytest.mark.usefixtures("db")


def families(told: set[tuple[str, str, int]], kind: str = "later") -> dict[str, int]:
    return {login: count for said, login, count in told if said == kind}


def teachers(told: set[tuple[str, str, int]], kind: str = "teacher.later") -> dict[str, int]:
    return families(told, kind)


async def test_a_whole_class_with_its_families_and_both_teachers() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    done = await stage.publish()
    told = await stage.told()
    assert families(told) == {"dasha": 1, "vera": 1, "anna": 1, "boris": 1}
    assert teachers(told) == {"elena": 1, "olga": 1}
    assert done.told == 6


async def test_a_subgroup_only_and_two_subgroups() -> None:
    stage = await make_stage()
    for name, pupil, number in (("англ. 1", "dasha", 5), ("англ. 2", "vera", 6)):
        await stage.group(name, pupil)
        await make_journal(stage.world, name, "Английский язык", "olga", number)
    first, second = (stage.lesson(f"{name} английский язык") for name in ("англ. 1", "англ. 2"))
    await stage.draft(first, "CANCELLED")
    await stage.publish()
    assert families(await stage.told()) == {"dasha": 1, "anna": 1}
    await stage.draft(second, "CANCELLED")
    await stage.draft(first, "SUPERVISED", teacher=stage.id("elena"))
    await stage.publish()
    assert families(await stage.told()) == {"dasha": 1, "anna": 1, "vera": 1, "boris": 1}


async def test_three_changed_lessons_are_one_notice() -> None:
    stage = await make_stage()
    await make_journal(stage.world, "7Б", "Физика", "elena", 3)
    for name in (ALGEBRA, RUSSIAN, "7Б физика"):
        await stage.draft(stage.lesson(name), "CANCELLED")
    await stage.publish()
    told = await stage.told()
    assert families(told) == {"dasha": 3, "vera": 3, "anna": 3, "boris": 3}
    assert teachers(told) == {"elena": 3, "irina": 1}  # she also leads the class


async def test_a_parent_of_two_children_hears_of_both_at_once() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), "CANCELLED")
    await stage.draft(stage.lesson(RUSSIAN5), "CANCELLED")
    await stage.publish()
    rows = await DB._call("fetch", "select hat, children from receipt where person = $1", stage.id("anna"))
    assert [(row["hat"], row["children"]) for row in rows] == [
        ("parent", sorted([stage.id("dasha"), stage.id("kirill")]))
    ]


async def test_who_is_eighteen_restricted_or_gone_is_left_out() -> None:
    stage = await make_stage()
    await DB.execute("update person set born = '2008-01-01' where id = $1", stage.id("dasha"))
    await DB.execute(
        "update guardianship set restricted_since = $2 where guardian = $1", stage.id("boris"), TODAY
    )
    await stage.person(Role("nina", "Белова", "Нина", "", "f", date(2013, 1, 1)))
    await enrol(stage.world, "nina", "7Б")
    for table in ("enrolment", "group_membership"):
        await DB.execute(f"update {table} set until = $2 where student = $1", stage.id("nina"), TODAY)
    await stage.draft(stage.lesson(ALGEBRA), "CANCELLED")
    await stage.publish()
    assert families(await stage.told()) == {"dasha": 1, "vera": 1}


async def test_a_co_teacher_and_the_host_of_merged_groups_are_told() -> None:
    stage = await make_stage()
    for name, pupil, teacher in (("англ. 1", "dasha", "pavel"), ("англ. 2", "vera", "oleg")):
        await stage.group(name, pupil)
        await make_journal(stage.world, name, "Английский язык", teacher, 5)
    guest, host = (stage.lesson(f"{name} английский язык") for name in ("англ. 1", "англ. 2"))
    await DB.execute("update lesson set beside = $2 where id = $1", guest, [stage.id("gleb")])
    await stage.draft(guest, "GROUPS_MERGED", merged_with=host)
    await stage.publish()
    told = await stage.told()
    assert families(told) == {"dasha": 1, "anna": 1}
    assert teachers(told) == {"elena": 1, "pavel": 1, "oleg": 1, "gleb": 1}
    assert await DB.value("select teacher from lesson where id = $1", guest) == stage.id("oleg")
    # another teacher for the host: the group put to it follows, and hears
    await stage.draft(host, teacher=stage.id("svetlana"))
    await stage.publish()
    told = await stage.told()
    assert families(told) == {"dasha": 1, "anna": 1, "vera": 1, "boris": 1}
    assert teachers(told)["svetlana"] == 2
    assert await DB.value("select teacher from lesson where id = $1", guest) == stage.id("svetlana")


async def test_published_again_only_what_differs_is_told() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    await stage.publish()
    await stage.told()
    await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    await stage.draft(stage.lesson(RUSSIAN5), "CANCELLED")
    await stage.publish()
    told = await stage.told()
    assert families(told) == {"kirill": 1, "misha": 1, "anna": 1, "elena": 1}
    assert teachers(told) == {"olga": 1}
    await stage.draft(stage.lesson(ALGEBRA), "")
    await stage.publish()
    told = await stage.told()
    assert teachers(told) == {"elena": 1, "olga": 1}  # the substitute is free again
    await stage.draft(stage.lesson(RUSSIAN5), "CANCELLED")
    assert (await stage.publish()).told == 0
    assert await stage.told() == set()


async def test_the_same_telling_again_tells_nobody() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), "CANCELLED")
    plan = (await plan_of(stage.irina, TOMORROW)).plan
    reach = await reached(stage.irina, plan.differences)
    assert await tell_published(stage.irina, plan, reach, {TOMORROW: 1}) == 5
    assert await tell_published(stage.irina, plan, reach, {TOMORROW: 1}) == 0


async def test_a_moved_lesson_concerns_both_days_and_today_is_told_at_once() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA, TODAY), "MOVED", to_date=TOMORROW, to_number=4)
    await stage.publish(TODAY)
    told = await stage.told()
    assert (
        families(told, "today") == families(told, "later") == {"dasha": 1, "vera": 1, "anna": 1, "boris": 1}
    )
    assert await DB.rows(int, "select revision from substitution_day order by on_date") == [1, 1]
    rows = await DB._call("fetch", "select path, words::text from notice where kind = 'substitutions.today'")
    assert [(row["path"], json.loads(row["words"])) for row in rows] == [
        (f"/substitutions?day={TODAY}", {"day": TODAY.isoformat(), "n": 1})
    ]


async def test_of_a_day_that_is_over_families_hear_nothing() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA, weekday(0)), teacher=stage.id("olga"))
    await stage.publish(weekday(0))
    told = await stage.told()
    assert {kind for kind, _login, _count in told} == {"teacher.later"}


async def test_what_is_shown_before_is_who_is_told() -> None:
    stage = await make_stage()
    await stage.draft(stage.lesson(ALGEBRA), teacher=stage.id("olga"))
    await stage.draft(stage.lesson(RUSSIAN5), "CANCELLED")
    found = await plan_of(stage.irina, TOMORROW)
    reach = await reached(stage.irina, found.plan.differences)
    shown = await told_of(stage.irina, reach, found.people)
    await stage.publish()
    told = await stage.told()
    pupils = {"dasha", "vera", "kirill", "misha"}
    assert [(one.day, one.pupils, one.parents) for one in shown] == [(TOMORROW, 4, 3)]
    assert len(families(told)) == 7
    assert pupils < set(families(told))
    assert [name for name, _count in shown[0].teachers] == ["Лебедева Е. П.", "Семёнова О. И."]
    assert set(teachers(told)) == {"elena", "olga"}


async def test_no_reason_and_no_name_is_in_a_notice() -> None:
    stage = await make_stage()
    absence = await insert(
        "teacher_absence", teacher=stage.id("elena"), begins=TOMORROW, ends=TOMORROW, reason="sick",
        details="операция", reported_hat="secretary", reported_at=NOW,
    )  # fmt: skip
    await stage.draft(
        stage.lesson(ALGEBRA), teacher=stage.id("olga"), absence=absence, override_reason="операция",
    )  # fmt: skip
    await stage.publish()
    said = " ".join(
        await DB.rows(str, "select words::text || path || event_key from notice union all"
                           " select coalesce(after::text, '') || coalesce(before::text, '') from audit_entry")
    )  # fmt: skip
    assert "операция" not in said
    assert "sick" not in said
    assert not {"Лебедева", "Семёнова", "Елена"} & set(said.split())


async def test_a_change_published_elsewhere_is_replaced_too() -> None:
    stage = await make_stage()
    lesson = stage.lesson(ALGEBRA)
    await apply_change(stage.irina, lesson, "TEACHER_SUBSTITUTED", Wish(teacher=stage.id("pavel")))
    await stage.draft(lesson, teacher=stage.id("olga"))
    await stage.publish()
    assert teachers(await stage.told()) == {"elena": 1, "olga": 1, "pavel": 1}


def test_the_group_taught_instead_hears_that_it_is_taught_no_more() -> None:
    instead = Standing(
        kind="SUBJECT_REPLACED", teacher=None, room=None, was_date=ON_DATE, was_number=1, note="", became=9,
        became_journal=8, became_group=77, became_teacher=5, absence=None, override_reason="",
    )  # fmt: skip
    back = Planned(**msgspec.structs.asdict(draft(1, "")), standing=(instead,))
    before = lesson(1, 10, status="cancelled")
    after = day([before], []).placed[0]
    found = Difference(back, before, after)
    assert (found.touches, found.people) == ({(ON_DATE, 80), (ON_DATE, 77)}, {10, 5})


def test_people_are_told_by_their_own_count() -> None:
    assert by_count({1: {7}, 2: {7, 8}, 3: {9}}) == {1: frozenset({1, 3}), 2: frozenset({2})}
