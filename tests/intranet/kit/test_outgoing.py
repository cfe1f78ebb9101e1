"""Requests to other systems, against real sockets that are silent, slow, huge, or lead back home."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from intranet.kit import outgoing
from intranet.kit.outgoing import Unallowed, Unreachable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """A server of one kind of answer; its port."""
    busy: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        busy.add(task)
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, host, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


def answering(body: bytes, head: str = "HTTP/1.1 200 OK") -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()

    return handle


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:  # every single read is quick: only a deadline over all of them ends it
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def get(url: str, *, seconds: float = 5, allow_private: bool = True) -> outgoing.Answered:
    async with outgoing.client(seconds=seconds, allow_private=allow_private) as http:
        return await outgoing.fetch(http, "GET", url)


async def test_an_answer_is_read_to_its_end() -> None:
    async with serving(answering(b"hello")) as port:
        found = await get(f"http://127.0.0.1:{port}/")
    assert (found.status, found.body, found.headers["content-length"]) == (200, b"hello", "5")


@pytest.mark.parametrize("handler", [silent, dripping])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_silence_anywhere_ends_at_the_deadline(handler: Handler, scheme: str) -> None:
    async with serving(handler) as port:
        started = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            await get(f"{scheme}://127.0.0.1:{port}/", seconds=0.5)
    assert time.monotonic() - started < 5
    # bytes that are no TLS break the handshake at once, before the deadline
    assert caught.value.reason == ("certificate" if (handler, scheme) == (dripping, "https") else "timeout")


async def test_a_resolver_that_hangs_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(3) or [])
    started = time.monotonic()
    with pytest.raises(Unreachable, match="timeout"):
        await get("https://idp.example/", seconds=0.3)
    assert time.monotonic() - started < 2.5


async def test_a_huge_body_is_cut_off() -> None:
    async with serving(endless) as port:
        with pytest.raises(Unreachable, match="too_big"):
            await get(f"http://127.0.0.1:{port}/")


async def test_a_compressed_body_is_not_unpacked() -> None:
    bomb = answering(gzip.compress(b"0" * 5_000_000), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip")
    async with serving(bomb) as port:
        with pytest.raises(Unreachable, match="encoded"):
            await get(f"http://127.0.0.1:{port}/")


async def test_a_redirect_is_not_followed() -> None:
    head = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/secret"
    async with serving(answering(b"", head)) as port:
        found = await get(f"http://127.0.0.1:{port}/")
    assert found.status == 302


async def test_no_answer_at_all_and_no_http() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="connection"):
            await get(f"http://127.0.0.1:{free.getsockname()[1]}/")

    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()

    async with serving(nonsense) as port:
        with pytest.raises(Unreachable, match="broken"):
            await get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.8.8.8", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433",
        "0x7f000001", "017700000001", "127.1", "10.0.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
        "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    ],
)  # fmt: skip
async def test_our_own_networks_are_refused(host: str) -> None:
    with pytest.raises((Unallowed, Unreachable)) as caught:
        await get(f"https://{host}/", allow_private=False)
    # a host that the library itself calls no address goes nowhere either
    assert caught.value.reason in ("private", "name", "broken")


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "[::]", "169.254.169.254", "[fe80::1]", "224.0.0.1", "255.255.255.255", "240.0.0.1",
     "[ff02::1]", "192.0.2.1", "[2001:db8::1]", "[fec0::1]", "[::ffff:169.254.169.254]"],
)  # fmt: skip
@pytest.mark.parametrize("allow_private", [True, False])
async def test_what_is_no_host_stays_shut_even_inside(host: str, allow_private: bool) -> None:
    with pytest.raises(Unallowed, match="reserved"):
        await get(f"https://{host}/", allow_private=allow_private)


async def test_decimal_and_short_addresses_are_what_they_mean() -> None:
    async with serving(answering(b"home")) as port:
        assert (await get(f"http://2130706433:{port}/")).body == b"home"
        for host in ("2130706433", "127.1"):
            with pytest.raises(Unallowed, match="private"):
                await get(f"https://{host}:{port}/", allow_private=False)


async def test_plain_http_only_within_the_school() -> None:
    with pytest.raises(Unallowed, match="https"):
        await get("http://127.0.0.1/", allow_private=False)
    with pytest.raises(Unallowed, match="https"):
        await get("http://8.8.8.8/", allow_private=True)


def answers_of(*answers: str) -> Callable[..., list[tuple[object, ...]]]:
    """A resolver whose answer changes each time."""
    left = list(answers)

    def look_up(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        found = left.pop(0).split()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    return look_up


async def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers_of("8.8.8.8 127.0.0.1"))
    with pytest.raises(Unallowed, match="private"):
        await get("https://idp.example/", allow_private=False)


async def test_a_name_that_moves_after_the_check_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was looked at: a second look never happens."""
    connected: list[str] = []

    async def connect(self: object, host: str, *more: object) -> object:
        connected.append(host)
        raise outgoing.httpcore2.ConnectError("stop here")

    monkeypatch.setattr(outgoing.httpcore2.AnyIOBackend, "connect_tcp", connect)
    monkeypatch.setattr(socket, "getaddrinfo", answers_of("8.8.8.8", "127.0.0.1"))
    with pytest.raises(Unreachable, match="connection"):
        await get("https://idp.example/", allow_private=False)
    assert connected == ["8.8.8.8"]


async def test_the_host_is_named_and_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    async def listening(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with serving(listening) as port:
        monkeypatch.setattr(socket, "getaddrinfo", answers_of("127.0.0.1"))
        await get(f"http://idp.school.test:{port}/")
    assert f"host: idp.school.test:{port}".encode() in heard[0].lower()
