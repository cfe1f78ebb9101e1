"""How the journal says things."""

from __future__ import annotations

from datetime import datetime

import msgspec

from intranet.kit.i18n import _
from modules.journal.cells import cell_text, shown
from modules.journal.queries.lesson import Change

NOTHING = "—"


class HistoryLine(msgspec.Struct, frozen=True):
    """A change in words: when, who, "отметка: 4 → 5", why."""

    at: datetime
    author: str
    text: str


def lack_words(parts: list[str]) -> list[str]:
    """What a lesson lacks to count as filled."""
    words = {
        "topic": _("нет темы"), "homework": _("нет задания или отметки «не задано»"),
        "roll": _("не проведена перекличка"),
    }  # fmt: skip
    return [words[part] for part in parts if part in words]


def value_words(field: str, value: str | None, *, with_reasons: bool) -> str:
    """A value of the chain as the grid writes it."""
    if value is None:
        return NOTHING
    if field != "attendance":
        return value
    code, _colon, minutes = value.partition(":")
    return cell_text((), shown(code, with_reasons=with_reasons), int(minutes) if minutes else None)


def history_words(changes: list[Change], *, with_reasons: bool) -> list[HistoryLine]:
    """The lines of a cell's history."""
    titles = {
        "mark": _("отметка"),
        "attendance": _("явка"),
        "choice": _("спорная ячейка"),
        "comment": _("комментарий"),
    }
    reasons = {
        "mine": _("поставлена своя"), "theirs": _("оставлена чужая"), "both": _("оставлены обе"),
        "undo": _("отмена"), "": "",
    }  # fmt: skip
    lines = []
    for change in changes:
        kind = change.field.partition(":")[0]
        old = value_words(kind, change.old, with_reasons=with_reasons)
        new = value_words(kind, change.new, with_reasons=with_reasons)
        said = titles[kind] if kind == "comment" else f"{titles[kind]}: {old} → {new}"
        reason = reasons.get(change.reason, change.reason)
        lines.append(HistoryLine(change.at, change.author, f"{said} ({reason})" if reason else said))
    return lines
