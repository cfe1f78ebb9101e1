"""The server is asked to end while a hall's board is open: the stream is ended by us, not cut off."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from intranet.embedded import EmbeddedPostgres
from tests.killed import SECONDS, WebServer, environment, free_port, start_web
from tests.people import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[WebServer]:
    with EmbeddedPostgres(tmp_path / "postgres") as postgres:
        env = environment(postgres, tmp_path / "data")
        served = await asyncio.to_thread(start_web, free_port(), env)
        try:
            await served.wait_ready()
            yield served
        finally:
            served.stop()


async def test_an_open_board_does_not_keep_the_server(web: WebServer) -> None:
    async with httpx.AsyncClient(base_url=web.address, timeout=SECONDS) as browser:
        await browser.post("/login", data={"login": "elena", "password": PASSWORD})
        async with browser.stream("GET", "/substitutions/board/events") as heard:
            said = heard.aiter_text()
            while "event: board" not in await anext(said):
                pass
            web.process.send_signal(signal.SIGTERM)
            async for _rest in said:  # to its proper end: a killed server's answer raises here
                pass
    assert await asyncio.to_thread(web.process.wait, SECONDS) == 0
