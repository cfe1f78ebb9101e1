"""For the path parameters of substitutions: an own object of a hat, and one that is not its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from intranet.kit import files
from intranet.kit.db import DB
from intranet.permissions_check import Expectation
from tests.factories import TODAY, World, insert

NOW = datetime(2026, 11, 19, tzinfo=UTC)
Find = Callable[[World, str, str, bool, Expectation], Awaitable[int | str | None]]
TASK = """insert into substitute_task (lesson, text, set_at) values ($1, 'Стр. 40, № 1-5', $2)
    on conflict (lesson) do update set text = excluded.text returning id"""


async def make_absence(world: World, login: str) -> int:
    """Somebody is away today, all day."""
    return await insert(
        "teacher_absence", teacher=world.people[login], begins=TODAY, ends=TODAY, reason="sick",
        details="Температура", reported_hat="teacher", reported_at=NOW,
    )  # fmt: skip


async def hang_file(world: World, login: str, journal: str, body: bytes = b"%PDF-1.7 tasks") -> str:
    """A file on the task of today's lesson of a journal; its token."""
    task = await DB.value(TASK, world.lessons[journal, TODAY], NOW)
    viewer = world.viewer(login, "teacher")
    card = await files.keep(viewer, body, "задание.pdf", module="substitutions", kind="task", owner_id=task)
    await insert("task_file", task=task, file=card.id)
    return str(card.token)


async def _absence(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """Елена's absence, or Ольга's; the office has everybody's."""
    if foreign and line.cells[hat] == "all":
        return None
    return await make_absence(world, "olga" if foreign else "elena")


async def _file(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str | None:
    """A file of Елена's task, or of Ольга's."""
    if foreign and line.cells[hat] == "all":
        return None
    if foreign:
        return await hang_file(world, "olga", "5А русский язык")
    return await hang_file(world, "elena", "7Б алгебра")


async def _day(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> str | None:
    """A school day; it is nobody's."""
    return None if foreign else TODAY.isoformat()


async def _screen(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A screen in a hall; whoever connects screens sees all of them."""
    return (
        None if foreign else await insert("board_screen", name="Холл", networks=["10.0.0.0/8"], made_at=NOW)
    )


async def _change(world: World, login: str, hat: str, foreign: bool, line: Expectation) -> int | None:
    """A published change; whoever reads the register reads everybody's."""
    return None if foreign else await make_change(world)


async def make_change(world: World) -> int:
    """Yesterday's algebra by Ольга, published: of the lesson and in the register."""
    known = await DB.value("select max(change) from change_entry")
    if known is not None:
        return int(known)
    day = TODAY - timedelta(days=1)
    lesson = world.lessons["7Б алгебра", day]
    made = await insert(
        "lesson_change", lesson=lesson, kind="TEACHER_SUBSTITUTED", teacher=world.people["olga"],
        was_date=day, was_number=1, was_teacher=world.people["elena"], published_at=NOW,
    )  # fmt: skip
    await DB.execute("update lesson set teacher = $2 where id = $1", lesson, world.people["olga"])
    await insert("change_entry", change=made)
    return made


SUBSTITUTION_OBJECTS: dict[str, Find] = {
    "absence_id": _absence, "file_token": _file, "day": _day, "screen_id": _screen,
    "change_id": _change,
}  # fmt: skip
