"""Groups, successors, subjects, rooms, classes and rules: what is taken, what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school import places, service, settings
from intranet.school.classes import cards, groups, subjects, succession
from intranet.school.timetable.slots import LessonStatus
from tests.intranet.school.schools import DAY, FIRST, MONDAY, Founded, found, founded_with_lessons, week

pytestmark = pytest.mark.usefixtures("db")
MEMBERS = """select p.surname || ':' || g.name from group_membership m join person p on p.id = m.student
    join study_group g on g.id = m.study_group where not m.is_roster and m.since <= $1
      and (m.until is null or m.until >= $1) order by 1"""


async def divided() -> Founded:
    """5А with pupils Аксёнов, Белова, Волков and two parts."""
    school = await found()
    for name in ("Аксёнов", "Белова", "Волков"):
        await school.pupil(name, "5А")
    for name in ("англ. 1", "англ. 2"):
        school.groups[name] = await service.add_group(school.actor, school.classes["5А"], name)
    return school


async def divide(school: Founded, since: date, **choice: str | None) -> int:
    parts = [school.groups["англ. 1"], school.groups["англ. 2"]]
    wanted = {
        school.people[name]: (school.groups[group] if group else None) for name, group in choice.items()
    }
    return await groups.divide_class(school.actor, school.classes["5А"], parts, wanted, since)


async def test_a_table_of_ticks_is_saved_whole_and_history_stays() -> None:
    school = await divided()
    moved = await divide(school, FIRST, Аксёнов="англ. 1", Белова="англ. 2", Волков=None)
    assert moved == 2
    assert await divide(school, DAY, Аксёнов="англ. 2", Белова="англ. 2", Волков="англ. 1") == 3
    assert await DB.rows(str, MEMBERS, MONDAY) == ["Аксёнов:англ. 1", "Белова:англ. 2"]
    assert await DB.rows(str, MEMBERS, DAY) == ["Аксёнов:англ. 2", "Белова:англ. 2", "Волков:англ. 1"]
    audited = await DB.value("select count(*) from audit_entry where action = 'school.groups.divide'")
    assert await divide(school, DAY, Аксёнов="англ. 2") == 0
    assert await DB.value("select count(*) from audit_entry where action = 'school.groups.divide'") == audited


async def test_an_earlier_day_takes_the_place_of_a_later_one() -> None:
    school = await divided()
    await divide(school, DAY, Аксёнов="англ. 1")
    await divide(school, MONDAY, Аксёнов="англ. 2")
    assert await DB.rows(str, MEMBERS, DAY) == ["Аксёнов:англ. 2"]
    assert await DB.value("select count(*) from group_membership where not is_roster") == 1


async def test_two_lessons_at_one_time_are_refused_by_name() -> None:
    """DOMAIN 2.11 no. 8: two subgroups side by side are no clash; a pupil in both is, by name."""
    school = await divided()
    third = await service.add_group(school.actor, school.classes["5А"], "инф. 1")
    school.groups["инф. 1"] = third
    await school.teaches("Котов", "англ. 1", "Математика")
    await school.teaches("Ким", "инф. 1", "Информатика")
    slots = [
        school.slot("англ. 1 Математика", 1, 1, "Котов", "31"),
        school.slot("инф. 1 Информатика", 1, 1, "Ким", "18"),
    ]
    await service.put_version(school.actor, school.year, FIRST, slots)
    await divide(school, FIRST, Аксёнов="англ. 1")
    with pytest.raises(DomainError, match="Аксёнов") as refused:
        await groups.divide_class(
            school.actor, school.classes["5А"], [third], {school.people["Аксёнов"]: third}, DAY
        )
    assert refused.value.field == "choice"
    await groups.divide_class(
        school.actor, school.classes["5А"], [third], {school.people["Белова"]: third}, DAY
    )


async def test_only_pupils_of_the_class_and_groups_of_it() -> None:
    school = await divided()
    stranger = await school.pupil("Громов", "5Б")
    part = school.groups["англ. 1"]
    with pytest.raises(DomainError):
        await groups.divide_class(school.actor, school.classes["5А"], [part], {stranger: part}, DAY)
    with pytest.raises(NotFound):
        await groups.divide_class(school.actor, school.classes["5Б"], [part], {stranger: part}, DAY)


async def test_a_group_across_classes_gets_its_members_by_name() -> None:
    school = await divided()
    other = await school.pupil("Громов", "5Б")
    group = await service.add_cross_group(school.actor, school.year, "хор")
    await groups.set_members(school.actor, group, [other, school.people["Белова"]], FIRST)
    await groups.set_members(school.actor, group, [other], DAY)
    assert await DB.rows(str, MEMBERS, DAY) == ["Громов:хор"]
    assert await DB.rows(str, MEMBERS, MONDAY) == ["Белова:хор", "Громов:хор"]


async def test_a_group_goes_only_while_nothing_hangs_on_it() -> None:
    school = await divided()
    await groups.rename_group(school.actor, school.groups["англ. 2"], "нем.")
    with pytest.raises(DomainError):
        await groups.rename_group(school.actor, school.groups["англ. 1"], "Нем")
    await groups.remove_group(school.actor, school.groups["англ. 2"])
    await divide_one(school)
    with pytest.raises(DomainError):
        await groups.remove_group(school.actor, school.groups["англ. 1"])


async def divide_one(school: Founded) -> None:
    part = school.groups["англ. 1"]
    await groups.divide_class(
        school.actor, school.classes["5А"], [part], {school.people["Белова"]: part}, FIRST
    )


async def test_a_successor_teaches_from_the_day_on() -> None:
    school = await founded_with_lessons()
    heir = await school.person("Дёмин")
    maths = school.journals["5А Математика"]
    touched = await succession.replace_teacher(school.actor, school.people["Котов"], heir, DAY, [maths])
    assert touched.lessons.updated > 0 and touched.warnings == ()
    spans = await DB.record(
        "select array_agg(since order by since), array_agg(until order by since) from assignment"
        " where journal = $1",
        maths,
    )
    assert list(spans[0]) == [FIRST, DAY] and list(spans[1]) == [date(2026, 11, 18), None]
    who = "select distinct teacher from lesson where journal = $1 and on_date {} $2"
    assert await DB.rows(int, who.format("<"), maths, DAY) == [school.people["Котов"]]
    assert await DB.rows(int, who.format(">="), maths, DAY) == [heir]
    hours = "select hours_quarters from assignment where journal = $1 and teacher = $2"
    assert await DB.value(hours, maths, heir) == 8


async def test_a_held_lesson_keeps_its_teacher() -> None:
    school = await founded_with_lessons()
    heir, lesson = await school.person("Дёмин"), await school.lesson("5А Математика", date(2026, 11, 24), 2)
    await DB.execute("update lesson set status = $2 where id = $1", lesson, LessonStatus.HELD.value)
    await succession.replace_teacher(school.actor, school.people["Котов"], heir, DAY)
    assert await DB.value("select teacher from lesson where id = $1", lesson) == school.people["Котов"]


async def test_two_lessons_of_the_successor_at_one_time_are_told() -> None:
    school = await founded_with_lessons()
    slots = [*week(school), school.slot("5А Математика", 3, 3, "Котов")]
    await school.teaches("Ким", "5Б", "Русский язык")
    slots.append(school.slot("5Б Русский язык", 3, 3, "Ким"))
    await service.put_version(school.actor, school.year, FIRST, slots)
    touched = await succession.replace_teacher(
        school.actor, school.people["Котов"], school.people["Ким"], DAY
    )
    assert len(touched.warnings) == 1
    assert "ср, 3-й урок" in touched.warnings[0]


async def test_nothing_to_take_over_is_said() -> None:
    school = await founded_with_lessons()
    heir = await school.person("Дёмин")
    with pytest.raises(DomainError):
        await succession.replace_teacher(school.actor, heir, school.people["Ким"], DAY)
    with pytest.raises(DomainError):
        await succession.replace_teacher(school.actor, heir, heir, DAY)
    with pytest.raises(NotFound):
        await succession.replace_teacher(school.actor, heir, 999_999, DAY)


async def test_a_dismissed_teacher_has_nothing_after_the_day() -> None:
    school = await founded_with_lessons()
    who = school.people["Котов"]
    await service.add_staff_post(school.actor, who, "учитель", FIRST)
    await service.set_class_teacher(school.actor, school.classes["5А"], who, FIRST)
    assert await succession.dismiss(school.actor, who, DAY) == succession.Dismissed(1, 1, 1)
    for table, column in (("staff_post", "person"), ("assignment", "teacher"), ("class_teacher", "teacher")):
        assert await DB.value(f"select until from {table} where {column} = $1", who) == DAY
    with pytest.raises(DomainError):
        await succession.dismiss(school.actor, who, DAY)


async def test_subjects_are_renamed_spelt_and_made_one() -> None:
    school = await founded_with_lessons()
    ident = "select id from subject where name = $1"
    maths, drawing = await DB.value(ident, "Математика"), await service.add_subject(school.actor, "Черчение")
    await subjects.add_subject_alias(school.actor, maths, "матика")
    with pytest.raises(DomainError):
        await subjects.add_subject_alias(school.actor, drawing, "Матика")
    with pytest.raises(DomainError):
        await subjects.change_subject(school.actor, drawing, "математика", "")
    with pytest.raises(DomainError):
        await subjects.remove_subject(school.actor, maths)
    await subjects.merge_subjects(school.actor, drawing, maths)
    assert await service.add_subject(school.actor, "Черчение") == maths
    with pytest.raises(DomainError):
        await subjects.merge_subjects(school.actor, await DB.value(ident, "Русский язык"), maths)
    await subjects.remove_subject_alias(school.actor, maths, "матика")


async def test_rooms_and_buildings_stay_while_something_stands_in_them() -> None:
    school = await founded_with_lessons()
    with pytest.raises(DomainError):
        await places.remove_room(school.actor, school.rooms["31"])
    house = await places.add_building(school.actor, "Корпус 2")
    with pytest.raises(DomainError):
        await places.add_building(school.actor, "корпус 2")
    room = await places.add_room(school.actor, house, "31", 2)
    with pytest.raises(DomainError):
        await places.add_room(school.actor, house, " 31 ")
    await places.add_room_alias(school.actor, room, "малый зал")
    with pytest.raises(DomainError):
        await places.add_room_alias(school.actor, school.rooms["31"], "Малый зал")
    with pytest.raises(DomainError):
        await places.remove_building(school.actor, house)
    await places.remove_room(school.actor, room)
    await places.remove_building(school.actor, house)
    with pytest.raises(DomainError):
        await places.remove_building(school.actor, await DB.value("select id from building"))


async def test_a_class_goes_only_when_it_was_never_used() -> None:
    school = await divided()
    with pytest.raises(DomainError, match="записей об учениках — 3"):
        await cards.remove_class(school.actor, school.classes["5А"])
    await cards.remove_class(school.actor, school.classes["5Б"])
    assert await DB.value("select count(*) from school_class where letter = 'Б'") == 0
    with pytest.raises(NotFound):
        await cards.remove_class(school.actor, school.classes["5Б"])


async def test_a_rule_holds_from_its_day() -> None:
    actor = system_actor("test")
    await settings.require_of_lessons(actor, ["roll"], max(actor.day, DAY))
    rule = settings.LESSON_REQUIRED
    assert list(await settings.setting(rule, date(2026, 11, 18))) == ["topic", "homework"]
    assert await settings.setting(rule, date(2027, 2, 1)) == ["roll"]
    for parts, since in (([], DAY), (["soul"], DAY), (["topic"], FIRST)):
        with pytest.raises(DomainError):
            await settings.require_of_lessons(actor, parts, since)
