"""A rollover taken back, as a whole or for one pupil: classes and rosters stand as before it.

Rules: the year's last one, until the next year begins, while nothing hangs on the classes it made and
nobody it moved has a later order; its orders keep their rows, undone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.classes import rollover_sql as sql
from intranet.school.classes.rollover_plan import Fate
from intranet.school.facts import YearRow
from intranet.school.people.withdrawal import withdraw_movement
from intranet.school.timetable.lessons import LOCK_YEAR


class _Last(msgspec.Struct, frozen=True):
    id: int
    year: int
    into: int
    moved: int
    finished: int
    made: dict[str, Any]
    made_at: datetime


class _Hangs(msgspec.Struct, frozen=True):
    orders: int
    pupils: int
    groups: int
    journals: int
    named: int
    days: int


async def take_out(actor: Viewer, year: YearRow, student: int) -> None:
    """One pupil back in the class of the year, to wait there; DomainError if not moved or ordered later."""
    async with DB.transaction():
        try:
            movement, school_class = await DB.record(sql.OF_PUPIL, year.id, student)
        except LookupError:
            raise DomainError(_("Этот ученик не переведён: возвращать некого.")) from None
        await withdraw_movement(actor, movement)
        await DB.execute(sql.CLEAR_PUPILS, school_class, [student])
        await DB.execute(sql.SET_PUPILS, school_class, [student], [Fate.WAIT])


async def undo_rollover(actor: Viewer, year: YearRow) -> None:
    """Take back the year's last rollover; DomainError without one, or with what hangs on it."""
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year.id)
        last = await DB.one(_Last, sql.LAST, year.id)
        if last is None:
            raise DomainError(_("Отменять нечего: этот год ещё не переводили."))
        await DB.execute(LOCK_YEAR, last.into)
        begins = await DB.value("select begins from academic_year where id = $1", last.into)
        if clock.today() >= begins:
            raise DomainError(_("Новый учебный год начался: исправляйте приказами об отдельных учениках."))
        await DB.value(sql.LOCK_MOVED, last.id)
        made = last.made.get("classes", [])
        hangs = await DB.one(_Hangs, sql.HANGS, last.id, made, last.into)
        if hangs is not None and any(msgspec.structs.astuple(hangs)):
            raise DomainError(_refusal(hangs))
        await _restore(last, made)
        await audit.record(
            actor, "school.rollover.undo", "academic_year", year.id,
            before={"rollover": last.id, "title": year.title, "moved": last.moved, "finished": last.finished},
        )  # fmt: skip


def _refusal(hangs: _Hangs) -> str:
    said = (
        (hangs.orders, _("учеников с более поздними приказами — %(n)s", n=hangs.orders)),
        (hangs.pupils, _("новых учеников — %(n)s", n=hangs.pupils)),
        (hangs.groups, _("подгрупп и записей в них — %(n)s", n=hangs.groups)),
        (hangs.journals, _("журналов — %(n)s", n=hangs.journals)),
        (hangs.named, _("других приказов — %(n)s", n=hangs.named)),
        (hangs.days, _("особых дней календаря — %(n)s", n=hangs.days)),
    )
    return _(
        "Отменить нельзя, на новых классах уже держится: %(what)s.",
        what=", ".join(words for count, words in said if count),
    )


async def _restore(last: _Last, made: list[int]) -> None:
    now = clock.now()
    for statement in (sql.FORGET, sql.RESTORE, sql.REOPEN):
        await DB.execute(statement, last.id)
    await DB.execute(sql.STOP_LEADING, last.made.get("led", []))
    await DB.execute(sql.LEAD_AGAIN, last.made.get("ended", []))
    await DB.execute(sql.UNSAY, last.id, now)
    await DB.execute(sql.UNDO_LEAVES, last.id, now)
    for statement in sql.REMOVE:
        await DB.execute(statement, made)
    await DB.execute(sql.UNDONE, last.id, now)
