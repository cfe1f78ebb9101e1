"""A day filled by the solver: drafts that are proposed, then accepted or dropped by a person.

A proposal never takes the place of somebody's draft and is never published by itself. It is worked out
outside any transaction; then, under locks, each line is asked again whether the lesson is still open and
whether the person is still free. What no longer fits is left out and counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import date

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from modules.substitutions.planning.candidates import HARD, Staff
from modules.substitutions.planning.fill import NotSolved, fill
from modules.substitutions.planning.options import Option, Proposal, without_proposals
from modules.substitutions.planning.state import Placed
from modules.substitutions.queries.day import day_of
from modules.substitutions.queries.filling import filling_of
from modules.substitutions.service.locks import lock

OF_DAY = "is_proposed and lesson in (select id from lesson where on_date = $1)"
DROP = f"delete from planned_change where {OF_DAY} returning id"
INSERT = """insert into planned_change
        (lesson, kind, teacher, journal, absence, is_proposed, made_by, made_at)
    values ($1, $2, $3, $4, $5, true, $6, $7) on conflict (lesson) do nothing returning id"""
ACCEPT = f"""update planned_change set is_proposed = false, version = version + 1, made_by = $2, made_at = $3
    where {OF_DAY} and ($4::int[] is null or id = any($4)) returning id"""


class Made(msgspec.Struct, frozen=True):
    """What came of filling a day: drafts written, lessons left open, lines outdated meanwhile."""

    written: int
    unfilled: int
    outdated: int
    is_proved: bool


async def propose_day(actor: Viewer, on_date: date) -> Made:
    """Propose drafts for the open lessons of a day anew; the earlier proposals go.

    DomainError for a day that is over, for one without open lessons, and where the solver fails.
    """
    if on_date < actor.day:
        raise DomainError(_("Этот день прошёл: заполнять его поздно."))
    filling = await filling_of(actor, on_date)
    if not filling.lessons:
        raise DomainError(_("На этот день нет открытых уроков без черновика: заполнять нечего."))
    try:
        plan = await asyncio.to_thread(fill, filling)
    except NotSolved as error:
        raise DomainError(
            _("Подобрать план не удалось (%(words)s). Назначьте замены по одному уроку.", words=str(error))
        ) from error
    return await _write(actor, on_date, plan)


async def _write(actor: Viewer, on_date: date, plan: Proposal) -> Made:
    async with DB.transaction():
        await lock(actor, [on_date], [one.lesson.lesson.id for one in plan.chosen])
        await DB.execute(DROP, on_date)
        day = without_proposals(await day_of(actor, on_date))
        staff = Staff(day)
        open_now = {one.lesson.id: one for one in day.open if one.draft is None}
        ids: list[int] = []
        for option in plan.chosen:
            lesson = open_now.get(option.lesson.lesson.id)
            if lesson is not None and _is_free(staff, option, lesson):
                ids += await _insert(actor, staff, option, lesson)
        made = Made(len(ids), len(plan.unfilled), len(plan.chosen) - len(ids), plan.is_proved)
        await audit.record(
            actor, "substitutions.proposal.make", "substitution_day", None,
            after={"date": on_date.isoformat(), **msgspec.structs.asdict(made)},
        )  # fmt: skip
        return made


def _is_free(staff: Staff, option: Option, lesson: Placed) -> bool:
    """Whether the person is neither away nor busy by now."""
    person = staff.day.colleagues.get(option.person)
    return person is not None and not HARD & set(staff.hindrances(person, lesson))


async def _insert(actor: Viewer, staff: Staff, option: Option, lesson: Placed) -> list[int]:
    away = staff.day.absence_of(lesson.teacher, lesson.number)
    return await DB.rows(
        int, INSERT, lesson.lesson.id, str(option.kind), option.person, option.journal,
        away.id if away else None, actor.person_id, clock.now(),
    )  # fmt: skip


async def accept_proposals(actor: Viewer, on_date: date, drafts: Collection[int] | None = None) -> int:
    """Make proposals the actor's own drafts: the chosen ones (ids), or all. How many."""
    chosen = None if drafts is None else sorted(set(drafts))
    if chosen == []:
        raise DomainError(_("Отметьте хотя бы одну строку."))
    async with DB.transaction():
        await lock(actor, [on_date])
        ids = await DB.rows(int, ACCEPT, on_date, actor.person_id, clock.now(), chosen)
        await _record(actor, "substitutions.proposal.accept", on_date, ids)
        return len(ids)


async def drop_proposals(actor: Viewer, on_date: date) -> int:
    """Take every proposal of the day away; drafts of people stay. How many."""
    async with DB.transaction():
        await lock(actor, [on_date])
        ids = await DB.rows(int, DROP, on_date)
        await _record(actor, "substitutions.proposal.drop", on_date, ids)
        return len(ids)


async def _record(actor: Viewer, action: str, on_date: date, ids: Sequence[int]) -> None:
    if ids:
        after = {"date": on_date.isoformat(), "drafts": list(ids)}
        await audit.record(actor, action, "substitution_day", None, after=after)
