"""Handlers, one file per thing; the manifest takes them from here."""

from typing import Any

from modules.substitutions.views import (
    absences,
    desk,
    lesson,
    mine,
    proposals,
    publication,
    rules,
    standby,
    tasks,
)

HANDLERS: tuple[Any, ...] = (
    *absences.HANDLERS,
    *desk.HANDLERS,
    *lesson.HANDLERS,
    *mine.HANDLERS,
    *proposals.HANDLERS,
    *publication.HANDLERS,
    *rules.HANDLERS,
    *standby.HANDLERS,
    *tasks.HANDLERS,
)
