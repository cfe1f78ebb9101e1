"""The administrator signed in, and a folder of secrets with one file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from intranet.kit import secrets
from intranet.kit.db import DB
from intranet.settings import Settings
from tests.doors import sign_in
from tests.factories import World, make_school

Browser = Callable[[], httpx.AsyncClient]
WAYS = "/office/entry/providers"
OIDC = {
    "kind": "oidc", "slug": "district", "title": "Район", "trust": "school", "ordinal": "5",
    "issuer": "https://id.example", "client_id": "parta", "auth_method": "client_secret_basic",
    "secret_file": "district.secret", "scopes": "openid\r\nprofile", "algorithms": "RS256", "seconds": "1",
    "claims__subject": "sub", "signs_out_there": "y",
}  # fmt: skip


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


@pytest.fixture
async def admin(client: Browser, world: World) -> httpx.AsyncClient:
    return await sign_in(client(), world, "oleg", hat="administrator")


@pytest.fixture
async def secretary(client: Browser, world: World) -> httpx.AsyncClient:
    return await sign_in(client(), world, "svetlana", hat="secretary")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    secrets.use_folder(tmp_path)
    (tmp_path / "district.secret").write_text("не-для-страниц\n")
    yield tmp_path
    secrets.use_folder(settings.data / "secrets")


Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def add(admin: httpx.AsyncClient, folder: Path) -> Send:
    """Add a way in by its form; what is named differs from OIDC."""

    async def send(**changed: str) -> httpx.Response:
        return await admin.post(WAYS, data=OIDC | changed)

    return send


async def stored(slug: str = "district") -> Any:
    """The row's columns as a mapping, None without one."""
    return await DB.value(
        "select to_jsonb(p) from identity_provider p where slug = $1", slug
    )  # fmt: skip


async def audited(action: str) -> int:
    """How many entries of the audit say so."""
    return int(await DB.value("select count(*) from audit_entry where action = $1", action))
