"""Who of ours an entry is: by number, by hand, by a marked group; renamed, regrouped, with a password."""

from __future__ import annotations

import asyncio

import pytest

from identity.ldap import queries
from identity.local import slips
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from intranet.school.classes.names import code_key
from tests.doors import make_account
from tests.factories import World, insert
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add
from tests.identity.ldap.slapd import SECRET, Slapd
from tests.identity.ldap.syncing import (
    ACTOR,
    AT_ONCE,
    Browser,
    account,
    changes,
    full,
    hats,
    signed_in,
)
from tests.people import PASSWORD


async def test_people_are_linked_by_number_and_sign_in(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    report = await full(row)
    assert report.counts == {"new": 7, "link": 4} and not report.aborted
    assert await account(world, "elena") == ("l.elena", "ldap", "active")
    answer = await client().post("/login", data={"login": "L.Elena", "password": SECRET})
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    again = await full(row)
    assert again.counts == {}
    by = await DB.rows(str, "select distinct linked_by from external_identity")
    assert by == ["sync"]


async def test_names_logins_and_addresses_link_nobody(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    """Ольга's namesake with her login and address, but without her number."""
    await DB.execute("delete from external_id where value = 'T-2'")
    await make_account(world.people["olga"], "s.olga")
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert await account(world, "olga") == ("s.olga", "local", "active")
    found = {one.login: one.reason for one in await queries.unmatched(ACTOR, row.slug)}
    assert found == {"n.new": "no_number", "s.olga": "unknown_number", "twin": "no_number"}


async def test_two_entries_with_one_number_are_nobodys(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    fresh_server.add(slapd.person("l.other", "Лебедева", "Другая", "T-1"))
    row = await add_directory(fresh_server.ldaps)
    report = await full(row)
    assert report.counts["link"] == 3
    reasons = {one.login: one.reason for one in await queries.unmatched(ACTOR, row.slug)}
    assert reasons["l.elena"] == reasons["l.other"] == "taken"


async def test_a_chosen_password_stays_and_a_slip_goes(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    await make_account(world.people["elena"], "elena")
    await make_account(world.people["olga"], "olga", first_entry=True)
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert await account(world, "elena") == ("elena", "local", "active")
    assert await account(world, "olga") == ("s.olga", "ldap", "active")
    for login, secret in (("elena", PASSWORD), ("l.elena", SECRET), ("s.olga", SECRET)):
        answer = await client().post("/login", data={"login": login, "password": secret})
        assert answer.status_code == 303 and answer.headers["location"] == "/", login


async def test_a_renamed_login_keeps_the_account(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    before = await DB.value("select id from account where person = $1", world.people["elena"])
    fresh_server.rename(slapd.dn_of("l.elena"), "uid=m.elena")
    assert (await changes(row)).counts["rename"] == 1
    assert await account(world, "elena") == ("m.elena", "ldap", "active")
    assert await DB.value("select id from account where person = $1", world.people["elena"]) == before
    await signed_in(client, "m.elena")


async def test_changes_bring_new_people_and_groups_but_shut_nobody_who_is_not_there(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps, **AT_ONCE)
    office = f"cn=office,{slapd.GROUPS}"
    await insert("group_hat", provider=row.id, group_key=office, hat="secretary")
    first = await changes(row)
    assert first.mode == "full" and first.counts["link"] == 4  # without a cursor everybody is read
    assert await hats(world, "irina") == ["head_teacher", "secretary"]
    await asyncio.sleep(1.1)  # its times are whole seconds: those of the cursor's are read again
    fresh_server.add(slapd.person("z.svetlana", "Зайцева", "Светлана", "T-9"))
    await insert(
        "external_id", system="staff", key=code_key("T-9"), value="T-9", person=world.people["svetlana"]
    )
    fresh_server.delete(slapd.dn_of("o.dasha"))
    fresh_server.modify(f"dn: {office}\nchangetype: modify\nadd: member\nmember: {slapd.dn_of('s.olga')}\n")
    second = await changes(row)
    assert second.mode == "changes"
    assert {"new": 1, "groups": 1, "link": 1}.items() <= second.counts.items()
    assert (await changes(row)).read <= 2
    assert "missing" not in second.counts
    assert "secretary" in await hats(world, "olga")
    fresh_server.modify(
        f"dn: {office}\nchangetype: modify\ndelete: member\nmember: {slapd.dn_of('f.irina')}\n"
    )
    await changes(row)
    assert await hats(world, "irina") == ["head_teacher"]  # only what the group gave goes


async def test_a_person_is_made_only_for_a_marked_group_and_never_beside_a_namesake(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    people = await DB.value("select count(*) from person")
    await full(row)
    assert await DB.value("select count(*) from person") == people
    staff = f"cn=staff,{slapd.GROUPS}"
    await insert("group_hat", provider=row.id, group_key=staff, hat="guest_staff", makes_person=True)
    namesake = slapd.person("k.gleb", "Ким", "Глеб")
    fresh_server.add(namesake)
    fresh_server.modify(f"dn: {staff}\nchangetype: modify\nadd: member\nmember: {slapd.dn_of('k.gleb')}\n")
    report = await full(row)
    assert report.counts["make"] == 1
    made = await DB.value("select id from person where surname = 'Новикова'")
    assert await DB.value("select hat from granted_hat where person = $1", made) == "guest_staff"
    assert await DB.value("select count(*) from person") == people + 1
    assert {one.login for one in await queries.unmatched(ACTOR, row.slug)} == {"twin", "k.gleb"}


async def test_an_administrator_says_whose_an_entry_is(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    oleg = world.viewer("oleg", "administrator")
    entry = next(one.id for one in await queries.unmatched(oleg, row.slug) if one.login == "n.new")
    await queries.link_entry(oleg, entry, world.people["svetlana"])
    assert await account(world, "svetlana") == ("n.new", "ldap", "active")
    await signed_in(client, "n.new")
    assert await DB.value("select person from audit_entry where action = 'identity.link.add'"
                          " order by id desc limit 1") == world.people["oleg"]  # fmt: skip
    twin = next(one.id for one in await queries.unmatched(oleg, row.slug) if one.login == "twin")
    with pytest.raises(DomainError):
        await queries.link_entry(oleg, twin, world.people["svetlana"])
    with pytest.raises(NotFound):
        await queries.link_entry(oleg, 10**6, world.people["svetlana"])
    secretary = world.viewer("svetlana", "secretary")
    for asked in (queries.unmatched(secretary, row.slug), queries.last_runs(secretary, row.slug),
                  queries.link_entry(secretary, twin, world.people["gleb"])):  # fmt: skip
        with pytest.raises(Forbidden):
            await asked


async def test_a_slip_moves_the_password_back_to_this_house(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert not await slips.issue_entry(ACTOR, [world.people["elena"]], only_new=True)
    (slip,) = await slips.issue_entry(ACTOR, [world.people["elena"]])
    await full(row)
    answer = await client().post("/login", data={"login": slip.login, "password": slip.code})
    assert answer.status_code == 303 and answer.headers["location"] == "/profile/password"


async def test_an_account_whose_login_was_taken_opens_by_either(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    """Somebody else here goes by "l.elena" already: the account gets a login of its own."""
    await make_account(world.people["gleb"], "l.elena")
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    login, kind, _status = await account(world, "elena")
    assert login.startswith("lebedeva.") and kind == "ldap"
    for typed in (login, "l.elena@school.local"):
        answer = await client().post("/login", data={"login": typed, "password": SECRET})
        assert answer.status_code == 303, typed
    assert await DB.rows(int, "select distinct person from auth_event where kind = 'signed_in'") == [
        world.people["elena"]
    ]
