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
from modules.office.permissions import VIEW
from modules.office.queries.changes import UNDONE, Change, change_of, later_change
from modules.office.service.final import FINAL

KEPT = timedelta(days=30)
LOCK = 7_031_731
Apply = Callable[[Viewer, Change], Awaitable[None]]
Now = Callable[[Viewer, Change], Awaitable[Mapping[str, object] | None]]
Later = Callable[[Viewer, Change], Awaitable[Change | None]]


@dataclass(frozen=True)
class Inverse:
    """How an action is reversed, and who may; `now` is what stands today (None: `apply` checks).

    `later` finds who changed it since, where that is not the last entry about the same thing.
    """

    permission: WritePermission
    apply: Apply
    now: Now | None
    later: Later | None


INVERSES: dict[str, Inverse] = {}


def undoes(
    action: str, *, permission: WritePermission, now: Now | None = None, later: Later | None = None
) -> Callable[[Apply], Apply]:
    """Declare the inverse of an action; ValueError when it has one."""

    def declare(apply: Apply) -> Apply:
        if action in INVERSES:
            raise ValueError(f"{action} has its inverse")
        INVERSES[action] = Inverse(permission, apply, now, later)
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
        await _check_stands(actor, inverse, change)
        await _apply(actor, inverse, change)
        await audit.record(
            actor, UNDONE, change.subject, change.subject_id,
            after={"undoes": change.id, "action": change.action},
        )  # fmt: skip
        return change


def _inverse_for(actor: Viewer, change: Change) -> Inverse:
    """The inverse this hat may use, or why there is none; what the hat sees in no history does not exist."""
    inverse, final = INVERSES.get(change.action), FINAL.get(change.action)
    if inverse is not None and inverse.permission.allows(actor.hat):
        return inverse
    is_told = inverse is not None or final is not None
    if change.subject != "person" and not (is_told and VIEW.allows(actor.hat)):
        raise NotFound
    if inverse is None:
        raise DomainError(str(final or _("Такое изменение не отменяют: внесите исправление новой записью.")))
    raise DomainError(_("Отменить может тот, кто вправе вносить такие изменения."))


def _check_open(change: Change) -> None:
    if change.undone_at is not None:
        raise DomainError(_("Это изменение уже отменили."))
    if clock.now() - change.at > KEPT:
        raise DomainError(_("Отменить можно в течение 30 дней. Внесите исправление новой записью."))


async def _apply(actor: Viewer, inverse: Inverse, change: Change) -> None:
    try:
        await inverse.apply(actor, change)
    except NotFound as error:
        raise DomainError(_("Отменить нельзя: того, что было раньше, в школе уже нет.")) from error


async def _check_stands(actor: Viewer, inverse: Inverse, change: Change) -> None:
    if inverse.now is None:
        return
    now = await inverse.now(actor, change)
    differing = [key for key, value in (now or {}).items() if change.after.get(key, value) != value]
    if now is not None and not differing:
        return
    if inverse.later is not None:
        later = await inverse.later(actor, change)
    else:
        later = await later_change(actor, change, differing or list(change.after))
    if later is None:
        raise DomainError(_("Отменить нельзя: с тех пор запись изменилась."))
    raise DomainError(
        _(
            "Отменить нельзя: позже это изменили ещё раз (%(who)s, %(day)s).",
            who=later.author_name or later.hat_title, day=f"{clock.to_local(later.at):%d.%m.%Y}",
        )
    )  # fmt: skip
