"""Requests to other systems: never to our own network by accident, never without an end.

Every connection is checked by the address it really goes to: the name is resolved once, each address must be
a public one, and the connection goes to a checked address (a name that answers differently the next time
gains nothing). `allow_private` opens the school's own networks, and there plain http too; link-local,
multicast and reserved addresses stay shut. No redirects, no proxies of the environment, no compressed
answers, a megabyte at most, and one deadline over name, connection, TLS, headers and body together.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore2
import httpx2

MOST_BYTES = 1 << 20
MOST_ADDRESSES = 4  # of one name that are tried in turn
# A resolver that hangs keeps its thread: threads of its own, so that nothing else waits for one.
_resolving = ThreadPoolExecutor(4, thread_name_prefix="names")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
SITE = ipaddress.ip_network("fec0::/10")
# Networks of somebody's own: this machine, a school's, a carrier's.
OWN = tuple(
    ipaddress.ip_network(block)
    for block in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7",
    )
)  # fmt: skip


class Unreachable(Exception):
    """No answer: `reason` is name, connection, certificate, timeout, broken, too_big or encoded."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unallowed(Exception):
    """We do not go there: `reason` is https, private or reserved."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answered:
    """An answer read to its end."""

    status: int
    headers: httpx2.Headers
    body: bytes


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or (address.teredo or (address, address))[1]
    return address


def refusal_of(text: str, *, allow_private: bool) -> str:
    """Why this address is not connected to: "private", "reserved"; "" when it may be."""
    address = _inner(ipaddress.ip_address(text))
    if any(address in network for network in OWN):
        return "" if allow_private else "private"
    is_special = (
        address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    )
    return "" if address.is_global and not is_special and address not in SITE else "reserved"


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Where this name leads, every address checked. Unreachable, Unallowed."""
    try:
        found = await asyncio.get_running_loop().run_in_executor(_resolving, _look_up, host, port)
    except (OSError, UnicodeError) as error:
        raise Unreachable("name") from error
    for address in found:
        if reason := refusal_of(address, allow_private=allow_private):
            raise Unallowed(reason)
    return found[:MOST_ADDRESSES]


class _Checked(httpcore2.AnyIOBackend):
    """Connects to checked addresses only; with `is_plain` (http) never to a public one."""

    def __init__(self, allow_private: bool, *, is_plain: bool) -> None:
        self.allow_private, self.is_plain = allow_private, is_plain
        self.opened: list[httpcore2.AsyncNetworkStream] = []

    async def aclose(self) -> None:
        """The pool forgets a connection that was cut off in its TLS handshake."""
        for stream in self.opened:
            await stream.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        found = await addresses_of(host, port, allow_private=self.allow_private)
        if self.is_plain and not all(refusal_of(one, allow_private=False) for one in found):
            raise Unallowed("https")
        failed: Exception = Unreachable("name")
        for address in found:
            try:
                made = await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            self.opened.append(made)
            return made
        raise failed


@contextmanager
def _failures() -> Iterator[None]:
    """What goes wrong on the way, in our words."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise Unreachable("timeout") from error
    except httpcore2.ConnectError as error:
        raise Unreachable("certificate" if _is_tls(error) else "connection") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise Unreachable("broken") from error


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


class _Bounded(httpx2.AsyncByteStream):
    """A body of at most a megabyte."""

    def __init__(self, body: AsyncIterable[bytes]) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        with _failures():
            async for part in self.body:
                seen += len(part)
                if seen > MOST_BYTES:
                    raise Unreachable("too_big")
                yield part

    async def aclose(self) -> None:
        if hasattr(self.body, "aclose"):
            await self.body.aclose()


class GuardedTransport(httpx2.AsyncBaseTransport):
    """The way out, for clients that are made elsewhere (use `deadline` around them)."""

    def __init__(self, *, allow_private: bool = False, ca: ssl.SSLContext | bytes | None = None) -> None:
        context = ca if isinstance(ca, ssl.SSLContext) else tls_context(ca)
        schemes = ("https", "http") if allow_private else ("https",)
        self._ways = {scheme: _Checked(allow_private, is_plain=scheme == "http") for scheme in schemes}
        self._pools = {
            scheme: httpcore2.AsyncConnectionPool(context, max_connections=4, network_backend=way)
            for scheme, way in self._ways.items()
        }

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        pool = self._pools.get(request.url.scheme)
        if pool is None:
            raise Unallowed("https")
        request.headers["Accept-Encoding"] = "identity"
        with _failures():
            answer = await pool.handle_async_request(_as_sent(request))
        assert isinstance(answer.stream, AsyncIterable)
        made = httpx2.Response(answer.status, headers=answer.headers, stream=_Bounded(answer.stream))
        if made.headers.get("content-encoding", "identity") != "identity":
            await made.aclose()
            raise Unreachable("encoded")
        return made

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        for way in self._ways.values():
            await way.aclose()


def _as_sent(request: httpx2.Request) -> httpcore2.Request:
    url = request.url
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@lru_cache(8)
def tls_context(ca: bytes | None = None) -> ssl.SSLContext:
    """Who is trusted: the usual authorities, or only these (PEM). ssl.SSLError, ValueError for no PEM."""
    if ca is None:
        return httpx2.create_ssl_context(trust_env=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=ca.decode())
    return context


@asynccontextmanager
async def deadline(seconds: float) -> AsyncIterator[None]:
    """Everything inside is over in time, or Unreachable("timeout")."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if limit.expired():
            raise Unreachable("timeout") from error
        raise


@asynccontextmanager
async def client(
    *, seconds: float, allow_private: bool = False, ca: ssl.SSLContext | bytes | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client for a few requests, all of them over in `seconds`. Unreachable, Unallowed."""
    transport = GuardedTransport(allow_private=allow_private, ca=ca)
    async with (
        deadline(seconds),
        httpx2.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, timeout=seconds
        ) as http,
    ):
        yield http


async def fetch(http: httpx2.AsyncClient, method: str, url: str, **more: Any) -> Answered:
    """One request, its answer read to the end; a redirect is an answer like another.

    Unreachable, Unallowed.
    """
    try:
        answer = await http.request(method, url, **more)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable("broken") from error
    return Answered(answer.status_code, answer.headers, answer.content)
