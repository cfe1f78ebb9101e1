"""An order taken back: memberships stand as before it, and what it re-homed goes home.

Rules: only the pupil's last order in force; its row stays, with the moment it was undone. An enrolment or a
return goes only while nothing is recorded about the pupil for its days.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.events import publish
from intranet.kit.i18n import _
from intranet.school.events import PupilLeft, PupilMoved, PupilReturned
from intranet.school.people.movements import DAY, Kind, Outcome
from intranet.school.people.movements_sql import FORGET, LAST, LOCK_PUPIL, ONE, RESTORE, Made

UNDONE = "update movement set undone_at = $2 where id = $1"
REOPEN = "update enrolment set until = null where student = $1 and until = $2"
FORGET_STAY = "delete from enrolment where student = $1 and since = $2"


async def withdraw_movement(actor: Viewer, movement: int) -> Outcome:
    """Take an order back, in one audited step; what hung on its days goes back too.

    NotFound for an unknown one. DomainError if it is undone already, is not the pupil's last, or (an
    enrolment, a return) marks or absences have been recorded since.
    """
    async with DB.transaction():
        student = await DB.value("select student from movement where id = $1", movement)
        if student is None:
            raise NotFound
        await DB.value(LOCK_PUPIL, student)
        order, last = await DB.one(Made, ONE, movement), await DB.one(Made, LAST, student)
        if order is None or order.is_undone:
            raise DomainError(_("Этот приказ уже отменили."))
        if last is None or last.id != movement:
            raise DomainError(_("Сначала отмените более поздний приказ об этом ученике."))
        await DB.execute(UNDONE, movement, clock.now())
        event = await TAKE_BACK[Kind(order.kind)](actor, order)
        await publish(event)
        _check_nothing_hangs(order, event)
        await audit.record(
            actor, "school.movement.withdraw", "person", student,
            before={"movement": movement, "kind": order.kind, "order": order.order_number},
            after={"touched": len(event.touched)},
        )  # fmt: skip
        return Outcome(movement, event.touched)


def _check_nothing_hangs(order: Made, event: PupilMoved | PupilLeft | PupilReturned) -> None:
    if order.kind in (Kind.ENROL, Kind.RETURN) and event.touched:
        raise DomainError(_("За эти дни в журнале уже есть записи об ученике: оформите перевод или выбытие."))


async def _move_back(actor: Viewer, order: Made) -> PupilMoved:
    assert order.from_class is not None
    assert order.to_class is not None
    await DB.execute(FORGET, order.student, order.since, order.to_class)
    await DB.execute(RESTORE, order.student, order.before)
    return PupilMoved(
        actor, order.id, order.student, order.to_class, order.from_class, order.since, undone=True
    )


async def _reopen(actor: Viewer, order: Made) -> PupilReturned:
    await DB.execute(REOPEN, order.student, order.since)
    await DB.execute(RESTORE, order.student, order.before)
    return PupilReturned(actor, order.id, order.student, order.since + DAY, undone=True)


async def _never_came(actor: Viewer, order: Made) -> PupilLeft:
    await DB.execute(FORGET, order.student, order.since, None)
    await DB.execute(FORGET_STAY, order.student, order.since)
    return PupilLeft(actor, order.id, order.student, order.since - DAY, undone=True)


Event = PupilMoved | PupilLeft | PupilReturned
TAKE_BACK: dict[Kind, Callable[[Viewer, Made], Awaitable[Event]]] = {
    Kind.MOVE: _move_back, Kind.LEAVE: _reopen, Kind.ENROL: _never_came, Kind.RETURN: _never_came,
}  # fmt: skip
