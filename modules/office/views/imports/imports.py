"""Importing a list in three steps: the file, what it would change, the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import DomainError
from intranet.kit.forms import posted, read_form
from intranet.kit.i18n import _
from intranet.kit.sheets import LIMITS, XLSX, FileRefused, write_xlsx
from intranet.kit.web import (
    Answer,
    Download,
    Fragment,
    Page,
    Redirect,
    WholePage,
    action,
    download,
    fragment,
    page,
)
from intranet.school.access import HAT_TITLES
from modules.office.forms import ImportForm
from modules.office.lists.reading import ListKind
from modules.office.permissions import EDIT_IMPORT, IMPORT
from modules.office.planning.foreign.names import CREATE, YES
from modules.office.planning.table_words import table_words
from modules.office.planning.timetable import Wishes
from modules.office.queries.imports.import_trace import Hanging, taken_of
from modules.office.queries.imports.imports import Batch, batch_of, recent_batches
from modules.office.service.imports.import_undo import UndoRefused, may_undo, undo_import
from modules.office.service.imports.imports import answer_import, confirm_import, plan_import
from modules.office.views.imports.import_words import STATES, WORDS

Asked = Request[Any, Any, Any]
SHOWN = 200


async def _choice_page(viewer: Viewer, form: ImportForm, status: int = 200) -> Answer:
    batches = await recent_batches(viewer)
    return Page(
        "office/imports/import.html", status=status, form=form, words=WORDS, states=STATES, batches=batches
    )


@page("/office/import", permission=IMPORT)
async def show_choice(viewer: NamedDependency[Viewer], kind: FromQuery[str | None] = None) -> Answer:
    """Which list, which file; the columns a list needs; what was imported lately."""
    return await _choice_page(viewer, ImportForm(data={"kind": kind if kind in WORDS else "students"}))


@action("/office/import", permission=EDIT_IMPORT)
async def check(request: Asked, viewer: NamedDependency[Viewer]) -> Answer:
    """The dry run of a file; what is wrong with the whole file stands beside the field."""
    form = await read_form(ImportForm, request)
    if not form.validate():
        return await _choice_page(viewer, form, 422)
    try:
        batch = await _plan(viewer, form)
    except (FileRefused, DomainError) as error:
        form.add_error(DomainError(error.message, field=getattr(error, "field", None) or "file"))
        return await _choice_page(viewer, form, 422)
    return Redirect(f"/office/import/{batch}")


async def _plan(viewer: Viewer, form: ImportForm) -> int:
    content = await form.file.data.read(LIMITS.file_bytes + 1)
    kind, wishes = ListKind(form.kind.data), Wishes()
    if kind is ListKind.TIMETABLE:
        wishes = Wishes({CREATE: YES} if form.creates.data else {}, form.from_day.data)
    return await plan_import(viewer, kind, form.file.data.filename, content, wishes)


@page("/office/import/{batch_id:int}", permission=IMPORT)
async def show_batch(viewer: NamedDependency[Viewer], batch_id: FromPath[int]) -> Answer:
    """An import as it stands: what it would change, how far it is, or what it has done."""
    return await _batch_page(viewer, batch_id)


async def _batch_page(
    viewer: Viewer, batch_id: int, status: int = 200, error: str = "", hanging: Sequence[Hanging] = ()
) -> Answer:
    batch = await batch_of(viewer, batch_id)
    taken = await taken_of(viewer, batch_id) if may_undo(batch) else []
    return Page(
        "office/imports/import_batch.html", status=status, batch=batch, words=WORDS[batch.kind], error=error,
        shown=SHOWN, label=_label(batch), taken=[(table_words(one.table), one) for one in taken],
        hanging=hanging, hat=HAT_TITLES.get(batch.undone_by_hat, batch.undone_by_hat),
    )  # fmt: skip


def _label(batch: Batch) -> str:
    """How far an import is, in words."""
    if batch.state == "waiting":
        return _("Ждёт своей очереди")
    return _("Записано строк: %(done)s из %(total)s", done=batch.done, total=batch.total)


@action("/office/import/{batch_id:int}/confirmation", permission=EDIT_IMPORT)
async def confirm(request: Asked, viewer: NamedDependency[Viewer], batch_id: FromPath[int]) -> Answer:
    """Take the answers; count again with them, or write."""
    given = {name: str(values[-1]) for name, values in (await posted(request)).items()}
    try:
        if given.get("do") == "write":
            await confirm_import(viewer, batch_id, given)
        else:
            await answer_import(viewer, batch_id, given)
    except (DomainError, FileRefused) as error:
        return await _batch_page(viewer, batch_id, 409, error.message)
    return Redirect(f"/office/import/{batch_id}")


@action("/office/import/{batch_id:int}/undo", permission=EDIT_IMPORT, fresh=True)
async def undo(viewer: NamedDependency[Viewer], batch_id: FromPath[int]) -> Answer:
    """Take the whole import back, or say what hangs on it."""
    try:
        await undo_import(viewer, batch_id)
    except UndoRefused as refusal:
        return await _batch_page(viewer, batch_id, 409, refusal.message, refusal.hanging)
    return Redirect(f"/office/import/{batch_id}")


@fragment("/office/import/{batch_id:int}/_progress", permission=IMPORT)
async def show_progress(viewer: NamedDependency[Viewer], batch_id: FromPath[int]) -> Answer:
    """How far it is; when it is over, the page is loaded anew."""
    batch = await batch_of(viewer, batch_id)
    if not batch.is_moving:
        return WholePage(f"/office/import/{batch_id}")
    return Fragment("office/imports/_import_progress.html", batch=batch, label=_label(batch))


@download("/office/import/{batch_id:int}/refused", permission=IMPORT)
async def refused_rows(viewer: NamedDependency[Viewer], batch_id: FromPath[int]) -> Answer:
    """The refused rows as a table to work on."""
    batch = await batch_of(viewer, batch_id)
    rows = [(one.row, one.column or "", one.message) for one in batch.refused]
    body = write_xlsx((_("Строка"), _("Столбец"), _("Что не так")), rows, title=_("Ошибки"))
    return Download(body, filename=f"{batch.file_name}.xlsx", media_type=XLSX)


HANDLERS: list[Any] = [show_choice, check, show_batch, confirm, undo, show_progress, refused_rows]
