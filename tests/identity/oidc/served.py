"""A small HTTP server on a real socket, for tests: `async with Served(answer) as one: one.url`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl


@dataclass
class Asked:
    """One request: path without query, headers in lower case, the form of its body."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class Reply:
    """What is answered; `pause` seconds before each kilobyte."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    pause: float = 0.0


Answer = Callable[[Asked], Awaitable[Reply]]


class Served:
    """Answers by one function; whatever is under way ends with it."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer, self.tls = answer, tls
        self.url = ""
        self.asked: list[str] = []
        self._busy: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", 0, ssl=self.tls)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"https://localhost:{port}" if self.tls else f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, target, _ = lines[0].split(" ")
        path = target.split("?")[0]
        self.asked.append(path)
        reply = await self.answer(Asked(method, path, headers, dict(parse_qsl(body.decode()))))
        head = {"Content-Length": str(len(reply.body)), "Connection": "close"} | reply.headers
        shown = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{shown}\r\n".encode())
        for start in range(0, len(reply.body), 1024):
            await asyncio.sleep(reply.pause)
            writer.write(reply.body[start : start + 1024])
            await writer.drain()
