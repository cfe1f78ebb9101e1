"""A class's own facts: letter, building, shift, week; who leads it until when; taking an empty one away.

Rules: another shift, building or week changes the lessons from a day on, what was held stays; a class in
which anybody was enrolled or taught is not removed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.calendar.days import DAY
from intranet.school.classes.names import ClassName, parse_class_name
from intranet.school.classes.teaching import end_leading
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import LOCK_YEAR, materialise

CARD = """select letter, building, shift, week_days from school_class where id = $1 for update"""
YEAR_OF = "select year, grade_level from school_class where id = $1"
NAMED = """select letter from school_class where year = $1 and grade_level = $2 and id <> $3"""
HANGS = """select
    (select count(*) from group_membership m join study_group g on g.id = m.study_group
        where g.school_class = $1) as pupils,
    (select count(*) from journal j join study_group g on g.id = j.study_group
        where g.school_class = $1) as journals,
    (select count(*) from movement where from_class = $1 or to_class = $1) as orders"""
REMOVE = (
    "delete from class_teacher where school_class = $1",
    "delete from study_group where school_class = $1",
    "delete from school_class where id = $1",
)
LED = """select teacher from class_teacher where school_class = $1 and (until is null or until > $2)
    order by since limit 1 for update"""


class ClassCard(msgspec.Struct, frozen=True):
    """What may be changed of a class; `week_days` 5 or 6."""

    letter: str
    building: int
    shift: int
    week_days: int


async def change_class(actor: Viewer, school_class: int, card: ClassCard, since: date) -> Touched:
    """Another letter, building, shift or week; lessons from `since` on follow. DomainError, NotFound."""
    async with DB.transaction():
        year, grade = await _year_of(school_class)
        await DB.execute(LOCK_YEAR, year)
        before = await DB.one(ClassCard, CARD, school_class)
        assert before is not None  # its year was found
        card = await _checked(year, grade, school_class, card)
        if card == before:
            return Touched()
        await DB.execute(
            "update school_class set letter = $2, building = $3, shift = $4, week_days = $5 where id = $1",
            school_class, *msgspec.structs.astuple(card),
        )  # fmt: skip
        await audit.record(
            actor, "school.class.change", "school_class", school_class,
            before=_said(before), after=_said(card) | {"since": since.isoformat()},
        )  # fmt: skip
        if msgspec.structs.replace(card, letter=before.letter) == before:
            return Touched()
        return Touched(await materialise(actor, year, since))


async def _checked(year: int, grade: int, school_class: int, card: ClassCard) -> ClassCard:
    name = parse_class_name(f"{grade}{card.letter}")
    if name is None or name.grade_level != grade:
        raise DomainError(_("Буква класса — до 15 знаков: А, инж, М1."), field="letter")
    letters = await DB.rows(str, NAMED, year, grade, school_class)
    if any(ClassName(grade, letter).key == name.key for letter in letters):
        raise DomainError(_("Класс %(name)s уже есть.", name=str(name)), field="letter")
    if not await DB.value("select exists (select 1 from building where id = $1)", card.building):
        raise NotFound
    return msgspec.structs.replace(card, letter=name.letter)


async def _year_of(school_class: int) -> tuple[int, int]:
    try:
        year, grade = await DB.record(YEAR_OF, school_class)
    except LookupError as error:
        raise NotFound from error
    return year, grade


async def remove_class(actor: Viewer, school_class: int) -> None:
    """Take an empty class away; DomainError says what hangs on it."""
    async with DB.transaction():
        year, grade = await _year_of(school_class)
        await DB.execute(LOCK_YEAR, year)
        pupils, journals, orders = await DB.record(HANGS, school_class)
        if pupils or journals or orders:
            text = _(
                "Класс удалить нельзя: записей об учениках — %(pupils)s, журналов — %(journals)s,"
                " приказов — %(orders)s.",
                pupils=pupils, journals=journals, orders=orders,
            )  # fmt: skip
            raise DomainError(text)
        letter = await DB.value("select letter from school_class where id = $1", school_class)
        for statement in REMOVE:
            await DB.execute(statement, school_class)
        await audit.record(
            actor, "school.class.remove", "school_class", school_class, before={"name": f"{grade}{letter}"}
        )


async def end_class_teacher(actor: Viewer, school_class: int, last_day: date) -> None:
    """The class teacher's last day; nobody leads the class after it. Without effect when nobody would."""
    async with DB.transaction():
        teacher = await DB.value(LED, school_class, last_day)
        if teacher is None:
            return
        await end_leading(school_class, last_day + DAY)
        await audit.record(
            actor, "school.class_teacher.end", "school_class", school_class,
            before={"teacher": teacher}, after={"until": last_day.isoformat()},
        )  # fmt: skip


def _said(card: ClassCard) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(card)
    return told
