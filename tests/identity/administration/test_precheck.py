"""The list before the state's sign-in: who would not be recognised and why, counted by class."""

from __future__ import annotations

import httpx
import pytest

from identity.administration import precheck
from intranet.kit import clock, crypto
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, insert
from tests.identity.administration.conftest import Browser

PATH = "/office/entry/precheck"
NUMBERS = "update person set snils_print = sha256(id::text::bytea)"


async def reasons(world: World, login: str, what: str) -> list[str]:
    people = await precheck.everybody(world.viewer("svetlana", "secretary"))
    return next(one.why for one in people if one.person == world.people[login] and one.what == what)


async def test_each_reason_has_its_person(world: World) -> None:
    await DB.execute(NUMBERS)
    assert await reasons(world, "dasha", "pupils") == []
    assert await reasons(world, "kirill", "pupils") == ["young"]
    await DB.execute("update person set snils_print = null where id = $1", world.people["dasha"])
    assert await reasons(world, "dasha", "pupils") == ["no_snils"]
    await DB.execute("update person set born = null where id = any($1::int[])", [world.people["anna"]])
    assert await reasons(world, "anna", "parents") == ["no_born"]
    account = await make_account(world.people["pavel"], "pavel")
    await DB.execute("update account set status = 'suspended' where id = $1", account)
    assert await reasons(world, "pavel", "staff") == ["closed", "granted"]


@pytest.mark.parametrize(("born", "is_doubtful"), [("1984-01-05", True), (None, True), ("1990-01-05", False)])
async def test_a_namesake_is_one_by_name_and_date(world: World, born: str | None, is_doubtful: bool) -> None:
    await DB.execute(NUMBERS)
    await DB.execute(
        """update person set name_key = (select name_key from person where id = $1), born = $3::text::date
            where id = $2""",
        world.people["anna"], world.people["boris"], born,
    )  # fmt: skip
    assert (await reasons(world, "anna", "parents") == ["namesake"]) == is_doubtful


async def test_somebody_who_left_is_no_namesake(world: World) -> None:
    await DB.execute(NUMBERS)
    left = await insert("person", surname="Орлова", name="Анна", name_key="x", sort_key="x")
    await DB.execute(
        "update person set name_key = (select name_key from person where id = $1) where id = $2",
        world.people["anna"], left,
    )  # fmt: skip
    assert await reasons(world, "anna", "parents") == []


async def test_whoever_is_linked_needs_nothing(world: World) -> None:
    assert await reasons(world, "anna", "parents") == ["no_snils"]
    way = await insert("identity_provider", slug="esia", kind="esia", title="Госуслуги", config={})
    account = await make_account(world.people["anna"], "anna")
    await insert(
        "external_identity", account=account, provider=way, issuer="i", subject="1", linked_by="code",
        linked_at=clock.real_now(),
    )  # fmt: skip
    assert await reasons(world, "anna", "parents") == []


async def test_the_counts_of_a_class(world: World) -> None:
    await DB.execute(NUMBERS)
    await DB.execute("update person set snils_print = null where id = $1", world.people["anna"])
    people = await precheck.everybody(world.viewer("svetlana", "secretary"))
    rows = {row.title: row for row in precheck.by_class(people)}
    seventh, fifth, staff = rows["7Б"], rows["5А"], rows[""]
    assert (seventh.pupils.people, seventh.pupils.known, seventh.pupils.young) == (2, 1, 1)
    assert (seventh.parents.people, seventh.parents.missing) == (2, 1)
    assert (fifth.pupils.young, fifth.parents.people, fifth.parents.missing) == (2, 2, 1)
    assert (staff.staff.people, staff.staff.missing) == (7, 5)
    assert precheck.by_reason(people) == {
        "no_snils": 1, "no_born": 0, "namesake": 0, "closed": 0, "granted": 5, "young": 3,
    }  # fmt: skip


async def test_the_page_leads_to_the_card(secretary: httpx.AsyncClient, world: World) -> None:
    await DB.execute("update person set snils_print = $1 where id = $2", crypto.fingerprint("x"), 1)
    page = (await secretary.get(f"{PATH}?class={world.classes['7Б']}")).text
    assert f"/office/people/{world.people['dasha']}" in page and "нет СНИЛС" in page
    assert "Орлова Анна Сергеевна" in page and "Лебедев Михаил" not in page
    assert "Ильин Павел" in (await secretary.get(f"{PATH}?class=0")).text
    assert (await secretary.get(f"{PATH}?class=999999")).status_code == 200
    assert (await secretary.get(f"{PATH}?class=x")).status_code == 404


async def test_only_the_office_reads_it(client: Browser, world: World) -> None:
    for login, hat in (("elena", "teacher"), ("pavel", "director"), ("anna", "parent")):
        assert (await (await sign_in(client(), world, login, hat=hat)).get(PATH)).status_code == 403
    assert (await client().get(PATH)).headers["location"].startswith("/login")
