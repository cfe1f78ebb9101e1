"""A certified provider with two issuers for the whole run, a listener for its orders, a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from intranet.kit import secrets
from tests.identity.oidc import there
from tests.identity.oidc.crooked import Crooked
from tests.identity.oidc.served import Asked, Reply, Served


class Orders:
    """Back-channel orders as they arrive; the test says what to answer."""

    def __init__(self) -> None:
        self.forms: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def answer(self, asked: Asked) -> Reply:
        self.forms.put_nowait(asked.form)
        return Reply(200)

    async def next(self) -> dict[str, str]:
        """The form that comes next."""
        return await asyncio.wait_for(self.forms.get(), 10)


@pytest.fixture(scope="session")
async def listening() -> AsyncIterator[tuple[Served, Orders]]:
    orders = Orders()
    async with Served(orders.answer) as served:
        yield served, orders


@pytest.fixture(scope="session")
async def issuers(listening: tuple[Served, Orders]) -> AsyncIterator[list[str]]:
    async with there.running(2, listening[0].url) as found:
        yield found


@pytest.fixture
def issuer(issuers: list[str]) -> str:
    return issuers[0]


@pytest.fixture
def orders(listening: tuple[Served, Orders]) -> Orders:
    while not listening[1].forms.empty():
        listening[1].forms.get_nowait()
    return listening[1]


@pytest.fixture
async def person() -> AsyncIterator[there.Person]:
    async with httpx.AsyncClient() as http:
        yield there.Person(http)


@pytest.fixture
async def crooked() -> AsyncIterator[Crooked]:
    async with Crooked() as made:
        yield made


@pytest.fixture(autouse=True)
def _secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of secrets, with ours."""
    (tmp_path / "op-secret").write_text(there.SECRET + "\n")
    (tmp_path / "wrong-secret").write_text("another")
    monkeypatch.setattr(secrets, "_folder", tmp_path)
