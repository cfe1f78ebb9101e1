"""Objects of the timetable's and the day sheets' paths, for tests/objects.py."""

from __future__ import annotations

import os
from typing import Any

from intranet.kit import clock, shelf
from intranet.permissions_check import Expectation
from modules.substitutions.service.sheets import STAFF_ROOM
from tests.factories import TODAY, World, insert


async def _feed(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """A calendar link made under the worn hat; foreign is Борис's."""
    owner, worn = ("boris", "parent") if foreign else (login, hat)
    return await insert(
        "calendar_feed", person=world.people[owner], hat=worn, token_hash=os.urandom(32), made_at=clock.now()
    )


async def _sheet_day(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str:
    """A day whose papers are there; foreign is one without."""
    if "{class_id}" in line.path or not foreign:
        papers = {f"{title} ({ident}).pdf": b"%PDF-" for title, ident in world.classes.items()}
        shelf.put_day(TODAY, papers | {STAFF_ROOM: b"%PDF-"})
        return f"{TODAY}"
    return "2026-08-01"


VIEW_OBJECTS: dict[str, Any] = {"feed_id": _feed, "sheet_day": _sheet_day}
