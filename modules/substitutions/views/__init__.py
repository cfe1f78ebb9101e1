"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import absences, desk, lesson, mine, proposals, rules, standby, tasks

HANDLERS: tuple[Any, ...] = (
    *absences.HANDLERS,
    *desk.HANDLERS,
    *lesson.HANDLERS,
    *mine.HANDLERS,
    *proposals.HANDLERS,
    *rules.HANDLERS,
    *standby.HANDLERS,
    *tasks.HANDLERS,
)
