"""The register's signatures: lines confirmed, corrected, put into an order.

Rules: only what was held and recorded is confirmed; a correction of code or hours says why; what is in an
order is changed only after it was taken out of it. The change is locked, so that two people decide one after
another. Comments and reasons stay out of the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from modules.substitutions.planning.pay import Change, Correction, State
from modules.substitutions.queries.register import change_line, register_of

LOCK = "select id from lesson_change where id = any($1::int[]) order by id for update"
CONFIRM = """insert into change_entry (change, confirmed_at, confirmed_by) select unnest($1::int[]), $2, $3
    on conflict (change) do update set confirmed_at = $2, confirmed_by = $3"""
UNDO = """update change_entry set confirmed_at = null, confirmed_by = null
    where change = $1 and order_number = '' and confirmed_at is not null"""
CORRECT = """insert into change_entry (change, code, quarters, comment, order_number)
    values ($1, $2, $3, $4, $5) on conflict (change) do update
    set code = $2, quarters = $3, comment = $4, order_number = $5"""
ORDER = "update change_entry set order_number = $2 where change = any($1::int[])"


async def confirm(
    actor: Viewer, begins: date, ends: date, teacher: int | None, only: Collection[int] | None
) -> int:
    """Confirm the held lines of some days, all or those of `only`; how many. Others stay as they are."""
    async with DB.transaction():
        found = _in_state(actor, await register_of(actor, begins, ends, teacher), State.HELD)
        ids = sorted(one.change for one in found if only is None or one.change in only)
        await DB.rows(int, LOCK, ids)
        await _confirm(actor, begins, ends, ids)
        return len(ids)


async def _confirm(actor: Viewer, begins: date, ends: date, ids: list[int]) -> None:
    """Those that are still held and open once they are locked."""
    if not ids:
        raise DomainError(_("Подтверждать нечего: отметьте строки «проведён»."))
    still = _in_state(actor, await register_of(actor, begins, ends), State.HELD)
    if not set(ids) <= {one.change for one in still}:
        raise DomainError(_("Строки только что изменились. Посмотрите их ещё раз."))
    await DB.execute(CONFIRM, ids, clock.now(), actor.person_id)
    await audit.record(
        actor, "substitutions.register.confirm", "lesson_change", None, after={"changes": ids}
    )  # fmt: skip


def _in_state(actor: Viewer, lines: Iterable[Change], state: State) -> list[Change]:
    return [one for one in lines if one.state(actor.day) is state]


async def confirm_one(actor: Viewer, change: int) -> None:
    """Sign one line. NotFound; DomainError when it is not held, or signed already."""
    line = await change_line(actor, change)
    await confirm(actor, line.on_date, line.on_date, None, [change])


async def take_back(actor: Viewer, change: int) -> None:
    """Take a signature back. NotFound; DomainError when the line is in an order, or not signed."""
    async with DB.transaction():
        await _locked(actor, change)
        if await DB.execute(UNDO, change) == "UPDATE 0":
            raise DomainError(_("Строка в приказе или ещё не подтверждена: снимать нечего."))
        await audit.record(actor, "substitutions.register.undo", "lesson_change", change)


async def _locked(actor: Viewer, change: int) -> Change:
    if not await DB.rows(int, LOCK, [change]):
        raise NotFound
    return await change_line(actor, change)


async def correct(actor: Viewer, change: int, said: Correction) -> None:
    """Correct a line's code, hours, comment, order number. NotFound; DomainError beside the field."""
    async with DB.transaction():
        line = await _locked(actor, change)
        _check(line, said)
        await DB.execute(CORRECT, change, said.code, said.quarters, said.comment, said.order_number)
        await audit.record(
            actor, "substitutions.register.correct", "lesson_change", change,
            before={"code": line.code, "quarters": line.quarters, "order": line.order_number},
            after={"code": said.code, "quarters": said.quarters, "order": said.order_number},
        )  # fmt: skip


def _check(line: Change, said: Correction) -> None:
    is_new = (said.code, said.quarters) != (line.code, line.quarters)
    if is_new and not line.is_of_another:
        raise DomainError(_("Урок никто не замещает: часов у этой строки нет."), field="quarters")
    if is_new and line.order_number and said.order_number:
        raise DomainError(
            _("Строка уже в приказе. Сначала уберите его номер, затем исправляйте."), field="order_number"
        )
    if (said.code or said.quarters is not None) and not said.comment:
        raise DomainError(_("Напишите, почему код или часы не по правилу."), field="comment")
    if said.order_number and line.confirmed_at is None:
        raise DomainError(_("В приказ попадают подтверждённые строки."), field="order_number")


async def put_in_order(actor: Viewer, begins: date, ends: date, teacher: int | None, number: str) -> int:
    """Write an order's number on the confirmed lines of some days that are in none yet; how many."""
    if not number:
        raise DomainError(_("Напишите номер приказа."), field="order_number")
    async with DB.transaction():
        found = _in_state(actor, await register_of(actor, begins, ends, teacher), State.CONFIRMED)
        ids = sorted(one.change for one in found)
        if not ids:
            raise DomainError(_("Подтверждённых строк без приказа за эти дни нет."), field="order_number")
        await DB.rows(int, LOCK, ids)
        await DB.execute(ORDER + " and confirmed_at is not null and order_number = ''", ids, number)
        await audit.record(
            actor, "substitutions.register.order", "lesson_change", None,
            after={"changes": ids, "order": number},
        )  # fmt: skip
        return len(ids)
