"""What the tests of absences and tasks share: absences by the row, changes published by the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx

from intranet.kit.db import DB
from intranet.school.timetable.changes import Wish, apply_change
from tests.factories import TODAY, World, insert

Client = Callable[[], httpx.AsyncClient]
NOW = datetime(2026, 11, 19, tzinfo=UTC)
NEW = "/substitutions/absences/new"
ALL_DAY = {"begins": "2026-11-19", "ends": "2026-11-19", "reason": "sick"}


def main(answer: httpx.Response) -> str:
    """What the page says inside its main part."""
    assert answer.status_code in (200, 409, 422), answer.text
    return answer.text.split('id="main"')[1]


async def away(world: World, login: str, begins: date, ends: date, **values: object) -> int:
    """An absence by the row."""
    fields = {"reason": "sick", "reported_hat": "teacher", "reported_at": NOW} | values
    return await insert("teacher_absence", teacher=world.people[login], begins=begins, ends=ends, **fields)


async def give(world: World, journal: str, to: str, day: date = TODAY, kind: str = "") -> int:
    """A lesson given to somebody by a published change; the change."""
    return await apply_change(
        world.viewer("irina", "head_teacher"), world.lessons[journal, day], kind or "TEACHER_SUBSTITUTED",
        Wish(teacher=world.people[to]),
    )  # fmt: skip


async def audited(action: str) -> list[str]:
    """Everything audit rows of an action say, as text."""
    return await DB.rows(
        str,
        "select concat(before::text, after::text) from audit_entry where action = $1 order by id",
        action,
    )
