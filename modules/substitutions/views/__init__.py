"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import absences, mine, standby, tasks

HANDLERS: tuple[Any, ...] = (
    *absences.HANDLERS, *mine.HANDLERS, *standby.HANDLERS, *tasks.HANDLERS,
)  # fmt: skip
