"""What the tests of the school's own pages share: a browser, a timetable, what is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import World, insert, make_school

Client = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world() -> World:
    """The school of the cast."""
    return await make_school()


@pytest.fixture
async def head(client: Client, world: World) -> httpx.AsyncClient:
    """Ирина as head teacher."""
    return await sign_in(client(), world, "irina", hat="head_teacher")


def main_of(answer: httpx.Response) -> str:
    """What stands between the frame's parts."""
    return answer.text.split('id="main"')[1].split("</main>")[0]


def agreed(answer: httpx.Response) -> str:
    """What the page asks to agree to."""
    found: list[str] = re.findall(r'name="agreed"[^>]*value="([^"]+)"', answer.text)
    return found[0]


async def timetable(world: World) -> None:
    """The lessons of the world as a timetable from Monday on, so that the calendar may be applied."""
    version = await insert("timetable_version", year=world.year, since=date(2026, 11, 16))
    rows = """insert into timetable_slot (version, journal, weekday, number, teacher, room)
        select $1, journal, extract(isodow from on_date)::int, number, teacher, room from lesson"""
    await DB.execute(rows, version)


async def halves(head: httpx.AsyncClient, world: World) -> list[int]:
    """7Б divided into "англ. 1" and "англ. 2"; their ids."""
    path = f"/office/classes/{world.classes['7Б']}/divisions"
    answer = await head.post(path, data={"names": "англ. 1, англ. 2"})
    assert answer.status_code == 303
    return [int(part) for part in re.findall(r"of=(\d+)-(\d+)", answer.headers["location"])[0]]
