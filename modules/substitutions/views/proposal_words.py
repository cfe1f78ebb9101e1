"""A proposed plan in words: what each line is, why this person, and why nobody was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from intranet.kit.i18n import _
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.candidates import Candidate, Hindrance, Staff
from modules.substitutions.planning.options import Filling, teaches
from modules.substitutions.planning.state import Day, Placed


class Line(msgspec.Struct, frozen=True):
    """A lesson of the review: `draft` is its proposal's id, None where nobody was found."""

    draft: int | None
    number: int
    whom: str
    subject: str
    was: str
    proposed: str
    kind: str
    why: str


def name_of(day: Day, person: int) -> str:
    """ "Иванова М. С."."""
    known = day.colleagues.get(person)
    return known.short if known else "—"


def kind_words(kind: str) -> str:
    """What the lesson will be."""
    return {
        ChangeKind.TEACHER_SUBSTITUTED: _("замена учителя"),
        ChangeKind.SUBJECT_REPLACED: _("другой предмет"),
        ChangeKind.SUPERVISED: _("самостоятельная работа"),
    }.get(ChangeKind(kind), "") if kind else _("по расписанию")  # fmt: skip


def why_words(one: Candidate, subject: str) -> str:
    """Why this colleague; `subject`: the own one that is taught instead, if so."""
    said = (
        (one.same_subject, _("ведёт этот предмет")),
        (bool(subject), _("проведёт свой предмет: %(subject)s", subject=subject)),
        (one.knows_class, _("знает класс")),
        (one.is_ready, _("готовность отмечена")),
        (one.same_house, _("в том же здании")),
        (one.given_today > 0, _("ещё замен в этот день: %(n)s", n=one.given_today)),
        (one.given > 0, _("замен с начала периода: %(n)s", n=one.given)),
    )
    return ", ".join(words for so, words in said if so) or _("свободен в это время")


def hindrance_words() -> dict[str, str]:
    """Each hindrance with a place for a number."""
    return {
        Hindrance.BUSY: _("заняты"),
        Hindrance.AWAY: _("отсутствуют"),
        Hindrance.UNWILLING: _("просят не вызывать"),
        Hindrance.WEEK_FULL: _("неделя заполнена"),
        Hindrance.TRAVEL: _("не успевают из другого здания"),
        "limit": _("достигли предела на день"),
    }


def nobody_words(filling: Filling, lesson: Placed) -> str:
    """Why a lesson stays open: what the subject's teachers do then; or who is free by now."""
    free, own, others = [], Counter[str](), Counter[str]()
    for one in (o for o in filling.staff.candidates(lesson) if teaches(o.colleague)):
        reason = _reason(filling, one)
        if not reason:
            free.append(one.colleague.short)
        else:
            (own if one.same_subject else others)[reason] += 1
    if free:
        return _("теперь есть свободные: %(names)s", names=", ".join(free[:3]))
    said = _("учителя предмета — %(reasons)s", reasons=_counted(own)) if own else _("другого учителя нет")
    return _("%(said)s; остальные — %(reasons)s", said=said, reasons=_counted(others)) if others else said


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(
        f"{words}: {reasons[name]}" for name, words in hindrance_words().items() if reasons[name]
    )


def _reason(filling: Filling, one: Candidate) -> str:
    if one.hindrances:
        return str(one.hindrances[0])
    return "limit" if filling.room_for(one.colleague.id) <= 0 else ""


def proposed_lines(filling: Filling, subjects: Mapping[int, str]) -> list[Line]:
    """The proposals of the day; `subjects`: names by journal, of those taught instead."""
    day, found = filling.staff.day, []
    proposed = [one for one in day.placed if one.draft is not None and one.draft.is_proposed]
    for one in sorted(proposed, key=lambda one: one.order):
        person = day.colleagues.get(one.teacher)
        why = why_words(filling.staff.candidate(person, one), _instead(one, subjects)) if person else ""
        found.append(_line(filling.staff, one, why))
    return found


def _instead(one: Placed, subjects: Mapping[int, str]) -> str:
    is_other = one.draft is not None and one.draft.kind == ChangeKind.SUBJECT_REPLACED
    return subjects.get(one.journal, "") if is_other else ""


def open_lines(filling: Filling) -> list[Line]:
    """What nobody holds, with the reason."""
    return [_line(filling.staff, one, nobody_words(filling, one)) for one in filling.staff.day.open]


def _line(staff: Staff, one: Placed, why: str) -> Line:
    draft, lesson = one.draft, one.lesson
    return Line(
        draft=draft.id if draft else None, number=one.number, whom=lesson.whom,
        subject=lesson.subject_name, was=name_of(staff.day, lesson.planned_teacher),
        proposed=name_of(staff.day, one.teacher) if draft else "",
        kind=kind_words(draft.kind) if draft else "", why=why,
    )  # fmt: skip
