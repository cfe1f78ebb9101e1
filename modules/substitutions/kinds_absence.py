"""How dispatchers are told of an absence: when and how many lessons, never who or why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from intranet.kit.i18n import _, lazy, ngettext
from intranet.kit.module import NoticeKind
from modules.substitutions.planning.absences import days_words

ABSENCE = "substitutions.absence"


def say_absence(words: Mapping[str, Any]) -> str:
    """ "Учитель отсутствует: 19–20 ноября. Без учителя 5 уроков."."""
    days = days_words(date.fromisoformat(words["begins"]), date.fromisoformat(words["ends"]))
    said = {
        "reported": _("Учитель отсутствует: %(days)s.", days=days),
        "changed": _("Отсутствие учителя изменено: %(days)s.", days=days),
        "withdrawn": _("Отсутствие учителя отозвано: %(days)s.", days=days),
    }.get(words["what"], "")
    return f"{said} {_count(words)}"


def _count(words: Mapping[str, Any]) -> str:
    left, n = words.get("left", 0), words.get("open", 0)
    if words["what"] == "withdrawn":
        if not left:
            return _("Замен к нему нет.")
        return ngettext("К нему есть %(n)s замена: проверьте.", "К нему есть %(n)s замены: проверьте.", left)
    if not n:
        return _("Уроков без учителя нет.")
    return ngettext("Без учителя %(n)s урок.", "Без учителя %(n)s урока.", n)


ABSENCE_KINDS = (
    NoticeKind(
        name=ABSENCE,
        title=lazy("Отсутствие учителя"),
        say=say_absence,
        subject=lambda _child: _("Отсутствие учителя"),
        timing="now",
    ),
)
