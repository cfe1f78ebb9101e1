"""People and their dated relations; the invariants of DOMAIN 1.4 that belong to the backbone."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest

from intranet.kit import crypto
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school import bulk, queries, service
from intranet.school.service import PersonCard
from tests.intranet.school.schools import DAY, FIRST, Founded, found

pytestmark = pytest.mark.usefixtures("db")
CLASSES = """select g.school_class from group_membership m join study_group g on g.id = m.study_group
    where m.student = $1 and m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)"""
SNILS = "003-882-035 27"


async def subject(school: Founded, name: str = "Математика") -> int:
    """A subject's id."""
    found_id: int = await DB.value("select id from subject where name = $1", name)
    return found_id


async def test_a_person_is_sealed_keyed_and_changed() -> None:
    school = await found()
    card = PersonCard(surname="Фёдорова", name="Алёна", born=date(2015, 4, 6), snils=SNILS)
    person = await service.create_person(school.actor, card)
    row = await DB.record("select name_key, snils_sealed, snils_print from person where id = $1", person)
    assert row[0] == "федорова алена"
    assert crypto.unseal(row[1]) == SNILS
    assert SNILS.encode() not in row[1] + row[2]
    await service.update_person(school.actor, person, PersonCard(surname="Ким", name="Алёна"))
    row = await DB.record("select surname, snils_print from person where id = $1", person)
    assert tuple(row) == ("Ким", crypto.fingerprint(SNILS))
    with pytest.raises(DomainError) as refused:
        await service.create_person(school.actor, PersonCard(surname="Ким", name="Олег", snils=SNILS))
    assert refused.value.field == "snils"
    with pytest.raises(NotFound):
        await service.update_person(school.actor, 0, card)
    said = await DB.value("select string_agg(coalesce(after::text, ''), '') from audit_entry")
    assert SNILS not in said


async def test_a_pupil_is_in_one_class_on_any_day() -> None:
    school = await found()
    student = await school.pupil("Орлова", "5А", date(2026, 8, 20))
    assert await DB.rows(int, CLASSES, student, date(2026, 8, 25)) == []  # classes begin on 1 September
    await service.move_class(school.actor, student, school.classes["5Б"], date(2026, 11, 12))
    assert await DB.rows(int, CLASSES, student, date(2026, 11, 11)) == [school.classes["5А"]]
    assert await DB.rows(int, CLASSES, student, date(2026, 11, 12)) == [school.classes["5Б"]]
    await service.leave(school.actor, student, date(2026, 12, 1))
    assert await DB.rows(int, CLASSES, student, date(2026, 12, 1)) == [school.classes["5Б"]]
    assert await DB.rows(int, CLASSES, student, date(2026, 12, 2)) == []
    await service.enrol(school.actor, student, school.classes["5А"], date(2027, 2, 1))
    assert await DB.rows(int, CLASSES, student, date(2027, 2, 1)) == [school.classes["5А"]]


async def test_the_database_itself_refuses_two_classes_at_once() -> None:
    school = await found()
    student = await school.pupil("Орлова", "5А")
    with pytest.raises(asyncpg.ExclusionViolationError):
        await bulk_membership(school.groups["5Б"], student, DAY)
    with pytest.raises(asyncpg.ForeignKeyViolationError):  # a roster cannot pose as a part of a class
        await DB.execute(
            "insert into group_membership (study_group, student, since) values ($1, $2, $3)",
            school.groups["5Б"], student, DAY,
        )  # fmt: skip


async def bulk_membership(group: int, student: int, since: date) -> None:
    """A roster membership past the services."""
    async with DB.transaction():
        await bulk.insert_memberships([(group, True, student, since, None)])


async def test_moves_that_cannot_be() -> None:
    school = await found()
    student = await school.pupil("Орлова", "5А")
    other, here = school.classes["5Б"], school.classes["5А"]
    with pytest.raises(DomainError):
        await service.enrol(school.actor, student, other, DAY)
    with pytest.raises(DomainError):
        await service.move_class(school.actor, student, here, DAY)
    with pytest.raises(DomainError):
        await service.move_class(school.actor, student, other, date(2026, 8, 1))
    await service.move_class(school.actor, student, other, DAY)
    with pytest.raises(DomainError):
        await service.move_class(school.actor, student, other, date(2026, 10, 1))
    with pytest.raises(DomainError):
        await service.leave(school.actor, student, date(2026, 8, 1))


async def test_moving_ends_the_parts_of_the_old_class_only() -> None:
    school = await found()
    student = await school.pupil("Орлова", "5А")
    part = await service.add_group(school.actor, school.classes["5А"], "англ. 1")
    across = await service.add_cross_group(school.actor, school.year, "Хор")
    for group in (part, across):
        await service.add_to_group(school.actor, group, student, FIRST)
        await service.add_to_group(school.actor, group, student, DAY)
    await service.move_class(school.actor, student, school.classes["5Б"], DAY)
    until = "select until from group_membership where study_group = $1 and student = $2"
    assert await DB.value(until, part, student) == DAY - timedelta(1)
    assert await DB.value(until, across, student) is None


async def test_groups_take_pupils_of_their_class() -> None:
    school = await found()
    student = await school.pupil("Орлова", "5А")
    theirs = await service.add_group(school.actor, school.classes["5Б"], "англ. 1")
    assert await service.add_group(school.actor, school.classes["5Б"], "Англ.1") == theirs
    for group in (theirs, school.groups["5А"]):
        with pytest.raises(DomainError):
            await service.add_to_group(school.actor, group, student, DAY)


async def test_a_journal_is_a_group_and_a_subject() -> None:
    school = await found()
    teacher, maths = await school.person("Котов"), await subject(school)
    group = school.groups["5А"]
    first = await service.assign_teacher(school.actor, teacher, group, maths, FIRST, hours_quarters=20)
    again = await service.assign_teacher(school.actor, teacher, group, maths, DAY, hours_quarters=16)
    assert first == again
    assert await DB.value("select count(*) from journal") == 1
    await service.end_assignment(school.actor, first, DAY)
    assert await service.assign_teacher(school.actor, teacher, group, maths, DAY + timedelta(1)) != first
    with pytest.raises(DomainError):
        await service.end_assignment(school.actor, first, date(2026, 8, 1))


async def test_a_class_has_one_teacher_at_a_time() -> None:
    school = await found()
    one, other = await school.person("Котов"), await school.person("Ким")
    await service.set_class_teacher(school.actor, school.classes["5А"], one, FIRST)
    await service.set_class_teacher(school.actor, school.classes["5А"], one, DAY)
    await service.set_class_teacher(school.actor, school.classes["5А"], other, DAY)
    led = "select teacher from class_teacher where since <= $1 and (until is null or until >= $1)"
    assert await DB.rows(int, led, DAY - timedelta(1)) == [one]
    assert await DB.rows(int, led, DAY) == [other]


async def test_the_last_administrator_stays() -> None:
    school = await found()
    one, other = await school.person("Котов"), await school.person("Ким")
    await service.grant_hat(school.actor, one, "administrator")
    with pytest.raises(DomainError, match="последний"):
        await service.withdraw_hat(school.actor, one, "administrator")
    await service.grant_hat(school.actor, other, "administrator", until=DAY + timedelta(30))
    with pytest.raises(DomainError):  # the other will not be one for ever
        await service.withdraw_hat(school.actor, one, "administrator")
    await service.grant_hat(school.actor, other, "secretary")
    await service.withdraw_hat(school.actor, other, "secretary")
    await service.withdraw_hat(school.actor, other, "administrator")
    assert await DB.value("select count(*) from granted_hat where until is null") == 1


async def test_hats_of_relations_are_not_granted() -> None:
    school = await found()
    for hat in ("teacher", "student", "parent", "tsar"):
        with pytest.raises(DomainError):
            await service.grant_hat(school.actor, await school.person("Ким"), hat)


async def test_a_family_sees_its_children_with_the_class_of_the_day() -> None:
    school = await found("5А 5Б 10А")
    younger, elder = await school.pupil("Орлова", "5А"), await school.pupil("Орлов", "10А")
    mother, aunt = await school.person("Мать"), await school.person("Тётя")
    for child in (younger, elder):
        await service.add_guardianship(school.actor, mother, child, "mother", FIRST)
        await service.add_guardianship(school.actor, mother, child, "mother", DAY)
        await service.add_guardianship(school.actor, aunt, child, "other", FIRST, is_legal=False)
    await service.move_class(school.actor, younger, school.classes["5Б"], DAY)
    children = await queries.children_of(Viewer(mother, "parent", DAY))
    assert [(child.id, child.class_name) for child in children] == [(elder, "10А"), (younger, "5Б")]
    assert children[1].short == "Орлова А. Ю."
    before = await queries.children_of(Viewer(mother, "parent", DAY - timedelta(1)))
    assert [child.class_name for child in before] == ["10А", "5А"]
    assert await queries.children_of(Viewer(aunt, "parent", DAY)) == []
    assert [child.id for child in await queries.children_of(Viewer(younger, "student", DAY))] == [younger]
    assert queries.child_among(children, elder) == children[0]
    assert queries.child_among(children, aunt) is None
    with pytest.raises(DomainError):
        await service.add_guardianship(school.actor, mother, mother, "mother", FIRST)


async def test_many_people_at_once_keep_their_order() -> None:
    school = await found()
    async with DB.transaction():
        ids = await bulk.insert_people([PersonCard(surname=f"Я{n}", name="А") for n in range(50)])
        await bulk.insert_enrolments([(ident, FIRST, "1", None, "") for ident in ids])
        roster = school.groups["5А"]
        await bulk.insert_memberships([(roster, True, ident, FIRST, None) for ident in ids])
        await bulk.insert_guardianships([(ids[0], ids[1], "mother", True, "", FIRST)])
    assert await DB.value("select surname from person where id = $1", ids[7]) == "Я7"
    one_more = await service.create_person(school.actor, PersonCard(surname="Я", name="А"))
    assert one_more > ids[-1]
