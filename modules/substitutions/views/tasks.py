"""Tasks for substitutes: a lesson's text and files, to write for its teacher, to read for the substitute."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit import files
from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.forms import read_form
from intranet.kit.papers import token_in
from intranet.kit.web import Answer, Download, Page, Redirect, action, download, page
from modules.substitutions.forms.tasks import TaskForm, uploads_of
from modules.substitutions.permissions import ABSENCES, SET_TASK, TASKS
from modules.substitutions.planning.tasks import MOST_FILES
from modules.substitutions.queries.tasks import file_to_read, lessons_alike, task_of
from modules.substitutions.service.tasks import remove_file, save_task
from modules.substitutions.views.sizes import size_words

Asked = Request[Any, Any, Any]


async def _task_page(
    viewer: Viewer, lesson: int, form: TaskForm | None = None, told: str = "", status: int = 200
) -> Answer:
    card = await task_of(viewer, lesson)
    may_write = card.may_write and card.status == "planned" and card.on_date >= viewer.day
    return Page(
        "substitutions/task.html", status=status, card=card, form=form or TaskForm(obj=card), told=told,
        may_write=may_write, alike=await lessons_alike(viewer, lesson) if may_write else [],
        most=MOST_FILES, size_words=size_words, is_office=ABSENCES.allows(viewer.hat),
    )  # fmt: skip


@page("/substitutions/tasks/{lesson:int}", permission=TASKS)
async def show_task(
    viewer: NamedDependency[Viewer], lesson: FromPath[int], told: FromQuery[str] = ""
) -> Answer:
    """The task of a lesson."""
    return await _task_page(viewer, lesson, told=told)


@action("/substitutions/tasks/{lesson:int}", permission=SET_TASK)
async def put_task(request: Asked, viewer: NamedDependency[Viewer], lesson: FromPath[int]) -> Answer:
    """Save the text, add the files."""
    if not (await task_of(viewer, lesson)).may_write:
        raise NotFound
    form = await read_form(TaskForm, request)
    if not form.validate():
        return await _task_page(viewer, lesson, form, status=422)
    text, everywhere = (form.text.data or "").strip(), bool(form.everywhere.data)
    try:
        await save_task(viewer, lesson, text, await uploads_of(form), everywhere=everywhere)
    except DomainError as error:
        form.add_error(error)
        return await _task_page(viewer, lesson, form, status=422)
    return Redirect(f"/substitutions/tasks/{lesson}?told=saved")


@action("/substitutions/tasks/{lesson:int}/files/{file_token:str}/delete", permission=SET_TASK)
async def delete_file(
    viewer: NamedDependency[Viewer], lesson: FromPath[int], file_token: FromPath[str]
) -> Answer:
    """Take a file off this lesson."""
    await remove_file(viewer, lesson, token_in(file_token))
    return Redirect(f"/substitutions/tasks/{lesson}?told=removed")


@download("/substitutions/files/{file_token:str}", permission=TASKS)
async def read_file(viewer: NamedDependency[Viewer], file_token: FromPath[str]) -> Answer:
    """A file of a task, to keep."""
    card = await file_to_read(viewer, token_in(file_token))
    return Download(await files.read(card), filename=card.name, media_type=card.media_type)


HANDLERS: list[Any] = [show_task, put_task, delete_file, read_file]
