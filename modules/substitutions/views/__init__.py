"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import sheets

HANDLERS: tuple[Any, ...] = (*sheets.HANDLERS,)
