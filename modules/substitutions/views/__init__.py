"""Handlers of the substitutions, a file per thing."""

from typing import Any

from modules.substitutions.views import (
    absences,
    board,
    desk,
    lesson,
    mine,
    proposals,
    publication,
    published,
    register,
    rules,
    screens,
    sheets,
    standby,
    tasks,
)

HANDLERS: tuple[Any, ...] = (
    *absences.HANDLERS,
    *board.HANDLERS,
    *desk.HANDLERS,
    *lesson.HANDLERS,
    *mine.HANDLERS,
    *proposals.HANDLERS,
    *publication.HANDLERS,
    *published.HANDLERS,
    *register.HANDLERS,
    *rules.HANDLERS,
    *screens.HANDLERS,
    *sheets.HANDLERS,
    *standby.HANDLERS,
    *tasks.HANDLERS,
)
