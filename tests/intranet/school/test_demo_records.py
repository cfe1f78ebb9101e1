"""The office's side of the invented school: papers of every kind, and a case of each to look at."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest
from litestar import Litestar

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import Hat
from intranet.school.demo import DemoSchool, fill
from intranet.school.demo.build import Plan, build
from intranet.school.demo.turns import REFUSING, come_of_age
from intranet.school.service import withdraw_movement
from tests.conftest import CLEAN, NOW

DAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
async def small(app: Litestar, superuser: asyncpg.Connection) -> DemoSchool:
    """A small demo without its journals; only read, so made once."""
    await superuser.execute(CLEAN)
    clock.start_at(NOW)
    return await fill("small", DAY)


@pytest.fixture(scope="module", params=["small", "school"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """A school in memory."""
    return build(request.param, 2026)


def test_every_turn_is_taken_somewhere(plan: Plan) -> None:
    students, links = plan.families.students, plan.families.guardians
    cast = set(plan.cast.values())
    left = [one for one in students if one.until is not None]

    assert left
    assert any(one.came_from for one in students)
    assert any(link.restriction for link in links)
    assert [link.kind for link in links].count("guardian") == 1
    assert not cast & {one.human for one in students if one.until or one.came_from}
    assert not cast & {link.human for link in links if link.restriction}


def test_letters_go_to_nobody_real(plan: Plan) -> None:
    domains = {human.email.partition("@")[2] for human in plan.people.everybody if human.email}
    parents = {link.human for link in plan.families.guardians}

    assert domains == {"example.com", "example.org", REFUSING}
    assert [human.email for human in parents].count("") in range(len(parents) // 10, len(parents) // 4)
    assert all(plan.cast[login].email for login in ("parent", "teacher", "director"))


def test_one_of_the_eldest_is_about_to_be_of_age() -> None:
    plan = build("small", 2026)

    come_of_age(plan.families, plan.classes, date(2028, 2, 17))

    soon = [one.human for one in plan.families.students if one.human.born == date(2010, 2, 28)]
    assert len(soon) == 1
    assert soon[0] not in plan.cast.values()


async def test_every_stay_has_its_order(small: DemoSchool) -> None:
    alone = await DB.value(
        """select count(*) from enrolment e where not exists (select 1 from movement m
            where m.student = e.student and m.kind = 'enrol' and m.since = e.since
                and m.order_number = e.order_number and m.order_date < m.since)"""
    )
    kinds = await DB.rows(str, "select distinct kind from movement order by 1")
    ended = await DB.value(
        """select count(*) from enrolment e where e.until is not null and not exists (select 1 from movement m
            where m.student = e.student and m.kind = 'leave' and m.since = e.until)"""
    )

    assert (alone, kinds, ended) == (0, ["enrol", "leave", "move"], 0)


async def test_most_pupils_have_papers_and_some_lack_them(small: DemoSchool) -> None:
    pupils = await DB.value("select count(*) from enrolment")
    for count in (
        await DB.value("select count(distinct person) from consent where kind = 'publication'"),
        await DB.value("select count(distinct child) from emergency_contact"),
    ):
        assert pupils * 0.7 < count < pupils
    assert await DB.value("select count(*) from enrolment where personal_file = ''") == 0
    assert await DB.value("select count(*) from guardianship where basis = ''") == 0
    assert await DB.value("select count(*) from consent where recorded_at > $1", NOW) == 0


async def test_whoever_signed_might_sign(small: DemoSchool) -> None:
    assert await DB.value(
        """select count(*) from consent c where not exists (select 1 from guardianship g
            where g.child = c.person and g.guardian = c.signed_by and g.is_legal
                and g.restricted_since is null and g.since <= c.since)"""
    ) == 0  # fmt: skip


async def test_one_consent_of_the_shown_class_is_withdrawn(small: DemoSchool) -> None:
    ended = await DB.rows(str, "select until::text from consent where until is not null")
    told = await DB.value("select hat from audit_entry where action = 'school.consent.withdraw'")

    assert ended == [str(DAY - timedelta(days=9))]
    assert told == "secretary"


async def test_an_order_of_the_demo_is_taken_back_whole(small: DemoSchool) -> None:
    secretary = Viewer(small.cast["secretary"], Hat.SECRETARY, DAY)
    for kind in ("leave", "move"):
        movement, student = await DB.record("select id, student from movement where kind = $1", kind)
        await withdraw_movement(secretary, movement)
        open_now = await DB.value(
            """select count(*) from group_membership where student = $1 and until is null""", student
        )
        assert open_now >= 3
        assert await DB.value("select count(*) from enrolment where student = $1 and until is null", student)
