"""The pages of the timetable, a file per thing; the manifest takes their handlers from here."""

from typing import Any

from modules.timetable.views import (
    day,
    difficulty,
    drafts,
    editor,
    feeds,
    findings,
    publication,
    rooms,
    school,
    staff,
    week,
)

HANDLERS: tuple[Any, ...] = (
    *day.HANDLERS,
    *difficulty.HANDLERS,
    *drafts.HANDLERS,
    *editor.HANDLERS,
    *feeds.HANDLERS,
    *findings.HANDLERS,
    *publication.HANDLERS,
    *rooms.HANDLERS,
    *school.HANDLERS,
    *staff.HANDLERS,
    *week.HANDLERS,
)
