"""The journals follow an order about a pupil: records re-homed, cleared, put back in its transaction.

Rules (DOMAIN 1.4, 2.9): a mark or an absence stands only on a day when the pupil is in the lesson's group;
nothing is deleted, every change is a pair of links in the chains (old cell to nothing, nothing to new cell);
weight, kind of work, author and moment of a mark go with it; a mark that finds no lesson of its subject stays
where it is and still counts. Heads are locked in id order, as a teacher's save locks its one.
"""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.school.bulk import reserve_ids
from intranet.school.events import PupilLeft, PupilMoved, PupilReturned, Touched
from intranet.school.people.movements import DAY
from modules.journal.ledger import attendance_value, mark_field
from modules.journal.queries.rehoming import (
    Cleared,
    OpenLesson,
    Record,
    cleared_of,
    homes_of,
    lock_heads,
    open_lessons,
    records_outside,
)
from modules.journal.service.rehoming_plan import NewWork, Plan, Step, homes_by_place
from modules.journal.service.rehoming_sql import Books

Event = PupilMoved | PupilLeft | PupilReturned


async def rehome_moved(actor: Viewer, event: PupilMoved) -> None:
    """Marks and absences from the day of the move on go to the new class's lessons; undone, they go back."""
    if event.since > clock.today():
        return
    books = _books(actor, event, "move")
    classes = [event.from_class, event.to_class]
    books.open(await lock_heads(actor, event.student, event.since, classes))
    records = await records_outside(actor, event.student, event.since)
    if not records:
        return
    homes = await homes_of(actor, event.movement) if event.undone else []
    now = clock.local_now()
    lessons = await open_lessons(actor, event.student, event.since, now.date(), now)
    plan = Plan(lessons, homes_by_place(homes), now).place(records)
    await _make_works(books, plan.works)
    for step in plan.steps:
        _carry(books, step, event)
    books.back = [home.id for home in homes]
    await books.write()


def _books(actor: Viewer, event: Event, reason: str) -> Books:
    return Books(actor, event.student, event.movement, reason)


async def _make_works(books: Books, works: Sequence[NewWork]) -> None:
    for work, ident in zip(works, await reserve_ids("work", len(works)) if works else [], strict=True):
        work.id = ident
        hidden = work.like.visible_from
        books.works.append(
            {"id": ident, "lesson": work.lesson.id, "type": work.like.type, "ordinal": work.ordinal,
             "title": _("перенесено из %(name)s", name=work.like.group_name),
             "weight_tenths": work.like.work_weight, "visible_from": hidden.isoformat() if hidden else None}
        )  # fmt: skip


def _carry(books: Books, step: Step, event: PupilMoved) -> None:
    """A record leaves its old cell for the new one, or stays."""
    record, lesson = step.record, step.lesson
    if lesson is None:
        books.remember("kept", record)
        event.touched.append(_touched(record, "kept"))
        return
    value = _clear(books, record, comment="")
    field = "attendance"
    if step.work_id is not None and step.ordinal is not None:
        field = mark_field(step.work_id, step.ordinal)
        books.put(record, work=step.work_id, ordinal=step.ordinal)
    else:
        books.put(record, lesson=lesson.id)
    books.note(lesson.journal, lesson.id, field, None, value)
    if not event.undone:
        books.remember(
            "moved", record, to_lesson=lesson.id, to_work=step.work_id, to_ordinal=step.ordinal
        )  # fmt: skip
    event.touched.append(_touched(record, "moved", lesson))


def _clear(books: Books, record: Record, **changed: object) -> str | None:
    """Nothing stands in the record's cell; what stood, as the chain writes it."""
    if record.work is not None and record.ordinal is not None:
        books.put(record, value=None, points=None, **changed)
        books.note(
            record.journal, record.lesson, mark_field(record.work, record.ordinal), record.value, None
        )  # fmt: skip
        return record.value
    value = attendance_value(record.code, record.minutes)
    books.put(record, code=None, minutes=None, **changed)
    books.note(record.journal, record.lesson, "attendance", value, None)
    return value


async def clear_left(actor: Viewer, event: PupilLeft) -> None:
    """Marks and absences after the last day go; the way back is remembered."""
    since = event.last_day + DAY
    if since > clock.today():
        return
    books = _books(actor, event, "left")
    books.open(await lock_heads(actor, event.student, since, []))
    records = await records_outside(actor, event.student, since)
    for record in records:
        books.remember("cleared", record, value=_clear(books, record))
        event.touched.append(_touched(record, "cleared"))
    if records:
        await books.write()


async def put_back(actor: Viewer, event: PupilReturned) -> None:
    """What was cleared when the pupil left stands again, for the days in the same groups."""
    if event.since > clock.today():
        return
    books = _books(actor, event, "returned")
    books.open(await lock_heads(actor, event.student, event.since, []))
    for record in await cleared_of(actor, event.student):
        _restore(books, record)
        event.touched.append(_touched(record, "restored"))
    if books.back:
        await books.write()


def _restore(books: Books, record: Cleared) -> None:
    books.back.append(record.cleared)
    value = record.value or ""
    if record.work is not None and record.ordinal is not None:
        books.put(record, points=int(value) if value.isdecimal() else None)
        field = mark_field(record.work, record.ordinal)
    else:
        code, _colon, minutes = value.partition(":")
        books.put(record, code=code, minutes=int(minutes) if minutes else None)
        field = "attendance"
    books.note(record.journal, record.lesson, field, None, value)


def _touched(record: Record, fate: str, to: OpenLesson | None = None) -> Touched:
    kind = "absence" if record.work is None else "mark"
    place = (to.group_name, to.on_date, to.number) if to else ()
    return Touched(
        kind, fate, record.subject_name, record.group_name, record.on_date, record.number, *place
    )  # fmt: skip
