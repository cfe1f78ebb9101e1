"""Who may see the hall's board: the staff that is signed in, a screen with its token, a screen of a network.

Rules: everybody else gets 404. A token comes once in the address and moves into a cookie of the board's own
path, so that it stays in no history. The client's address is what `identity.door` takes it for: the last
one written by a proxy on this machine, else the connection's own; what a stranger writes into X-Forwarded-
For opens nothing.
"""

from __future__ import annotations

import ipaddress
from datetime import time
from typing import Any, NamedTuple

from litestar import Request

from identity.door.visitor import address_of
from intranet.kit.access import Signed
from intranet.kit.errors import NotFound
from intranet.kit.view import DEFAULT, View
from modules.substitutions.permissions import STAFF
from modules.substitutions.queries.board import Screen, screens_for

PATH = "/substitutions/board"
AGE = 400 * 24 * 3600  # browsers keep none longer; each opening begins it anew
LONGEST = 100


class Access(NamedTuple):
    """How the board was opened: by a screen (None: by the staff), from what hour it shows the next day.

    `lang`: of whoever looks; a screen that never chose speaks the school's Russian.
    """

    screen: int | None
    next_day_from: time | None
    address: str
    lang: str = "ru"


def _cookie(request: Request[Any, Any, Any]) -> str:
    name: str = request.scope["state"]["session_cookie"]
    return "__Secure-board" if name.startswith("__Host-") else "board"


def _lang(request: Request[Any, Any, Any]) -> str:
    view: View = request.scope["state"].get("view", DEFAULT)
    return view.lang


def cookie_line(request: Request[Any, Any, Any], token: str) -> str:
    """The Set-Cookie line of a screen's token."""
    name = _cookie(request)
    secure = "; Secure" if name.startswith("__Secure-") else ""
    return f"{name}={token}; Path={PATH}; HttpOnly; SameSite=Lax; Max-Age={AGE}{secure}"


def token_of(request: Request[Any, Any, Any]) -> str:
    """The token in the cookie; empty without one."""
    return request.cookies.get(_cookie(request), "")[:LONGEST]


def is_inside(address: str, networks: list[str]) -> bool:
    """Whether an address lies in one of the ranges; an IPv4 address may come dressed as IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in ipaddress.ip_network(one) for one in networks)


async def admit(request: Request[Any, Any, Any], token: str | None = None) -> Access:
    """Who looks; NotFound for a stranger. `token`: instead of the cookie's."""
    signed: Signed | None = request.scope.get("auth")
    address = address_of(request)
    if token is None and signed is not None and not signed.gate and signed.hat in STAFF:
        return Access(None, None, address, _lang(request))
    found = await screens_for(None, token_of(request) if token is None else token[:LONGEST])
    screen = _chosen(found, address, by_token=token is not None)
    if screen is None:
        raise NotFound
    return Access(screen.id, screen.next_day_from, address, _lang(request))


def _chosen(found: list[Screen], address: str, *, by_token: bool) -> Screen | None:
    """The token's own screen, else the first of a network of the address."""
    mine = next((one for one in found if one.has_token), None)
    if mine is not None or by_token:
        return mine
    return next((one for one in found if is_inside(address, one.networks)), None)
