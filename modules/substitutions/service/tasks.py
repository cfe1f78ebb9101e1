"""Leaving a task for the substitute: text and at most five files, for one lesson or for all alike.

Rules: only a planned lesson of today or later takes a task; whoever may not write it finds no such lesson.
Bytes are kept first and hung on the task in one transaction; what did not come to hang is deleted (and swept
after a day if even that fails). A file goes with the last task it hangs on. The lesson becomes touched, so
that a new timetable cancels it rather than deletes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from intranet.kit import audit, clock, files
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.files import FileCard
from intranet.kit.i18n import _
from intranet.school.access import viewer_args
from modules.substitutions.planning.tasks import MOST_FILES, Upload
from modules.substitutions.queries.tasks import lessons_alike, visible_own_tasks

TOUCH = """update lesson set is_touched = true where id = any($1::int[]) and status = 'planned'
    and on_date >= $2 returning id"""
PUT = """insert into substitute_task (lesson, text, set_by, set_at)
    select l, $2, $3, $4 from unnest($1::int[]) as l order by l
    on conflict (lesson) do update set text = excluded.text, set_by = excluded.set_by,
        set_at = excluded.set_at returning id"""
TASK = "select id from substitute_task where lesson = $1"
HUNG = "select file from task_file where task = $1 order by id"
HANG = """insert into task_file (task, file) select t, f from unnest($1::int[]) as t, unnest($2::int[]) as f
    on conflict do nothing"""
UNHANG = "delete from task_file where task = any($1::int[]) and not file = any($2::int[])"
OWN = "update stored_file set owner_id = $2 where id = any($1::int[])"
# Owned by nobody from now on: if deleting the bytes fails, the sweep finds them.
LOOSEN = """update stored_file f set owner_id = null where f.id = any($1::int[])
    and not exists (select 1 from task_file k where k.file = f.id) returning f.token::text"""
FILE = "select f.id from stored_file f join task_file k on k.file = f.id where k.task = $1 and f.token = $2"


async def save_task(
    actor: Viewer, lesson: int, text: str, uploads: Sequence[Upload] = (), *, everywhere: bool = False
) -> None:
    """Set the text, add files; `everywhere`: the other lessons alike get the same text and files.

    NotFound; DomainError for a lesson that is over, more than five files, an empty one or one over 20 MB.
    """
    await _writable(actor, lesson)
    kept = await _keep(actor, uploads)
    try:
        loose = await _put(actor, lesson, text, [card.id for card in kept], everywhere)
    except BaseException:
        await _drop([str(card.token) for card in kept])
        raise
    await _drop(loose)


async def remove_file(actor: Viewer, lesson: int, token: UUID) -> None:
    """Take a file off a lesson's task; the bytes go when no task has it. NotFound."""
    async with DB.transaction():
        await _writable(actor, lesson)
        task = await DB.value(f"{TASK} for update", lesson)
        file = await DB.value(FILE, task, token)
        if file is None:
            raise NotFound
        await DB.execute("delete from task_file where task = $1 and file = $2", task, file)
        await audit.record(
            actor, "substitutions.task.file.remove", "lesson", lesson, before={"task": task, "file": file}
        )
        loose = await DB.rows(str, LOOSEN, [file])
    await _drop(loose)


async def _writable(actor: Viewer, lesson: int) -> None:
    """NotFound unless the actor may write this lesson's task."""
    sql = f"select l.id from lesson l where l.id = $3 and {visible_own_tasks(actor)}"
    if await DB.value(sql, *viewer_args(actor), lesson) is None:
        raise NotFound


async def _keep(actor: Viewer, uploads: Sequence[Upload]) -> list[FileCard]:
    """The bytes, with cards nobody owns yet."""
    if len(uploads) > MOST_FILES:
        raise DomainError(_too_many(), field="files")
    if any(not one.body for one in uploads):
        raise DomainError(_("Файл пуст: проверьте, тот ли вы выбрали."), field="files")
    if any(len(one.body) > files.MAX_BYTES for one in uploads):
        raise DomainError(_("Файл больше 20 МБ: уменьшите его и отправьте снова."), field="files")
    return [
        await files.keep(actor, one.body, one.name, module="substitutions", kind="task", owner_id=None)
        for one in uploads
    ]


def _too_many() -> str:
    return _("К уроку можно приложить не больше %(n)s файлов: уберите лишние.", n=MOST_FILES)


async def _put(actor: Viewer, lesson: int, text: str, fresh: list[int], everywhere: bool) -> list[str]:
    """Text and files onto the tasks; the tokens of files that hang on nothing any more."""
    async with DB.transaction():
        others = [one.id for one in await lessons_alike(actor, lesson)] if everywhere else []
        touched = await DB.rows(int, TOUCH, [lesson, *others], actor.day)
        if lesson not in touched:
            raise DomainError(_("Урок уже прошёл или отменён: задание к нему не изменить."))
        tasks = await DB.rows(int, PUT, touched, text, actor.person_id, clock.now())
        mine = await DB.value(TASK, lesson)
        was = await DB.rows(int, "select distinct file from task_file where task = any($1::int[])", tasks)
        hung = [*await DB.rows(int, HUNG, mine), *fresh]
        if len(hung) > MOST_FILES:
            raise DomainError(_too_many(), field="files")
        await DB.execute(HANG, tasks, hung)
        await DB.execute(UNHANG, tasks, hung)
        await DB.execute(OWN, fresh, mine)
        await audit.record(
            actor, "substitutions.task.set", "lesson", lesson,
            after={"lessons": len(touched), "files": len(hung), "letters": len(text)},
        )  # fmt: skip
        return await DB.rows(str, LOOSEN, was)


async def _drop(tokens: Sequence[str]) -> None:
    for token in tokens:
        await files.delete(UUID(token))
