"""Duties in breaks: a teacher keeps watch somewhere on a weekday after a lesson, from a day on."""

from __future__ import annotations

from datetime import date

import asyncpg

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.timetable.planning.wanted import DutyWanted
from modules.timetable.service.hours import is_staff

ADD = """insert into break_duty (teacher, building, place, weekday, after_number, since)
    values ($1, $2, $3, $4, $5, $6) returning id"""
TWICE = """select 1 from break_duty where teacher = $1 and weekday = $2 and after_number = $3
    and (until is null or until >= $4)"""
END = """update break_duty set until = $2 where id = $1 and (until is null or until >= $2) and since <= $2
    returning id"""


async def add_duty(actor: Viewer, wanted: DutyWanted) -> int:
    """A duty from a day on; gives its id. DomainError for somebody who is on duty then already."""
    async with DB.transaction():
        if not await is_staff(actor, wanted.teacher):
            raise DomainError(_("Выберите учителя."), field="teacher")
        await DB.execute("select id from person where id = $1 for update", wanted.teacher)
        place = wanted.teacher, wanted.weekday, wanted.after_number
        if await DB.value(TWICE, *place, wanted.since):
            raise DomainError(_("На этой перемене учитель уже дежурит."), field="teacher")
        try:
            made: int = await DB.value(
                ADD, wanted.teacher, wanted.building, wanted.place, wanted.weekday, wanted.after_number,
                wanted.since,
            )  # fmt: skip
        except asyncpg.ForeignKeyViolationError:
            raise DomainError(_("Выберите здание."), field="building") from None
        await audit.record(
            actor, "timetable.duty.add", "break_duty", made,
            after={"teacher": wanted.teacher, "weekday": wanted.weekday, "after": wanted.after_number,
                   "since": wanted.since.isoformat()},
        )  # fmt: skip
        return made


async def end_duty(actor: Viewer, duty: int, until: date) -> None:
    """`until` is its last day; one that has not begun by then is taken away. NotFound."""
    async with DB.transaction():
        since = await DB.value("select since from break_duty where id = $1 for update", duty)
        if since is None:
            raise NotFound
        if since > until:
            await DB.execute("delete from break_duty where id = $1", duty)
        elif await DB.value(END, duty, until) is None:
            raise DomainError(_("Это дежурство уже закончилось."))
        await audit.record(
            actor, "timetable.duty.end", "break_duty", duty, after={"until": until.isoformat()}
        )
