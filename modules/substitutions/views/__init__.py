"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import absences, mine, proposals, rules, standby, tasks

HANDLERS: tuple[Any, ...] = (
    *absences.HANDLERS,
    *mine.HANDLERS,
    *proposals.HANDLERS,
    *rules.HANDLERS,
    *standby.HANDLERS,
    *tasks.HANDLERS,
)
