"""What a list would do to the school, and the imports that were."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat
from modules.office.lists.foreign.model import ForeignRead
from modules.office.lists.reading import AnyRead, ListKind
from modules.office.planning.foreign.plan import plan_foreign
from modules.office.planning.load import plan_load
from modules.office.planning.outcome import Counts, Plan, Question, Register, RowNote
from modules.office.planning.own import gives_rights_to
from modules.office.planning.parents import plan_parents
from modules.office.planning.staff import plan_staff
from modules.office.planning.students import plan_students
from modules.office.planning.timetable import TimetablePlan, Wishes, plan_timetable
from modules.office.queries.imports import import_facts as facts
from modules.office.queries.imports.foreign_names import foreign_facts

BATCH = """select b.id, b.kind, b.file_name, b.file, b.state, b.made_by, b.made_by_hat, b.made_at, b.from_day,
        b.starts, b.sheet, b.counts, b.refused, b.notes, b.questions, b.answers, b.done, b.total, b.error,
        b.written_at, b.undone_at, b.undone_by_hat,
        coalesce(p.surname || ' ' || left(p.name, 1) || '.', '') as who,
        coalesce(u.surname || ' ' || left(u.name, 1) || '.', '') as undone_who
    from import_batch b left join person p on p.id = b.made_by left join person u on u.id = b.undone_by"""
RECENT = """select b.id, b.kind, b.file_name, b.made_at, b.counts,
        case when b.undone_at is null then b.state else 'undone' end as state,
        coalesce(p.surname || ' ' || left(p.name, 1) || '.', '') as who
    from import_batch b left join person p on p.id = b.made_by
    order by b.id desc limit $1"""


class Refused(msgspec.Struct, frozen=True):
    """A refused row."""

    row: int
    column: str | None
    kind: str
    message: str


class Batch(msgspec.Struct, frozen=True):
    """An import with everything it said."""

    id: int
    kind: str
    file_name: str
    file: UUID | None
    state: str
    made_by: int | None
    made_by_hat: str
    made_at: datetime
    from_day: date | None
    starts: date | None
    sheet: str
    counts: Counts
    refused: list[Refused]
    notes: list[RowNote]
    questions: list[Question]
    answers: dict[str, str]
    done: int
    total: int
    error: str
    who: str
    written_at: datetime | None
    undone_at: datetime | None
    undone_who: str
    undone_by_hat: str

    @property
    def is_moving(self) -> bool:
        """Asked for and not over yet."""
        return self.state in ("waiting", "running")


class BatchLine(msgspec.Struct, frozen=True):
    """An import as a list shows it."""

    id: int
    kind: str
    file_name: str
    state: str
    made_at: datetime
    counts: Counts
    who: str


async def batch_of(viewer: Viewer, batch_id: int) -> Batch:
    """An import, whoever made it; the permission says who may look. NotFound."""
    found = await DB.one(Batch, f"{BATCH} where b.id = $1", batch_id)
    if found is None:
        raise NotFound
    return found


async def recent_batches(viewer: Viewer, limit: int = 10) -> list[BatchLine]:
    """The latest imports, the newest first."""
    return await DB.rows(BatchLine, RECENT, limit)


async def plan_of(viewer: Viewer, kind: ListKind, found: AnyRead, wishes: Wishes) -> Plan:
    """What a list that was read would do to the school as it is now.

    DomainError without a school year, or when a secretary would give rights to oneself (school/own_hands.py).
    An administrator may: often a teacher of the same list, and the keeper of every account anyway.
    """
    plan = await PLANNERS[kind](viewer, found, wishes)
    person = viewer.person_id
    if person is not None and viewer.hat == Hat.SECRETARY and gives_rights_to(plan, person):
        raise DomainError(
            _("В списке есть вы: своего ребёнка, свои журналы и свой класс записывает другой сотрудник."
              " Уберите эти строки или попросите администратора загрузить список."), field="file",
        )  # fmt: skip
    return plan


async def _students(viewer: Viewer, found: Any, _wishes: Wishes) -> Plan:
    frame = await facts.frame_of(viewer)
    return plan_students(found, await facts.student_facts(viewer, frame, found.rows), frame)


async def _parents(viewer: Viewer, found: Any, _wishes: Wishes) -> Plan:
    frame = await facts.frame_of(viewer)
    return plan_parents(found, await facts.parent_facts(viewer, frame, found.rows), frame)


async def _staff(viewer: Viewer, found: Any, wishes: Wishes) -> Plan:
    frame = await facts.frame_of(viewer)
    known = await facts.staff_facts(viewer, found.rows)
    return plan_staff(found, known, frame, await _subjects(viewer, wishes))


async def _load(viewer: Viewer, found: Any, wishes: Wishes) -> Plan:
    frame = await facts.frame_of(viewer)
    return plan_load(found, await facts.teaching_facts(viewer, frame), frame, await _subjects(viewer, wishes))


async def _timetable(viewer: Viewer, found: Any, wishes: Wishes) -> Plan:
    frame = await facts.frame_of(viewer)
    rooms = Register("room", await facts.known_rooms(viewer), wishes.answers, is_strict=wishes.is_strict)
    names = await _subjects(viewer, wishes), rooms
    known = await facts.timetable_facts(viewer, frame)
    if isinstance(found, ForeignRead):
        more = await foreign_facts(viewer, found.system)
        plan: TimetablePlan = await asyncio.to_thread(plan_foreign, found, known, frame, more, wishes)
    else:
        plan = plan_timetable(found, known, frame, names, wishes)
    if not frame.year.begins <= plan.since <= frame.year.teaching_until:
        raise DomainError(
            _("Начало расписания вне учебного года %(year)s: %(day)s.",
              year=frame.year.title, day=plan.since.strftime("%d.%m.%Y")), field="from_day",
        )  # fmt: skip
    return plan


async def _subjects(viewer: Viewer, wishes: Wishes) -> Register:
    known = await facts.known_subjects(viewer)
    return Register("subject", known, wishes.answers, is_strict=wishes.is_strict)


Planner = Callable[[Viewer, Any, Wishes], Awaitable[Plan]]
PLANNERS: dict[ListKind, Planner] = {
    ListKind.STUDENTS: _students,
    ListKind.PARENTS: _parents,
    ListKind.STAFF: _staff,
    ListKind.LOAD: _load,
    ListKind.TIMETABLE: _timetable,
}
