"""Signing in by a directory: what it takes, what it refuses, and that nobody is locked there from here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from identity.door import throttle
from identity.door.providers import Failure, FailureKind, VerifiedIdentity
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, insert
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add, link, made
from tests.identity.ldap.slapd import SECRET, Slapd
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
BAD = FailureKind.BAD


@pytest.mark.parametrize("way", ["ldaps", "start_tls"])
async def test_the_right_password_by_both_ways_of_encryption(
    way: str, directory_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(getattr(directory_server, way))
    found = await made(row).verify("l.elena", SECRET)
    assert isinstance(found, VerifiedIdentity), found
    assert found.subject == directory_server.read(slapd.dn_of("l.elena"), "entryUUID")[0]
    assert (found.provider, found.issuer, found.amr) == ("ldap", slapd.BASE, ("pwd",))
    assert found.names == ("Лебедева", "Елена", "") and found.label == "l.elena"
    assert await made(row).verify("l.elena", "wrong") == Failure(BAD, detail="bind")


@pytest.mark.parametrize("typed", ["l.elena", "l.elena@school.local", "school\\l.elena"])
async def test_a_login_is_known_with_and_without_its_suffix(
    typed: str, directory_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(directory_server.ldaps)
    assert isinstance(await made(row).verify(typed, SECRET), VerifiedIdentity)


@pytest.mark.parametrize(
    "login",
    ["*", "l.*", "l.elena)(uid=*", "*)(uid=*))(|(uid=*", "l.elena)(|(objectClass=*", "\\2a", "l.elena,ou=x"],
)
async def test_injection_finds_nobody(login: str, directory_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(directory_server.ldaps)
    assert await made(row).verify(login, SECRET) == Failure(BAD, detail="unknown")


async def test_empty_and_nul_passwords_reach_no_directory(add_directory: Add) -> None:
    """Nobody listens at this address: an answer without trouble is an answer without a connection."""
    row = await add_directory(f"ldaps://127.0.0.1:{slapd.free_port()}")
    for login, secret in (
        ("l.elena", ""),
        ("l.elena", "\x00"),
        ("l.elena", "x\x00y"),
        ("", "x"),
        ("a\x00", "x"),
    ):
        assert await made(row).verify(login, secret) == Failure(BAD, detail="empty")
    found = await made(row).verify("l.elena", "x")
    assert isinstance(found, Failure) and found.kind is FailureKind.UNAVAILABLE


async def test_two_hits_are_refused(directory_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(directory_server.ldaps)
    assert await made(row).verify("twin", SECRET) == Failure(BAD, detail="two")


async def test_without_a_stable_id_nobody_is_somebody(directory_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(directory_server.ldaps, attributes={"stable_id": "employeeType"})
    found = await made(row).verify("l.elena", SECRET)
    assert found == Failure(FailureKind.UNAVAILABLE, detail="no_stable_id")


async def test_nested_groups_through_a_circle(directory_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(directory_server.ldaps)
    found = await made(row).verify("l.elena", SECRET)
    assert isinstance(found, VerifiedIdentity)
    names = {dn.split(",")[0] for dn in found.groups}
    assert names == {"cn=teachers", "cn=staff", "cn=everybody", "cn=circle"}


async def test_a_renamed_user_stays_the_same_person(
    client: Browser, world: World, small_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(small_server.ldaps)
    account = await link(row, world.people["elena"], small_server, "l.elena")
    small_server.rename(slapd.dn_of("l.elena"), "uid=m.elena")
    try:
        answer = await client().post("/login", data={"login": "m.elena@school.local", "password": SECRET})
        assert answer.status_code == 303, answer.text
        assert await DB.value("select account from auth_session where revoked_at is null") == account
        gone = await client().post("/login", data={"login": "l.elena@school.local", "password": SECRET})
        assert gone.status_code == 422
    finally:
        small_server.rename(slapd.dn_of("m.elena"), "uid=l.elena")


async def test_an_unlinked_identity_is_asked_for_a_code(
    client: Browser, world: World, directory_server: Slapd, add_directory: Add
) -> None:
    await add_directory(directory_server.ldaps)
    answer = await client().post("/login", data={"login": "l.elena@school.local", "password": SECRET})
    assert answer.headers["location"] == "/login/code"


async def test_a_suspended_account_stays_outside(
    client: Browser, world: World, directory_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(directory_server.ldaps)
    account = await link(row, world.people["elena"], directory_server, "l.elena")
    await DB.execute("update account set status = 'suspended' where id = $1", account)
    answer = await client().post("/login", data={"login": "l.elena@school.local", "password": SECRET})
    assert answer.status_code == 422 and "закрыта" in answer.text


async def test_a_person_moved_to_another_provider_stays_the_same(
    client: Browser, world: World, directory_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(directory_server.ldaps)
    account = await link(row, world.people["elena"], directory_server, "l.elena")
    other = await insert("identity_provider", slug="oidc", kind="oidc", title="ЦОП", is_enabled=True)
    await insert("external_identity", account=account, provider=other, issuer="https://op", subject="42",
                 linked_by="self", linked_at=datetime.now(UTC))  # fmt: skip
    local = await DB.value("select id from identity_provider where slug = 'local'")
    await DB.execute("update account set provider = $2, login_key = 'elena' where id = $1", account, local)
    browser = client()
    answer = await browser.post("/login", data={"login": "l.elena@school.local", "password": SECRET})
    assert answer.status_code == 303
    people = await DB.rows(int, "select distinct a.person from external_identity x join account a"
                           " on a.id = x.account where x.subject <> ''")  # fmt: skip
    assert people == [world.people["elena"]]


async def test_lockout_is_never_amplified(
    client: Browser, world: World, small_server: Slapd, add_directory: Add
) -> None:
    """pwdMaxFailure is 5 and never forgets: whoever guesses here, by any spelling, locks nobody there."""
    row = await add_directory(small_server.ldaps)
    await link(row, world.people["olga"], small_server, "s.olga")
    spellings = ["s.olga@school.local", "school\\s.olga", "S.OLGA@school.local", "s.olga @school.local",
                 "ｓ.olga@school.local"]  # fmt: skip
    said = []
    for n in range(20):
        login = spellings[n % len(spellings)]
        said.append(
            (await client().post("/login", data={"login": login, "password": f"guess-{n}"})).status_code
        )
    failures = small_server.read(slapd.dn_of("s.olga"), "pwdFailureTime")
    assert len(failures) <= 4 and not small_server.read(slapd.dn_of("s.olga"), "pwdAccountLockedTime")
    assert said.count(429) >= 12
    assert small_server.can_bind(slapd.dn_of("s.olga"), SECRET)


async def test_a_hundred_guesses_at_once_are_four_binds(small_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(small_server.ldaps, threads=8)
    provider = made(row)
    await asyncio.gather(*(provider.verify("f.irina", f"guess-{n}") for n in range(40)))
    assert len(small_server.read(slapd.dn_of("f.irina"), "pwdFailureTime")) <= 4
    assert small_server.can_bind(slapd.dn_of("f.irina"), SECRET)


async def test_the_right_password_starts_the_count_anew(small_server: Slapd, add_directory: Add) -> None:
    provider = made(await add_directory(small_server.ldaps))
    for _round in range(2):
        for _ in range(3):
            assert await provider.verify("s.olga", "wrong") == Failure(BAD, detail="bind")
        assert isinstance(await provider.verify("s.olga", SECRET), VerifiedIdentity)
    assert not small_server.read(slapd.dn_of("s.olga"), "pwdFailureTime")


async def test_the_wait_lasts_as_long_as_the_directory_remembers(db: None) -> None:
    rule, start = throttle.directory_rule(4, 30), datetime(2026, 11, 19, tzinfo=UTC)
    assert [await throttle.charge_login("ldap x", start, rule) for _ in range(6)] == [0, 0, 0, 0, 1800, 1800]


async def test_a_locked_account_reads_like_a_wrong_password(
    client: Browser, world: World, small_server: Slapd, add_directory: Add
) -> None:
    """Somebody else has locked it; the journal knows by ppolicy, the stranger does not."""
    await add_directory(small_server.ldaps)
    dn = slapd.dn_of("f.irina")
    for _ in range(6):
        small_server.can_bind(dn, "wrong")
    assert small_server.read(dn, "pwdAccountLockedTime")
    try:
        answer = await client().post("/login", data={"login": "f.irina@school.local", "password": SECRET})
        assert answer.status_code == 422 and "Логин или пароль не подошли" in answer.text
        detail = await DB.value("select detail from auth_event where kind = 'refused'")
        assert detail == "locked policy 1"
    finally:
        small_server.modify(f"dn: {dn}\nchangetype: modify\ndelete: pwdAccountLockedTime\n")


async def test_a_password_that_must_be_changed_is_said_to_whoever_knows_it(
    small_server: Slapd, add_directory: Add
) -> None:
    provider, dn = made(await add_directory(small_server.ldaps)), slapd.dn_of("n.new")
    small_server.modify(f"dn: {dn}\nchangetype: modify\nadd: pwdReset\npwdReset: TRUE\n")
    try:
        found = await provider.verify("n.new", SECRET)
        assert found == Failure(FailureKind.MUST_CHANGE, detail="policy 2")
        assert await provider.verify("n.new", "wrong") == Failure(BAD, detail="bind")
    finally:
        small_server.modify(f"dn: {dn}\nchangetype: modify\ndelete: pwdReset\n")


async def test_unknown_logins_take_as_long_as_wrong_passwords(
    small_server: Slapd, add_directory: Add
) -> None:
    provider = made(await add_directory(small_server.ldaps, free_binds=1000))

    took: dict[str, list[float]] = {"s.olga": [], "nobody": []}
    for _ in range(20):  # in turns, and the fastest of each: others use this machine too
        for login, times in took.items():
            started = time.perf_counter()
            assert (await provider.verify(login, "wrong")).kind is BAD  # type: ignore[union-attr]
            times.append(time.perf_counter() - started)
        assert small_server.can_bind(slapd.dn_of("s.olga"), SECRET)  # or the policy would lock it
    known, unknown = (min(times) for times in took.values())
    assert 0.5 < known / unknown < 2, (known, unknown)


async def test_a_local_sign_in_needs_no_directory(client: Browser, world: World, add_directory: Add) -> None:
    await add_directory(f"ldaps://127.0.0.1:{slapd.free_port()}")
    await make_account(world.people["oleg"], "oleg")
    answer = await client().post("/login", data={"login": "oleg", "password": PASSWORD})
    assert answer.status_code == 303
    down = await client().post("/login", data={"login": "l.elena@school.local", "password": SECRET})
    assert down.status_code == 503 and "не отвечает" in down.text
    for _ in range(6):  # an outage costs nobody an attempt
        down = await client().post("/login", data={"login": "l.elena@school.local", "password": SECRET})
        assert down.status_code == 503
