"""A world whose timetable is a version, and steps of the editor's tests."""

from __future__ import annotations

from datetime import date

import httpx

from intranet.kit.db import DB
from tests.factories import FIRST, TODAY, World, insert, make_school

JANUARY = date(2027, 1, 11)
DRAFTS = "/timetable/drafts"


async def make_version(world: World, since: date = FIRST) -> int:
    """7Б: algebra (Елена, 31) on Mondays 1 and Wednesdays 2, all year."""
    version = await insert("timetable_version", year=world.year, since=since)
    for weekday, number in ((1, 1), (3, 2)):
        await insert(
            "timetable_slot", version=version, journal=world.journals["7Б алгебра"], weekday=weekday,
            number=number, teacher=world.people["elena"], room=world.rooms["31"],
        )  # fmt: skip
    return version


async def planned_school() -> World:
    """The school of the cast with that version."""
    world = await make_school()
    await make_version(world)
    return world


async def new_draft(browser: httpx.AsyncClient, since: date = TODAY, copy_of: str = "2026-09-01") -> int:
    """A draft through the door; gives its id."""
    form = {"title": "зима", "since": since.isoformat(), "copy_of": copy_of}
    answer = await browser.post(DRAFTS, data=form)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


def lesson_form(world: World, **changed: object) -> dict[str, str]:
    """Algebra of 7Б on Tuesday, the third lesson, in 18."""
    line = f"{world.journals['7Б алгебра']}-{world.people['elena']}"
    form = {"line": line, "teacher": 0, "room": world.rooms["18"], "weekday": 2, "number": 3, "week": ""}
    return {name: str(value) for name, value in (form | changed).items()}


async def half(world: World, name: str, teacher: str, *pupils: str) -> int:
    """A part of 7Б for English with its teacher; gives the journal."""
    if "Английский язык" not in world.subjects:
        world.subjects["Английский язык"] = await insert("subject", name="Английский язык", key="англ")
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name=name, key=name
    )
    for pupil in pupils:
        await insert("group_membership", study_group=group, student=world.people[pupil], since=FIRST)
    journal = await insert("journal", study_group=group, subject=world.subjects["Английский язык"])
    await insert("assignment", journal=journal, teacher=world.people[teacher], hours_quarters=8, since=FIRST)
    world.journals[f"7Б {name}"] = journal
    return journal


async def put(draft: int, world: World, journal: str, teacher: str, weekday: int, number: int,
              room: str | None = None, week: str = "") -> int:  # fmt: skip
    """A slot straight into a draft."""
    return await insert(
        "draft_slot", draft=draft, journal=world.journals[journal], teacher=world.people[teacher],
        weekday=weekday, number=number, week=week, room=world.rooms[room] if room else None,
    )  # fmt: skip


async def slots(draft: int) -> list[tuple[object, ...]]:
    """(journal, weekday, number, week, teacher, room) in the order they were put."""
    rows = await DB._call(
        "fetch",
        "select journal, weekday, number, week, teacher, room from draft_slot where draft = $1 order by id",
        draft,
    )
    return [tuple(row) for row in rows]
