"""A stream through ASGI: `async with opened(app, path, cookie=..) as stream: await stream.event("board")`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar

SECONDS = 30.0


class Heard:
    """What one browser is sent; `status` once the answer has begun, `ended` once it is over."""

    def __init__(self) -> None:
        self.status, self.ended = 0, asyncio.Event()
        self.begun, self.left = asyncio.Event(), asyncio.Event()
        self.messages: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._asked = False

    async def receive(self) -> dict[str, Any]:
        """The empty request, then, once this reader has left, the news of it."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Takes the answer apart into (kind, data)."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.begun.set()
            return
        for block in message["body"].decode().split("\n\n"):
            lines = block.split("\n")
            kind = next((line[7:] for line in lines if line.startswith("event: ")), "")
            data = "\n".join(line[6:] for line in lines if line.startswith("data: "))
            if kind:
                self.messages.put_nowait((kind, data))
        if not message.get("more_body"):
            self.ended.set()

    async def event(self, kind: str) -> str:
        """The data of the next message of a kind."""

        async def listen() -> str:
            while True:
                found, data = await self.messages.get()
                if found == kind:
                    return data

        return await asyncio.wait_for(listen(), SECONDS)


@asynccontextmanager
async def opened(app: Litestar, path: str, *, cookie: str = "", address: str = "10.1.2.3",
                 headers: dict[str, str] | None = None) -> AsyncIterator[Heard]:  # fmt: skip
    """A GET whose answer goes on until the block ends."""
    heard = Heard()
    sent = {"host": "school.test", **({"cookie": cookie} if cookie else {}), **(headers or {})}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": (address, 5000), "server": ("school.test", 80),
    }  # fmt: skip
    task = asyncio.create_task(app(scope, heard.receive, heard.send))  # type: ignore[arg-type]
    try:
        await asyncio.wait_for(heard.begun.wait(), SECONDS)
        yield heard
    finally:
        heard.left.set()
        await asyncio.wait_for(task, SECONDS)
