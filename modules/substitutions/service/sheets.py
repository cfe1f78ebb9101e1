"""The day's papers for outages (D6): a PDF a class and one for the staff room, as files on disk.

Rules: made every evening for the next school day and at each publication; published changes only, no
reasons of absence, no contacts; kept KEPT_DAYS. If the day is published anew while they are made, they are
made again, so that an older state never stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from intranet.kit import clock, shelf
from intranet.kit.access import Viewer
from intranet.kit.documents import make_each
from intranet.kit.jobs import enqueue
from intranet.school.facts import school_card
from intranet.school.timetable.free_rooms import free_rooms
from intranet.school.timetable.school_days import SchoolLesson, school_lessons
from modules.journal.api import homework_due
from modules.substitutions.planning.sheets import Part, class_part, staff_part
from modules.substitutions.queries.published import next_school_day
from modules.substitutions.queries.sheets import (
    SheetClass,
    revision_of,
    sheet_classes,
)

TEMPLATE = Path(__file__).resolve().parents[1] / "documents" / "day.typ"
JOB = "substitutions.sheets"
STAFF_ROOM = "staff-room.pdf"
KEPT_DAYS = 14
AHEAD = timedelta(days=14)  # in longer holidays nothing is made
EVENING = (18, 30)
TRIES = 3


async def ask_sheets(actor: Viewer, day: date) -> None:
    """Let the papers of a day be made anew, in the transaction that changes it; not of a past day."""
    if day >= clock.today():
        await enqueue(JOB, {"day": day.isoformat()}, key=f"sheets:{day}")


def name_of_class(school_class: int, title: str) -> str:
    """How a class's file is called; its end is what it is found by."""
    return shelf.safe_name(f"{title} ({school_class}).pdf")


async def make_sheets(actor: Viewer, day: date) -> int:
    """Make and keep the papers of a day; how many. A day without lessons has none."""
    papers: dict[str, bytes] = {}
    for _attempt in range(TRIES):
        before = await revision_of(actor, day)
        papers = await _made(actor, day)
        if papers:
            await asyncio.to_thread(shelf.put_day, day, papers)
        if await revision_of(actor, day) == before:
            break
    await asyncio.to_thread(shelf.sweep, clock.today() - timedelta(days=KEPT_DAYS))
    return len(papers)


async def _made(actor: Viewer, day: date) -> dict[str, bytes]:
    lessons = await school_lessons(actor, day, day)
    if not lessons:
        return {}
    school = (await school_card()).name
    held = {ident for one in lessons for ident in one.classes}
    classes = [one for one in await sheet_classes(actor, day) if one.id in held]
    parts = await _class_parts(actor, day, school, classes, lessons)
    titles = [(one.id, one.title) for one in classes]
    parts.append(staff_part(day, school, titles, lessons, await free_rooms(actor, day)))
    names = [*(name_of_class(one.id, one.title) for one in classes), STAFF_ROOM]
    return dict(zip(names, await make_each(TEMPLATE, parts), strict=True))


async def _class_parts(
    actor: Viewer, day: date, school: str, classes: Sequence[SheetClass], lessons: Sequence[SchoolLesson]
) -> list[Part]:
    homework = {row.lesson_id: row.text for row in await homework_due(actor, day)}
    return [
        class_part(
            one.title, day, school, [lesson for lesson in lessons if one.id in lesson.classes], homework,
            one.pupils,
        )
        for one in classes
    ]  # fmt: skip


async def make_evening_sheets(actor: Viewer) -> int:
    """From 18:30 of the school's clock on, once an evening: the papers of the next school day; how many."""
    evening = clock.local(clock.today(), *EVENING)
    if clock.now() < evening:
        return 0
    day = await next_school_day(actor, actor.day)
    if day is None or day > actor.day + AHEAD or made_at(day) >= evening:
        return 0
    return await make_sheets(actor, day)


def made_at(day: date) -> datetime:
    """When the papers of a day were made, by the school's clock; long ago without any."""
    found = [paper.made_at for paper in shelf.papers_of(day) if paper.name == STAFF_ROOM]
    return found[0] if found else clock.local(date(2000, 1, 1))
