"""From the certified provider to a session of ours: linked once, then in, with what its groups give."""

from __future__ import annotations

import msgspec
import pytest

from identity.door import flows, registry
from identity.door.entering import Entry, Pending, Wish, enter
from identity.door.links import link_identity
from identity.door.refusals import Refused
from identity.door.visitor import Visitor
from intranet.kit import crypto
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, insert, make_school
from tests.identity.oidc.there import Person, provider_of

VISITOR = Visitor("127.0.0.1", "Firefox, Linux")
SESSION = "select idp_sid, id_token, provider from auth_session order by id desc limit 1"


@pytest.fixture
async def world(db: None, issuer: str) -> World:
    """The school, and the provider in its table."""
    world = await make_school()
    config = msgspec.to_builtins(provider_of(issuer).config)
    made = await insert("identity_provider", slug="op", kind="oidc", title="Школьная сеть", config=config)
    await insert("group_hat", provider=made, group_key="office", hat="secretary", makes_person=False)
    return world


async def test_a_stranger_is_asked_for_a_code_and_then_enters(world: World, person: Person) -> None:
    row = await registry.provider_row("op")
    assert row is not None
    provider = registry.make(row)
    found = await enter(VISITOR, row, await person.proved(provider), Wish("/journal"))
    assert isinstance(found, Pending)
    flow = await flows.newest_flow(found.browser, "code")
    assert flow is not None and flow.proof.subject == "anna"
    account = await make_account(world.people["anna"], "anna")
    async with DB.transaction():
        await link_identity(system_actor("test"), account, row, flow.proof, "code", VISITOR)
    proof = await person.proved(provider)
    entry = await enter(VISITOR, row, proof, Wish())
    assert isinstance(entry, Entry)
    sid, sealed, by = await DB.record(SESSION)
    assert (sid, by) == (proof.sid, row.id)
    assert proof.id_token is not None and proof.id_token.encode() not in sealed
    assert crypto.unseal(sealed) == proof.id_token
    granted = "select hat::text from granted_hat where person = $1 and until is null"
    assert await DB.rows(str, granted, world.people["anna"]) == ["secretary"]


async def test_the_same_subject_of_another_issuer_is_somebody_else(
    world: World, person: Person, issuers: list[str]
) -> None:
    row = await registry.provider_row("op")
    assert row is not None
    account = await make_account(world.people["anna"], "anna")
    proof = await person.proved(registry.make(row))
    async with DB.transaction():
        await link_identity(system_actor("test"), account, row, proof, "code", VISITOR)
    other = await person.proved(provider_of(issuers[1]))
    assert other.subject == proof.subject
    assert isinstance(await enter(VISITOR, row, other, Wish()), Pending)


async def test_a_suspended_account_stays_out_and_gets_no_hats(world: World, person: Person) -> None:
    row = await registry.provider_row("op")
    assert row is not None
    account = await make_account(world.people["anna"], "anna")
    proof = await person.proved(registry.make(row))
    async with DB.transaction():
        await link_identity(system_actor("test"), account, row, proof, "code", VISITOR)
    await DB.execute("update account set status = 'suspended' where id = $1", account)
    with pytest.raises(Refused, match="закрыта"):
        await enter(VISITOR, row, proof, Wish())
    assert await DB.value("select count(*) from mapped_hat") == 0
