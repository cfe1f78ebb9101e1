"""The small school on a day when Ирина is away: 7Б has Russian at lesson 2, so has 5А with Ольга.

Елена is free at lesson 2; Ольга is not; Павел teaches nothing but is on the staff.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import SET_AT, TODAY, World, insert, make_school

DESK = f"/substitutions/plans/{TODAY}"
Browser = Callable[[], httpx.AsyncClient]


async def absent(world: World, login: str, day: date = TODAY, **numbers: int) -> int:
    """Somebody is away for a day, or from lesson to lesson."""
    return await insert(
        "teacher_absence", teacher=world.people[login], begins=day, ends=day, reason="sick",
        reported_hat="secretary", reported_at=SET_AT, **numbers,
    )  # fmt: skip


async def desk_school() -> World:
    """The school with Ирина away all day."""
    world = await make_school()
    await absent(world, "irina")
    return world


async def at_the_desk(client: Browser) -> tuple[World, httpx.AsyncClient]:
    """The school, and Ирина at the desk all the same, as head teacher from home."""
    world = await desk_school()
    return world, await sign_in(client(), world, "irina", hat="head_teacher")


def lesson_path(world: World, name: str = "7Б русский язык") -> str:
    """The page of a lesson of the day."""
    return f"{DESK}/lessons/{world.lessons[name, TODAY]}"


async def draft_of(world: World, name: str = "7Б русский язык", day: date = TODAY) -> dict[str, Any] | None:
    """The lesson's draft as the database has it."""
    rows = await DB.rows(
        dict[str, Any],
        "select kind, teacher, room, to_date, to_number, journal, merged_with, note, override_reason,"
        " absence, pair, is_proposed, version, id from planned_change where lesson = $1",
        world.lessons[name, day],
    )
    return rows[0] if rows else None


async def choose(
    browser: httpx.AsyncClient, path: str, kind: str = "TEACHER_SUBSTITUTED", **fields: Any
) -> httpx.Response:
    """Post one of the lesson's forms."""
    return await browser.post(path, data={"kind": kind, "version": "0"} | fields)
