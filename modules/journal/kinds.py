"""The journal's kinds of notice: what they are called and how their words become a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import NoticeKind
from intranet.kit.templating import date_short


def say_marks(words: Mapping[str, Any]) -> str:
    """ "Новые отметки: 2. Пропуски и опоздания: 1."."""
    parts = {
        "marks": _("Новые отметки: %(n)s.", n=words.get("marks")),
        "changed": _("Изменённые отметки: %(n)s.", n=words.get("changed")),
        "terms": _("Итоговые отметки: %(n)s.", n=words.get("terms")),
        "absences": _("Пропуски и опоздания: %(n)s.", n=words.get("absences")),
        "cleared": _("Снятые пропуски: %(n)s.", n=words.get("cleared")),
    }
    return " ".join(text for name, text in parts.items() if words.get(name))


def say_absence(words: Mapping[str, Any]) -> str:
    """ "19 ноября. Пропуски и опоздания: 1."."""
    return f"{date_short(date.fromisoformat(words['day']))}. {say_marks(words)}"


def say_homework(words: Mapping[str, Any]) -> str:
    """ "Изменено домашнее задание на 23 ноября."."""
    return _("Изменено домашнее задание на %(day)s.", day=date_short(date.fromisoformat(words["due"])))


def _about(child: str, said: str) -> str:
    return f"{child}: {said}" if child else said[:1].upper() + said[1:]


KINDS = (
    NoticeKind(
        name="journal.absence",
        title=lazy("Пропуски сегодня"),
        say=say_absence,
        subject=lambda child: _about(child, _("пропуск или опоздание сегодня")),
        timing="now",
    ),
    NoticeKind(
        name="journal.marks",
        title=lazy("Отметки и пропуски"),
        say=say_marks,
        subject=lambda child: _about(child, _("новое в дневнике")),
    ),
    NoticeKind(
        name="journal.homework",
        title=lazy("Домашнее задание"),
        say=say_homework,
        subject=lambda child: _about(child, _("изменено домашнее задание")),
    ),
)
