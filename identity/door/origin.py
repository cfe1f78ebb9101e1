"""The site's own address, as browsers know it: PARTA_ORIGIN behind https, else the host that was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from intranet.kit.answers import Site


@dataclass(frozen=True)
class Party:
    """Whom a passkey belongs to (WebAuthn's relying party): "https://school.example", "school.example"."""

    origin: str
    host: str


def party_of(request: Request[Any, Any, Any]) -> Party:
    """This site. A host that a stranger wrote into the request is believed on plain http only (a demo)."""
    origin = Site.origin.rstrip("/")
    if not origin.startswith("https://"):
        origin = f"{request.url.scheme}://{request.url.netloc}"
    return Party(origin, urlsplit(origin).hostname or "")
