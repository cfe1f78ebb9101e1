"""The door's three cookies. On https they are `__Host-`: bound to this host, refused from elsewhere.

All are HttpOnly and Lax: the way back from a provider is a top-level GET of another site, and needs them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar import Request

HOST = "__Host-"
TOKEN_LENGTH = 43  # of secrets.token_urlsafe(32)
DEVICE_SECONDS = 365 * 24 * 3600
FLOW_SECONDS = 20 * 60


class Names(NamedTuple):
    """How the three are called here."""

    session: str
    device: str
    flow: str


PLAIN = Names("sid", "device", "flow")
SECURE = Names(*(HOST + name for name in PLAIN))


def names_of(request: Request[Any, Any, Any]) -> Names:
    """The names of this installation, by the session's (the layer around the app knows it)."""
    name: str = request.scope.get("state", {}).get("session_cookie", PLAIN.session)
    return SECURE if name.startswith(HOST) else PLAIN


def line(name: str, token: str, seconds: int | None = None) -> str:
    """The Set-Cookie line; without `seconds` it lives as long as the browser. An empty token deletes it."""
    secure = "; Secure" if name.startswith(HOST) else ""
    age = f"; Max-Age={seconds if token else 0}" if seconds is not None or not token else ""
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"
