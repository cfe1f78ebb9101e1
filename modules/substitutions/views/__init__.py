"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

HANDLERS: tuple[Any, ...] = ()
