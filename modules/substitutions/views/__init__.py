"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import publication

HANDLERS: tuple[Any, ...] = (*publication.HANDLERS,)
