"""Where to after signing in: only a path of this site."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500
NOWHERE = ("/login", "/logout", "/hat", "/view", "/profile/password", "/login/again", "/login/factor")


def local_path(wanted: str | None) -> str:
    """The path (with query) if it is one of this site, else "/".

    Schemes, hosts, `//`, backslashes and control characters make it none.
    """
    text = wanted or ""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or len(text) > LONGEST:
        return "/"
    if any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in text):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc else text


def safe_path(wanted: str | None) -> str:
    """The same, but never a page of the door itself."""
    text = local_path(wanted)
    return "/" if text.partition("?")[0] in NOWHERE else text
