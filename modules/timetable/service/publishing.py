"""A draft becomes the school's timetable from its first day on.

Rules (DOMAIN 2.7, 2.11 no. 7): the version before ends the day before; lessons of days that have passed are
history, so a draft never begins in the past; clashes have to be agreed to, norms never hinder. What is shown
beforehand is the very deed, rolled back (kit.agreed).
"""

from __future__ import annotations

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.timetable.lessons import NewSlot, VersionPut, put_version
from modules.timetable.planning.checks import clashes_of
from modules.timetable.planning.plan import Plan
from modules.timetable.queries.plan import plan_of
from modules.timetable.service.drafts import locked


class Publication(msgspec.Struct, frozen=True):
    """What publishing does: the version, the lessons' numbers, how many clashes are published with it."""

    put: VersionPut
    clashes: int

    @property
    def key(self) -> str:
        """What a person agrees to, as the form sends it back; publishing is always asked first."""
        numbers = msgspec.structs.astuple(self.put.lessons)
        return "-".join(map(str, (self.put.added, self.put.removed, *numbers, self.clashes)))


async def publish_draft(actor: Viewer, draft: int, *, with_clashes: bool = False) -> Publication:
    """Make a draft the timetable from its first day; NotFound.

    DomainError at `since` for a day that has passed, at `with_clashes` while clashes are not agreed to.
    """
    async with DB.transaction():
        known = await locked(actor, draft)
        plan = await plan_of(actor, draft)
        clashes = _clashes(actor, plan, with_clashes=with_clashes)
        put = await put_version(actor, known.year, known.since, _slots(plan))
        await DB.execute("update timetable_draft set published_at = $2 where id = $1", draft, clock.now())
        await audit.record(
            actor, "timetable.draft.publish", "timetable_draft", draft,
            after={"version": put.version, "since": known.since.isoformat(), "clashes": clashes},
        )  # fmt: skip
        return Publication(put, clashes)


def _slots(plan: Plan) -> list[NewSlot]:
    """In the order they were put: the first teacher of a lesson holds it, the others stand beside."""
    return [
        NewSlot(row.journal, row.weekday, row.number, row.week, row.teacher, row.room)
        for row in sorted(plan.slots, key=lambda one: one.id)
    ]


def _clashes(actor: Viewer, plan: Plan, *, with_clashes: bool) -> int:
    """How many clashes are published; DomainError for what cannot be published."""
    if not plan.slots:
        raise DomainError(_("В черновике нет ни одного урока."))
    if plan.draft.since < actor.day:
        text = _("Первый день уже прошёл, а прошедшие уроки не меняются: поставьте день не раньше сегодня.")
        raise DomainError(text, field="since")
    clashes = len(clashes_of(plan))
    if clashes and not with_clashes:
        text = _("Накладок: %(n)s. Исправьте их или отметьте, что публикуете с накладками.", n=clashes)
        raise DomainError(text, field="with_clashes")
    return clashes
