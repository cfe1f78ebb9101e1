"""The form of a foreign name: what it means here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intranet.kit.forms import Form
from intranet.kit.i18n import lazy

LEAVE_OUT, FORGET = "out", "forget"


class NameForm(Form):
    """One of ours by id, or leave it out, or ask at the next import."""

    target = SelectField(lazy("У нас это"), choices=[])

    def offer(self, ours: Iterable[tuple[int, str]]) -> None:
        """What may be chosen."""
        self.target.choices = [
            SelectChoice(LEAVE_OUT, str(lazy("не загружать"))),
            SelectChoice(FORGET, str(lazy("спросить при следующей загрузке"))),
            *(SelectChoice(str(ident), name) for ident, name in ours),
        ]
