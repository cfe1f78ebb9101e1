"""A probe: it says what is wrong, ends in time, goes nowhere it may not, and costs only who asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from identity.administration import probing
from tests.identity.administration.conftest import WAYS, Send


class Silent:
    """A server that takes connections and says nothing."""

    def __init__(self) -> None:
        self.port, self.connections = 0, 0
        self.was_asked = asyncio.Event()

    async def hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.was_asked.set()
        await reader.read(-1)
        writer.close()


@pytest.fixture
async def silent() -> AsyncIterator[Silent]:
    held = Silent()
    server = await asyncio.start_server(held.hold, "127.0.0.1", 0)
    held.port = server.sockets[0].getsockname()[1]
    yield held
    server.close()


async def probed(admin: httpx.AsyncClient, slug: str = "district") -> tuple[httpx.Response, float]:
    started = time.monotonic()
    answer = await admin.post(f"{WAYS}/{slug}/probe", data={})
    return answer, time.monotonic() - started


async def test_a_hung_provider_is_a_finding_and_delays_nobody(
    add: Send, admin: httpx.AsyncClient, silent: Silent
) -> None:
    await add(issuer=f"http://127.0.0.1:{silent.port}", allow_private="y", seconds="1.5")
    probe = asyncio.create_task(probed(admin))
    await asyncio.wait_for(silent.was_asked.wait(), 5)
    slowest = 0.0
    for path in ("/login", "/", WAYS):
        started = time.monotonic()
        assert (await admin.get(path)).status_code in (200, 303)
        slowest = max(slowest, time.monotonic() - started)
    assert not probe.done() and slowest < 1.0
    answer, lasted = await probe
    assert answer.status_code == 200 and "✗" in answer.text
    assert 1.0 < lasted < 6.0


async def test_the_deadline_stands_above_a_provider_that_has_none(
    add: Send, admin: httpx.AsyncClient, silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "DEADLINE", 1.0)
    await add(issuer=f"http://127.0.0.1:{silent.port}", allow_private="y", seconds="15")
    answer, lasted = await probed(admin)
    assert "Служба молчит" in answer.text and lasted < 4.0


@pytest.mark.slow
async def test_a_silent_directory_ends_in_time(
    admin: httpx.AsyncClient, folder: Path, silent: Silent
) -> None:
    form = {
        "kind": "ldap", "slug": "net", "title": "Сеть", "trust": "school", "ordinal": "0",
        "flavour": "openldap", "url": f"ldap://127.0.0.1:{silent.port}", "base": "dc=x", "bind_dn": "cn=x",
        "secret_file": "district.secret", "user_filter": "(objectClass=*)",
        "attributes__stable_id": "entryUUID", "attributes__login": "uid", "seconds": "1", "threads": "2",
        "free_binds": "4", "lockout_minutes": "30", "missing_sweeps": "2",
        "missing_hours": "24", "archive_days": "90", "most_suspended": "50", "most_suspended_percent": "10",
    }  # fmt: skip
    assert (await admin.post(WAYS, data=form)).status_code == 303
    answer, lasted = await probed(admin, "net")
    assert answer.status_code == 200 and "✗" in answer.text and lasted < probing.DEADLINE + 2


async def test_a_private_address_is_not_asked(add: Send, admin: httpx.AsyncClient, silent: Silent) -> None:
    await add(issuer=f"https://127.0.0.1:{silent.port}")
    answer, _lasted = await probed(admin)
    assert answer.status_code == 200 and "✗" in answer.text
    assert silent.connections == 0


async def test_a_missing_file_is_said_before_anybody_is_asked(
    add: Send, admin: httpx.AsyncClient, silent: Silent
) -> None:
    await add(issuer=f"http://127.0.0.1:{silent.port}", allow_private="y", secret_file="not-there.secret")
    answer, _lasted = await probed(admin)
    assert "secrets/not-there.secret" in answer.text and silent.connections == 0


async def test_the_houses_own_is_right(admin: httpx.AsyncClient) -> None:
    answer, _lasted = await probed(admin, "local")
    assert "✓" in answer.text and "✗" not in answer.text
