"""DOMAIN 2.11 no. 8: two subgroups side by side are no clash; a pupil of both is, by name."""

from __future__ import annotations

import pytest

from intranet.kit.errors import DomainError
from intranet.school import service
from intranet.school.calendar.sql import calendar_of
from intranet.school.timetable.clash_sql import groups_on, room_parallel
from intranet.school.timetable.clashes import Clashes, ClashKind, Taught, minutes
from intranet.school.timetable.lessons_sql import journal_facts, slots_since
from intranet.school.timetable.pupil_clashes import check_pupils, pupil_clashes
from tests.intranet.school.schools import DAY, FIRST, Founded, found

pytestmark = pytest.mark.usefixtures("db")
HALVES = ("англ. 1", "англ. 2")
ENGLISH = "Иностранный язык"


async def halves(day: int = 2, number: int = 3) -> Founded:
    """8В with Орлова in the first half and Осипова in the second; both at the same lesson, in two rooms."""
    school = await found("8В")
    for name in HALVES:
        school.groups[name] = await service.add_group(school.actor, school.classes["8В"], name)
    for half, pupil, teacher in zip(HALVES, ("Орлова", "Осипова"), ("Котов", "Ким"), strict=True):
        student = await school.pupil(pupil, "8В")
        await service.add_to_group(school.actor, school.groups[half], student, FIRST)
        await service.add_subject(school.actor, ENGLISH)
        await school.teaches(teacher, half, ENGLISH)
    slots = [
        school.slot(f"{HALVES[0]} {ENGLISH}", 2, 3, "Котов", "31"),
        school.slot(f"{HALVES[1]} {ENGLISH}", day, number, "Ким", "18"),
    ]
    await service.put_version(school.actor, school.year, FIRST, slots)
    return school


async def clashes_of_the_week(school: Founded) -> list[tuple[ClashKind, frozenset[int]]]:
    """What placing the timetable anew says of pupils, as the import does."""
    calendar, facts = await calendar_of(school.year), await journal_facts(school.year)
    week = Clashes(await groups_on(school.year, DAY), await room_parallel())
    told = []
    for ref, slot in enumerate(await slots_since(school.year, DAY)):
        begins, ends = minutes(calendar, facts.classes[slot.journal][0], slot.weekday, slot.number)
        lesson = Taught(
            ref, slot.weekday, slot.week, begins, ends, slot.journal, facts.groups[slot.journal],
            slot.teacher, slot.room,
        )  # fmt: skip
        told += [(clash.kind, clash.students) for clash in week.add(lesson)]
    return told


async def test_scenario_8_two_subgroups_at_one_time_in_two_rooms() -> None:
    school = await halves()
    assert await clashes_of_the_week(school) == []
    orlova, first, second = school.people["Орлова"], *(school.groups[half] for half in HALVES)
    assert await pupil_clashes(first, [orlova], DAY) == []
    with pytest.raises(DomainError) as refused:
        await service.add_to_group(school.actor, second, orlova, DAY)
    assert refused.value.field == "student"
    for word in ("Орлова Анна", "24 ноября", "3-й урок", "(8В, англ. 1)", "(8В, англ. 2)"):
        assert word in refused.value.message
    assert await clashes_of_the_week(school) == []  # nothing was written


async def test_scenario_8_the_timetable_refuses_a_pupil_of_both() -> None:
    school = await halves(day=4)  # not at one time yet
    orlova, second = school.people["Орлова"], school.groups[HALVES[1]]
    await service.add_to_group(school.actor, second, orlova, FIRST)
    slots = [
        school.slot(f"{HALVES[0]} {ENGLISH}", 2, 3, "Котов", "31"),
        school.slot(f"{HALVES[1]} {ENGLISH}", 2, 3, "Ким", "18"),
    ]
    await service.put_version(school.actor, school.year, FIRST, slots)
    assert await clashes_of_the_week(school) == [(ClashKind.STUDENT, frozenset({orlova}))]


async def test_changing_halves_is_no_clash() -> None:
    school = await halves()
    orlova, first, second = school.people["Орлова"], *(school.groups[half] for half in HALVES)
    await service.remove_from_group(school.actor, first, orlova, DAY)
    with pytest.raises(DomainError):
        await check_pupils(second, [orlova], FIRST)
    await service.add_to_group(school.actor, second, orlova, DAY.replace(day=20))


async def test_many_clashes_are_told_shortly() -> None:
    school = await halves()
    second = school.groups[HALVES[1]]
    names = ("Алова", "Белова", "Волова", "Голова", "Долова")
    for name in names:
        student = await school.pupil(name, "8В")
        await service.add_to_group(school.actor, school.groups[HALVES[0]], student, FIRST)
    with pytest.raises(DomainError, match=r"Алова.*Белова.*Волова.*И ещё таких: 2"):
        await check_pupils(second, [school.people[name] for name in names], DAY)
