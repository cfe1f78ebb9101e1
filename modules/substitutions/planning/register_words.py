"""The register's words: kinds, states, codes of reasons, hours. Pages and papers say the same."""

from __future__ import annotations

from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.templating import date_short
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.absences import Reason
from modules.substitutions.planning.pay import HOUR, Change, State

STATES: dict[State, tuple[Any, str]] = {
    State.OFF: (lazy("без замены"), "line"),
    State.PLANNED: (lazy("назначена"), ""),
    State.UNRECORDED: (lazy("не записан"), "bad"),
    State.HELD: (lazy("проведён"), "warn"),
    State.CONFIRMED: (lazy("подтверждён"), "good"),
    State.ORDERED: (lazy("в приказе"), "good"),
}
# Letters of the timesheet for who is away (forms 0504421 and T-13).
REASON_CODES = {
    Reason.SICK: "Б",
    Reason.COURSES: "ПК",
    Reason.TRIP: "К",
    Reason.LEAVE: "О",
    Reason.OTHER: "А",
}


def hours_words(quarters: int) -> str:
    """ "1", "0,5", "1,25"."""
    return f"{quarters / HOUR:g}".replace(".", ",")


def reason_code(one: Change) -> str:
    """The letter of the absence behind a change; empty when there is none."""
    return REASON_CODES[Reason(one.reason)] if one.reason else ""


def held_words(one: Change) -> str:
    """What became of the lesson, in a few words."""
    kind = ChangeKind(one.kind)
    if kind == ChangeKind.SUBJECT_REPLACED:
        return one.instead
    if kind == ChangeKind.MOVED:
        return _("перенесён с %(day)s, %(n)s-й урок", day=date_short(one.was_date), n=one.was_number)
    return {
        ChangeKind.GROUPS_MERGED: _("группы вместе"), ChangeKind.SUPERVISED: _("присмотр"),
        ChangeKind.CANCELLED: _("отменён"), ChangeKind.EVENT: _("мероприятие класса"),
    }.get(kind, _("тот же предмет"))  # fmt: skip
