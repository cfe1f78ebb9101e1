"""Orders about a pupil: enrolled, moved to another class, left, returned; each as of a date.

Rules: a pupil is in exactly one class on any date between enrolment and departure (DOMAIN 1.4), so moving
closes one membership and opens the other the day after; membership of a class starts at the later of the
order and the year's first day; leaving ends enrolment and every group. Orders of a pupil follow each other
by date: one that would reach behind a later one is refused, and only the last may be taken back. What hangs
on lessons of the days between (a backdated order) is re-homed by those who keep it: the event's `touched`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.events import publish
from intranet.kit.i18n import _
from intranet.school.events import PupilLeft, PupilMoved, PupilReturned, Touched
from intranet.school.people.movements_sql import (
    CLASS_OF,
    ENROLMENTS,
    INSERT,
    INSERT_ENROLMENT,
    JOIN,
    JOIN_PARTS,
    LAST,
    LOCK_PUPIL,
    PARTS,
    REJOIN,
    ROSTER,
    Enrolled,
    InClass,
    Made,
    Roster,
    close_groups,
)
from intranet.school.timetable.pupil_clashes import check_pupils

DAY = timedelta(1)


class Kind(StrEnum):
    """As the database has it."""

    ENROL = "enrol"
    MOVE = "move"
    LEAVE = "leave"
    RETURN = "return"


ACTIONS = {
    Kind.ENROL: "school.enrol",
    Kind.MOVE: "school.class.move",
    Kind.LEAVE: "school.leave",
    Kind.RETURN: "school.return",
}


@dataclass(frozen=True)
class Order:
    """The paper: its number, its date, why; `parts`: groups of the new class the pupil joins with it."""

    number: str = ""
    day: date | None = None
    reason: str = ""
    parts: tuple[int, ...] = ()


UNWRITTEN = Order()


class Outcome(NamedTuple):
    """The order's id, and what it found outside the pupil's days in the groups."""

    movement: int
    touched: list[Touched]


async def enrol(
    actor: Viewer, student: int, school_class: int, since: date, order: Order = UNWRITTEN, *,
    personal_file: str = "",
) -> Outcome:  # fmt: skip
    """Take a pupil into the school and into a class.

    DomainError (student, since, school_class) if the pupil is enrolled on or after that date already, or the
    date is after the class's year; NotFound for an unknown pupil or class.
    """
    async with DB.transaction():
        stays = await _open(student, since)
        if any(stay.until is None or stay.until >= since for stay in stays):
            raise DomainError(_("Ученик уже зачислен."), field="student")
        roster = await _roster(school_class, since)
        await DB.value(INSERT_ENROLMENT, student, since, order.number, order.day, personal_file)
        await _join(student, school_class, roster, max(since, roster.begins), order)
        return await _carried(actor, Kind.ENROL, student, since, order, to_class=school_class)


async def move_class(
    actor: Viewer, student: int, to_class: int, since: date, order: Order = UNWRITTEN
) -> Outcome:
    """Move a pupil to another class of the year as of a date: the old class's groups end the day before.

    Groups across classes go on. DomainError (since, school_class) if the pupil has no class on that day, is
    in that class already, came into the class on that day, or has a later order.
    """
    async with DB.transaction():
        await _open(student, since)
        now_in = await DB.one(InClass, CLASS_OF, student, since)
        if now_in is None:
            raise DomainError(_("На эту дату ученик не числится ни в одном классе."), field="since")
        if now_in.school_class == to_class:
            raise DomainError(_("Ученик уже в этом классе."), field="school_class")
        if now_in.until is not None:
            raise DomainError(_("После этой даты класс ученика уже менялся."), field="since")
        if now_in.since == since:
            raise DomainError(
                _("В этот день ученик только пришёл в класс: выберите день позже."), field="since"
            )
        roster = await _roster(to_class, since)
        if roster.year != now_in.year:
            raise DomainError(_("Этот класс другого учебного года."), field="school_class")
        before = await close_groups(student, since - DAY, now_in.school_class)
        await _join(student, to_class, roster, since, order)
        return await _carried(
            actor, Kind.MOVE, student, since, order, from_class=now_in.school_class, to_class=to_class,
            before=before,
        )  # fmt: skip


async def leave(actor: Viewer, student: int, last_day: date, order: Order = UNWRITTEN) -> Outcome:
    """End a pupil's enrolment and every group on the last day; DomainError (since) if not enrolled then."""
    async with DB.transaction():
        stays = await _open(student, last_day, is_leaving=True)
        if not stays or stays[-1].until is not None or stays[-1].since > last_day:
            raise DomainError(_("На эту дату ученик не зачислен."), field="since")
        now_in = await DB.one(InClass, CLASS_OF, student, last_day)
        await DB.execute("update enrolment set until = $2 where id = $1", stays[-1].id, last_day)
        before = await close_groups(student, last_day, None)
        return await _carried(
            actor, Kind.LEAVE, student, last_day, order, before=before,
            from_class=now_in.school_class if now_in else None,
        )  # fmt: skip


async def return_pupil(
    actor: Viewer, student: int, school_class: int, since: date, order: Order = UNWRITTEN
) -> Outcome:
    """Take one who had left back as of a date: a new enrolment and a class.

    Back in the same class the very next day, the groups that were closed open again. DomainError (student,
    since, school_class) for one who never was a pupil or has not left by then.
    """
    async with DB.transaction():
        stays = await _open(student, since)
        if not stays:
            raise DomainError(_("Ученик ещё не учился в школе: оформите зачисление."), field="student")
        last_day = stays[-1].until
        if last_day is None or last_day >= since:
            raise DomainError(_("На эту дату ученик не выбывал."), field="since")
        roster = await _roster(school_class, since)
        await DB.value(INSERT_ENROLMENT, student, since, order.number, order.day, "")
        await _join(student, school_class, roster, max(since, roster.begins), order)
        left = await DB.one(Made, LAST, student)
        if left and left.kind == Kind.LEAVE and left.from_class == school_class and left.since + DAY == since:
            await DB.execute(REJOIN, student, school_class, since, left.id)
        return await _carried(actor, Kind.RETURN, student, since, order, to_class=school_class)


async def _open(student: int, since: date, *, is_leaving: bool = False) -> list[Enrolled]:
    """The pupil, locked, with the stays in the school; refused behind a later order."""
    if await DB.value(LOCK_PUPIL, student) is None:
        raise NotFound
    last = await DB.one(Made, LAST, student)
    same_day = last is not None and last.since == since and (not is_leaving or last.kind == Kind.LEAVE)
    if last is not None and (last.since > since or same_day):
        raise DomainError(
            _(
                "У ученика уже есть приказ от более поздней или той же даты (%(day)s). Сначала отмените его.",
                day=f"{last.since:%d.%m.%Y}",
            ),
            field="since",
        )
    return await DB.rows(Enrolled, ENROLMENTS, student)


async def _roster(school_class: int, since: date) -> Roster:
    found = await DB.one(Roster, ROSTER, school_class)
    if found is None:
        raise NotFound
    if since > found.ends:
        raise DomainError(_("Дата за пределами учебного года этого класса."), field="since")
    return found


async def _join(student: int, school_class: int, roster: Roster, since: date, order: Order) -> None:
    """Into the class and the named parts of it; NotFound for another's, DomainError (parts) for a clash."""
    await DB.execute(JOIN, [roster.study_group], student, since)
    if not order.parts:
        return
    if len(await DB.rows(int, PARTS, list(order.parts), school_class)) != len(set(order.parts)):
        raise NotFound
    await DB.execute(JOIN_PARTS, list(order.parts), student, since)
    for part in order.parts:
        await check_pupils(part, [student], since, field="parts")


async def _carried(
    actor: Viewer, kind: Kind, student: int, since: date, order: Order, *, from_class: int | None = None,
    to_class: int | None = None, before: list[dict[str, Any]] | None = None,
) -> Outcome:  # fmt: skip
    """Write the order, tell everybody, record it as one step."""
    movement: int = await DB.value(
        INSERT, student, kind, order.number, order.day, since, from_class, to_class, order.reason,
        before or [], actor.person_id, clock.now(),
    )  # fmt: skip
    event = event_of(actor, movement, kind, student, since, from_class, to_class)
    if event is not None:
        await publish(event)
    touched = event.touched if event is not None else []
    await audit.record(
        actor, ACTIONS[kind], "person", student, before={"class": from_class} if from_class else None,
        after={"movement": movement, "class": to_class, "since": since.isoformat(), "order": order.number,
               "touched": len(touched)},
    )  # fmt: skip
    return Outcome(movement, touched)


def event_of(
    actor: Viewer, movement: int, kind: str, student: int, since: date, from_class: int | None,
    to_class: int | None,
) -> PupilMoved | PupilLeft | PupilReturned | None:  # fmt: skip
    """What is told of such an order; nothing of a first enrolment: nobody keeps anything of a new pupil."""
    if kind == Kind.MOVE and from_class is not None and to_class is not None:
        return PupilMoved(actor, movement, student, from_class, to_class, since)
    if kind == Kind.LEAVE:
        return PupilLeft(actor, movement, student, since)
    return PupilReturned(actor, movement, student, since) if kind == Kind.RETURN else None
