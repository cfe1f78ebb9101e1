"""Signing in by a directory: what it takes, what it refuses, and that the directory never locks through us."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from identity.door.providers import Failure, FailureKind, VerifiedIdentity
from intranet.kit.db import DB
from tests.factories import World
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add, made
from tests.identity.ldap.slapd import SECRET, Slapd

Browser = Callable[[], httpx.AsyncClient]


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
    assert await made(row).verify("l.elena", "wrong") == Failure(FailureKind.BAD, detail="bind")
