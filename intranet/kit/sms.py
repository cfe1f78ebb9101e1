"""Text messages by the school's own gateway: an HTTPS address that takes a POST of `to` and `text`.

PARTA_SMS names it; the word it knows us by is the file `sms` of the data folder's secrets. Without both the
product works: the class teacher confirms numbers. Nothing of a message stands in a log.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx2

from intranet.kit import secrets

SECRET = "sms"
SECONDS = 10
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_url = ""


class NotSent(Exception):
    """The gateway did not take the message; the reason holds nothing of it."""


def use(url: str) -> None:
    """Take the address; "" means there is none. ValueError for one that is not https."""
    global _url
    parts = urlsplit(url)
    is_near = parts.scheme == "http" and parts.hostname in LOOPBACK
    if url and not (parts.hostname and (parts.scheme == "https" or is_near)):
        raise ValueError("PARTA_SMS is not https://...")
    _url = url


def is_configured() -> bool:
    """Whether messages can leave."""
    try:
        return bool(_url) and bool(secrets.secret(SECRET))
    except secrets.NoSecretError:
        return False


async def send(to: str, text: str) -> None:
    """Hand one message to the gateway within ten seconds, whatever it does. NotSent."""
    if not is_configured():
        raise NotSent("not set: PARTA_SMS or its secret")
    headers = {"Authorization": f"Bearer {secrets.secret(SECRET)}"}
    try:
        async with asyncio.timeout(SECONDS), httpx2.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.post(_url, data={"to": to, "text": text}, headers=headers)
    except (httpx2.HTTPError, OSError, TimeoutError) as error:
        raise NotSent(type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise NotSent(f"status {answer.status_code}")
