"""The school of the cast, and short ways to write in its algebra journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.service import CellState, set_cell
from tests.factories import MONDAY, TODAY, World, insert, make_school

ALGEBRA = "7Б алгебра"


@dataclass
class School:
    """`world` and the algebra of 7Б, whose teacher is Елена."""

    world: World
    teacher: Viewer

    def lesson(self, offset: int = 3, journal: str = ALGEBRA) -> int:
        """A lesson of the week: 3 is today, Thursday."""
        return self.world.lessons[journal, MONDAY + timedelta(days=offset)]

    @property
    def journal(self) -> int:
        return self.world.journals[ALGEBRA]

    def id(self, login: str) -> int:
        return self.world.people[login]

    async def put(self, login: str, text: str, offset: int = 3, **options: object) -> CellState:
        """Set a cell over whatever stands."""
        lesson, student = self.lesson(offset), self.id(login)
        version = await DB.value(
            "select coalesce(max(id), 0) from revision where lesson = $1 and student = $2", lesson, student
        )
        return await set_cell(self.teacher, lesson, student, text, version, **options)

    async def substitute(self, login: str, offset: int, until: date | None = None) -> Viewer:
        """A published change gives this lesson to another teacher."""
        lesson = self.lesson(offset)
        await insert(
            "lesson_change", lesson=lesson, kind="TEACHER_SUBSTITUTED", teacher=self.id(login),
            was_date=MONDAY + timedelta(days=offset), was_number=1, was_teacher=self.teacher.person,
            published_at=await DB.value("select now()"), rights_until=until,
        )  # fmt: skip
        await DB.execute("update lesson set teacher = $2 where id = $1", lesson, self.id(login))
        return Viewer(self.id(login), "teacher", TODAY)


Put = Callable[..., Awaitable[CellState]]


@pytest.fixture
async def school(db: None) -> School:
    """Thursday 19 November 2026, 13:00; the lessons of the week stand, nothing is recorded."""
    world = await make_school()
    return School(world, Viewer(world.people["elena"], "teacher", TODAY))
