"""How large a file is, for people."""

from __future__ import annotations

from intranet.kit.i18n import _

KILO = 1024


def size_words(size: int) -> str:
    """ "340 КБ", "2,4 МБ"; anything smaller is 1 КБ."""
    if size < KILO * KILO:
        return _("%(n)s КБ", n=max(1, round(size / KILO)))
    return _("%(n)s МБ", n=f"{size / KILO / KILO:.1f}".replace(".", ","))
