"""The kinds of notice of substitutions. No names and no reasons: a day, a count, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from intranet.kit.i18n import _, lazy
from intranet.kit.module import NoticeKind
from intranet.kit.templating import date_short

TODAY, LATER = "substitutions.today", "substitutions.later"
TEACHER_TODAY, TEACHER_LATER = "substitutions.teacher.today", "substitutions.teacher.later"


def _day(words: Mapping[str, Any]) -> str:
    return date_short(date.fromisoformat(words["day"]))


def say_changes(words: Mapping[str, Any]) -> str:
    """ "Изменения в расписании на 20 ноября: 3."."""
    return _("Изменения в расписании на %(day)s: %(n)s.", day=_day(words), n=words["n"])


def say_concerned(words: Mapping[str, Any]) -> str:
    """ "Замены и изменения, которые касаются вас, на 20 ноября: 2."."""
    return _("Замены и изменения, которые касаются вас, на %(day)s: %(n)s.", day=_day(words), n=words["n"])


def _about(child: str, said: str) -> str:
    return f"{child}: {said}" if child else said[:1].upper() + said[1:]


KINDS = (
    NoticeKind(
        name=TODAY,
        title=lazy("Изменения в расписании сегодня"),
        say=say_changes,
        subject=lambda child: _about(child, _("изменения в расписании сегодня")),
        timing="now",
    ),
    NoticeKind(
        name=LATER,
        title=lazy("Изменения в расписании следующих дней"),
        say=say_changes,
        subject=lambda child: _about(child, _("изменения в расписании")),
    ),
    NoticeKind(
        name=TEACHER_TODAY,
        title=lazy("Замены сегодня, которые касаются учителя"),
        say=say_concerned,
        subject=lambda child: _about(child, _("замены сегодня")),
        timing="now",
    ),
    NoticeKind(
        name=TEACHER_LATER,
        title=lazy("Замены следующих дней, которые касаются учителя"),
        say=say_concerned,
        subject=lambda child: _about(child, _("замены и изменения в расписании")),
    ),
)
