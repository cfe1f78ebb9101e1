"""Orders carried out only as they were shown, and taken back (docs/adr, no. 10)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import msgspec

from intranet.kit import agreed as agreed_to
from intranet.kit.access import Viewer
from intranet.school import service as school
from intranet.school.events import Touched
from intranet.school.people.movements import ACTIONS, Kind, Order, Outcome
from modules.office.permissions import EDIT_MOVEMENTS
from modules.office.queries.changes import Change
from modules.office.service.undo import undoes


@dataclass(frozen=True)
class Wanted:
    """An order as it is asked for; `school_class` 0 for leaving."""

    kind: Kind
    student: int
    since: date
    order: Order
    school_class: int = 0
    personal_file: str = ""


@dataclass(frozen=True)
class Rehearsed:
    """What an order would touch; `key` is what a person agrees to: the order, a point, what it touches."""

    touched: list[Touched]
    key: str

    def is_news(self, agreed: str) -> bool:
        """Whether the same order touches other things than was agreed to: somebody wrote meanwhile."""
        return self.key.partition(".")[0] == agreed.partition(".")[0]


async def carry_out(actor: Viewer, wanted: Wanted, agreed: str) -> Rehearsed | None:
    """Carry the order out if what it touches is what was agreed to: None. Else only tell what it would touch.

    DomainError as the services of `people.movements`.
    """

    async def deed() -> Rehearsed:
        done = await _deed(actor, wanted)
        return Rehearsed(done.touched, _key(wanted, done))

    return await agreed_to.carry_out(deed, agreed)


async def _deed(actor: Viewer, wanted: Wanted) -> Outcome:
    student, since, order = wanted.student, wanted.since, wanted.order
    match wanted.kind:
        case Kind.ENROL:
            return await school.enrol(
                actor, student, wanted.school_class, since, order, personal_file=wanted.personal_file
            )
        case Kind.MOVE:
            return await school.move_class(actor, student, wanted.school_class, since, order)
        case Kind.LEAVE:
            return await school.leave(actor, student, since, order)
    return await school.return_pupil(actor, student, wanted.school_class, since, order)


def _key(wanted: Wanted, done: Outcome) -> str:
    asked = (wanted.kind, wanted.student, wanted.since, wanted.school_class, sorted(wanted.order.parts))
    return ".".join(
        hashlib.sha256(msgspec.json.encode(one)).hexdigest()[:24] for one in (asked, done.touched)
    )


async def take_back(actor: Viewer, change: Change) -> None:
    """The order is undone, and what it touched goes back."""
    await school.withdraw_movement(actor, int(change.after.get("movement", 0)))


for _action in ACTIONS.values():
    undoes(_action, permission=EDIT_MOVEMENTS)(take_back)
