"""The pages of the timetable, a file per thing; the manifest takes their handlers from here."""

from __future__ import annotations

from typing import Any

from modules.timetable.views import difficulty, drafts, editor, findings, publication, staff, week

HANDLERS: list[Any] = [
    *week.HANDLERS,
    *drafts.HANDLERS,
    *editor.HANDLERS,
    *findings.HANDLERS,
    *publication.HANDLERS,
    *staff.HANDLERS,
    *difficulty.HANDLERS,
]
