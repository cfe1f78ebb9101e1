"""An invented school to try everything on: the same people every time, sizes of DOMAIN 6.1.

`build` makes the plan in memory (people, classes, groups, a week without clashes), `writing` turns it into
rows, `records` adds the office's papers, `changes` publishes substitutions. What is recorded about lessons is
the journal's business (modules/journal/demo.py), the ways in are identity's (identity/demo.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.calendar.year_dates import year_dates
from intranet.school.demo.build import SEED, Plan, build
from intranet.school.demo.changes import write_changes
from intranet.school.demo.records import withdraw_one, write_records
from intranet.school.demo.shape import SHOWN_CLASS
from intranet.school.demo.turns import come_of_age
from intranet.school.demo.writing import write_classes, write_people, write_timetable
from intranet.school.founding import found_school

CONTACTS = "+7 (975) 100-24-24, school24@example.com"
ADDRESS = "г. Светлогорск, ул. Школьная, 24"


@dataclass(frozen=True)
class DemoSchool:
    """What the other parts of a demo need: ids of the cast by login, of the shown class, of the year."""

    size: str
    seed: int
    year: int
    shown_class: int
    cast: dict[str, int]
    classes: dict[str, int]


async def fill(size: str, day: date, seed: int = SEED) -> DemoSchool:
    """Found and fill a school (`small`, `school`, `complex`) as it stands on `day`, a day of term.

    One transaction for each part. DomainError when a school is founded already.
    """
    dates = year_dates(day)
    plan = build(size, dates.begins.year, seed)
    come_of_age(plan.families, plan.classes, day)
    year = await found_school(system_actor("demo"), plan.name, day, contacts=CONTACTS, address=ADDRESS)
    async with DB.transaction():
        people = await write_people(plan, dates.begins)
        at = await write_classes(plan, year, dates.begins, people)
        secretary = people + plan.cast["secretary"].id
        rng = Random(f"{size}/{seed}/records")  # noqa: S311
        await write_records(rng, plan, dates.begins, day, at, secretary)
    async with DB.transaction():
        await write_timetable(plan, year, dates.begins, at)
    classes = {c.name: at.school_class + c.id for c in plan.classes}
    cast = {login: people + human.id for login, human in plan.cast.items()}
    async with DB.transaction():
        await write_changes(
            Random(seed), day, classes[SHOWN_CLASS], _pools(plan, people),  # noqa: S311
            {person for login, person in cast.items() if login != "teacher2"},
        )  # fmt: skip
    await withdraw_one(cast["secretary"], day, classes[SHOWN_CLASS], list(cast.values()))
    return DemoSchool(size, seed, year, classes[SHOWN_CLASS], cast, classes)


def _pools(plan: Plan, people: int) -> dict[int, str]:
    return {people + teacher.human.id: teacher.pool for teacher in plan.teachers}
