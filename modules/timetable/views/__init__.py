"""The pages of the timetable, a file per thing; the manifest takes their handlers from here."""

from __future__ import annotations

from typing import Any

from modules.timetable.views import day, feeds, rooms, school, week

HANDLERS: list[Any] = [
    *week.HANDLERS,
    *feeds.HANDLERS,
    *day.HANDLERS,
    *rooms.HANDLERS,
    *school.HANDLERS,
]
