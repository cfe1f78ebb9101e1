"""From where somebody comes: believed only from a proxy on this machine."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Request

from identity.door.visitor import address_of, short_agent


def request(near: str | None, told: str = "") -> Request[Any, Any, Any]:
    scope: Any = {
        "type": "http",
        "client": (near, 1) if near is not None else None,
        "headers": [(b"x-forwarded-for", told.encode())] if told else [],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("near", "told", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        (None, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_address(near: str | None, told: str, address: str) -> None:
    assert address_of(request(near, told)) == address


@pytest.mark.parametrize(
    ("header", "short"),
    [
        ("Mozilla (Windows NT 10) YaBrowser/25 Safari/5", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/6", "Safari, iPhone"),
        ("curl/8.5<script>", "curl/8.5script"),
        ("", ""),
    ],
)  # fmt: skip
def test_short_agent(header: str, short: str) -> None:
    assert short_agent(header) == short
