"""Forms of a publication: which drafts, and the message of the day."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from intranet.kit.forms import Form, number_in
from intranet.kit.i18n import lazy


class MessageForm(Form):
    """A few words above the board; empty takes them off."""

    message = StringField(
        lazy("Сообщение дня"),
        [Length(max=300, message=lazy("Не длиннее 300 знаков"))],
        description=lazy("Его сразу увидят все над списком замен и на экранах; оповещений о нём нет."),
    )


def chosen_drafts(ticked: list[str]) -> dict[int, int]:
    """Drafts with the versions that were shown, of ticked boxes "12-3"; anything else is left out."""
    found = {}
    for text in ticked:
        draft, _dash, version = text.partition("-")
        ids = number_in(draft), number_in(version)
        if ids[0] is not None and ids[1] is not None:
            found[ids[0]] = ids[1]
    return found
