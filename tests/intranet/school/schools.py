"""A school founded through its own services, for the tests of the backbone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.school import service
from intranet.school.people.names import fold
from intranet.school.timetable.lessons import NewSlot

FIRST = date(2026, 9, 1)
DAY = date(2026, 11, 19)  # a Thursday, the tests' today
MONDAY = date(2026, 11, 16)


@dataclass
class Founded:
    """Ids by name: classes and people by their names, journals by "5А Математика"."""

    actor: Viewer
    year: int
    classes: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    journals: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)

    async def person(self, name: str) -> int:
        """Somebody by surname, made at first use."""
        if name not in self.people:
            card = service.PersonCard(surname=name, name="Анна", patronymic="Юрьевна")
            self.people[name] = await service.create_person(self.actor, card)
        return self.people[name]

    async def pupil(self, name: str, in_class: str, since: date = FIRST) -> int:
        """A pupil of a class."""
        student = await self.person(name)
        await service.enrol(self.actor, student, self.classes[in_class], since)
        return student

    async def teaches(self, teacher: str, group: str, subject: str) -> int:
        """The journal of a group and a subject with its teacher."""
        ident = await DB.value("select id from subject where name = $1", subject)
        person = await self.person(teacher)
        await service.assign_teacher(self.actor, person, self.groups[group], ident, FIRST, hours_quarters=8)
        journal = await service.journal_of(self.actor, self.groups[group], ident)
        self.journals[f"{group} {subject}"] = journal
        return journal

    def slot(self, journal: str, weekday: int, number: int, teacher: str, room: str | None = None) -> NewSlot:
        """A line of a timetable, every week."""
        place = None if room is None else self.rooms[room]
        return NewSlot(self.journals[journal], weekday, number, "", self.people[teacher], place)

    async def lesson(self, journal: str, day: date, number: int) -> int:
        """A dated lesson's id."""
        found: int = await DB.value(
            "select id from lesson where journal = $1 and on_date = $2 and number = $3",
            self.journals[journal], day, number,
        )  # fmt: skip
        return found


async def found(classes: str = "5А 5Б 10А") -> Founded:
    """A school with classes and two rooms, nobody in it."""
    actor = system_actor("test")
    school = Founded(actor, await service.found_school(actor, "Школа № 17", DAY))
    await service.add_classes(actor, classes)
    rows = """select c.grade_level || c.letter as name, c.id, g.id as roster from school_class c
        join study_group g on g.school_class = c.id"""
    async with DB.transaction():
        for row in await DB.current().connection.fetch(rows):
            school.classes[row["name"]], school.groups[row["name"]] = row["id"], row["roster"]
        for number in ("31", "18"):
            school.rooms[number] = await DB.value(
                "insert into room (building, number, key) select min(id), $1, $2 from building returning id",
                number, fold(number),
            )  # fmt: skip
    return school


async def founded_with_lessons() -> Founded:
    """5А: maths (Котов) on Monday 1 and Tuesday 2, Russian (Ким) on Monday 2; all year."""
    school = await found()
    await school.pupil("Орлова", "5А")
    await school.teaches("Котов", "5А", "Математика")
    await school.teaches("Ким", "5А", "Русский язык")
    await service.put_version(school.actor, school.year, FIRST, week(school))
    return school


def week(school: Founded) -> list[NewSlot]:
    """The timetable of `founded_with_lessons`."""
    return [
        school.slot("5А Математика", 1, 1, "Котов", "31"),
        school.slot("5А Математика", 2, 2, "Котов", "31"),
        school.slot("5А Русский язык", 1, 2, "Ким", "18"),
    ]
