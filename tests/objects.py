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


async def _receipt(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int:
    """A notice told to the person under the worn hat; foreign is Вера's."""
    whose = ("vera", "student") if foreign else (login, hat)
    notice = await insert(
        "notice", kind="notices.announcement", event_key=f"{line.method}:{whose}", path="/diary",
        made_by_hat="secretary", made_at=NOW,
    )  # fmt: skip
    return await insert(
        "receipt", notice=notice, person=world.people[whose[0]], hat=whose[1], children=[]
    )  # fmt: skip


async def _announcement(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A teacher looks after the own announcements, the others after everybody's."""
    if foreign and line.cells[hat] == "all":
        return None
    return await insert(
        "announcement", title="Собрание", body="В четверг.", audience={"kind": "staff", "ids": []},
        made_by=world.people["olga" if foreign else login], made_by_hat=hat, published_at=NOW,
    )  # fmt: skip


OBJECTS: dict[str, Find] = {
    "receipt_id": _receipt, "announcement_id": _announcement,
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
