"""The few kinds of answer the emulator has, and how to get at its world."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jinja2
import msgspec
from litestar import Request, Response

from identity.esia.emulator.faults import HANG_SECONDS, SLOW_SECONDS, Fault
from identity.esia.emulator.world import Given, World

Asking = Request[Any, Any, Any]
POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
_pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True,
    undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def world_of(request: Asking) -> World:
    """The state of this emulator."""
    world: World = request.app.state.world
    return world


def whole(content: bytes, kind: str, status: int = 200, **headers: str) -> Response[bytes]:
    """Bytes that nobody may keep."""
    every = {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    every |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(content, status_code=status, media_type=kind, headers=every)


def json(content: object, status: int = 200) -> Response[bytes]:
    """JSON."""
    return whole(msgspec.json.encode(content), "application/json", status)


def page(template: str, status: int = 200, form_action: str = "", **words: Any) -> Response[bytes]:
    """A page; `form_action`: the origin its form's answer leads to (a browser asks for that)."""
    text = _pages.get_template(template).render(words)
    policy = f"{POLICY} {form_action}".rstrip()
    return whole(text.encode(), "text/html", status, content_security_policy=policy)


def away(url: str, query: Mapping[str, str]) -> Response[bytes]:
    """A redirect with parameters added."""
    separator = "&" if urlsplit(url).query else "?"
    return whole(b"", "text/plain", 302, location=f"{url}{separator}{urlencode(query, quote_via=quote)}")


def origin_of(url: str) -> str:
    """ "http://127.0.0.1:8000" of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def broken(given: Given) -> Response[bytes] | None:
    """Late or failing, as this sign-in's faults want it; None when it is to be answered."""
    if given.has(Fault.HANG):
        await asyncio.sleep(HANG_SECONDS)
    if given.has(Fault.SLOW):
        await asyncio.sleep(SLOW_SECONDS)
    return whole(b"", "text/plain", 500) if given.has(Fault.ERROR_500) else None
