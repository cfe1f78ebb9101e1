"""A day's drafts become published changes: all of them or none, seen by everybody at one moment.

Rules: two dispatchers publish one after another (the day's row is locked, then its lessons, then the drafts);
only what was shown is published, a draft that somebody has changed meanwhile is refused and stays; what is
published already is not published again, and nobody hears of it twice; every change gets its line in the
register; those concerned are told in the same transaction, the board hears at its COMMIT.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError
from intranet.kit.i18n import _, ngettext
from intranet.kit.live import shout
from intranet.school.fragments import ACTIVE
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.changes import (
    Wish,
    apply_change,
    replace_changes,
    told_together,
    withdraw_change,
)
from modules.substitutions.planning.publication import Difference, Plan, Planned, in_order
from modules.substitutions.planning.troubles import Rule, Trouble
from modules.substitutions.queries.board import CHANNEL
from modules.substitutions.queries.plan import Found, plan_of
from modules.substitutions.queries.reach import look_for_troubles, reached
from modules.substitutions.service.locks import lock
from modules.substitutions.service.sheets import ask_sheets
from modules.substitutions.service.telling import tell_published

DAYS = f"""select $2::date as day
    union select l.on_date from planned_change d join lesson l on l.id = d.lesson where d.id = any($1::int[])
    union select d.to_date from planned_change d where d.id = any($1::int[]) and d.to_date is not null
    union select x.was_date from lesson_change x join planned_change d on d.lesson = x.lesson
        where d.id = any($1::int[]) and x.kind = 'MOVED' and {ACTIVE}
    order by day"""
# The drafts' own, their hosts, and what is published as put to them.
LOCK_LESSONS = """select l.id from lesson l where l.id in (
        select unnest(array[d.lesson, d.merged_with]) from planned_change d where d.id = any($1::int[])
        union select x.lesson from planned_change d join lesson_change x on x.became = d.lesson
            where d.id = any($1::int[]) and x.withdrawn_at is null)
    order by l.id for update"""
LOCK_DRAFTS = "select id, version from planned_change where id = any($1::int[]) order by id for update"
STANDING = f"select x.id, x.kind from lesson_change x where x.lesson = $1 and {ACTIVE} order by x.id desc"
ADD_ENTRIES = """insert into change_entry (change, absence, override_reason)
    select * from unnest($1::int[], $2::int[], $3::text[])"""
DROP_DRAFTS = "delete from planned_change where id = any($1::int[])"
RAISE = """update substitution_day set revision = revision + 1, published_at = $2, published_by = $3
    where on_date = any($1::date[]) returning on_date, revision"""


class Refused(DomainError):
    """Nothing was published: `troubles` says why, lesson by lesson."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        count = len({one.lesson for one in troubles})
        super().__init__(ngettext(
            "Ничего не опубликовано: сначала исправьте %(n)s строку.",
            "Ничего не опубликовано: сначала исправьте строки, их %(n)s.", count,
        ))  # fmt: skip
        self.troubles = tuple(troubles)


class Published(msgspec.Struct, frozen=True):
    """How many lessons were changed, how many people told."""

    changes: int
    told: int


class _Draft(msgspec.Struct, frozen=True):
    id: int
    version: int


class _Change(msgspec.Struct, frozen=True):
    id: int
    kind: str


class _Raised(msgspec.Struct, frozen=True):
    on_date: date
    revision: int


async def publish_day(actor: Viewer, on_date: date, agreed: Mapping[int, int]) -> Published:
    """Publish drafts of a day: their ids with the versions that were shown.

    Conflict when one of them is not what was shown; Refused with everything that is in the way. Whether the
    actor may publish is the caller's permission (`permissions.PUBLISH`).
    """
    if not agreed:
        raise DomainError(_("Отметьте, что опубликовать"))
    async with DB.transaction():
        await _lock(actor, agreed, on_date)
        found = await plan_of(actor, on_date, agreed)
        await _check(actor, found, agreed)
        async with told_together():
            changes = await _carry_out(actor, found.plan)
        await DB.execute(DROP_DRAFTS, list(agreed))
        told = await _announce(actor, found.plan, len(changes)) if found.plan.differences else 0
        return Published(len(found.plan.differences), told)


async def _lock(actor: Viewer, agreed: Mapping[int, int], on_date: date) -> None:
    ids = list(agreed)
    await lock(actor, [one.day for one in await DB.rows(_Day, DAYS, ids, on_date)])
    await DB.execute(LOCK_LESSONS, ids)
    stand = {one.id: one.version for one in await DB.rows(_Draft, LOCK_DRAFTS, ids)}
    if stand != dict(agreed):
        raise Conflict(_("Черновик только что изменили. Проверьте его ещё раз и опубликуйте."))


class _Day(msgspec.Struct, frozen=True):
    day: date


async def _check(actor: Viewer, found: Found, agreed: Mapping[int, int]) -> None:
    if not set(agreed) <= {one.id for one in found.rows}:
        raise Conflict(_("Этих изменений на этот день уже нет. Проверьте черновик ещё раз."))
    troubles = await look_for_troubles(actor, found, agreed)
    if troubles:
        raise Refused(troubles)


async def _carry_out(actor: Viewer, plan: Plan) -> list[int]:
    """The changes made, each with its line in the register."""
    made: list[tuple[int, int | None, str]] = []
    for one in in_order(plan.differences):
        try:
            change = await _replace(actor, one.planned)
        except DomainError as error:
            raise Refused([Trouble(one.before.id, Rule.REFUSED, said=error.message)]) from error
        if change is not None:
            made.append((change, _absence(plan, one), one.planned.override_reason))
    changes, absences, reasons = ([row[n] for row in made] for n in range(3))
    await DB.execute(ADD_ENTRIES, changes, absences, reasons)
    return [row[0] for row in made]


async def _replace(actor: Viewer, planned: Planned) -> int | None:
    """Publish a draft over what stands; a published move stays under it, where the draft allows."""
    wish = Wish(
        teacher=planned.teacher, room=planned.room, to_date=planned.to_date, to_number=planned.to_number,
        journal=planned.journal, merged_with=planned.merged_with, note=planned.note,
    )  # fmt: skip
    if planned.move is None or not planned.keeps_move:
        return await replace_changes(actor, planned.lesson, planned.kind, wish)
    for change in await DB.rows(_Change, STANDING, planned.lesson):
        if change.kind != ChangeKind.MOVED:
            await withdraw_change(actor, change.id)
    return await apply_change(actor, planned.lesson, planned.kind, wish)


def _absence(plan: Plan, one: Difference) -> int | None:
    """The absence that the change answers: the draft's own, else the one that takes the planned teacher."""
    if one.planned.absence is not None:
        return one.planned.absence
    day = plan.days.get(one.before.on_date)
    found = day.absence_of(one.before.planned_teacher, one.before.number) if day else None
    return found.id if found else None


async def _announce(actor: Viewer, plan: Plan, changes: int) -> int:
    """The days' new revisions, the audit's line, the notices, the boards."""
    raised = await DB.rows(_Raised, RAISE, plan.touched_days, clock.now(), actor.person_id)
    revisions = {one.on_date: one.revision for one in raised}
    for day, revision in sorted(revisions.items()):
        after = {"date": day.isoformat(), "revision": revision, "changes": changes,
                 "lessons": len(plan.differences)}  # fmt: skip
        await audit.record(actor, "substitutions.publish", "substitution_day", None, after=after)
        await shout(CHANNEL, day.isoformat())
        await ask_sheets(actor, day)
    return await tell_published(actor, plan, await reached(actor, plan.differences), revisions)
