"""Timetable versions and the dated lessons made of them.

Rules (DOMAIN 2.7, 2.11 no. 7): a version is in force from its first day until the day before the next
one; a version of the same start is replaced; applying a version touches nothing that stands for an
earlier day. What changed is told by LessonsChanged, so that homework can move to the next lesson.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.events import publish
from intranet.kit.i18n import _
from intranet.school.calendar.days import DAY
from intranet.school.calendar.sql import calendar_of
from intranet.school.events import LessonsChanged
from intranet.school.timetable.lessons_sql import (
    existing_since,
    journal_facts,
    slots_of,
    slots_since,
    versions_of,
    write_inserts,
    write_updates,
)
from intranet.school.timetable.materialise import plan, reconcile
from intranet.school.timetable.slots import Reconciliation, Version

LOCK_YEAR = "select id from academic_year where id = $1 for update"


class NewSlot(NamedTuple):
    """One line of a timetable; `week` is '', 'A' or 'B'."""

    journal: int
    weekday: int
    number: int
    week: str
    teacher: int
    room: int | None


class Materialised(msgspec.Struct, frozen=True):
    """How many lessons were added, brought up to date, cancelled, deleted."""

    inserted: int = 0
    updated: int = 0
    cancelled: int = 0
    deleted: int = 0

    def __add__(self, other: Materialised) -> Materialised:
        """Two runs as one."""
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return Materialised(*(one + two for one, two in pairs))


class VersionPut(msgspec.Struct, frozen=True):
    """The version, whether it is new, how many of its slots are new or gone, and the lessons' numbers."""

    version: int
    is_new: bool
    added: int
    removed: int
    lessons: Materialised


async def materialise(actor: Viewer, year: int, since: date, until: date | None = None) -> Materialised:
    """Bring the dated lessons from `since` on up to timetable and calendar; a second run changes nothing.

    With `until` only lessons that stand for a day up to it. One transaction, a fixed number of statements.
    Raises NotFound for an unknown year.
    """
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year)
        calendar = await calendar_of(year)
        facts = await journal_facts(year)
        versions, slots = await versions_of(year), await slots_since(year, since)
        last = min(until or calendar.year.teaching_until, calendar.year.teaching_until)
        planned = plan(calendar, versions, slots, facts.classes, since, last)
        work = reconcile(planned, await existing_since(year, since, until), since, until)
        done = Materialised(len(work.inserts), len(work.updates), len(work.cancels), len(work.deletes))
        if not work.is_empty:
            await _write(work, facts.groups)
            await audit.record(
                actor, "school.lessons.materialise", "academic_year", year,
                after={"since": since.isoformat(), **msgspec.structs.asdict(done)},
            )  # fmt: skip
            await publish(LessonsChanged(frozenset(work.days), frozenset(work.journals)))
        return done


async def _write(work: Reconciliation, groups: dict[int, int]) -> None:
    if work.deletes:
        await DB.execute("delete from lesson where id = any($1)", work.deletes)
    if work.cancels:
        await DB.execute("update lesson set status = 'cancelled' where id = any($1)", work.cancels)
    await write_updates(work.updates)
    if work.inserts:
        await write_inserts(work.inserts, groups)


async def put_version(actor: Viewer, year: int, since: date, slots: Sequence[NewSlot]) -> VersionPut:
    """Let this week's plan be in force from `since`, and make the lessons of it.

    The version before ends the day before; one of the same start gets these slots instead of its own
    (equal slots stay as they are). Clashes are the caller's business (`clashes`). DomainError for a start
    outside the year's lessons.
    """
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year)
        calendar = await calendar_of(year)
        if not calendar.year.begins <= since <= calendar.year.teaching_until:
            text = _("Расписание начинается вне учебного года %(year)s", year=calendar.year.title)
            raise DomainError(text, field="since")
        versions = await versions_of(year)
        version, is_new = await _version_from(year, since, versions)
        added, removed = await _replace_slots(version, slots)
        if is_new or added or removed:
            await audit.record(
                actor, "school.timetable.put", "timetable_version", version,
                after={"since": since.isoformat(), "slots": len(slots), "added": added, "removed": removed},
            )  # fmt: skip
        return VersionPut(version, is_new, added, removed, await materialise(actor, year, since))


async def _version_from(year: int, since: date, versions: Sequence[Version]) -> tuple[int, bool]:
    """The version that starts then, made if need be, and whether it was made."""
    for known in versions:
        if known.since == since:
            return known.id, False
    until = min((known.since - DAY for known in versions if known.since > since), default=None)
    for known in versions:
        if known.since < since and (known.until is None or known.until >= since):
            await DB.execute("update timetable_version set until = $2 where id = $1", known.id, since - DAY)
    made: int = await DB.value(
        "insert into timetable_version (year, since, until) values ($1, $2, $3) returning id",
        year,
        since,
        until,
    )
    return made, True


async def _replace_slots(version: int, slots: Sequence[NewSlot]) -> tuple[int, int]:
    """How many slots were added and removed; equal ones keep their rows."""
    new = dict.fromkeys(slots)
    old = {
        NewSlot(s.journal, s.weekday, s.number, s.week, s.teacher, s.room) for s in await slots_of(version)
    }
    gone, come = old - new.keys(), [slot for slot in new if slot not in old]
    await DB.execute_many(
        """delete from timetable_slot where version = $1 and journal = $2 and weekday = $3 and number = $4
           and week = $5 and teacher = $6 and room is not distinct from $7""",
        [(version, *slot) for slot in gone],
    )
    columns = ("version", "journal", "weekday", "number", "week", "teacher", "room")
    await DB.copy("timetable_slot", columns, [(version, *slot) for slot in come])
    return len(come), len(gone)
