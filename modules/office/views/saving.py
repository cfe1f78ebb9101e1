"""What every form of the office does: validate, carry out, put a refusal beside its field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from intranet.kit.agreed import carry_out
from intranet.kit.errors import DomainError
from intranet.kit.forms import Form
from intranet.kit.i18n import ngettext
from intranet.school.timetable.agreed import Touched
from modules.office.forms.touching import TouchingForm


class Attempt(NamedTuple):
    """What came of a form: done, or refused (422), or asking first whether lessons may be touched (200)."""

    is_done: bool
    touched: Touched | None = None

    @property
    def status(self) -> int:
        """Of the page that is shown instead of a redirect."""
        return 422 if self.touched is None else 200


async def saved(form: Form, deed: Callable[[], Awaitable[object]]) -> bool:
    """Whether the form was valid and its deed carried out."""
    if not form.validate():
        return False
    try:
        await deed()
    except DomainError as error:
        form.add_error(error)
        return False
    return True


async def settled(form: TouchingForm, deed: Callable[[], Awaitable[Touched]]) -> Attempt:
    """The same for a change that touches lessons: carried out when the form says they may be."""
    if not form.validate():
        return Attempt(False)
    try:
        touched = await carry_out(deed, form.agreed.data or "")
    except DomainError as error:
        form.add_error(error)
        return Attempt(False)
    if touched is not None:
        form.agreed.data = touched.key
    return Attempt(touched is None, touched)


def touched_words(touched: Touched | None) -> list[str]:
    """What a change does to lessons, in sentences."""
    if touched is None:
        return []
    lessons = touched.lessons
    said = [
        (lessons.deleted, ngettext("%(n)s урок исчезнет", "%(n)s уроков исчезнут", lessons.deleted)),
        (
            lessons.cancelled,
            ngettext(
                "%(n)s урок с записями станет отменённым: записи останутся",
                "%(n)s уроков с записями станут отменёнными: записи останутся",
                lessons.cancelled,
            ),
        ),
        (lessons.inserted, ngettext("%(n)s урок появится", "%(n)s уроков появятся", lessons.inserted)),
        (
            lessons.updated,
            ngettext("%(n)s урок изменится", "%(n)s уроков изменятся", lessons.updated),
        ),
    ]
    return [words for count, words in said if count] + list(touched.warnings)
