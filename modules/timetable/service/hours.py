"""When a teacher cannot be put into the timetable: a methodical day, another school, a part of a day."""

from __future__ import annotations

import asyncpg

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.timetable.planning.wanted import HoursWanted

IS_STAFF = """select exists (select 1 from staff_post where person = $1)
    or exists (select 1 from assignment where teacher = $1)"""
MEETS = """select 1 from teacher_hours where teacher = $1 and weekday = $2
    and first_number <= $4 and last_number >= $3"""
ADD = """insert into teacher_hours (teacher, weekday, first_number, last_number, note)
    values ($1, $2, $3, $4, $5) returning id"""


async def is_staff(actor: Viewer, person: int) -> bool:
    """Whether somebody has a post or has taught."""
    return bool(await DB.value(IS_STAFF, person))


async def add_hours(actor: Viewer, wanted: HoursWanted) -> int:
    """Hours in which a teacher is not to be put in; gives the id. DomainError for what cannot be."""
    if wanted.last_number < wanted.first_number:
        raise DomainError(_("Последний урок раньше первого."), field="last_number")
    async with DB.transaction():
        if not await is_staff(actor, wanted.teacher):
            raise DomainError(_("Выберите учителя."), field="teacher")
        await DB.execute("select id from person where id = $1 for update", wanted.teacher)
        place = (wanted.teacher, wanted.weekday, wanted.first_number, wanted.last_number)
        if await DB.value(MEETS, *place):
            raise DomainError(_("Эти часы у учителя уже записаны."), field="first_number")
        try:
            made: int = await DB.value(ADD, *place, wanted.note)
        except asyncpg.UniqueViolationError:
            raise DomainError(_("Эти часы у учителя уже записаны."), field="first_number") from None
        await audit.record(
            actor, "timetable.hours.add", "teacher_hours", made,
            after={"teacher": wanted.teacher, "weekday": wanted.weekday, "first": wanted.first_number,
                   "last": wanted.last_number},
        )  # fmt: skip
        return made


async def delete_hours(actor: Viewer, hours: int) -> None:
    """The teacher may be put in again; NotFound."""
    async with DB.transaction():
        teacher = await DB.value("delete from teacher_hours where id = $1 returning teacher", hours)
        if teacher is None:
            raise NotFound
        await audit.record(
            actor, "timetable.hours.delete", "teacher_hours", hours, before={"teacher": teacher}
        )
