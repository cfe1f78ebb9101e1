"""Statements of each page, counted in a copy of the app inside this process, over the same database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from intranet.demo import PASSWORD
from litestar_app import create_app
from tests import statements
from tests.load.pages import Visit


@asynccontextmanager
async def app_here() -> AsyncIterator[httpx.ASGITransport]:
    """The app with its pool open; the kit's DB works inside the block."""
    app = create_app()
    statements.watch()
    started, stop = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with app.lifespan():
            started.set()
            await stop.wait()

    task = asyncio.create_task(hold())
    await started.wait()
    try:
        yield httpx.ASGITransport(app, raise_app_exceptions=False)
    finally:
        stop.set()
        await task


async def _signed_in(transport: httpx.ASGITransport, login: str, hat: str) -> httpx.AsyncClient:
    browser = httpx.AsyncClient(transport=transport, base_url="http://school.test")
    if login:
        await browser.post("/login", data={"login": login, "password": PASSWORD})
        page = (await browser.get("/profile")).text
        worn = re.search(r'name="_hat" value="(\w+)"', page)
        if worn and worn[1] != hat:
            await browser.post("/hat", data={"hat": hat, "_hat": worn[1]})
    return browser


async def statements_of(transport: httpx.ASGITransport, visit: Visit) -> int:
    """Statements of the second request of a page, or of one more saving."""
    browser = await _signed_in(transport, visit.login, visit.hat)
    count = 0
    for n in range(2):
        async with statements.counting() as seen:
            if visit.form:
                answer = await browser.post(visit.path, data={"_hat": visit.hat, **visit.form(n)})
                visit.answered(answer.content)
            else:
                answer = await browser.get(visit.path)
        assert answer.status_code < 400, (visit.name, answer.status_code)
        count = len(seen)
    await browser.aclose()
    return count
