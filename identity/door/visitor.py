"""From where somebody comes: the address, a short name of the browser, its cookies."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any

from litestar import Request

from identity.door import cookies

BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """An address and a browser, as they are kept with sessions and events, and the browser's three cookies.

    `session`: the token of a session that will end when another begins. `device`: the browser, known for a
    year. `flow`: the attempt that takes several pages.
    """

    ip: str
    agent: str
    session: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    flow: str = field(default="", repr=False)


NOBODY = Visitor("", "")


def short_agent(text: str) -> str:
    """ "Firefox, Windows" from a User-Agent header; its first words when it is none we know."""
    browser = next((name for mark, name in BROWSERS if mark in text), "")
    system = next((name for mark, name in SYSTEMS if mark in text), "")
    known = ", ".join(filter(None, (browser, system)))
    return known or re.sub(r"[^\w ./-]", "", text)[:40]


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return not address  # a Unix socket
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def address_of(request: Request[Any, Any, Any]) -> str:
    """The client's address; from a proxy on this machine, the last one it has written."""
    client = request.scope.get("client")
    near = client[0] if client else ""
    told = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    if not told or not _is_loopback(near):
        return near[:45]
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return near[:45]


def visitor_of(request: Request[Any, Any, Any]) -> Visitor:
    """Who stands at the door."""
    names = cookies.names_of(request)
    return Visitor(
        address_of(request),
        short_agent(request.headers.get("user-agent", "")),
        session=request.cookies.get(names.session, ""),
        device=request.cookies.get(names.device, ""),
        flow=request.cookies.get(names.flow, ""),
    )
