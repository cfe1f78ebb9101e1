"""`python -m tests.browser.substitute DATA LESSON SURNAME`: somebody else takes a lesson today.

The desk for it comes with a later module; until then a test applies the change as that desk will.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from intranet.installation import database, opened
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.changes import Wish, apply_change
from intranet.settings import Settings


async def _apply(settings: Settings, lesson: int, surname: str) -> None:
    async with opened(settings):
        teacher = await DB.value("select id from person where surname = $1 and born < '2000-01-01'", surname)
        await apply_change(system_actor(), lesson, ChangeKind.TEACHER_SUBSTITUTED, Wish(teacher=teacher))


if __name__ == "__main__":
    with database(Path(sys.argv[1])) as settings:
        asyncio.run(_apply(settings, int(sys.argv[2]), sys.argv[3]))
