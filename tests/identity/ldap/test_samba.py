"""Active Directory, as Samba is one: account states, nested groups, ids, ranges, changes by number."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from identity.door.providers import Failure, FailureKind, ProviderRow, VerifiedIdentity
from identity.ldap.config import LdapConfig
from identity.ldap.connection import Connection
from identity.ldap.groups import groups_of, members_of, read_graph
from identity.ldap.sync import sync
from identity.ldap.tunnel import Deadline
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from tests.factories import World, insert
from tests.identity.ldap import samba
from tests.identity.ldap.conftest import Add, made
from tests.identity.ldap.pki import Authority
from tests.identity.ldap.samba import SECRET, Samba, dn_of

Browser = Callable[[], httpx.AsyncClient]
ACTOR = system_actor("test")
BAD = FailureKind.BAD
pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost", *samba.ADDRESSES]),
    pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: a Samba domain controller needs root"),
]


@pytest.fixture(scope="session")
def controller(
    tmp_path_factory: pytest.TempPathFactory, authority: Authority, secrets_folder: Path
) -> Iterator[Samba]:
    """The domain of the whole run."""
    (secrets_folder / "ad-svc").write_text(samba.SERVICE_SECRET)
    with samba.running(tmp_path_factory.mktemp("samba"), authority) as started:
        yield started


def settings(url: str, **more: Any) -> dict[str, Any]:
    """What an administrator sets for Active Directory."""
    return {
        "url": url, "base": samba.BASE, "group_base": "", "bind_dn": samba.SERVICE, "secret_file": "ad-svc",
        "flavour": "ad", "user_filter": samba.USER_FILTER, "suffixes": ["school.test", "SCHOOL"],
        "attributes": {"stable_id": "objectGUID", "login": "sAMAccountName"}, "missing_hours": 0,
    } | more  # fmt: skip


@pytest.fixture
async def row(controller: Samba, add_directory: Add) -> ProviderRow:
    """The domain as a way in."""
    return await add_directory(**settings(controller.ldaps))


@pytest.mark.parametrize("way", ["ldaps", "start_tls"])
async def test_the_right_password_with_every_spelling(
    way: str, controller: Samba, add_directory: Add
) -> None:
    provider = made(await add_directory(**settings(getattr(controller, way))))
    for typed in ("elena", "elena@school.test", "school\\elena"):
        found = await provider.verify(typed, SECRET)
        assert isinstance(found, VerifiedIdentity), found
        assert found.names == ("Лебедева", "Елена", "")


async def test_the_id_is_the_guid_as_windows_writes_it(controller: Samba, row: ProviderRow) -> None:
    """Little-endian: asked back by Active Directory's own way to write it, it finds the same entry."""
    found = await made(row).verify("elena", SECRET)
    assert isinstance(found, VerifiedIdentity) and uuid.UUID(found.subject).version == 4
    assert controller.read(f"<GUID={found.subject}>", "sAMAccountName") == ["elena"]


@pytest.mark.parametrize(
    ("login", "secret", "kind", "code"),
    [
        ("elena", "wrong", BAD, "52e"),
        ("gone", SECRET, FailureKind.DISABLED, "533"),
        ("late", SECRET, FailureKind.DISABLED, "701"),
        ("new", SECRET, FailureKind.MUST_CHANGE, "773"),
        ("gone", "wrong", BAD, "52e"),
        ("new", "wrong", BAD, "52e"),
    ],
)
async def test_states_of_accounts(
    row: ProviderRow, login: str, secret: str, kind: FailureKind, code: str
) -> None:
    assert await made(row).verify(login, secret) == Failure(kind, detail=code)


async def test_a_locked_account_is_775_and_people_read_nothing_of_it(
    client: Browser, world: World, controller: Samba, row: ProviderRow
) -> None:
    for _ in range(5):
        assert not controller.can_bind("locked", "wrong")
    assert await made(row).verify("locked", SECRET) == Failure(FailureKind.LOCKED, detail="775")
    answer = await client().post("/login", data={"login": "locked@school.test", "password": SECRET})
    assert answer.status_code == 422 and "Логин или пароль не подошли" in answer.text
    assert "locked 775" in await DB.rows(str, "select detail from auth_event")


async def test_lockout_is_never_amplified_in_active_directory(
    client: Browser, world: World, controller: Samba, row: ProviderRow
) -> None:
    """It locks at five: a dozen guesses by three spellings are four there."""
    for n in range(12):
        login = ("held@school.test", "SCHOOL\\held", "HELD@SCHOOL.TEST")[n % 3]
        await client().post("/login", data={"login": login, "password": f"guess-{n}"})
    assert controller.read(dn_of("held"), "badPwdCount") == ["4"]
    assert controller.can_bind("held", SECRET)


async def test_injection_empty_passwords_and_unknown_names(row: ProviderRow) -> None:
    provider = made(row)
    for login in ("*", "elena)(sAMAccountName=*", "*)(objectClass=*", "nobody"):
        assert await provider.verify(login, SECRET) == Failure(BAD, detail="unknown")
    for secret in ("", "\x00", "a\x00"):
        assert await provider.verify("elena", secret) == Failure(BAD, detail="empty")


async def test_nested_groups_and_the_primary_one(row: ProviderRow) -> None:
    found = await made(row).verify("elena", SECRET)
    assert isinstance(found, VerifiedIdentity)
    names = {dn.split(",")[0] for dn in found.groups}
    assert {"CN=teachers", "CN=staff", "CN=everybody", "CN=Domain Users"} <= names
    assert "CN=Domain Admins" not in names


def test_both_readings_of_groups_agree_and_ranges_are_read_to_their_end(
    controller: Samba, secrets_folder: Path
) -> None:
    config = msgspec.convert(settings(controller.ldaps, ca_file="school-ca.crt"), LdapConfig)
    with Connection(config, Deadline(20)) as service:
        service.bind_service()
        graph = read_graph(service)
        entry = service.first(dn_of("elena"), ["objectSid", "primaryGroupID"])
        assert entry is not None and graph.groups_of(entry) == groups_of(service, entry)
        whole = service.first(dn_of("teachers"), ["member"])
        part = service.first(dn_of("teachers"), ["member;range=0-0"])
        assert whole is not None and part is not None
        assert list(part.values) == ["member;range=0-0"]
        assert sorted(members_of(service, part)) == sorted(members_of(service, whole))
        assert len(members_of(service, whole)) == 3


async def test_referrals_of_a_domain_are_passed_over(row: ProviderRow) -> None:
    """A search from the domain's root is answered with references to its other partitions."""
    found = await made(row).verify("irina", SECRET)
    assert isinstance(found, VerifiedIdentity)


async def test_disabled_is_shut_at_once_and_enabled_is_back(
    client: Browser, world: World, controller: Samba, row: ProviderRow
) -> None:
    report = await sync(ACTOR, row.slug, is_full=True)
    assert report.counts["link"] == 3 and report.read == len(samba.CAST), report
    browser = client()
    answer = await browser.post("/login", data={"login": "irina", "password": SECRET})
    assert answer.status_code == 303, answer.text
    controller.set_control("irina", samba.DISABLED)
    try:
        changed = await sync(ACTOR, row.slug, is_full=False)
        assert changed.mode == "changes" and changed.read == 1 and changed.counts["suspend"] == 1
        assert (await browser.get("/profile")).status_code == 303
        status = "select status from account where person = $1"
        assert await DB.value(status, world.people["irina"]) == "suspended"
    finally:
        controller.set_control("irina", samba.NORMAL)
    assert (await sync(ACTOR, row.slug, is_full=False)).counts["back"] == 1
    assert await DB.value(status, world.people["irina"]) == "active"
    assert (await sync(ACTOR, row.slug, is_full=False)).counts == {}  # the primary group is no change


async def test_groups_of_the_domain_give_hats(world: World, controller: Samba, row: ProviderRow) -> None:
    await insert("group_hat", provider=row.id, group_key=dn_of("everybody").lower(), hat="guest_staff")
    await sync(ACTOR, row.slug, is_full=True)
    hats = await DB.rows(str, "select hat from granted_hat where person = $1", world.people["olga"])
    assert hats == ["guest_staff"]


async def test_the_probe_tells_the_clock_too(row: ProviderRow) -> None:
    findings = await made(row).probe()
    assert all(one.is_right for one in findings), findings
    assert findings[-1].what == "Часы каталога идут верно"
