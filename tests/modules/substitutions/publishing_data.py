"""Drafts of the small school and what publishing them does, for the tests of publishing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.substitutions.service.publishing import Published, publish_day
from tests.conftest import NOW
from tests.factories import FIRST, MONDAY, TODAY, World, insert, make_person, make_school
from tests.people import Role

TOMORROW = date(2026, 11, 20)
ALGEBRA, RUSSIAN, RUSSIAN5 = "7Б алгебра", "7Б русский язык", "5А русский язык"
TOLD = """select n.kind, n.words::text, p.id as person, r.hat, r.children from receipt r
    join notice n on n.id = r.notice join person p on p.id = r.person where n.id > $1 order by n.kind, p.id"""


@dataclass
class Stage:
    """The school and Ирина, who plans its days."""

    world: World
    irina: Viewer
    heard: int = 0

    def id(self, login: str) -> int:
        return self.world.people[login]

    def lesson(self, journal: str, day: date = TOMORROW) -> int:
        return self.world.lessons[journal, day]

    async def draft(self, lesson: int, kind: str = "TEACHER_SUBSTITUTED", **values: Any) -> int:
        return await insert("planned_change", lesson=lesson, kind=kind, made_at=NOW, **values)

    async def publish(self, day: date = TOMORROW, only: Sequence[int] | None = None) -> Published:
        """Publish what stands in the draft of the day."""
        rows = await DB._call("fetch", SHOWN, day)
        agreed = {row["id"]: row["version"] for row in rows if only is None or row["id"] in only}
        return await publish_day(self.irina, day, agreed)

    async def told(self) -> set[tuple[str, str, int]]:
        """(kind's last words, login, count) of what was told since the last look, under the first hat."""
        rows = await DB._call("fetch", TOLD, self.heard)
        self.heard = await DB.value("select coalesce(max(id), 0) from notice")
        names = {ident: login for login, ident in self.world.people.items()}
        return {
            (row["kind"].removeprefix("substitutions."), names[row["person"]], json.loads(row["words"])["n"])
            for row in rows
        }

    async def group(self, name: str, *pupils: str, title: str = "7Б") -> int:
        """A part of a class."""
        made = await insert(
            "study_group", year=self.world.year, school_class=self.world.classes[title], name=name, key=name
        )
        self.world.groups[name] = made
        for pupil in pupils:
            await insert("group_membership", study_group=made, student=self.id(pupil), since=FIRST)
        return made

    async def person(self, role: Role) -> int:
        self.world.people[role.login] = await make_person(role)
        return self.world.people[role.login]


SHOWN = """select d.id, d.version from planned_change d join lesson l on l.id = d.lesson
    where l.on_date = $1 or d.pair is not null order by d.id"""


async def make_stage() -> Stage:
    world = await make_school()
    await DB.execute("update room set parallel = 2 where number = '31'")  # where everybody teaches
    return Stage(world, world.viewer("irina", "head_teacher"))


def weekday(offset: int) -> date:
    """Of the week of the lessons: 0 Monday ... 4 Friday."""
    return MONDAY + timedelta(offset)


__all__ = ["ALGEBRA", "RUSSIAN", "RUSSIAN5", "TODAY", "TOMORROW", "Stage", "make_stage", "weekday"]
