"""For each path parameter: whose object a hat sees as its own, and one that exists but is not its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from intranet.permissions_check import Expectation
from tests.factories import TODAY, World, insert

NOW = datetime(2026, 11, 19, tzinfo=UTC)
Find = Callable[[World, str, str, bool, Expectation], Awaitable[int | str | None]]
ALL = {"head_teacher", "director", "secretary", "administrator"}


async def _journal(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Елена teaches algebra in 7Б; Russian in 5А is neither hers nor her class's."""
    if foreign:
        return None if line.cells[hat] == "all" else world.journals["5А русский язык"]
    return world.journals["7Б алгебра"]


async def _lesson(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    if foreign:
        return None if line.cells[hat] == "all" else world.lessons["5А русский язык", TODAY]
    return world.lessons["7Б алгебра", TODAY]


async def _class(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    if foreign:
        return None if line.cells[hat] == "all" else world.classes["5А"]
    return world.classes["7Б"]


async def _person(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Whom a slip is issued to: Елена leads Вера's class, not Миша's."""
    if foreign:
        return None if line.cells[hat] == "all" else world.people["misha"]
    return world.people["vera"]


async def _batch(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """An import that was checked; whoever may import sees everybody's."""
    if foreign:
        return None
    return await insert(
        "import_batch", kind="staff", file_name="staff.csv", made_by_hat="secretary", made_at=NOW
    )


OBJECTS: dict[str, Find] = {
    "journal": _journal, "lesson": _lesson, "class_id": _class, "person_id": _person, "batch_id": _batch,
}  # fmt: skip

# (login, hat, path with a foreign id): Вера is another family's child of the same class.
QUERIES = [
    ("anna", "parent", "/diary?child={vera}"),
    ("anna", "parent", "/diary/marks?child={vera}"),
    ("anna", "parent", "/diary/finals?child={vera}"),
    ("dasha", "student", "/diary?child={vera}"),
    ("dasha", "student", "/diary?child={kirill}"),
    ("boris", "parent", "/diary/marks?child={dasha}"),
    ("elena", "parent", "/diary?child={dasha}"),
]
