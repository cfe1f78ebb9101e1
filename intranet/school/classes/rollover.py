"""A year carried into the next by one order: new classes, new rosters, and who leaves (DOMAIN 2.9).

Rules: done as it was agreed to and as a whole; the old rosters and parts end on the year's last day, the new
ones begin on the next year's first, so nothing of today changes; whoever is in a class of the next year
already stays there. A fixed number of statements for any number of pupils, and one for each class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.classes import rollover_sql as sql
from intranet.school.classes.names import ClassName
from intranet.school.classes.rollover_plan import (
    FINISHING,
    Fate,
    Proposal,
    Step,
    classes_there,
    proposal_of,
)
from intranet.school.classes.service import HALF_YEARS_FROM
from intranet.school.facts import YearRow
from intranet.school.people.movements import Order
from intranet.school.people.reasons import AGAIN, GRADUATION, NEXT_CLASS, OTHER
from intranet.school.timetable.lessons import LOCK_YEAR


class RolledOver(NamedTuple):
    """How many classes were made, pupils moved and left."""

    classes: int
    moved: int
    finished: int


async def roll_over(
    actor: Viewer, year: YearRow, order: Order, agreed: str, *, with_leads: bool
) -> RolledOver | None:  # fmt: skip
    """Carry out what was agreed to (`Proposal.key`); None if it is something else by now.

    `with_leads`: class teachers lead their classes on. DomainError without a next year, or with nobody to
    move.
    """
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year.id)
        await DB.value(sql.LOCK_PUPILS, year.id)
        proposal = await proposal_of(actor, year)
        if proposal.into is None:
            raise DomainError(_("Сначала заведите следующий учебный год."))
        if not proposal.steps:
            raise DomainError(_("Переводить некого: все уже переведены или оставлены в прежнем классе."))
        if proposal.key != agreed:
            return None
        await DB.execute(LOCK_YEAR, proposal.into.id)
        classes, made = await _classes(proposal, proposal.into)
        rollover = await _move(actor, proposal, proposal.into, order, classes)
        led, ended = await _lead(proposal, proposal.into, classes, with_leads=with_leads)
        await DB.execute(sql.MADE, rollover, {"classes": made, "led": led, "ended": ended})
        await _record(actor, proposal, rollover, order)
        return RolledOver(len(made), len(proposal.moved), len(proposal.finished))


async def _classes(proposal: Proposal, into: YearRow) -> tuple[dict[tuple[int, str], int], list[int]]:
    """The next year's classes by name, those that were missing made; the ids of the made ones."""
    there = await classes_there(into.id)
    of_name = {one.name.key: one for one in proposal.classes}
    made: list[int] = []
    for name in sorted({step.to for step in proposal.moved if step.to is not None}):
        if name.key in there:
            continue
        before = of_name.get(ClassName(name.grade_level - 1, name.letter).key)
        goes_up = any(step.to == name and step.fate == Fate.UP for step in proposal.moved)
        like = before if before is not None and goes_up else of_name[name.key]
        there[name.key] = await DB.value(
            sql.ADD_CLASS, into.id, name.grade_level, name.letter, like.building, like.shift, like.week_days,
            like.id if like is before else None,
        )  # fmt: skip
        made.append(there[name.key])
    await DB.execute(sql.FOUND, made, HALF_YEARS_FROM)
    return there, made


async def _move(
    actor: Viewer, proposal: Proposal, into: YearRow, order: Order, classes: Mapping[tuple[int, str], int]
) -> int:  # fmt: skip
    """The orders, and the memberships they end and begin; the rollover's id."""
    year, steps, now = proposal.year, proposal.steps, clock.now()
    rollover: int = await DB.value(
        sql.ADD_ROLLOVER, year.id, into.id, order.number, order.day, len(proposal.moved),
        len(proposal.finished), actor.person_id, now,
    )  # fmt: skip
    await DB.execute(
        sql.MOVE_OUT, [step.pupil.student for step in steps], [step.at.id for step in steps],
        [classes[step.to.key] if step.to else None for step in steps], year.ends, year.id, into.begins,
        order.number, order.day, actor.person_id, now, rollover, [_reason(step) for step in steps],
    )  # fmt: skip
    await DB.execute(sql.MOVE_IN, rollover)
    await DB.execute(sql.END_STAYS, rollover)
    return rollover


def _reason(step: Step) -> str:
    if step.fate == Fate.FINISH:
        is_graduation = step.at.fate == Fate.FINISH or step.at.grade_level in FINISHING
        return GRADUATION if is_graduation else OTHER
    return NEXT_CLASS if step.fate == Fate.UP else AGAIN


async def _lead(
    proposal: Proposal, into: YearRow, classes: Mapping[tuple[int, str], int], *, with_leads: bool
) -> tuple[list[int], list[int]]:
    """A class teacher leads the class of one year; into the next if wished. Ids of what began, what ended."""
    begun: list[int] = []
    if with_leads:
        goers = (step for step in proposal.moved if step.to and step.fate == Fate.UP)
        ups = {step.at.id: classes[step.to.key] for step in goers if step.to}
        begun = await DB.rows(
            int, sql.LEAD_ON, list(ups), list(ups.values()), into.begins, proposal.year.ends
        )  # fmt: skip
    rolled = sorted({step.at.id for step in proposal.steps})
    return begun, await DB.rows(int, sql.END_LEADS, rolled, proposal.year.ends)


async def _record(actor: Viewer, proposal: Proposal, rollover: int, order: Order) -> None:
    counts = proposal.counts
    for one in proposal.classes:
        said = {str(fate): counts[one.id][fate] for fate in Fate if counts[one.id][fate]}
        if set(said) - {Fate.WAIT}:
            await audit.record(
                actor, "school.class.rollover", "school_class", one.id, before={"name": one.title},
                after={"rollover": rollover, "order": order.number, **said},
            )  # fmt: skip
