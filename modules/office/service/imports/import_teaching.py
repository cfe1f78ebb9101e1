"""Writing a load or a timetable that was planned, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school import bulk
from intranet.school.service import NewSlot, put_version
from modules.office.planning.known import Journal
from modules.office.planning.load import LoadPlan
from modules.office.planning.timetable import TimetablePlan
from modules.office.service.imports.import_names import write_names
from modules.office.service.imports.import_people import add_groups
from modules.office.service.imports.import_progress import Progress

HOURS = """update assignment a set hours_quarters = u.hours
    from unnest($1::int[], $2::int[]) as u(id, hours) where a.id = u.id"""


async def write_load(actor: Viewer, plan: LoadPlan, progress: Progress) -> None:
    """Groups, journals and who teaches them."""
    assert plan.frame is not None
    subjects = await write_names(actor, plan.subjects)
    await add_groups(actor, plan.frame, plan.frame.new_groups)
    await _add_journals([one.journal for one in plan.assigned], subjects)
    await progress.reach(0.6)
    late, early = plan.frame.today, plan.frame.start
    await _assign(
        (one.journal.id, one.teacher, one.hours_quarters, late if one.is_late else early)
        for one in plan.assigned
    )
    await DB.execute(HOURS, list(plan.hours), list(plan.hours.values()))


async def _add_journals(journals: Iterable[Journal], subjects: dict[int, int]) -> None:
    new = [one for one in dict.fromkeys(journals) if one.id < 0]
    rows = [(one.group.id, subjects.get(one.subject, one.subject)) for one in new]
    ids = await bulk.insert_rows("journal", ("study_group", "subject"), rows)
    for journal, ident in zip(new, ids, strict=True):
        journal.id = ident


async def _assign(rows: Iterable[tuple[int, int, int, date]]) -> None:
    await DB.copy("assignment", ("journal", "teacher", "hours_quarters", "since"), rows)


async def write_timetable(actor: Viewer, plan: TimetablePlan, progress: Progress) -> None:
    """The version from its day on, and the dated lessons of it."""
    subjects, rooms = await write_names(actor, plan.subjects), await write_names(actor, plan.rooms)
    await write_week(actor, plan, progress, (subjects, rooms, {}))


Ids = tuple[dict[int, int], dict[int, int], dict[int, int]]


async def write_week(actor: Viewer, plan: TimetablePlan, progress: Progress, ids: Ids) -> None:
    """Journals, who teaches them, the version; `ids` are of new subjects, rooms and people."""
    assert plan.frame is not None
    subjects, rooms, people = ids
    await _add_journals([slot.journal for slot in plan.slots], subjects)
    start = plan.frame.start
    await _assign(
        (journal.id, people.get(teacher, teacher), hours, start) for journal, teacher, hours in plan.untaught
    )
    await progress.reach(0.4)
    await put_version(actor, plan.frame.year.id, plan.since, _slots(plan, rooms, people))


def _slots(plan: TimetablePlan, rooms: dict[int, int], people: dict[int, int]) -> Sequence[NewSlot]:
    return [
        NewSlot(
            slot.journal.id, slot.weekday, slot.number, slot.week, people.get(slot.teacher, slot.teacher),
            None if slot.room is None else rooms.get(slot.room, slot.room),
        )
        for slot in plan.slots
    ]  # fmt: skip
