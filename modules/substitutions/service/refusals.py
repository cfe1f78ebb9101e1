"""A broken rule as a sentence for the dispatcher: names of lessons, never a reason of absence."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.i18n import _
from modules.substitutions.planning.candidates import Hindrance
from modules.substitutions.planning.checks import Broken, Place
from modules.substitutions.planning.state import Day


def lessons_named(day: Day, lessons: Sequence[int]) -> str:
    """ "7Б, Алгебра (урок 3)"; at most two are named."""
    known = [day.lesson[one] for one in lessons if one in day.lesson][:2]
    return "; ".join(
        _("%(whom)s, %(subject)s (урок %(n)s)", whom=one.whom, subject=one.subject_name, n=one.number)
        for one in known
    )


def words_of(day: Day, broken: Broken) -> str:
    """The rule in words, without a full stop: "ведёт в это время: 7Б, Алгебра (урок 3)"."""
    named = lessons_named(day, broken.lessons)
    match broken.rule:
        case Hindrance.BUSY:
            return _("учитель ведёт в это время другой урок: %(lessons)s", lessons=named)
        case Hindrance.AWAY:
            return _("учителя в это время нет в школе")
        case Hindrance.UNWILLING:
            return _("учитель просит не вызывать его в это время")
        case Hindrance.WEEK_FULL:
            return _("у учителя уже полная неделя")
        case Hindrance.TRAVEL:
            return _("соседний урок учителя в другом здании, перейти не успеть")
        case Place.ROOM:
            return _("кабинет занят: %(lessons)s", lessons=named)
    return _("у класса или его группы в это время другой урок: %(lessons)s", lessons=named)


def sentence(day: Day, found: Sequence[Broken]) -> str:
    """All of them as one sentence."""
    said = "; ".join(words_of(day, one) for one in found)
    return f"{said[:1].upper()}{said[1:]}."
