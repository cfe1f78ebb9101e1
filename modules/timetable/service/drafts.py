"""Drafts of a version: made empty or of the version of a day, renamed, put to another day, thrown away.

Rules: a draft is nobody's timetable until it is published; a published one is history and stays as it is;
its first day lies among the lessons of its year.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.facts import current_year

LOCK = """select d.id, d.year, d.since, d.published_at is not null as is_published
    from timetable_draft d where d.id = $1 for update"""
COPY = """insert into draft_slot (draft, journal, weekday, number, week, teacher, room)
    select $1, s.journal, s.weekday, s.number, s.week, s.teacher, s.room from timetable_slot s
    join timetable_version v on v.id = s.version
    where v.year = $2 and v.since <= $3 and (v.until is null or v.until >= $3) order by s.id"""
LESSONS = "select begins, teaching_until from academic_year where id = $1"


class Locked(msgspec.Struct, frozen=True):
    """A draft that nobody else changes meanwhile."""

    id: int
    year: int
    since: date
    is_published: bool


class _Lessons(msgspec.Struct, frozen=True):
    begins: date
    teaching_until: date


async def locked(actor: Viewer, draft: int, *, to_edit: bool = True) -> Locked:
    """The draft's row locked; NotFound, or DomainError for one that is published already."""
    found = await DB.one(Locked, LOCK, draft)
    if found is None:
        raise NotFound
    if to_edit and found.is_published:
        raise DomainError(_("Этот черновик уже опубликован. Сделайте новый — копию расписания."))
    return found


async def make_draft(actor: Viewer, title: str, since: date, copy_of: date | None) -> int:
    """A new draft; with `copy_of` it has the slots of the version in force on that day. Gives its id.

    DomainError for a day outside the year's lessons, or a day without a timetable.
    """
    async with DB.transaction():
        year = await current_year(since)
        if year is None:
            raise DomainError(_("Сначала заведите учебный год."), field="since")
        await _check_day(year.id, since)
        draft: int = await DB.value(
            """insert into timetable_draft (year, title, since, made_by, made_at)
               values ($1, $2, $3, $4, $5) returning id""",
            year.id, title, since, actor.person_id, clock.now(),
        )  # fmt: skip
        slots = 0
        if copy_of is not None:
            slots = int((await DB.execute(COPY, draft, year.id, copy_of)).split()[-1])
            if not slots:
                raise DomainError(
                    _("В этот день расписания нет: начните с пустого черновика."), field="copy_of"
                )
        await audit.record(
            actor, "timetable.draft.make", "timetable_draft", draft,
            after={"since": since.isoformat(), "slots": slots},
        )  # fmt: skip
        return draft


async def change_draft(actor: Viewer, draft: int, title: str, since: date) -> None:
    """Another name or first day; NotFound, DomainError as for a new one."""
    async with DB.transaction():
        known = await locked(actor, draft)
        await _check_day(known.year, since)
        await DB.execute(
            "update timetable_draft set title = $2, since = $3 where id = $1", draft, title, since
        )
        await audit.record(
            actor, "timetable.draft.change", "timetable_draft", draft,
            before={"since": known.since.isoformat()}, after={"since": since.isoformat()},
        )  # fmt: skip


async def delete_draft(actor: Viewer, draft: int) -> None:
    """Thrown away with its slots; the timetable itself is not touched. NotFound."""
    async with DB.transaction():
        known = await locked(actor, draft, to_edit=False)
        await DB.execute("delete from timetable_draft where id = $1", draft)
        await audit.record(
            actor, "timetable.draft.delete", "timetable_draft", draft,
            before={"since": known.since.isoformat(), "published": known.is_published},
        )  # fmt: skip


async def _check_day(year: int, since: date) -> None:
    lessons = await DB.one(_Lessons, LESSONS, year)
    assert lessons is not None  # the year is a foreign key's
    if not lessons.begins <= since <= lessons.teaching_until:
        raise DomainError(
            _("Уроки этого года идут с %(begins)s по %(ends)s.", begins=f"{lessons.begins:%d.%m.%Y}",
              ends=f"{lessons.teaching_until:%d.%m.%Y}"), field="since",
        )  # fmt: skip
