"""What handlers return: a page, a fragment of one, a redirect, a download.

A page fetches its frame (tabs with informers, one statement) and renders when it is sent, so the
same class serves pages, forms with errors (422), conflicts (409) and error pages.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, cast
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.types import Receive, Scope, Send

from intranet.kit import assets, clock, i18n, templating
from intranet.kit.access import Signed
from intranet.kit.module import Tab, tabs_of
from intranet.kit.view import DEFAULT, View

HTML = b"text/html; charset=utf-8"
WORTH_PACKING = 1400
FILE_POLICY = "default-src 'none'; sandbox"


class Site:
    """What every page says of the school; set once at start by the composition root."""

    name = ""
    meta = ""
    address = ""
    build_id = ""
    origin = ""  # PARTA_ORIGIN: the address browsers reach us by
    home = "/"


def site_address(request: Request[Any, Any, Any]) -> str:
    """This site as others reach it ("https://school.example"): PARTA_ORIGIN, else as it was asked."""
    if Site.origin:
        return Site.origin.rstrip("/")
    is_tls = request.scope["state"]["session_cookie"].startswith("__Host-")
    return f"{'https' if is_tls else request.url.scheme}://{request.url.netloc}"


Headers = list[tuple[bytes, bytes]]


def _packed(scope: Scope, body: bytes, headers: Headers) -> tuple[bytes, Headers]:
    """Pages travel as gzip where the browser takes it: no secret of ours stands in them to be guessed at."""
    if len(body) < WORTH_PACKING or (b"content-type", HTML) not in headers:
        return body, headers
    if b"gzip" not in dict(scope["headers"]).get(b"accept-encoding", b""):
        return body, headers
    return gzip.compress(body, compresslevel=2, mtime=0), [*headers, (b"content-encoding", b"gzip")]


async def _send(send: Send, status: int, body: bytes, headers: Headers, *, is_head: bool) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body, "more_body": False})


class Answer(Response[bytes]):
    """The common type of everything a handler may return; `cookies` are set by their header lines."""

    kind_headers: list[tuple[bytes, bytes]]

    def __init__(self, status: int = 200) -> None:
        super().__init__(b"", status_code=status)
        self.kind_headers = []

    def with_cookie(self, line: str) -> Answer:
        """Add a Set-Cookie line."""
        self.kind_headers.append((b"set-cookie", line.encode("latin-1")))
        return self

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """The bytes and the headers that go with them; nothing, unless a kind of answer says otherwise."""
        return b"", []

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **_: Any) -> Any:
        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            body, headers = _packed(scope, *await self.body_of(scope))
            is_head = scope.get("method") == "HEAD"
            await _send(send, self.status_code or 200, body, headers + self.kind_headers, is_head=is_head)

        return respond


def page_context(scope: Scope, tabs: list[Tab]) -> dict[str, Any]:
    """What layout.html and every page may use besides their own values."""
    signed: Signed | None = scope.get("auth")
    view: View = scope.get("state", {}).get("view", DEFAULT)
    templating.WORN.set(signed.hat if signed else "")
    return {
        "signed": signed,
        "viewer": signed.viewer if signed else None,
        "shell": {"tabs": tabs},
        "view": view,
        "school": Site,
        "build_id": Site.build_id,
        "request_path": scope["path"],
        "request_query": scope.get("query_string", b"").decode("latin-1"),
        "static": assets.static,
        "can": templating.may(signed),
        "today": signed.viewer.day if signed else clock.today(),
        "demo_clock": templating.moment(clock.now()) if clock.is_shifted() else None,
    }


class Page(Answer):
    """A whole page: `Page("diary/week.html", week=week)`."""

    def __init__(self, template: str, *, status: int = 200, **context: Any) -> None:
        super().__init__(status)
        self.template, self.context = template, context

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        signed: Signed | None = scope.get("auth")
        tabs = await self.tabs(signed, scope["path"])
        view: View = scope.get("state", {}).get("view", DEFAULT)
        with i18n.speaking(view.lang):
            text = templating.render(self.template, {**page_context(scope, tabs), **self.context})
        return text.encode(), [
            (b"content-type", HTML),
            (b"cache-control", b"no-store"),
            (b"vary", b"cookie, accept-encoding"),
        ]

    async def tabs(self, signed: Signed | None, path: str) -> list[Tab]:
        """The header's tabs; none for a stranger or while something else must be done first."""
        return await tabs_of(signed, path) if signed and not signed.gate else []


class Fragment(Page):
    """A piece of a page, without the frame."""

    async def tabs(self, signed: Signed | None, path: str) -> list[Tab]:
        return []


class Redirect(Answer):
    """303 to a path of ours; `htmx` makes the browser load the whole page."""

    def __init__(self, path: str) -> None:
        if not path.startswith("/") or path.startswith("//") or "\\" in path:
            raise ValueError(f"not a path of this site: {path}")
        super().__init__(303)
        self.path = path

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        return b"", [(b"location", quote(self.path, safe="/?&=#%+:,-._~").encode())]


class Elsewhere(Answer):
    """303 to another site: a provider of identity. Answers a GET only: our policy stops a form's redirect."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.netloc or not url.isascii() or "\n" in url:
            raise ValueError("not an address of a site")
        super().__init__(303)
        self.url = url

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        return b"", [(b"location", self.url.encode()), (b"cache-control", b"no-store")]


class WholePage(Answer):
    """Tell htmx to load this path as a whole page (who you are has changed)."""

    def __init__(self, path: str) -> None:
        super().__init__(200)
        self.path = path

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        return b'<main id="main"></main>', [
            (b"content-type", HTML),
            (b"hx-redirect", quote(self.path, safe="/?&=%").encode()),
        ]


class Download(Answer):
    """A file to keep: always an attachment, never sniffed, never run."""

    def __init__(self, body: bytes, *, filename: str, media_type: str) -> None:
        super().__init__(200)
        self.bytes, self.filename, self.file_type = body, filename, media_type

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        name = quote(self.filename, safe="")
        return self.bytes, [
            (b"content-type", self.file_type.encode()),
            (b"content-disposition", f"attachment; filename*=UTF-8''{name}".encode()),
            (b"content-security-policy", FILE_POLICY.encode()),
            (b"cache-control", b"private, no-store"),
        ]


class Plain(Answer):
    """Text for machines."""

    def __init__(
        self, text: str, *, status: int = 200, media_type: str = "text/plain; charset=utf-8"
    ) -> None:
        super().__init__(status)
        self.text, self.text_type = text, media_type

    async def body_of(self, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        return self.text.encode(), [
            (b"content-type", self.text_type.encode()),
            (b"cache-control", b"no-store"),
        ]


async def _left(receive: Receive) -> None:
    """Until the other side has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Stream(Answer):
    """Server-sent events; `events()` yields messages already framed, and is closed when the reader leaves."""

    def __init__(self, events: Callable[[], AsyncIterator[bytes]]) -> None:
        super().__init__(200)
        self.events = events

    async def _pour(self, send: Send) -> None:
        async with aclosing(cast("AsyncGenerator[bytes, None]", self.events())) as messages:
            async for message in messages:
                await send({"type": "http.response.body", "body": message, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **_: Any) -> Any:
        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["is_stream"] = True  # it lasts as long as its reader wants
            headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"),
                       (b"x-accel-buffering", b"no")]  # fmt: skip
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            pouring, leaving = asyncio.create_task(self._pour(send)), asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({pouring, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                if not pouring.done():
                    pouring.cancel()
                await asyncio.wait({pouring, leaving})
            if not pouring.cancelled():
                pouring.result()

        return respond
