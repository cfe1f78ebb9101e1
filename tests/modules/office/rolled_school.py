"""What the tests of the rollover share: the world with a 9В, a subgroup of 7Б and the next year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx
import pytest

from intranet.kit.db import DB
from intranet.school.classes.rollover import RolledOver, roll_over
from intranet.school.classes.rollover_plan import proposal_of
from intranet.school.facts import YearRow, current_year
from intranet.school.founding import add_next_year
from intranet.school.people.movements import Order
from tests.factories import FIRST, TODAY, World, enrol, insert, make_class, make_school

Client = Callable[[], httpx.AsyncClient]
ENDS, NEXT = date(2027, 8, 31), date(2027, 9, 1)
SEPTEMBER = datetime(2027, 9, 1, 6, tzinfo=UTC)
ORDER = Order("71-у", date(2027, 5, 28))
CLASS_ON = """select c.grade_level || c.letter || ' ' || y.title from group_membership m
    join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
    join academic_year y on y.id = c.year
    where m.is_roster and m.student = $1 and m.since <= $2 and (m.until is null or m.until >= $2)"""


class School:
    """The world with a 9В and a 9Г, a subgroup of 7Б and the next year."""

    def __init__(self, world: World, year: YearRow, into: int) -> None:
        self.world, self.year, self.into = world, year, into
        self.actor = world.viewer("svetlana", "secretary")

    async def rolled(self, *, with_leads: bool = True) -> RolledOver | None:
        """The proposal as it stands, carried out."""
        key = (await proposal_of(self.actor, self.year)).key
        return await roll_over(self.actor, self.year, ORDER, key, with_leads=with_leads)

    async def class_on(self, login: str, day: date) -> list[str]:
        """The classes of somebody on a day."""
        return await DB.rows(str, CLASS_ON, self.world.people[login], day)

    def id(self, title: str) -> int:
        return self.world.classes[title]


async def newcomer(world: World, login: str, title: str, since: date = FIRST) -> None:
    """Another pupil of a class."""
    world.people[login] = await insert(
        "person", surname=login.title(), name="Лев", patronymic="", name_key=login, sort_key=login, sex="m",
        born=date(2011, 1, 1), created_at=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    await enrol(world, login, title, since)


@pytest.fixture
async def school(client: Client) -> School:
    world = await make_school()
    await make_class(world, 9, "В", "9В")
    await newcomer(world, "lev", "9В")
    half = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="англ. 1", key="англ1"
    )
    await insert("group_membership", study_group=half, student=world.people["dasha"], since=FIRST)
    await DB.execute("update school_class set shift = 2, week_days = 6 where id = $1", world.classes["7Б"])
    year = await current_year(TODAY)
    assert year is not None
    return School(world, year, await add_next_year(world.viewer("irina", "head_teacher"), world.year))
