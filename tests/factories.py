"""A small school in the database, written row by row: `world = await make_school()`.

Everything stands on Thursday 19 November 2026; lessons exist for the week of the 16th.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from tests.people import CAST, GRANTED, Role

FIRST, LAST = date(2026, 9, 1), date(2027, 5, 26)
SET_AT = datetime(2026, 9, 1, tzinfo=UTC)
MONDAY, TODAY = date(2026, 11, 16), date(2026, 11, 19)
TERMS = (
    (date(2026, 9, 1), date(2026, 10, 23)),
    (date(2026, 11, 2), date(2026, 12, 30)),
    (date(2027, 1, 11), date(2027, 3, 26)),
    (date(2027, 4, 5), LAST),
)
BELLS = ((8, 30), (9, 25), (10, 30), (11, 35), (12, 30), (13, 25), (14, 20))


@dataclass
class World:
    """Ids by name: `people["dasha"]`, `journals["7Б алгебра"]`, `lessons["7Б алгебра", day]`."""

    year: int = 0
    building: int = 0
    bells: int = 0
    scheme: int = 0
    people: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    journals: dict[str, int] = field(default_factory=dict)
    terms: list[int] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    lessons: dict[tuple[str, date], int] = field(default_factory=dict)
    batch: int = 0
    paper: str = ""
    rows: dict[str, int | str] = field(default_factory=dict)

    def viewer(self, login: str, hat: str, day: date = TODAY) -> Viewer:
        """Somebody of the cast under a hat, for calling queries and services directly."""
        return Viewer(self.people[login], hat, day)


async def insert(table: str, **values: Any) -> int:
    """One row; gives its id."""
    names = ", ".join(values)
    places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
    return int(
        await DB.value(f"insert into {table} ({names}) values ({places}) returning id", *values.values())
    )


async def make_person(role: Role) -> int:
    """One of the cast, or anybody like them."""
    folded = f"{role.surname} {role.name} {role.patronymic}".strip().lower().replace("ё", "е")
    return await insert(
        "person", surname=role.surname, name=role.name, patronymic=role.patronymic, name_key=folded,
        sort_key=folded, sex=role.sex, born=role.born,
    )  # fmt: skip


async def make_class(world: World, grade: int, letter: str, title: str) -> int:
    """A class with its roster group and quarters."""
    ident = await insert(
        "school_class", year=world.year, grade_level=grade, letter=letter, building=world.building
    )
    world.classes[title] = ident
    world.groups[title] = await insert("study_group", year=world.year, school_class=ident, is_roster=True)
    await insert("class_scheme", school_class=ident, scheme=world.scheme)
    return ident


async def enrol(world: World, login: str, title: str, since: date = FIRST) -> None:
    """A pupil of the school and of a class since a day."""
    student = world.people[login]
    await insert("enrolment", student=student, since=since)
    await insert(
        "group_membership", study_group=world.groups[title], is_roster=True, student=student, since=since
    )


async def make_journal(world: World, title: str, subject: str, teacher: str, number: int) -> int:
    """A journal `"7Б алгебра"` with its teacher and a lesson a day at `number` in the week of MONDAY."""
    name = f"{title} {subject.lower()}"
    if subject not in world.subjects:
        world.subjects[subject] = await insert("subject", name=subject, key=subject.lower())
    group, person = world.groups[title], world.people[teacher]
    journal = await insert("journal", study_group=group, subject=world.subjects[subject])
    world.journals[name] = journal
    await insert("assignment", journal=journal, teacher=person, hours_quarters=20, since=FIRST)
    for offset in range(5):
        day = MONDAY + timedelta(days=offset)
        world.lessons[name, day] = await insert(
            "lesson", journal=journal, study_group=group, on_date=day, number=number,
            bell_schedule=world.bells, planned_teacher=person, teacher=person,
            planned_room=world.rooms["31"], room=world.rooms["31"],
        )  # fmt: skip
    return journal


async def _frame(world: World) -> None:
    await insert("school", name="Школа № 24", contacts="приёмная 2-14-05", address="ул. Садовая, 11")
    world.year = await insert(
        "academic_year", title="2026/2027", begins=FIRST, teaching_until=LAST, ends=date(2027, 8, 31),
        week_parity_anchor=date(2026, 8, 31),
    )  # fmt: skip
    # what second factors do is tested where it is tested; here a password is enough
    await insert("setting", key="entry.factor_hats", value=[], since=FIRST, set_at=SET_AT)
    world.building = await insert("building", name="Главное здание")
    world.scheme = await insert("term_scheme", year=world.year, kind="quarter")
    for ordinal, (begins, ends) in enumerate(TERMS, 1):
        world.terms.append(
            await insert("term", scheme=world.scheme, ordinal=ordinal, begins=begins, ends=ends)
        )
    world.bells = await insert("bell_schedule", year=world.year, kind="normal", shift=1)
    for number, (hour, minute) in enumerate(BELLS, 1):
        end = (hour * 60 + minute + 45) // 60, (hour * 60 + minute + 45) % 60
        await insert("bell", schedule=world.bells, number=number, starts=time(hour, minute), ends=time(*end))
    for number in ("31", "18"):
        world.rooms[number] = await insert("room", building=world.building, number=number, key=number)


async def _relations(world: World) -> None:
    people = world.people
    for login, title in (("dasha", "7Б"), ("vera", "7Б"), ("kirill", "5А"), ("misha", "5А")):
        await enrol(world, login, title)
    for guardian, child in (("anna", "dasha"), ("anna", "kirill"), ("boris", "vera"), ("elena", "misha")):
        kind = "father" if guardian == "boris" else "mother"
        await insert("guardianship", guardian=people[guardian], child=people[child], kind=kind, since=FIRST)
    for login in ("elena", "olga", "irina", "pavel", "svetlana", "oleg"):
        await insert("staff_post", person=people[login], title="сотрудник", since=FIRST)
    for login, hat in GRANTED.items():
        await insert("granted_hat", person=people[login], hat=hat, since=FIRST)
    await insert("class_teacher", school_class=world.classes["7Б"], teacher=people["elena"], since=FIRST)


async def make_school() -> World:
    """The school of the cast, without logins (see tests.doors)."""
    world = World()
    async with DB.transaction():
        await _frame(world)
        for role in CAST:
            world.people[role.login] = await make_person(role)
        await make_class(world, 7, "Б", "7Б")
        await make_class(world, 5, "А", "5А")
        await _relations(world)
        await make_journal(world, "7Б", "Алгебра", "elena", 1)
        await make_journal(world, "7Б", "Русский язык", "irina", 2)
        await make_journal(world, "5А", "Русский язык", "olga", 2)
    return world
