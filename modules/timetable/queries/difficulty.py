"""The table of difficulty in force, and the school's subjects."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.settings import setting
from intranet.school.timetable.difficulty import COLUMNS, DIFFICULTY, row_of

SUBJECTS = "select name from subject order by name"


async def difficulty_now(viewer: Viewer) -> dict[str, list[int]]:
    """subject -> points in grades 5, 6, 7, 8, 9, 10-11; subjects without a line have zeros and come last."""
    table = await setting(DIFFICULTY, viewer.day)
    found = {name: list(row) for name, row in sorted(table.items())}
    for name in await DB.rows(str, SUBJECTS):
        if not row_of(table, name):
            found[name] = [0] * COLUMNS
    return found
