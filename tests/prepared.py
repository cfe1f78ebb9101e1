"""What must have happened before a page of several steps opens: `await prepare(path, browser, world)`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from tests.doors import make_account
from tests.factories import SET_AT, World, insert
from tests.people import PASSWORD

Prepare = Callable[[httpx.AsyncClient, World], Awaitable[None]]


async def _first_step(browser: httpx.AsyncClient, world: World) -> None:
    """The right password of somebody who has a second factor."""
    account = await make_account(world.people["olga"], "olga")
    for kind in ("totp", "passkey"):
        await insert("factor", account=account, kind=kind, created_at=SET_AT, confirmed_at=SET_AT)
    answer = await browser.post("/login", data={"login": "olga", "password": PASSWORD})
    assert answer.headers["location"] == "/login/factor"


async def _pending_app(browser: httpx.AsyncClient, world: World) -> None:
    """An app that waits for its first code."""
    answer = await browser.post("/profile/factors/app", data={})
    assert answer.status_code == 303


PREPARE: dict[str, Prepare] = {"/login/factor": _first_step, "/profile/factors/app": _pending_app}


async def prepare(path: str, browser: httpx.AsyncClient, world: World) -> None:
    """Do it, if the page needs anything."""
    if path in PREPARE:
        await PREPARE[path](browser, world)
