"""Imports of lists: a dry run that writes nothing to the school, then everything accepted in one transaction.

Rules (DOMAIN 4.2, FEATURES A91, B67): refused rows are listed, the others are written together or not at
all; a second import of a file changes nothing; no list grants a hat. Two imports never write at once. The
plan shown is made anew when it is written: the school may have changed meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import cast

import msgspec

from intranet.kit import audit, clock, files, jobs
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, FileProblem, FileRefused
from modules.office.lists.reading import AnyRead, ListKind, read_list
from modules.office.planning.family import PeoplePlan
from modules.office.planning.foreign.plan import ForeignPlan
from modules.office.planning.load import LoadPlan
from modules.office.planning.outcome import Plan
from modules.office.planning.staff import StaffPlan
from modules.office.planning.timetable import TimetablePlan, Wishes
from modules.office.queries.imports.imports import Batch, batch_of, plan_of
from modules.office.service.imports.import_foreign import write_foreign
from modules.office.service.imports.import_people import write_people, write_staff
from modules.office.service.imports.import_progress import Progress, Tell, tell_batch
from modules.office.service.imports.import_teaching import write_load, write_timetable

JOB = "office.import"
NO_WISHES = Wishes()
ANSWERED = "update import_batch set answers = $2 where id = $1"
LOCK = "select pg_advisory_xact_lock(hashtext('office.import'))"
INSERT = """insert into import_batch (kind, file_name, file, made_by, made_by_hat, made_at, from_day, state)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"""
SAID = """update import_batch set counts = $2, refused = $3, notes = $4, questions = $5, starts = $6,
    sheet = $7, total = $8 where id = $1"""
# from here to the end of the transaction triggers note every row that is written (import_trace)
TRACE = "select set_config('parta.import_batch', $1, true)"
WRITTEN = """update import_batch set state = 'done', done = total, written_at = $2,
    written_in = pg_current_xact_id()::text::bigint where id = $1"""
START = """update import_batch set state = 'running', done = 0
    where id = $1 and state in ('waiting', 'running') returning id"""


async def read_file(actor: Viewer, kind: ListKind, content: bytes) -> AnyRead:
    """The rows of a file, in a thread of its own. FileRefused for a file that is no such list."""
    if len(content) > LIMITS.file_bytes:
        raise FileRefused(FileProblem.TOO_BIG)
    return await asyncio.to_thread(read_list, kind, content, actor.day)


async def plan_import(
    actor: Viewer, kind: ListKind, name: str, content: bytes, wishes: Wishes = NO_WISHES
) -> int:
    """The dry run of a file, kept as an import to be confirmed; its id. Nothing of the school is written.

    `wishes.answers` holds for every later look at the file too.

    FileRefused for the whole file, DomainError without a school year.
    """
    found = await read_file(actor, kind, content)
    plan = await plan_of(actor, kind, found, wishes)
    card = await files.keep(actor, content, name, module="office", kind="import", owner_id=None)
    async with DB.transaction():
        batch = await _insert(actor, kind, card.name, "planned", wishes.from_day, card.token)
        if wishes.answers:
            await DB.execute(ANSWERED, batch, dict(wishes.answers))
        await _keep(batch, plan)
        await audit.record(
            actor, f"office.import.{kind.value}.plan", "import_batch", batch, after=_counts(plan)
        )
    return batch


async def _insert(
    actor: Viewer, kind: ListKind, name: str, state: str, from_day: date | None, token: object = None
) -> int:
    made: int = await DB.value(
        INSERT, kind.value, name[:200], token, actor.person_id, actor.hat, clock.now(), from_day, state
    )
    return made


async def _keep(batch: int, plan: Plan) -> None:
    """What a plan says, as a page shows it."""
    refused = [asdict(error) for error in plan.found.errors]
    counts = plan.counts
    await DB.execute(
        SAID, batch, _counts(plan), refused, msgspec.to_builtins(plan.notes),
        msgspec.to_builtins(plan.questions), getattr(plan, "since", None), plan.found.sheet[:200],
        counts.accepted + counts.refused,
    )  # fmt: skip


def _counts(plan: Plan) -> dict[str, int]:
    return cast("dict[str, int]", msgspec.to_builtins(plan.counts))


async def answer_import(actor: Viewer, batch_id: int, answers: Mapping[str, str]) -> None:
    """Count a planned import again with the answers to its questions; nothing of the school is written."""
    batch = await batch_of(actor, batch_id)
    kind = ListKind(batch.kind)
    found = await read_file(actor, kind, await _content(batch))
    async with DB.transaction():
        known = await _take_answers(actor, batch_id, answers)
        await _keep(batch_id, await plan_of(actor, kind, found, Wishes(known, batch.from_day)))


async def confirm_import(actor: Viewer, batch_id: int, answers: Mapping[str, str]) -> None:
    """Ask for a planned import to be written, with the answers to its questions. Conflict if it was asked."""
    async with DB.transaction():
        known = await _take_answers(actor, batch_id, answers)
        await DB.execute("update import_batch set state = 'waiting', done = 0 where id = $1", batch_id)
        await audit.record(actor, "office.import.confirm", "import_batch", batch_id, after=known)
        await jobs.enqueue(JOB, {"batch": batch_id})


async def _take_answers(actor: Viewer, batch_id: int, answers: Mapping[str, str]) -> dict[str, str]:
    state = await DB.value("select state from import_batch where id = $1 for update", batch_id)
    if state is None:
        raise NotFound
    if state not in ("planned", "failed"):
        raise Conflict(_("Этот список уже записывается или записан."))
    batch = await batch_of(actor, batch_id)
    known = {one.name: answers[one.name] for one in batch.questions if one.name in answers}
    known = {**batch.answers, **known}
    await DB.execute("update import_batch set answers = $2, error = '' where id = $1", batch_id, known)
    return known


async def run_import(actor: Viewer, batch_id: int) -> None:
    """Write a confirmed import; a second run of a finished one changes nothing, a rule's no is kept."""
    if await DB.value(START, batch_id) is None:
        return
    batch = await batch_of(actor, batch_id)
    author = Viewer(batch.made_by, batch.made_by_hat, clock.today())
    wishes = Wishes(batch.answers, batch.from_day)
    try:
        found = await read_file(author, ListKind(batch.kind), await _content(batch))
        await _write(author, ListKind(batch.kind), found, wishes, batch_id, tell_batch(batch_id))
    except (DomainError, FileRefused) as error:
        await _fail(batch_id, error.message)
    except Exception:
        await _fail(batch_id, _("Запись прервалась, ничего не записано. Повторите."))
        raise


async def _content(batch: Batch) -> bytes:
    gone = DomainError(_("Файл уже удалён. Загрузите его снова."))
    if batch.file is None:
        raise gone
    try:
        return await files.read(await files.find(batch.file))
    except NotFound as error:
        raise gone from error


async def _fail(batch_id: int, message: str) -> None:
    await DB.execute(
        "update import_batch set state = 'failed', error = $2 where id = $1 and state <> 'done'",
        batch_id, message,
    )  # fmt: skip


async def import_list(
    actor: Viewer, kind: ListKind, name: str, content: bytes, wishes: Wishes,
    *, is_dry: bool = False, tell: Tell | None = None,
) -> Plan:  # fmt: skip
    """Read, plan and write a file at once (the command line); `is_dry` writes nothing. The plan.

    FileRefused for the whole file.
    """
    found = await read_file(actor, kind, content)
    if is_dry:
        return await plan_of(actor, kind, found, wishes)
    return await _write(actor, kind, found, wishes, None, tell, name)


async def _write(
    actor: Viewer,
    kind: ListKind,
    found: AnyRead,
    wishes: Wishes,
    batch: int | None,
    tell: Tell | None,
    name: str = "",
) -> Plan:
    """The one transaction: plan on the school as it is now, write, keep the import."""
    total = len(found.rows) + len(found.errors)
    progress = Progress(total, tell)
    await progress.reach(0.1)
    async with DB.transaction():
        await DB.execute(LOCK)
        plan = await plan_of(actor, kind, found, wishes)
        await progress.reach(0.3)
        batch = batch or await _insert(actor, kind, name, "running", wishes.from_day)
        await DB.execute(TRACE, str(batch))
        await _write_plan(actor, plan, progress)
        await _keep(batch, plan)
        await DB.execute(WRITTEN, batch, clock.now())
        await audit.record(actor, f"office.import.{kind.value}", "import_batch", batch, after=_counts(plan))
    await progress.reach(1)
    return plan


async def _write_plan(actor: Viewer, plan: Plan, progress: Progress) -> None:
    match plan:
        case StaffPlan():
            await write_staff(actor, plan, progress)
        case PeoplePlan():
            await write_people(actor, plan, progress)
        case LoadPlan():
            await write_load(actor, plan, progress)
        case ForeignPlan():
            await write_foreign(actor, plan, progress)
        case TimetablePlan():
            await write_timetable(actor, plan, progress)
