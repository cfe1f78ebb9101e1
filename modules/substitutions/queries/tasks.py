"""Tasks for substitutes: who may read one, who may write one, its files.

Read: the planned teacher, whoever a published change gave the lesson while the right lasts, and the office.
Written by the planned teacher, or by the office on the teacher's behalf.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.kit.files import FileCard
from intranet.school.access import viewer_args, visible_substituted
from intranet.school.fragments import ACTIVE, SHORT_NAME
from modules.substitutions.permissions import ABSENCES
from modules.substitutions.planning.lesson_line import LessonLine
from modules.substitutions.queries.absence_sql import COVERS, LESSON_JOINS, LESSON_WORDS


class TaskFileCard(msgspec.Struct, frozen=True):
    """A file of a task as a page names it; `size` in bytes."""

    token: UUID
    name: str
    size: int


class TaskCard(LessonLine, frozen=True, kw_only=True):
    """A lesson and its task; `until`: the substitute's last day, None without one."""

    planned_teacher: int
    planned_name: str
    is_substituted: bool
    until: date | None
    text: str
    files: list[TaskFileCard]
    may_write: bool


class Alike(msgspec.Struct, frozen=True):
    """Another lesson of the same journal that an absence takes from the same teacher."""

    id: int
    on_date: date


OFFICE_TASKS = "l.id is not null and $1::int is not null and $2::date is not null"
OWN_LESSON = "(l.planned_teacher = $1 and $2::date is not null)"


def visible_tasks(viewer: Viewer) -> str:
    """A condition on lesson `l`: this viewer may read its task."""
    if ABSENCES.allows(viewer.hat):
        return OFFICE_TASKS
    return f"({OWN_LESSON} or l.id in ({visible_substituted(viewer)}))"


def visible_own_tasks(viewer: Viewer) -> str:
    """A condition on lesson `l`: this viewer may write its task."""
    return OFFICE_TASKS if ABSENCES.allows(viewer.hat) else OWN_LESSON


FILES_OF_T = """coalesce((select json_agg(json_build_object('token', f.token, 'name', f.name, 'size', f.size)
        order by k.id) from task_file k join stored_file f on f.id = k.file where k.task = t.id),
    '[]'::json) as files"""
CARD = f"""select {LESSON_WORDS}, l.planned_teacher,
        (select {SHORT_NAME} from person p where p.id = l.planned_teacher) as planned_name,
        l.teacher <> l.planned_teacher as is_substituted,
        (select max(x.rights_until) from lesson_change x
            where x.lesson = l.id and x.teacher = l.teacher and {ACTIVE}) as until,
        coalesce(t.text, '') as text, {FILES_OF_T}"""
FILE = """select f.id, f.token, f.module, f.kind, f.owner_id, f.name, f.media_type, f.size
    from stored_file f where f.token = $3 and f.module = 'substitutions'"""
ALIKE = f"""select l.id, l.on_date from lesson w
    join lesson l on l.journal = w.journal and l.planned_teacher = w.planned_teacher and l.id <> w.id
    where w.id = $1 and l.status = 'planned' and l.on_date >= $2
        and exists (select 1 from teacher_absence o where o.teacher = w.planned_teacher and {COVERS})
    order by l.on_date, l.number"""


async def task_of(viewer: Viewer, lesson: int) -> TaskCard:
    """A lesson's task, empty when nobody has left one; NotFound when the viewer may not read it."""
    sql = f"""{CARD}, {visible_own_tasks(viewer)} as may_write
        from lesson l {LESSON_JOINS} left join substitute_task t on t.lesson = l.id
        where l.id = $3 and {visible_tasks(viewer)}"""
    found = await DB.one(TaskCard, sql, *viewer_args(viewer), lesson)
    if found is None:
        raise NotFound
    return found


async def lessons_alike(viewer: Viewer, lesson: int) -> list[Alike]:
    """The coming lessons that may get the same task; for whoever may write this one."""
    return await DB.rows(Alike, ALIKE, lesson, viewer.day)


async def file_to_read(viewer: Viewer, token: UUID) -> FileCard:
    """A file of a task the viewer may read; NotFound otherwise, whoever's the token is."""
    sql = f"""{FILE} and exists (select 1 from task_file k join substitute_task t on t.id = k.task
        join lesson l on l.id = t.lesson where k.file = f.id and {visible_tasks(viewer)})"""
    found = await DB.one(FileCard, sql, *viewer_args(viewer), token)
    if found is None:
        raise NotFound
    return found
