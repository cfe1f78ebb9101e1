"""The school of DOMAIN 2.11, scenario 1: Елена teaches mathematics on three days, eleven lessons of it.

7Б: algebra at lessons 1 and 4; 5А: mathematics at lesson 3; the first half of 8В: algebra at lesson 5 on
Tuesday and Wednesday, beside the second half with Вадим.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import httpx

from intranet.kit import clock
from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import (
    FIRST,
    MONDAY,
    World,
    enrol,
    insert,
    make_class,
    make_journal,
    make_person,
    make_school,
)
from tests.modules.substitutions.away import Client
from tests.people import Role

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(n) for n in range(1, 5))
ALGEBRA, RUSSIAN, MATHS = "7Б алгебра", "7Б русский язык", "5А математика"
MINE, BESIDE = "8В, 1 алгебра", "8В, 2 алгебра"
NEW = (
    Role("vadim", "Титов", "Вадим", "Петрович", "m", date(1981, 1, 1)),
    Role("zina", "Ясная", "Зинаида", "Олеговна", "f", date(2012, 1, 1)),
)
SHOWN = "select d.id, d.version from planned_change d join lesson l on l.id = d.lesson where l.on_date = $1"


@dataclass
class Story:
    """The school, everybody's browsers, and lessons by (journal, day, number)."""

    world: World
    client: Client

    async def somebody(self, login: str, hat: str = "teacher") -> httpx.AsyncClient:
        return await sign_in(self.client(), self.world, login, hat=hat)

    async def lesson(self, journal: str, day: date, number: int) -> int:
        return int(
            await DB.value(
                "select id from lesson where journal = $1 and on_date = $2 and number = $3",
                self.world.journals[journal], day, number,
            )
        )  # fmt: skip

    async def plan(self, irina: httpx.AsyncClient, day: date, lesson: int, kind: str, **wish: object) -> None:
        """A draft by the form of the lesson's page."""
        path = f"/substitutions/plans/{day}/lessons/{lesson}"
        answer = await irina.post(path, data={"kind": kind, "version": "0", **wish})
        assert answer.status_code == 303, answer.text

    async def publish(self, irina: httpx.AsyncClient, day: date) -> None:
        """Everything that stands in the day's draft, by the button."""
        drafts = [f"{row[0]}-{row[1]}" for row in await DB._call("fetch", SHOWN, day)]
        answer = await irina.post(f"/substitutions/plans/{day}/publication", data={"draft": drafts})
        assert answer.status_code == 303, answer.text

    async def record(self, login: str, lesson: int) -> int:
        """Write a lesson down, as its page is sent; the status."""
        browser = await self.somebody(login)
        form = {"topic": "Тема", "homework": "№ 5", "take_roll": "y"}
        return (await browser.post(f"/journal/lessons/{lesson}", data=form)).status_code


async def _half(world: World, name: str, pupil: str, teacher: str) -> None:
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["8В"], name=name[-1], key=name
    )
    world.groups[name] = group
    await insert("group_membership", study_group=group, student=world.people[pupil], since=FIRST)
    await make_journal(world, name, "Алгебра", teacher, 5)


async def make_story(client: Client) -> Story:
    """Monday morning; the lessons of the three days, and no others."""
    world = await make_school()
    for role in NEW:
        world.people[role.login] = await make_person(role)
    await insert("staff_post", person=world.people["vadim"], title="учитель", since=FIRST)
    await make_class(world, 8, "В", "8В")
    await enrol(world, "zina", "8В")
    await make_journal(world, "5А", "Математика", "elena", 3)
    await _half(world, "8В, 1", "zina", "elena")
    await _half(world, "8В, 2", "gleb", "vadim")
    await DB.execute("delete from lesson where on_date not between $1 and $2", TUESDAY, THURSDAY)
    await DB.execute("delete from lesson where number = 5 and on_date = $1", THURSDAY)
    await DB.execute(
        """insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher, teacher,
            planned_room, room) select journal, study_group, on_date, 4, bell_schedule, planned_teacher,
            teacher, planned_room, room from lesson where journal = $1""",
        world.journals[ALGEBRA],
    )
    await DB.execute("update room set parallel = 9")  # everybody teaches in one
    clock.start_at(clock.local(MONDAY, 9))
    return Story(world, client)
