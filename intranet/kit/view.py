"""How one device wants pages to look: theme, version for the visually impaired, language.

Kept in the cookie `view`, so that it works before sign-in; unknown values fall back to the default.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

COOKIE = "view"
ALLOWED = {
    "theme": ("auto", "light", "dark"),
    "vi": ("", "bw", "wb", "blue", "sand", "forest"),
    "vi_size": ("1", "2", "3"),
    "vi_space": ("1", "2", "3"),
    "vi_img": ("off", "on"),
    "vi_face": ("sans", "serif"),
    "lang": ("ru", "en"),
}


@dataclass(frozen=True)
class View:
    """One device's wishes; every field holds one of ALLOWED."""

    theme: str = "auto"
    vi: str = ""
    vi_size: str = "1"
    vi_space: str = "1"
    vi_img: str = "off"
    vi_face: str = "sans"
    lang: str = "ru"

    def changed(self, wishes: dict[str, str]) -> View:
        """The same with these fields set; what is not allowed is ignored."""
        known = {key: value for key, value in wishes.items() if value in ALLOWED.get(key, ())}
        return View(
            **{field.name: known.get(field.name, getattr(self, field.name)) for field in fields(self)}
        )

    def to_cookie(self) -> str:
        """Only what differs from the default."""
        default = View()
        return urlencode(
            {
                f.name: getattr(self, f.name)
                for f in fields(self)
                if getattr(self, f.name) != getattr(default, f.name)
            }
        )


DEFAULT = View()


def from_cookie(text: str | None) -> View:
    """The wishes in a cookie's value."""
    return DEFAULT.changed(dict(parse_qsl(text))) if text else DEFAULT
