"""A pupil turns 18: the representation ends by itself and on record (DOMAIN 2.11 no. 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import httpx

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school import service
from intranet.school.people.coming_of_age import ACTION, record_coming_of_age
from tests.conftest import NOW
from tests.doors import make_account, sign_in
from tests.factories import FIRST, World, insert, make_school
from tests.people import Role

Client = Callable[[], httpx.AsyncClient]


async def grown(world: World) -> int:
    """A pupil of 7Б who turns 18 on 3 March 2027, child of Борис."""
    role = Role("lena", "Осипова", "Елена", "", "f", date(2009, 3, 3))
    world.people["lena"] = await insert(
        "person", surname=role.surname, name=role.name, name_key="осипова елена", sort_key="осипова елена",
        sex="f", born=role.born,
    )  # fmt: skip
    await service.enrol(system_actor("test"), world.people["lena"], world.classes["7Б"], FIRST)
    return await service.add_guardianship(
        system_actor("test"), world.people["boris"], world.people["lena"], "father", FIRST
    )


ENTRIES = f"select count(*) from audit_entry where action = '{ACTION}'"


async def test_scenario_5_a_child_of_eighteen_disappears_without_consent(client: Client) -> None:
    world = await make_school()
    await grown(world)
    lena = world.people["lena"]
    await make_account(world.people["boris"], "boris")
    birthday = clock.local_now().replace(year=2027, month=3, day=3)
    clock.start_at(birthday - timedelta(1))
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert (await parent.get(f"/diary?child={lena}")).status_code == 200
    clock.start_at(birthday)
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert (await parent.get(f"/diary?child={lena}")).status_code == 404
    assert (await parent.get(f"/diary?child={world.people['vera']}")).status_code == 200
    assert (await parent.get("/profile")).status_code == 200
    for _night in range(2):
        await record_coming_of_age(system_actor("jobs"), clock.today())
    assert await DB.value(ENTRIES) == 1
    said = f"select after->>'until' from audit_entry where action = '{ACTION}' and subject_id = $1"
    assert await DB.value(said, lena) == "2027-03-03"
    clock.start_at(NOW)


async def test_scenario_5_with_consent_nothing_ends(client: Client) -> None:
    world = await make_school()
    link = await grown(world)
    day = date(2027, 3, 3)
    await DB.execute("update guardianship set adult_consent_since = $2 where id = $1", link, day)
    clock.start_at(clock.local_now().replace(year=2027, month=3, day=3))
    parent = await sign_in(client(), world, "boris", hat="parent")
    assert (await parent.get(f"/diary?child={world.people['lena']}")).status_code == 200
    assert await record_coming_of_age(system_actor("jobs"), day) == 0
    clock.start_at(NOW)


async def test_scenario_5_an_only_child_leaves_the_account_open(client: Client) -> None:
    """Nothing but the own account is left; the sign-in still opens it, and no page breaks."""
    world = await make_school()
    await grown(world)
    await DB.execute("delete from guardianship where child = $1", world.people["vera"])
    clock.start_at(clock.local_now().replace(year=2027, month=3, day=3))
    parent = await sign_in(client(), world, "boris")
    for where in ("/", "/profile", "/diary", "/diary/marks", "/diary/finals", "/timetable", "/directory"):
        answer = await parent.get(where)
        assert answer.status_code in {200, 404}, (where, answer.status_code)
        assert "Осипова Елена" not in answer.text
    assert (await parent.get("/profile")).status_code == 200
    assert (await parent.get("/")).status_code == 200
    clock.start_at(NOW)
