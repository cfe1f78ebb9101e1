"""Two sixth classes side by side, for the tests of orders: lessons of three weeks up to Friday 20 November.

6А: maths 1st (Елена), Russian 2nd (Ирина), music 3rd (Ольга). 6Б: Russian 1st, maths 2nd, drawing 3rd.
Даша is in 6А, Вера in 6Б.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school import service
from intranet.school.people.movements import Order, Outcome
from modules.journal.queries.chain import Flaw, flaws_of, flaws_of_seals, heads_of
from modules.journal.queries.records import flaws_of_records
from modules.journal.service import CellState, set_cell
from tests.factories import FIRST, TODAY, World, insert, make_class, make_journal, make_school

TAUGHT = (
    ("6А", "Математика", "elena", 1), ("6А", "Русский язык", "irina", 2), ("6А", "Музыка", "olga", 3),
    ("6Б", "Русский язык", "irina", 1), ("6Б", "Математика", "olga", 2), ("6Б", "Рисование", "elena", 3),
)  # fmt: skip
MOVE = date(2026, 11, 12)
ORDER = Order("45-к", date(2026, 11, 15), "заявление")
LESSON = """insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher,
        teacher)
    select j.id, j.study_group, $2, $3, $4, $5, $5 from journal j where j.id = $1 returning id"""


@dataclass
class Sixth:
    """`lesson("6А математика", day)`; who acts is the secretary."""

    world: World

    @property
    def clerk(self) -> Viewer:
        return Viewer(self.world.people["svetlana"], "secretary", TODAY)

    def id(self, login: str) -> int:
        return self.world.people[login]

    def lesson(self, journal: str, day: date) -> int:
        return self.world.lessons[journal, day]

    def teacher(self, journal: str) -> Viewer:
        login = next(who for group, name, who, _n in TAUGHT if f"{group} {name.lower()}" == journal)
        return Viewer(self.id(login), "teacher", TODAY)

    async def put(self, journal: str, day: date, text: str, login: str = "dasha") -> CellState:
        """Set a cell over whatever stands."""
        lesson, student = self.lesson(journal, day), self.id(login)
        version = await DB.value(
            "select coalesce(max(id), 0) from revision where lesson = $1 and student = $2", lesson, student
        )
        return await set_cell(self.teacher(journal), lesson, student, text, version)

    async def cell(self, journal: str, day: date, login: str = "dasha") -> str:
        """What stands: marks and the code."""
        found: str = await DB.value(
            """select concat_ws(' ',
                (select a.code from attendance a where a.lesson = $1 and a.student = $2),
                (select string_agg(m.value, ' ' order by w.ordinal, m.ordinal) from work w
                    join mark m on m.work = w.id and m.student = $2 where w.lesson = $1))""",
            self.lesson(journal, day), self.id(login),
        )  # fmt: skip
        return found

    async def move(self, since: date = MOVE, login: str = "dasha", to: str = "6Б") -> Outcome:
        return await service.move_class(self.clerk, self.id(login), self.world.classes[to], since, ORDER)


async def make_sixth() -> Sixth:
    """The cast's school with the two classes; Даша and Вера come from 7Б to them."""
    world = await make_school()
    await DB.execute(
        "delete from group_membership where student = any($1)", [world.people["dasha"], world.people["vera"]]
    )
    for letter, login in (("А", "dasha"), ("Б", "vera")):
        await make_class(world, 6, letter, f"6{letter}")
        await insert(
            "group_membership", study_group=world.groups[f"6{letter}"], is_roster=True,
            student=world.people[login], since=FIRST,
        )  # fmt: skip
    for group, subject, teacher, number in TAUGHT:
        name = f"{group} {subject.lower()}"
        journal = await make_journal(world, group, subject, teacher, number)
        for offset in range(14):
            day = date(2026, 11, 2) + timedelta(days=offset)
            if day.weekday() < 5:
                world.lessons[name, day] = await DB.value(
                    LESSON, journal, day, number, world.bells, world.people[teacher]
                )  # fmt: skip
    return Sixth(world)


async def flaws() -> list[Flaw]:
    """What `intranet journal verify` would say."""
    viewer = Viewer(None, "cli", TODAY)
    found = [flaw for head in await heads_of(viewer) for flaw in await flaws_of(viewer, head)]
    return found + await flaws_of_seals(viewer) + await flaws_of_records(viewer)
