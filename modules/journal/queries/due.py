"""Homework due on a day, for papers: by lesson, whoever teaches it."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_journals


class HomeworkDue(msgspec.Struct, frozen=True):
    """What is due at a lesson."""

    lesson_id: int
    text: str


DUE = """select h.due_lesson as lesson_id, string_agg(h.text, '; ' order by h.id) as text
    from homework h join lesson l on l.id = h.due_lesson
    where l.status <> 'cancelled' and not h.is_none and h.text <> ''"""
OF_ALL = f"{DUE} and l.on_date = $1 group by h.due_lesson"


async def homework_due(viewer: Viewer, day: date) -> list[HomeworkDue]:
    """Homework of the lessons of a day: in the journals the viewer reads, for the system in all."""
    if viewer.person_id is None:
        return await DB.rows(HomeworkDue, OF_ALL, day)
    sql = f"""{DUE} and l.on_date = $3 and l.journal in ({visible_journals(viewer)})
        group by h.due_lesson"""
    return await DB.rows(HomeworkDue, sql, *viewer_args(viewer), day)
