"""Directories that run for the whole folder, and the rows of `identity_provider` that lead to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from identity.door import registry
from identity.door.providers import ProviderRow
from identity.ldap.provider import Directory
from intranet.kit.db import DB
from intranet.school.classes.names import code_key
from intranet.settings import Settings
from tests.factories import World, insert, make_school
from tests.identity.ldap import slapd
from tests.identity.ldap.pki import Authority
from tests.identity.ldap.slapd import Slapd

Add = Callable[..., Awaitable[ProviderRow]]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the directories' certificates."""
    return Authority(tmp_path_factory.mktemp("ca"), "school-ca")


@pytest.fixture(scope="session")
def directory_server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Slapd]:
    """The slapd with the whole school; tests put back what they change."""
    folder = tmp_path_factory.mktemp("slapd")
    with slapd.running(folder, authority.certificate, authority.sign("slapd")) as made:
        made.add(slapd.frame() + slapd.many())
        yield made


@pytest.fixture(scope="session")
def small_server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Slapd]:
    """Another slapd, with the cast only: for synchronising, and for being the second."""
    folder = tmp_path_factory.mktemp("slapd2")
    with slapd.running(folder, authority.certificate, authority.sign("slapd2")) as made:
        made.add(slapd.frame())
        yield made


@pytest.fixture(scope="session")
def secrets_folder(settings: Settings, authority: Authority) -> Path:
    """The data folder's secrets with what the rows name."""
    folder = settings.data / "secrets"
    folder.mkdir(exist_ok=True)
    (folder / "school-ca.crt").write_bytes(authority.certificate.read_bytes())
    (folder / "svc").write_text(slapd.SERVICE_SECRET + "\n")
    return folder


@pytest.fixture
async def world(db: None) -> World:
    """The school, whose staff list has numbers."""
    world = await make_school()
    for login, system, value in (
        ("elena", "staff", "T-1"), ("olga", "staff", "T-2"), ("irina", "staff", "T-3"),
        ("dasha", "student", "S-1"),
    ):  # fmt: skip
        await insert(
            "external_id", system=system, key=code_key(value), value=value, person=world.people[login]
        )
    return world


def settings_of(url: str, **more: Any) -> dict[str, Any]:
    """A row's `config` for a slapd."""
    return {
        "url": url, "base": slapd.BASE, "bind_dn": slapd.SERVICE, "secret_file": "svc",
        "ca_file": "school-ca.crt", "group_base": slapd.GROUPS, "suffixes": ["school.local", "SCHOOL"],
    } | more  # fmt: skip


@pytest.fixture
def add_directory(secrets_folder: Path, db: None) -> Add:
    """`row = await add_directory(server.ldaps, slug="staff", threads=2)`."""

    async def add(url: str, slug: str = "ldap", **more: Any) -> ProviderRow:
        await insert("identity_provider", slug=slug, kind="ldap", title=slug, config=settings_of(url, **more))
        row = await registry.provider_row(slug)
        assert row is not None
        return row

    return add


def made(row: ProviderRow) -> Directory:
    """The provider of a row."""
    provider: Directory = registry.make(row)
    return provider


async def attempts(slug: str) -> int:
    """How many logins are being slowed."""
    return int(await DB.value("select count(*) from auth_throttle where kind = 'login'"))


async def link(row: ProviderRow, person: int, server: Slapd, login: str) -> int:
    """Somebody's account and its link to an entry, as the sync leaves them; the account."""
    account = await insert(
        "account", person=person, provider=row.id, login=login, login_key=f"{login}.{row.slug}"
    )
    await insert(
        "external_identity", account=account, provider=row.id, issuer=slapd.BASE, linked_by="sync",
        subject=server.read(slapd.dn_of(login), "entryUUID")[0], linked_at=datetime.now(UTC),
    )  # fmt: skip
    return account


@pytest.fixture
def fresh_server(tmp_path: Path, authority: Authority) -> Iterator[Slapd]:
    """A slapd of this test's own, with the cast."""
    with slapd.running(tmp_path / "slapd", authority.certificate, authority.sign("fresh")) as started:
        started.add(slapd.frame())
        yield started
