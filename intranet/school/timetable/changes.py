"""Publishing a change of one dated lesson, and taking it back (DOMAIN 2.6).

Rules: the lesson's effective teacher, room, place and status change, the planned ones and the change's
`was_*` stay; a substitute's right to write ends SUBSTITUTE_DAYS after the lesson; a replaced subject is the
old lesson cancelled and a new one in another journal; a move keeps the row with all that hangs on it; what is
already held or cancelled takes no further change. Whoever must know hears LessonChanged; of many made at one
go (`told_together`) LessonsChanged once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import date, timedelta

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.events import publish
from intranet.kit.i18n import _
from intranet.school.calendar.sql import calendar_of
from intranet.school.events import LessonChanged, LessonsChanged
from intranet.school.settings import SUBSTITUTE_DAYS, setting
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.changes_sql import (
    ASSIGNED,
    CHANGE,
    INSERT_CHANGE,
    MOVE_RIGHTS,
    ONLY_TEACHER,
    PUBLISHED,
    PUT_LESSON,
    SET_PLACE,
    TAKEN,
    WITHDRAW,
    ChangeRow,
    LessonRow,
    class_of_group,
    locked_lesson,
    refresh,
)
from intranet.school.timetable.slots import LessonStatus


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: each kind needs its own fields (see `apply_change`)."""

    teacher: int | None = None
    room: int | None = None
    to_date: date | None = None
    to_number: int | None = None
    journal: int | None = None
    merged_with: int | None = None
    note: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What a kind makes of a lesson: the change's own values, and whose lessons it touches besides."""

    teacher: int | None = None
    room: int | None = None
    became: int | None = None
    days: frozenset[date] = frozenset()
    journals: frozenset[int] = frozenset()


async def apply_change(actor: Viewer, lesson: int, kind: str, wish: Wish) -> int:
    """Publish a change of a lesson; the change's id.

    TEACHER_SUBSTITUTED and SUPERVISED need `teacher` (`room` may come along), ROOM_CHANGED `room`, MOVED
    `to_date` and `to_number`, SUBJECT_REPLACED the other `journal` (`teacher` if it has several),
    GROUPS_MERGED `merged_with`, the lesson whose teacher and room take both; CANCELLED and EVENT nothing.
    NotFound; DomainError where a rule of DOMAIN 2.6 forbids it. Whether people are free is not asked here.
    """
    async with DB.transaction():
        found = await locked_lesson(lesson)
        if found.status != LessonStatus.PLANNED:
            raise DomainError(_("Урок уже проведён или отменён: изменить его нельзя"))
        outcome = await KINDS[ChangeKind(kind)](found, wish)
        made: int = await DB.value(
            INSERT_CHANGE, lesson, str(kind), outcome.teacher, outcome.room, outcome.became,
            found.on_date, found.number, found.teacher, found.room, wish.note, clock.now(),
            await _rights_until(found, outcome), actor.person_id,
        )  # fmt: skip
        await refresh(found)
        await audit.record(
            actor, "school.lesson.change", "lesson", lesson,
            before={"teacher": found.teacher, "room": found.room, "date": found.on_date.isoformat(),
                    "number": found.number},
            after={"change": made, "kind": str(kind), "teacher": outcome.teacher, "room": outcome.room},
        )  # fmt: skip
        await _tell(made, found, kind, outcome.days, outcome.journals)
        return made


async def _rights_until(lesson: LessonRow, outcome: Outcome) -> date | None:
    """The substitute's last day in the journal; None when nobody else teaches."""
    return await _last_day(lesson.on_date) if outcome.teacher is not None else None


async def _last_day(on_date: date) -> date:
    return on_date + timedelta(int(await setting(SUBSTITUTE_DAYS, on_date)))


async def _tell(
    change: int, lesson: LessonRow, kind: str, days: frozenset[date], journals: frozenset[int]
) -> None:
    event = LessonChanged(change, lesson.id, str(kind), days | {lesson.on_date}, journals | {lesson.journal})
    waiting = _waiting.get()
    if waiting is None:
        await publish(event)
    else:
        waiting.append(event)


_waiting: ContextVar[list[LessonChanged] | None] = ContextVar("waiting", default=None)


@asynccontextmanager
async def told_together() -> AsyncIterator[None]:
    """What is changed in this block is told at its end, as one LessonsChanged; nothing, if the block fails.

    It stands inside the transaction of the changes.
    """
    told: list[LessonChanged] = []
    token = _waiting.set(told)
    try:
        yield
    finally:
        _waiting.reset(token)
    if told:
        dates, journals = (frozenset[date]().union(*(one.dates for one in told)),
                           frozenset[int]().union(*(one.journals for one in told)))  # fmt: skip
        await publish(LessonsChanged(dates, journals))


async def _teacher(lesson: LessonRow, wish: Wish) -> Outcome:
    if wish.teacher is None:
        raise DomainError(_("Выберите, кто проведёт урок"), field="teacher")
    if wish.teacher == lesson.teacher:
        raise DomainError(_("Этот учитель и так ведёт урок"), field="teacher")
    return Outcome(teacher=wish.teacher, room=wish.room)


async def _room(lesson: LessonRow, wish: Wish) -> Outcome:
    if wish.room is None or wish.room == lesson.room:
        raise DomainError(_("Выберите другой кабинет"), field="room")
    return Outcome(room=wish.room)


async def _cancel(lesson: LessonRow, wish: Wish) -> Outcome:
    return Outcome()


async def _move(lesson: LessonRow, wish: Wish) -> Outcome:
    if wish.to_date is None or wish.to_number is None:
        raise DomainError(_("Укажите, на какой день и урок перенести"), field="to_date")
    if (wish.to_date, wish.to_number) == (lesson.on_date, lesson.number):
        raise DomainError(_("Урок и так стоит на этом месте"), field="to_number")
    await _put_at(lesson, wish.to_date, wish.to_number)
    return Outcome(days=frozenset({wish.to_date}))


async def _put_at(lesson: LessonRow, day: date, number: int) -> None:
    """Change the lesson's place; DomainError for a day without lessons or a place that is taken."""
    school_class = await class_of_group(lesson.study_group)
    calendar = await calendar_of(lesson.year)
    school_day = calendar.school_day(school_class, day) if school_class else None
    if school_class is None or school_day is None:
        raise DomainError(_("В этот день у класса нет уроков"), field="to_date")
    if await DB.value(TAKEN, lesson.journal, day, number, lesson.id):
        raise DomainError(_("На этом месте уже стоит урок этого предмета"), field="to_number")
    bells = calendar.bells_on(school_class, school_day)
    await DB.execute(SET_PLACE, lesson.id, day, number, bells.id if bells else None)
    await DB.execute(MOVE_RIGHTS, lesson.id, await _last_day(day))


async def _replace(lesson: LessonRow, wish: Wish) -> Outcome:
    if wish.journal is None or wish.journal == lesson.journal:
        raise DomainError(_("Выберите другой предмет"), field="journal")
    teacher = wish.teacher or await DB.value(ONLY_TEACHER, wish.journal, lesson.on_date)
    if teacher is None or not await DB.value(ASSIGNED, wish.journal, teacher, lesson.on_date):
        raise DomainError(_("Этот учитель не ведёт выбранный предмет"), field="teacher")
    became: int | None = await DB.value(
        PUT_LESSON, wish.journal, lesson.on_date, lesson.number, lesson.bell_schedule, teacher,
        wish.room or lesson.room,
    )  # fmt: skip
    if became is None:
        raise DomainError(_("На этом месте уже стоит урок этого предмета"), field="journal")
    return Outcome(became=became, journals=frozenset({wish.journal}))


async def _merge(lesson: LessonRow, wish: Wish) -> Outcome:
    if wish.merged_with is None or wish.merged_with == lesson.id:
        raise DomainError(_("Выберите урок, с которым объединить группы"), field="merged_with")
    host = await locked_lesson(wish.merged_with)
    if (host.subject, host.on_date) != (lesson.subject, lesson.on_date) or host.teacher == lesson.teacher:
        raise DomainError(_("Объединяют уроки одного предмета в один день"), field="merged_with")
    if host.status == LessonStatus.CANCELLED:
        raise DomainError(_("Урок, с которым объединяют, отменён"), field="merged_with")
    return Outcome(teacher=host.teacher, room=host.room, became=host.id, journals=frozenset({host.journal}))


KINDS: dict[ChangeKind, Callable[[LessonRow, Wish], Awaitable[Outcome]]] = {
    ChangeKind.TEACHER_SUBSTITUTED: _teacher,
    ChangeKind.SUPERVISED: _teacher,
    ChangeKind.ROOM_CHANGED: _room,
    ChangeKind.CANCELLED: _cancel,
    ChangeKind.EVENT: _cancel,
    ChangeKind.MOVED: _move,
    ChangeKind.SUBJECT_REPLACED: _replace,
    ChangeKind.GROUPS_MERGED: _merge,
}


async def withdraw_change(actor: Viewer, change: int) -> None:
    """Take a published change back: the lesson is again what the others and the timetable make of it.

    NotFound; DomainError if it is taken back already, the lesson (or the one held instead) took place, or it
    was moved again since.
    """
    async with DB.transaction():
        said = await DB.one(ChangeRow, CHANGE, change)
        if said is None:
            raise NotFound
        lesson = await locked_lesson(said.lesson)
        if said.is_withdrawn:
            raise DomainError(_("Изменение уже отозвано"))
        if lesson.status == LessonStatus.HELD:
            raise DomainError(_("Урок уже проведён: изменение отозвать нельзя"))
        if said.kind == ChangeKind.MOVED:
            await _move_back(lesson, said)
        others = await _undo_replacement(said)
        await DB.execute(WITHDRAW, change, clock.now())
        await refresh(lesson)
        await audit.record(
            actor, "school.lesson.change.withdraw", "lesson", lesson.id, before={"change": change}
        )
        await _tell(change, lesson, said.kind, frozenset({said.was_date}), others)


async def _move_back(lesson: LessonRow, said: ChangeRow) -> None:
    if said.has_later_move:
        raise DomainError(_("Урок переносили ещё раз: сначала отзовите последний перенос"))
    await _put_at(lesson, said.was_date, said.was_number)


async def _undo_replacement(said: ChangeRow) -> frozenset[int]:
    """The lesson held instead is cancelled; its journal is told."""
    if said.kind != ChangeKind.SUBJECT_REPLACED or said.became is None:
        return frozenset()
    became = await locked_lesson(said.became)
    if became.status == LessonStatus.HELD:
        raise DomainError(_("Урок вместо отменённого уже проведён: изменение отозвать нельзя"))
    await DB.execute("update lesson set status = 'cancelled' where id = $1", became.id)
    return frozenset({became.journal})


async def replace_changes(actor: Viewer, lesson: int, kind: str, wish: Wish) -> int | None:
    """Withdraw what was published about a lesson, newest first, and publish this instead, in one transaction.

    An empty `kind` leaves the lesson to the timetable. The new change's id, None without one. Raises what
    `withdraw_change` and `apply_change` raise.
    """
    async with DB.transaction():
        await locked_lesson(lesson)
        for change in await DB.rows(int, PUBLISHED, lesson):
            await withdraw_change(actor, change)
        return await apply_change(actor, lesson, kind, wish) if kind else None
