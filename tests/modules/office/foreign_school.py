"""A small school for files of other timetable programs: two classes, three teachers, rooms 12 and 14."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from identity.door.gates import FACTOR_HATS
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.school.people.names import name_key, sort_key
from intranet.school.service import add_classes, found_school
from intranet.school.settings import save_setting
from modules.office.lists.reading import ListKind
from modules.office.planning.foreign.names import CREATE, YES
from modules.office.planning.foreign.plan import ForeignPlan
from modules.office.planning.timetable import Wishes
from modules.office.service.imports.imports import import_list
from tests.factories import insert
from tests.modules.office.imported_school import DAY, actor

DATA = Path(__file__).parents[2] / "data" / "foreign"
TEACHERS = (("Иванов", "Иван", "Иванович"), ("Щербакова", "Любовь", "Петровна"), ("Ким", "Анна", ""))


async def found_foreign_school() -> None:
    clock.start_at(DAY)
    await found_school(actor(), "Школа", date(2026, 9, 1))
    await save_setting(actor(), FACTOR_HATS, [], date(2026, 9, 1))
    await add_classes(actor(), "5А 5Б")
    for surname, name, patronymic in TEACHERS:
        full = (surname, name, patronymic)
        person = await insert(
            "person", surname=surname, name=name, patronymic=patronymic, name_key=name_key(*full),
            sort_key=sort_key(*full),
        )  # fmt: skip
        await insert("staff_post", person=person, title="Учитель", since=date(2026, 9, 1))


async def loaded(
    content: bytes, *, creates: bool = False, from_day: date | None = None, **answers: str
) -> ForeignPlan:
    given = {name.replace("__", ":"): value for name, value in answers.items()}
    wishes = Wishes({**given, **({CREATE: YES} if creates else {})}, from_day)
    plan = await import_list(actor(), ListKind.TIMETABLE, "asc.xml", content, wishes)
    assert isinstance(plan, ForeignPlan)
    return plan


SLOTS = """select coalesce(c.grade_level || c.letter || ' ', '') || g.name || ' '
        || t.weekday || '.' || t.number || t.week || ' '
        || p.surname || ' ' || coalesce(r.number, '-') as line
    from timetable_slot t join journal j on j.id = t.journal join study_group g on g.id = j.study_group
    left join school_class c on c.id = g.school_class join person p on p.id = t.teacher
    left join room r on r.id = t.room where t.version = (select max(id) from timetable_version) order by 1"""


async def slots() -> list[str]:
    """The lines of the latest version."""
    return await DB.rows(str, SLOTS)
