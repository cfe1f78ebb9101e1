"""Taking a recorded change back: a registry from the audit's action to what reverses it.

A service's file declares the inverse of its own action:

    @undoes("school.class.move", permission=EDIT_PEOPLE, now=class_now)
    async def move_back(actor: Viewer, change: Change) -> None: ...

`now` gives what stands today for the keys of the entry's `after`; a difference refuses the undo and names who
changed it later. The inverse runs the same services, in the same transaction, with their own rules and audit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from intranet.kit import audit, clock
from intranet.kit.access import Viewer, WritePermission
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.office.queries.changes import UNDONE, Change, change_of, later_change

KEPT = timedelta(days=30)
LOCK = 7_031_731
Apply = Callable[[Viewer, Change], Awaitable[None]]
Now = Callable[[Viewer, Change], Awaitable[Mapping[str, object] | None]]


@dataclass(frozen=True)
class Inverse:
    """How an action is reversed, and who may; `now` is what stands today (None: `apply` checks)."""

    permission: WritePermission
    apply: Apply
    now: Now | None


INVERSES: dict[str, Inverse] = {}


def undoes(action: str, *, permission: WritePermission, now: Now | None = None) -> Callable[[Apply], Apply]:
    """Declare the inverse of an action; ValueError when it has one."""

    def declare(apply: Apply) -> Apply:
        if action in INVERSES:
            raise ValueError(f"{action} has its inverse")
        INVERSES[action] = Inverse(permission, apply, now)
        return apply

    return declare


def may_undo(actor: Viewer, change: Change) -> bool:
    """Whether the button is shown: the hat may, the thirty days are not over, it was not undone."""
    inverse = INVERSES.get(change.action)
    is_open = change.undone_at is None and clock.now() - change.at <= KEPT
    return inverse is not None and is_open and inverse.permission.allows(actor.hat)


async def undo_change(actor: Viewer, entry: int) -> Change:
    """Take a change back; the change. NotFound for a foreign one, DomainError with the reason."""
    async with DB.transaction():
        await DB.execute("select pg_advisory_xact_lock($1)", LOCK)
        change = await change_of(actor, entry)
        inverse = _inverse_for(actor, change)
        _check_open(change)
        if inverse.now is not None:
            await _check_stands(actor, change, await inverse.now(actor, change))
        await inverse.apply(actor, change)
        await audit.record(
            actor, UNDONE, change.subject, change.subject_id,
            after={"undoes": change.id, "action": change.action},
        )  # fmt: skip
        return change


def _inverse_for(actor: Viewer, change: Change) -> Inverse:
    """The inverse this hat may use; what is not about somebody seen does not exist for other hats."""
    inverse = INVERSES.get(change.action)
    if inverse is not None and inverse.permission.allows(actor.hat):
        return inverse
    if change.subject != "person":
        raise NotFound
    if inverse is None:
        raise DomainError(_("Такое изменение не отменяют: внесите исправление новой записью."))
    raise DomainError(_("Отменить может тот, кто вправе вносить такие изменения."))


def _check_open(change: Change) -> None:
    if change.undone_at is not None:
        raise DomainError(_("Это изменение уже отменили."))
    if clock.now() - change.at > KEPT:
        raise DomainError(_("Отменить можно в течение 30 дней. Внесите исправление новой записью."))


async def _check_stands(actor: Viewer, change: Change, now: Mapping[str, object] | None) -> None:
    differing = [key for key, value in (now or {}).items() if change.after.get(key, value) != value]
    if now is not None and not differing:
        return
    later = await later_change(actor, change, differing or list(change.after))
    if later is None:
        raise DomainError(_("Отменить нельзя: с тех пор запись изменилась."))
    raise DomainError(
        _(
            "Отменить нельзя: позже это изменили ещё раз (%(who)s, %(day)s).",
            who=later.author_name or later.hat_title, day=f"{clock.to_local(later.at):%d.%m.%Y}",
        )
    )  # fmt: skip
