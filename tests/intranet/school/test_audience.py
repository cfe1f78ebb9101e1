"""Who is told something, by hand-written cases: relations as of the day, a row per person, hat and child."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.audience import FOUND, STAFF, Audience, recipients_of
from tests.factories import FIRST, TODAY, World, enrol, insert, make_person, make_school
from tests.people import Role
from tests.statements import counting

pytestmark = pytest.mark.usefixtures("db")
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
Told = tuple[str, str, str | None]


async def told(world: World, kind: str, *names: str, day: date = TODAY) -> list[Told]:
    """(who, hat, child) by login, sorted; names are logins, or classes for "classes"."""
    ids = world.classes if kind == "classes" else world.people
    audience = Audience(kind, frozenset(ids[name] for name in names))
    called = {ident: login for login, ident in world.people.items()}
    found = await recipients_of(system_actor(), audience, day)
    return sorted((called[one.person], one.hat, called.get(one.child or 0)) for one in found)


async def change_link(world: World, guardian: str, child: str, **values: object) -> None:
    """Write something else into a guardianship."""
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(values, 3))
    sql = f"update guardianship set {sets} where guardian = $1 and child = $2"
    await DB.execute(sql, world.people[guardian], world.people[child], *values.values())


async def test_a_pupil_and_its_guardian() -> None:
    world = await make_school()
    assert await told(world, "families", "dasha") == [
        ("anna", "parent", "dasha"), ("dasha", "student", None),
    ]  # fmt: skip
    assert await told(world, "guardians", "dasha") == [("anna", "parent", "dasha")]
    assert await told(world, "families") == []


async def test_siblings_in_two_classes_are_two_rows_of_one_mother() -> None:
    world = await make_school()
    assert await told(world, "guardians", "dasha", "kirill") == [
        ("anna", "parent", "dasha"), ("anna", "parent", "kirill"),
    ]  # fmt: skip
    assert ("anna", "parent", "kirill") not in await told(world, "classes", "7Б")
    assert ("anna", "parent", None) in await told(world, "parents")
    assert len([one for one in await told(world, "parents") if one[0] == "anna"]) == 1


async def test_two_siblings_in_one_class_are_told_about_each() -> None:
    world = await make_school()
    await insert("guardianship", guardian=world.people["anna"], child=world.people["vera"], kind="trustee",
                 since=FIRST)  # fmt: skip
    assert await told(world, "classes", "7Б") == [
        ("anna", "parent", "dasha"), ("anna", "parent", "vera"), ("boris", "parent", "vera"),
        ("dasha", "student", None), ("vera", "student", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("since", "is_told"), [(YESTERDAY, False), (TODAY, False), (TOMORROW, True)])
async def test_a_restricted_parent_is_told_until_the_court_s_day(since: date, is_told: bool) -> None:
    world = await make_school()
    await change_link(world, "boris", "vera", restricted_since=since, restriction="решение № 7")
    for kind, name in (("families", "vera"), ("classes", "7Б")):
        assert (("boris", "parent", "vera") in await told(world, kind, name)) is is_told
    for kind in ("parents", "everybody"):
        assert (("boris", "parent", None) in await told(world, kind)) is is_told


@pytest.mark.parametrize(
    ("since", "until", "is_told"),
    [(FIRST, YESTERDAY, False), (FIRST, TODAY, True), (TOMORROW, None, False), (TODAY, None, True)],
)
async def test_a_guardianship_holds_on_its_dates(since: date, until: date | None, is_told: bool) -> None:
    world = await make_school()
    await change_link(world, "boris", "vera", since=since, until=until)
    assert (("boris", "parent", "vera") in await told(world, "guardians", "vera")) is is_told


async def test_one_who_may_be_called_but_does_not_represent_is_not_told() -> None:
    world = await make_school()
    await change_link(world, "boris", "vera", is_legal=False)
    assert await told(world, "families", "vera") == [("vera", "student", None)]


async def test_a_child_of_18_is_told_itself_and_the_parent_by_consent_only() -> None:
    world = await make_school()
    await DB.execute("update person set born = $2 where id = $1", world.people["vera"], date(2008, 11, 19))
    assert await told(world, "families", "vera", day=YESTERDAY) == [
        ("boris", "parent", "vera"), ("vera", "student", None),
    ]  # fmt: skip
    assert await told(world, "families", "vera") == [("vera", "student", None)]
    await change_link(world, "boris", "vera", adult_consent_since=TOMORROW)
    assert await told(world, "guardians", "vera") == []
    assert await told(world, "guardians", "vera", day=TOMORROW) == [("boris", "parent", "vera")]


async def test_a_departed_pupil_s_family_is_told_nothing_new() -> None:
    world = await make_school()
    await DB.execute("update enrolment set until = $2 where student = $1", world.people["vera"], YESTERDAY)
    assert await told(world, "families", "vera") == []
    assert ("boris", "parent", "vera") not in await told(world, "classes", "7Б")
    assert ("boris", "parent", None) not in await told(world, "everybody")
    assert len(await told(world, "families", "vera", day=YESTERDAY)) == 2


async def test_a_teacher_who_is_a_parent_is_told_as_what_it_concerns() -> None:
    world = await make_school()
    assert [one for one in await told(world, "classes", "5А") if one[0] == "elena"] == [
        ("elena", "parent", "misha")
    ]
    assert [one for one in await told(world, "staff") if one[0] == "elena"] == [("elena", "teacher", None)]
    assert [one for one in await told(world, "everybody") if one[0] == "elena"] == [
        ("elena", "parent", None), ("elena", "teacher", None),
    ]  # fmt: skip


async def test_a_second_guardian_without_an_address_is_a_recipient_too() -> None:
    world = await make_school()
    world.people["denis"] = await make_person(Role("denis", "Орлов", "Денис", "", "m", date(1983, 1, 1)))
    await insert("guardianship", guardian=world.people["denis"], child=world.people["dasha"], kind="father",
                 since=FIRST, is_mailed=False)  # fmt: skip
    assert await told(world, "guardians", "dasha") == [
        ("anna", "parent", "dasha"), ("denis", "parent", "dasha"),
    ]  # fmt: skip


async def test_a_pupil_moved_yesterday_hears_with_the_new_class() -> None:
    world = await make_school()
    sql = "update group_membership set until = $2 where student = $1"
    await DB.execute(sql, world.people["vera"], YESTERDAY - timedelta(1))
    await insert("group_membership", study_group=world.groups["5А"], is_roster=True,
                 student=world.people["vera"], since=YESTERDAY)  # fmt: skip
    assert ("boris", "parent", "vera") not in await told(world, "classes", "7Б")
    assert ("boris", "parent", "vera") in await told(world, "classes", "5А")
    before = YESTERDAY - timedelta(1)
    assert ("boris", "parent", "vera") in await told(world, "classes", "7Б", day=before)


async def test_staff_under_each_hat_they_have_and_a_post_without_one() -> None:
    world = await make_school()
    world.people["nina"] = await make_person(Role("nina", "Котова", "Нина", "", "f", date(1970, 1, 1)))
    await insert("staff_post", person=world.people["nina"], title="гардеробщик", since=FIRST)
    assert await told(world, "staff") == [
        ("elena", "teacher", None), ("gleb", "guest_staff", None), ("irina", "head_teacher", None),
        ("irina", "teacher", None), ("nina", STAFF, None), ("oleg", "administrator", None),
        ("olga", "teacher", None), ("pavel", "director", None), ("svetlana", "secretary", None),
    ]  # fmt: skip


async def test_staff_on_the_day_of_their_relations() -> None:
    world = await make_school()
    olga = world.people["olga"]
    await DB.execute("update assignment set until = $2 where teacher = $1", olga, YESTERDAY)
    assert ("olga", STAFF, None) in await told(world, "staff")
    await DB.execute("update staff_post set until = $2 where person = $1", olga, YESTERDAY)
    assert "olga" not in {one[0] for one in await told(world, "staff")}


async def test_people_are_told_under_the_hats_they_have() -> None:
    world = await make_school()
    assert await told(world, "people", "elena", "dasha", "irina") == [
        ("dasha", "student", None), ("elena", "parent", None), ("elena", "teacher", None),
        ("irina", "head_teacher", None), ("irina", "teacher", None),
    ]  # fmt: skip


async def test_students_and_everybody() -> None:
    world = await make_school()
    await enrol(world, "gleb", "7Б", since=TOMORROW)
    pupils = [("dasha", "student", None), ("kirill", "student", None), ("misha", "student", None),
              ("vera", "student", None)]  # fmt: skip
    assert await told(world, "students") == pupils
    everybody = await told(world, "everybody")
    assert everybody == sorted(pupils + await told(world, "parents") + await told(world, "staff"))


@pytest.mark.parametrize("kind", FOUND)
async def test_every_audience_is_one_statement(kind: str) -> None:
    world = await make_school()
    audience = Audience(kind, frozenset(world.people.values()))
    async with counting() as seen:
        await recipients_of(system_actor(), audience, TODAY)
    assert len(seen) == 1


async def test_an_unknown_audience_is_an_error() -> None:
    with pytest.raises(ValueError, match="neighbours"):
        await recipients_of(system_actor(), Audience("neighbours"), TODAY)


@pytest.mark.parametrize("kind", ["everybody", "parents", "families", "classes", "staff"])
async def test_no_audience_asks_a_question_for_each_row(kind: str) -> None:
    """Joins and hashed sets only: twelve hundred families are found as one is."""
    await make_school()
    plan = await DB.rows(
        str, f"explain {FOUND[kind].replace('$1', 'array[1]').replace('$2', 'current_date')}"
    )
    asked = [line for line in plan if "SubPlan" in line and ":" in line and "hashed SubPlan" not in line]
    assert asked == []
