"""Groups of another system give hats by the administrator's table only, and take back only what they gave."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from identity.door.entering import Entry, Wish, enter
from identity.door.groups import follow_groups
from identity.door.providers import VerifiedIdentity
from identity.door.refusals import Refused
from identity.door.registry import provider_row
from identity.door.visitor import Visitor
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.people import hats
from tests.doors import make_account
from tests.factories import World, insert, make_school

VISITOR = Visitor("127.0.0.1", "Firefox, Linux")


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def make_provider(kind: str = "oidc", **groups: str) -> int:
    """A provider whose groups give hats: `staff="secretary"`."""
    made = await insert("identity_provider", slug="net", kind=kind, title="Сеть", config={})
    for group, hat in groups.items():
        await insert("group_hat", provider=made, group_key=group, hat=hat, makes_person=False)
    return made


async def held(person: int) -> list[str]:
    return await DB.rows(
        str,
        "select hat::text from granted_hat where person = $1 and coalesce(until, $2) >= $2 order by 1",
        person,
        clock.today(),
    )


async def test_a_group_gives_a_hat_and_leaving_takes_it_back(world: World) -> None:
    elena, provider = world.people["elena"], await make_provider(office="secretary", heads="director")
    assert await follow_groups(provider, elena, ["office", "choir"]) == ["+secretary"]
    assert await follow_groups(provider, elena, ["office"]) == []
    assert await held(elena) == ["secretary"]
    assert await follow_groups(provider, elena, ["heads"]) == ["+director", "-secretary"]
    assert await follow_groups(provider, elena, []) == ["-director"]
    assert await held(elena) == []
    assert await DB.value("select count(*) from mapped_hat") == 0


async def test_an_unmapped_claim_gives_nothing(world: World) -> None:
    provider = await make_provider(office="secretary")
    claims = ["administrator", "admin", "OFFICE", "office ", "secretary"]
    assert await follow_groups(provider, world.people["elena"], claims) == []
    assert await held(world.people["elena"]) == []


async def test_a_mapping_to_a_hat_that_only_a_relation_gives_is_ignored(world: World) -> None:
    provider = await make_provider(all="teacher", kids="student")
    assert await follow_groups(provider, world.people["gleb"], ["all", "kids"]) == []


async def test_a_hat_given_by_hand_is_not_taken_by_a_group(world: World) -> None:
    svetlana, provider = world.people["svetlana"], await make_provider(office="secretary")
    assert await follow_groups(provider, svetlana, ["office"]) == []
    assert await follow_groups(provider, svetlana, []) == []
    assert await held(svetlana) == ["secretary"]


async def test_the_last_administrator_stays_one(world: World) -> None:
    elena, provider = world.people["elena"], await make_provider(root="administrator")
    assert await follow_groups(provider, elena, ["root"]) == ["+administrator"]
    await hats.withdraw_hat(system_actor("test"), world.people["oleg"], "administrator")
    assert await follow_groups(provider, elena, []) == ["=administrator"]
    assert await held(elena) == ["administrator"]
    await hats.grant_hat(system_actor("test"), world.people["oleg"], "administrator")
    assert await follow_groups(provider, elena, []) == ["-administrator"]


async def test_what_was_taken_back_by_hand_is_not_given_again(world: World) -> None:
    elena, provider = world.people["elena"], await make_provider(office="secretary")
    await follow_groups(provider, elena, ["office"])
    await hats.withdraw_hat(system_actor("test"), elena, "secretary")
    assert await follow_groups(provider, elena, ["office"]) == []
    assert await held(elena) == []
    assert await follow_groups(provider, elena, []) == []
    assert await follow_groups(provider, elena, ["office"]) == ["+secretary"]


async def test_only_a_directory_folds_the_case_of_its_groups(world: World) -> None:
    elena, provider = world.people["elena"], await make_provider(kind="ldap")
    name = "CN=Office,OU=Groups,DC=school,DC=test"
    await insert("group_hat", provider=provider, group_key=name, hat="secretary", makes_person=False)
    assert await follow_groups(provider, elena, [name.lower()]) == ["+secretary"]


async def test_two_sign_ins_at_once_grant_once(world: World) -> None:
    elena, provider = world.people["elena"], await make_provider(office="secretary", heads="director")
    await asyncio.gather(*[follow_groups(provider, elena, ["office", "heads"]) for _ in range(6)])
    assert await held(elena) == ["director", "secretary"]
    assert await DB.value("select count(*) from mapped_hat") == 2


async def test_signing_in_follows_the_groups(world: World) -> None:
    """Gleb's own hat is gone: the group lets him in today and shuts him out tomorrow."""
    gleb, provider = world.people["gleb"], await make_provider(office="secretary")
    await hats.withdraw_hat(system_actor("test"), gleb, "guest_staff")
    account, now = await make_account(gleb, "gleb"), clock.real_now()
    await insert(
        "external_identity", account=account, provider=provider, issuer="https://net.test", subject="7",
        linked_by="code", linked_at=now,
    )  # fmt: skip
    row = await provider_row("net")
    assert row is not None
    proof = VerifiedIdentity("net", "https://net.test", "7", now, groups=("office",))
    entry = await enter(VISITOR, row, proof, Wish())
    assert isinstance(entry, Entry)
    assert entry.hat == "secretary"
    assert await DB.value("select detail from auth_event where kind = 'groups'") == "+secretary"
    with pytest.raises(Refused):
        await enter(
            VISITOR, row, VerifiedIdentity("net", "https://net.test", "7", now + timedelta(1)), Wish()
        )
