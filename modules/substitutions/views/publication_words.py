"""A publication's lines in words: what stands, what it becomes, what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from intranet.kit.i18n import _
from intranet.kit.templating import date_digits
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.publication import Difference, target_of
from modules.substitutions.planning.state import DayLesson
from modules.substitutions.planning.troubles import Rule, Trouble
from modules.substitutions.queries.plan import Found


class Line(msgspec.Struct, frozen=True):
    """One row of the review. `tick`: the box's value, empty for what follows its host by itself."""

    lesson: int
    tick: str
    is_ticked: bool
    number: int
    whom: str
    subject: str
    was: str
    becomes: str
    note: str
    word: str
    is_proposed: bool
    troubles: tuple[str, ...]


def lines_of(found: Found, ticked: Mapping[int, int] | None, troubles: Iterable[Trouble]) -> list[Line]:
    """The differences as rows; `ticked`: what was chosen, None for everything."""
    words: dict[int, list[str]] = {}
    for trouble in troubles:
        words.setdefault(trouble.lesson, []).append(trouble_words(found, trouble))
    return [
        Line(
            lesson=one.before.id,
            tick=f"{one.planned.id}-{one.planned.version}" if one.planned.id else "",
            is_ticked=ticked is None or one.planned.id in ticked,
            number=one.before.number, whom=one.before.whom, subject=one.before.subject_name,
            was=was_words(found, one), becomes=becomes_words(found, one), note=one.planned.note,
            word=word_of(one), is_proposed=one.planned.is_proposed,
            troubles=tuple(words.get(one.before.id, ())),
        )
        for one in found.plan.differences
    ]  # fmt: skip


def word_of(one: Difference) -> str:
    """A tag: new, changed, taken back, follows."""
    words = {
        "added": _("новое"),
        "changed": _("вместо опубликованного"),
        "back": _("отзыв"),
        "follows": _("вслед за основной группой"),
    }
    return words[one.word]


def was_words(found: Found, one: Difference) -> str:
    """Who holds it where, as published."""
    if one.before.status == "cancelled":
        return _("отменён")
    return _who_where(found, one.before.teacher, one.before.room)


def becomes_words(found: Found, one: Difference) -> str:
    """What it becomes."""
    who = _who_where(found, one.after.teacher, one.after.room)
    match one.planned.kind:
        case "":
            return _back_words(found, one)
        case ChangeKind.CANCELLED:
            return _("отменён")
        case ChangeKind.EVENT:
            return _("вместо урока — мероприятие")
        case ChangeKind.MOVED:
            day, number = target_of(one.before, one.planned)
            return _("переносится на %(day)s, урок %(n)s", day=date_digits(day), n=number)
        case ChangeKind.SUBJECT_REPLACED:
            return _("%(subject)s, %(who)s", subject=one.planned.journal_subject, who=who)
        case ChangeKind.GROUPS_MERGED:
            return _("группы вместе: %(who)s", who=who)
        case ChangeKind.SUPERVISED:
            return _("самостоятельная работа: %(who)s", who=who)
    return who


def _back_words(found: Found, one: Difference) -> str:
    who = _who_where(found, one.after.teacher, one.after.room)
    day, number = target_of(one.before, one.planned)
    if (day, number) == (one.before.on_date, one.before.number):
        return _("по расписанию: %(who)s", who=who)
    return _("снова %(day)s, урок %(n)s: %(who)s", day=date_digits(day), n=number, who=who)


def _who_where(found: Found, teacher: int, room: int | None) -> str:
    who = found.people.get(teacher, _("учитель не назван"))
    where = found.rooms.get(room or 0)
    return _("%(who)s, каб. %(room)s", who=who, room=where) if where else who


def trouble_words(found: Found, trouble: Trouble) -> str:
    """What is wrong and what to do about it."""
    who = found.people.get(trouble.person or 0, "")
    others = ", ".join(_lesson_words(one) for one in _lessons(found, trouble.others))
    words = {
        Rule.HELD: _("Урок уже проведён, его не изменить. Удалите эту строку из черновика."),
        Rule.AWAY: _("%(who)s в это время отсутствует. Выберите другого.", who=who),
        Rule.BUSY: _(
            "%(who)s в это время ведёт %(others)s. Выберите другого или укажите причину.",
            who=who, others=others,
        ),
        Rule.ROOM: _("Кабинет занят: %(others)s. Выберите другой.", others=others),
        Rule.PUPILS: _("У этих учеников в это время %(others)s. Выберите другое место.", others=others),
        Rule.HOST_OFF: _("Урока, к которому присоединяют группу, не будет. Выберите другой."),
        Rule.PAIR: _("Это часть обмена: отметьте обе его строки."),
        Rule.REFUSED: trouble.said,
    }  # fmt: skip
    return words[trouble.rule]


def _lessons(found: Found, ids: Iterable[int]) -> list[DayLesson]:
    wanted = set(ids)
    known = {one.id: one for day in found.plan.days.values() for one in day.lessons if one.id in wanted}
    return [known[ident] for ident in sorted(known)]


def _lesson_words(lesson: DayLesson) -> str:
    return f"{lesson.subject_name} ({lesson.whom})"
