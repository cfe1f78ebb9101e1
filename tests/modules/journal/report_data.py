"""Short ways to fill a class for the reports: pupils, subjects, term marks, rolls and absences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.report import Chosen, Report, Sheet, Table, Value
from modules.journal.reports import REPORTS_OF_JOURNAL
from tests.factories import FIRST, MONDAY, World, enrol, insert, make_journal, make_person
from tests.people import Role

REPORTS: dict[str, Report] = {one.name: one for one in REPORTS_OF_JOURNAL}


async def add_pupil(world: World, login: str, title: str = "7Б", since: date = FIRST) -> int:
    """A pupil named after the login, in a class."""
    role = Role(login, login.capitalize(), "Иван", "Петрович", "m", date(2013, 1, 1))
    world.people[login] = await make_person(role)
    await enrol(world, login, title, since)
    return world.people[login]


async def add_subjects(world: World, *subjects: str, title: str = "7Б") -> None:
    """More journals of a class, each with a lesson a day in the week of MONDAY."""
    for number, subject in enumerate(subjects, 3):
        await make_journal(world, title, subject, "olga", number)


async def set_marks(
    world: World, login: str, marks: dict[str, str], term: int = 1, title: str = "7Б"
) -> None:
    """Term marks by subject, of the term by index."""
    for subject, value in marks.items():
        await insert(
            "term_mark", student=world.people[login], subject=world.subjects[subject], term=world.terms[term],
            value=value, points=int(value) if value.isdecimal() else None,
            journal=world.journals[f"{title} {subject.lower()}"], hat="teacher", set_at=clock.now(),
        )  # fmt: skip


async def call_roll(world: World, title: str, *offsets: int) -> None:
    """The lessons of a class on these days of the week were held and the roll taken."""
    days = [MONDAY + timedelta(days=offset) for offset in offsets]
    ids = [lesson for (name, day), lesson in world.lessons.items() if name.startswith(title) and day in days]
    for lesson in ids:
        await insert("lesson_record", lesson=lesson, topic="Тема", attendance_taken_at=clock.now())
    await DB.execute("update lesson set status = 'held' where id = any($1::int[])", ids)


async def miss(
    world: World, login: str, journal: str, offset: int, code: str, minutes: int | None = None
) -> None:
    """What stands in the roll of one lesson."""
    await insert(
        "attendance", lesson=world.lessons[journal, MONDAY + timedelta(days=offset)],
        student=world.people[login], code=code, minutes=minutes, hat="teacher", set_at=clock.now(),
    )  # fmt: skip


async def move(world: World, login: str, title: str, last: date) -> None:
    """From the day after `last` on the pupil is in another class."""
    student = world.people[login]
    await DB.execute("update group_membership set until = $1 where student = $2", last, student)
    await insert(
        "group_membership", study_group=world.groups[title], is_roster=True, student=student,
        since=last + timedelta(days=1),
    )  # fmt: skip


async def leave(world: World, login: str, last: date) -> None:
    """`last` was the pupil's last day in the school."""
    for table in ("group_membership", "enrolment"):
        await DB.execute(f"update {table} set until = $1 where student = $2", last, world.people[login])


async def opened(viewer: Viewer, name: str, **chosen: Any) -> Sheet:
    """The report as its declaration gives it: what is not chosen is the first offered, as on the page."""
    report = REPORTS[name]
    taken: dict[str, str] = {}
    for param in report.params:
        offered = [one.value for one in await param.offer(viewer, taken)]
        wanted = str(chosen.pop(param.name, "" if not param.is_required or not offered else offered[0]))
        assert wanted in offered or not wanted, (param.name, wanted, offered)
        taken[param.name] = wanted
    assert not chosen
    return await report.load(viewer, taken)


async def offered(viewer: Viewer, name: str, param: str, so_far: Chosen) -> list[str]:
    """The words of what a param offers."""
    found = next(one for one in REPORTS[name].params if one.name == param)
    return [choice.title for choice in await found.offer(viewer, so_far)]


def rows_of(table: Table) -> dict[str, dict[str, Value]]:
    """A table by its first text and its columns' titles (with their group: "Дни: учебных")."""
    titles = [f"{one.group}: {one.title}" if one.group else one.title for one in table.columns]
    found = {}
    for row in [*table.rows, *table.totals]:
        assert len(row) == len(titles)
        key = next(value for value in row if isinstance(value, str))
        found[key] = dict(zip(titles, row, strict=True))
    return found
