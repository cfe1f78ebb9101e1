"""Drafts of the timetable, teachers' hours and duties, for the tests of every route and every page."""

from __future__ import annotations

from datetime import UTC, datetime

from intranet.kit.db import DB
from intranet.permissions_check import Expectation
from tests.factories import FIRST, TODAY, World, insert

NOW = datetime(2026, 11, 19, tzinfo=UTC)


async def make_draft(world: World) -> int:
    """A draft from today on with 7Б's algebra on Monday, the second lesson."""
    draft = await insert("timetable_draft", year=world.year, title="зима", since=TODAY, made_at=NOW)
    await insert(
        "draft_slot", draft=draft, journal=world.journals["7Б алгебра"], weekday=1, number=2,
        teacher=world.people["elena"], room=world.rooms["31"],
    )  # fmt: skip
    return draft


async def _draft(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """The newest draft; whoever reads drafts reads all."""
    if foreign:
        return None
    known = await DB.value("select max(id) from timetable_draft where published_at is null")
    return int(known) if known else await make_draft(world)


async def _slot(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A slot of that draft."""
    draft = await _draft(world, login, hat, foreign, line)
    if draft is None:
        return None
    known = await DB.value("select max(id) from draft_slot where draft = $1", draft)
    place = {"journal": world.journals["7Б алгебра"], "weekday": 1, "number": 2}
    return int(known) if known else await insert(
        "draft_slot", draft=draft, teacher=world.people["elena"], **place
    )  # fmt: skip


async def make_hours(world: World) -> int:
    """Елена is not there on Wednesdays."""
    known = await DB.value("select max(id) from teacher_hours")
    return int(known) if known else await insert("teacher_hours", teacher=world.people["elena"], weekday=3)


async def make_duty(world: World) -> int:
    """Елена keeps watch on Mondays after the second lesson."""
    known = await DB.value("select max(id) from break_duty where until is null")
    return int(known) if known else await insert(
        "break_duty", teacher=world.people["elena"], place="2-й этаж", weekday=1, after_number=2, since=FIRST
    )  # fmt: skip


async def _hours(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    return None if foreign else await make_hours(world)


async def _duty(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    return None if foreign else await make_duty(world)


async def hang_on_planner(world: World) -> None:
    """One of each for the pages' budgets."""
    world.rows |= {
        "draft_id": await make_draft(world), "hours_id": await make_hours(world),
        "duty_id": await make_duty(world),
    }  # fmt: skip


PLANNER_OBJECTS = {"draft_id": _draft, "slot_id": _slot, "hours_id": _hours, "duty_id": _duty}
