"""ASGI layers around the finished app: origin check, session, looks, security headers.

They wrap the app from outside because 404 and 405 run no middleware and no guard.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import asyncpg
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from intranet.kit import i18n, view
from intranet.kit.access import Signed
from intranet.kit.bare_pages import AWAY, REFUSED, send_bare

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LoadSigned = Callable[[str], Awaitable[Signed | None]]
_log = structlog.get_logger("http")

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    b" connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# What a database that is away, restarting or out of connections raises.
UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError,
               asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)  # fmt: skip


SECRET = re.compile(r"[\w-]{30,}")


def told_path(path: str) -> str:
    """A path for the log: what is as long as a secret (a link of a letter, of a calendar) is left out."""
    return SECRET.sub("...", path)


def is_cross_origin(method: str, headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says that an unsafe request comes from another site.

    Sec-Fetch-Site decides, else Origin against Host; a request with neither is no browser and carries
    no cookie it was not given.
    """
    if method in SAFE:
        return False
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in (b"same-origin", b"none")
    origin = headers.get(b"origin", b"").decode("latin-1")
    return bool(origin) and _host_of(origin) != headers.get(b"host", b"").decode("latin-1")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[" is no address
        return None


def cookies_of(headers: dict[bytes, bytes]) -> dict[str, str]:
    """The request's cookies; a broken header is no cookie."""
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in found.items()}


class Layers:
    """All of them in one: `Layers(app, load_signed, cookie="sid", is_tls=False)`."""

    def __init__(self, app: ASGIApp, load: LoadSigned, *, cookie: str, is_tls: bool) -> None:
        self.app, self.load, self.cookie, self.is_tls = app, load, cookie, is_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        send = self._guarded(scope, send)
        if is_cross_origin(scope["method"], headers):
            await send_bare(send, 403, REFUSED)
            return
        try:
            await self._sign(scope, headers)
        except UNREACHABLE as error:
            _log.error("database away", path=told_path(scope["path"]), error=str(error))
            await send_bare(send, 503, AWAY)
            return
        started = time.perf_counter()
        await self.app(scope, receive, send)
        seconds = time.perf_counter() - started
        if seconds > 1 and "is_stream" not in scope["state"]:
            _log.warning("slow", path=told_path(scope["path"]), seconds=round(seconds, 2))

    async def _sign(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        cookies = cookies_of(headers)
        wishes = view.from_cookie(cookies.get(view.COOKIE))
        scope.setdefault("state", {}).update(view=wishes, session_cookie=self.cookie)
        i18n.LANG.set(wishes.lang)
        scope["user"] = scope["auth"] = None
        token = cookies.get(self.cookie)
        if token and not scope["path"].startswith("/static/"):
            signed = await self.load(token)
            scope["auth"] = signed
            scope["user"] = signed.viewer if signed else None

    def _guarded(self, scope: Scope, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                extra = [pair for pair in HEADERS if pair[0] not in present]
                if b"content-security-policy" not in present:
                    extra.append((b"content-security-policy", POLICY))
                if self.is_tls:
                    extra.append((b"strict-transport-security", b"max-age=31536000"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        return guarded
