"""Slots of a draft: put, moved, given to somebody else, taken out.

Rules: clashes may stand in a draft, they are told and not refused; the journal is one of the draft's year,
the teacher is on the staff, the same lesson of a teacher stands once.
"""

from __future__ import annotations

import asyncpg
import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.timetable.planning.wanted import Wanted
from modules.timetable.service.drafts import Locked, locked

KNOWN = """select
    exists (select 1 from journal j join study_group g on g.id = j.study_group
        where j.id = $1 and g.year = $4) as journal,
    exists (select 1 from staff_post p where p.person = $2)
        or exists (select 1 from assignment a where a.teacher = $2) as teacher,
    $3::int is null or exists (select 1 from room r where r.id = $3) as room"""
ADD = """insert into draft_slot (draft, journal, weekday, number, week, teacher, room)
    values ($1, $2, $3, $4, $5, $6, $7) returning id"""
CHANGE = """update draft_slot set journal = $3, weekday = $4, number = $5, week = $6, teacher = $7, room = $8
    where id = $2 and draft = $1 returning id"""


class _Known(msgspec.Struct, frozen=True):
    journal: bool
    teacher: bool
    room: bool


async def save_slot(actor: Viewer, draft: int, wanted: Wanted, slot: int | None = None) -> int:
    """Put a lesson into the week, or change one (`slot`) in its place; gives its id.

    NotFound for a draft or slot that is not there; DomainError for what cannot stand.
    """
    async with DB.transaction():
        known = await locked(actor, draft)
        await _check(known, wanted)
        try:
            if slot is None:
                found = await DB.value(ADD, draft, *wanted.values)
            else:
                found = await DB.value(CHANGE, draft, slot, *wanted.values)
        except asyncpg.UniqueViolationError:
            raise DomainError(_("Этот урок уже стоит здесь у этого учителя."), field="teacher") from None
        if found is None:
            raise NotFound
        await audit.record(
            actor, "timetable.slot.put" if slot is None else "timetable.slot.change", "draft_slot", found,
            after={"draft": draft, **msgspec.structs.asdict(wanted)},
        )  # fmt: skip
        return int(found)


async def delete_slot(actor: Viewer, draft: int, slot: int) -> None:
    """Take a lesson out of the week; NotFound."""
    async with DB.transaction():
        await locked(actor, draft)
        gone = await DB.value("delete from draft_slot where id = $2 and draft = $1 returning id", draft, slot)
        if gone is None:
            raise NotFound
        await audit.record(actor, "timetable.slot.delete", "draft_slot", slot, before={"draft": draft})


async def _check(draft: Locked, wanted: Wanted) -> None:
    known = await DB.one(_Known, KNOWN, wanted.journal, wanted.teacher, wanted.room, draft.year)
    assert known is not None  # the statement always gives one row
    for is_known, field, text in (
        (known.journal, "journal", _("Выберите предмет и группу.")),
        (known.teacher, "teacher", _("Выберите учителя.")),
        (known.room, "room", _("Выберите кабинет.")),
    ):
        if not is_known:
            raise DomainError(text, field=field)
