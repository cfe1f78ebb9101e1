"""The form of a task for the substitute."""

from __future__ import annotations

from litestar.datastructures import UploadFile
from wtforms import BooleanField, MultipleFileField, TextAreaField
from wtforms.validators import Length

from intranet.kit.files import MAX_BYTES
from intranet.kit.forms import Form
from intranet.kit.i18n import lazy
from modules.substitutions.planning.tasks import Upload


class TaskForm(Form):
    """What to do, files to do it with, and whether the other lessons alike get the same."""

    text = TextAreaField(lazy("Что сделать на уроке"), validators=[Length(max=5000)])
    files = MultipleFileField(lazy("Добавить файлы"))
    everywhere = BooleanField()


async def uploads_of(form: TaskForm) -> list[Upload]:
    """The files that were chosen, read to one byte past the limit."""
    return [
        Upload(one.filename, await one.read(MAX_BYTES + 1))
        for one in form.files.data or ()
        if isinstance(one, UploadFile) and one.filename
    ]
