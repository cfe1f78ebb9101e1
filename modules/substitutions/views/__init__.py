"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import desk, lesson

HANDLERS: tuple[Any, ...] = (*desk.HANDLERS, *lesson.HANDLERS)
