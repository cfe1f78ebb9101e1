"""An import is taken back as a whole: within a day, while nothing hangs on its rows and none has changed.

Rules (the issue, DOMAIN 4.2): newest step first, in one transaction; a new row is deleted, a changed one gets
its old values, a deleted one comes back. What hangs or has changed since refuses the whole of it, by name. A
timetable's lessons are made anew from the version before; lessons with newer records refuse. Audited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import asyncpg
from piccolo.table import Table

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict
from intranet.kit.i18n import _
from intranet.school.facts import current_year
from intranet.school.service import materialise
from intranet.school.tables import TABLES
from modules.office.queries.imports.import_trace import (
    TRACED,
    Hanging,
    Step,
    changed_since,
    hanging_on,
    recorded_since,
    steps_of,
    taken_of,
)
from modules.office.queries.imports.imports import Batch, batch_of
from modules.office.service.imports.imports import LOCK
from modules.office.tables import ForeignName

DAY = timedelta(days=1)
KEPT = timedelta(days=2)
TIMETABLE = frozenset({"timetable_version", "timetable_slot"})


def _columns(prefix: str, table: type[Table]) -> str:
    return ", ".join(prefix + column._meta.db_column_name for column in table._meta.columns)


# TABLE is one of TRACED, COLUMNS and FROM_X its own columns.
DELETE = "delete from TABLE t using import_trace i where i.id = any($1::bigint[]) and t.id = i.row_id"
INSERT = """insert into TABLE (COLUMNS) select FROM_X
    from import_trace i, jsonb_populate_record(null::TABLE, i.before) x where i.id = any($1::bigint[])"""
UPDATE = """update TABLE t set (COLUMNS) = row(FROM_X)
    from import_trace i, jsonb_populate_record(null::TABLE, i.before) x
    where i.id = any($1::bigint[]) and t.id = i.row_id"""
INVERSE = {"insert": DELETE, "update": UPDATE, "delete": INSERT}
BACKWARDS = {
    (did, table._meta.tablename): statement.replace("TABLE", table._meta.tablename)
    .replace("COLUMNS", _columns("", table))
    .replace("FROM_X", _columns("x.", table))
    for did, statement in INVERSE.items()
    for table in (*TABLES, ForeignName)
    if table._meta.tablename in TRACED
}
WRITTEN_IN = "select written_in from import_batch where id = $1 for update"
UNDONE = "update import_batch set undone_at = $2, undone_by = $3, undone_by_hat = $4 where id = $1"
FORGET = """delete from import_trace where batch in (select id from import_batch where written_at < $1)"""


class UndoRefused(Conflict):
    """An import stays; `hanging` says why, by name."""

    def __init__(self, message: str, hanging: Sequence[Hanging] = ()) -> None:
        super().__init__(message)
        self.hanging = hanging


def may_undo(batch: Batch) -> bool:
    """Whether the button is shown."""
    return _is_young(batch.written_at) and batch.undone_at is None


def _is_young(written_at: datetime | None) -> bool:
    return written_at is not None and clock.now() - written_at < DAY


async def undo_import(actor: Viewer, batch_id: int) -> None:
    """Take an import back. NotFound; UndoRefused with the reasons: then nothing has changed."""
    try:
        async with DB.transaction():
            await DB.execute(LOCK)
            batch, written_in = await _open(actor, batch_id)
            _refuse(await changed_since(actor, batch_id))
            taken = await taken_of(actor, batch_id)
            await _take_back(actor, batch, written_in)
            await DB.execute(UNDONE, batch_id, clock.now(), actor.person_id, actor.hat)
            await audit.record(
                actor, "office.import.undo", "import_batch", batch_id,
                before={one.table: [one.added, one.changed, one.removed] for one in taken},
            )  # fmt: skip
    except asyncpg.IntegrityConstraintViolationError as error:
        raise UndoRefused(_("Отменить нельзя: с тех пор на этих строках появились другие записи.")) from error


async def _open(actor: Viewer, batch_id: int) -> tuple[Batch, int]:
    """The import, locked, and the transaction that wrote it."""
    written_in: int | None = await DB.value(WRITTEN_IN, batch_id)
    batch = await batch_of(actor, batch_id)
    if batch.undone_at is not None:
        raise UndoRefused(_("Эту загрузку уже отменили."))
    if batch.state != "done":
        raise UndoRefused(_("Этот список ещё не записан."))
    if written_in is None or not _is_young(batch.written_at):
        raise UndoRefused(_("Отменить загрузку можно в течение суток. Теперь исправьте записи по одной."))
    return batch, written_in


def _refuse(hanging: Sequence[Hanging]) -> None:
    if hanging:
        raise UndoRefused(_("Отменить нельзя, ничего не изменено. Мешает вот что:"), hanging)


async def _take_back(actor: Viewer, batch: Batch, written_in: int) -> None:
    """The timetable first, so that no lesson holds the rest; then whatever hangs; then the rest."""
    steps = await steps_of(actor, batch.id)
    week = [step for step in steps if step.table in TIMETABLE]
    if week:
        assert batch.starts is not None
        _refuse(await recorded_since(actor, batch.starts, written_in))
        await _reverse(week)
        year = await current_year(batch.starts)
        assert year is not None
        await materialise(actor, year.id, batch.starts)
    _refuse(await hanging_on(actor, batch.id, written_in))
    await _reverse([step for step in steps if step.table not in TIMETABLE])


async def _reverse(steps: Sequence[Step]) -> None:
    for did, table, ids in _runs(steps):
        await DB.execute(BACKWARDS[did, table], ids)


def _runs(steps: Sequence[Step]) -> Iterator[tuple[str, str, list[int]]]:
    """Neighbours of one kind go by one statement; of two changes of a row the earlier one counts."""
    for (did, table), run in groupby(steps, key=lambda step: (step.did, step.table)):
        yield did, table, list({step.row: step.id for step in run}.values())


async def forget_traces(actor: Viewer) -> None:
    """Traces hold people's cards: they go two days after their import."""
    await DB.execute(FORGET, clock.now() - KEPT)
