"""What each kind of change needs before it may be a draft; what publishing would refuse is refused here.

The same rules as `intranet.school.timetable.changes`: a draft is published after the lesson's changes are
withdrawn, so it is compared with the timetable, not with what is in effect.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.calendar.sql import calendar_of
from intranet.school.fragments import ACTIVE
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.changes_sql import ASSIGNED, ONLY_TEACHER, TAKEN, class_of_group
from modules.substitutions.planning.state import Draft
from modules.substitutions.service.wishes import Scene

YEAR = "select g.year from study_group g where g.id = $1"
ORIGIN = f"""select count(*) from lesson_change x where x.lesson = $1 and x.kind = 'MOVED' and x.was_date = $2
    and x.was_number = $3 and {ACTIVE}"""


async def _teacher(scene: Scene) -> Draft:
    wish = scene.choice
    if wish.teacher is None or wish.teacher not in scene.day.colleagues:
        raise DomainError(_("Выберите, кто проведёт урок."), field="teacher")
    if wish.teacher == scene.row.planned_teacher:
        raise DomainError(_("Это и есть учитель урока по расписанию."), field="teacher")
    if wish.room is not None and wish.room not in scene.day.parallel:
        raise DomainError(_("Выберите кабинет из списка."), field="room")
    return scene.draft(teacher=wish.teacher, room=wish.room)


async def _room(scene: Scene) -> Draft:
    room = scene.choice.room
    if room is None or room == scene.row.planned_room or room not in scene.day.parallel:
        raise DomainError(_("Выберите другой кабинет."), field="room")
    return scene.draft(room=room)


async def _cancel(scene: Scene) -> Draft:
    return scene.draft()


async def _event(scene: Scene) -> Draft:
    if not scene.choice.note:
        raise DomainError(_("Напишите, что за мероприятие: это увидят все."), field="note")
    return scene.draft()


async def _move(scene: Scene) -> Draft:
    wish, row = scene.choice, scene.row
    if wish.to_date is None or wish.to_number is None:
        raise DomainError(_("Укажите день и номер урока."), field="to_number")
    if (wish.to_date, wish.to_number) == (row.on_date, row.number):
        raise DomainError(_("Урок и так стоит на этом месте."), field="to_number")
    if await DB.value(ORIGIN, row.id, wish.to_date, wish.to_number):
        raise DomainError(_("Отсюда урок и перенесли: выберите «Вернуть по расписанию»."), field="to_number")
    year = await DB.value(YEAR, row.study_group)
    school_class = await class_of_group(row.study_group)
    if school_class is None or (await calendar_of(year)).school_day(school_class, wish.to_date) is None:
        raise DomainError(_("В этот день у класса нет уроков."), field="to_date")
    if await DB.value(TAKEN, row.journal, wish.to_date, wish.to_number, row.id):
        raise DomainError(_("На этом месте уже стоит урок этого предмета."), field="to_number")
    return scene.draft(to_date=wish.to_date, to_number=wish.to_number)


async def _replace(scene: Scene) -> Draft:
    wish, row = scene.choice, scene.row
    if wish.journal is None or wish.journal == row.journal:
        raise DomainError(_("Выберите другой предмет."), field="journal")
    if await DB.value("select study_group from journal where id = $1", wish.journal) != row.study_group:
        raise DomainError(_("Выберите предмет этого же класса или группы."), field="journal")
    teacher = wish.teacher or await DB.value(ONLY_TEACHER, wish.journal, row.on_date)
    if teacher is None or not await DB.value(ASSIGNED, wish.journal, teacher, row.on_date):
        raise DomainError(_("Этот учитель не ведёт выбранный предмет."), field="journal")
    if await DB.value(TAKEN, wish.journal, row.on_date, row.number, row.id):
        raise DomainError(_("На этом месте уже стоит урок этого предмета."), field="journal")
    return scene.draft(journal=wish.journal, teacher=teacher, room=wish.room)


async def _merge(scene: Scene) -> Draft:
    row, host = scene.row, scene.day.lesson.get(scene.choice.merged_with or 0)
    mine, theirs = scene.day.place(row, None), scene.day.place(host, None) if host else None
    if host is None or mine is None or theirs is None or host.id == row.id:
        raise DomainError(_("Выберите урок, с которым объединить группы."), field="merged_with")
    if host.subject != row.subject or not theirs.span.meets(mine.span):
        raise DomainError(_("Объединяют уроки одного предмета в одно время."), field="merged_with")
    if theirs.is_off or host.teacher == row.planned_teacher or host.id in scene.day.drafts:
        raise DomainError(
            _("Этот урок сам изменён или отменён: объединить с ним нельзя."), field="merged_with"
        )
    return scene.draft(merged_with=host.id)


async def _back(scene: Scene) -> Draft:
    if scene.row.change is None:
        raise DomainError(_("Урок и так идёт по расписанию."))
    return scene.draft()


KINDS: dict[str, Callable[[Scene], Awaitable[Draft]]] = {
    ChangeKind.TEACHER_SUBSTITUTED: _teacher,
    ChangeKind.SUPERVISED: _teacher,
    ChangeKind.ROOM_CHANGED: _room,
    ChangeKind.CANCELLED: _cancel,
    ChangeKind.EVENT: _event,
    ChangeKind.MOVED: _move,
    ChangeKind.SUBJECT_REPLACED: _replace,
    ChangeKind.GROUPS_MERGED: _merge,
    "": _back,
}
