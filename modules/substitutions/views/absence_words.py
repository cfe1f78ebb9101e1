"""What has become of an absence's lessons, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from intranet.kit.i18n import _, ngettext
from intranet.kit.templating import date_short, weekday_short, weekday_within
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.absences import TouchedLesson

SUNDAY = 7


class Line(NamedTuple):
    """A lesson of an absence as shown: its number in the timetable, a tag and a sentence."""

    lesson: TouchedLesson
    number: int
    tag: str
    kind: str
    said: str
    may_task: bool


class DayLines(NamedTuple):
    """A day of an absence."""

    on_date: date
    lines: list[Line]
    open: int


class Quick(NamedTuple):
    """A whole day that one button reports."""

    day: date
    words: str


def quick_days(today: date) -> list[Quick]:
    """Today, and tomorrow unless it is Sunday: one button each."""
    tomorrow = today + timedelta(1)
    found = [Quick(today, _("Меня нет сегодня, весь день"))]
    if tomorrow.isoweekday() != SUNDAY:
        found.append(Quick(tomorrow, _("Меня не будет завтра, весь день")))
    return found


def days_of(lessons: Sequence[TouchedLesson]) -> list[DayLines]:
    """The lessons by the days they stand on in the timetable."""
    words = {
        "open": _("ждёт замены"), "drafted": _("готовится замена"), "published": _("опубликовано"),
        "held": _("проведён"), "free": _("замена не нужна"),
        "missed": _("прошёл без замены"),
    }  # fmt: skip
    found = []
    for on_date, group in groupby(lessons, key=lambda one: one.place):
        lines = [_line(one, words) for one in group]
        found.append(DayLines(on_date, lines, sum(line.lesson.is_open for line in lines)))
    return found


def _line(one: TouchedLesson, words: dict[str, str]) -> Line:
    if one.status == "held":
        tag, kind = words["held"], "good"
    elif one.is_missed:
        tag, kind = words["missed"], ""
    elif one.is_drafted:
        tag, kind = words["drafted"], "pen"
    elif one.is_open:
        tag, kind = words["open"], "warn"
    elif one.is_seen_to:
        tag, kind = words["published"], "good"
    else:
        tag, kind = words["free"], ""
    number = one.number if one.was_number is None else one.was_number
    return Line(one, number, tag, kind, said_of(one), one.status == "planned")


def said_of(one: TouchedLesson) -> str:
    """What was published of a lesson: "ведёт Петрова И. С."; empty when nothing was."""
    if one.was_date is not None:
        return _("перенесён на %(day)s, %(n)s-й урок", day=date_short(one.on_date), n=one.number)
    if not one.is_seen_to:
        return ""
    return {
        ChangeKind.CANCELLED: _("отменён"),
        ChangeKind.EVENT: _("отменён: мероприятие класса"),
        ChangeKind.SUBJECT_REPLACED: _("вместо него другой предмет"),
        ChangeKind.GROUPS_MERGED: _("группы вместе, ведёт %(name)s", name=one.teacher_name),
        ChangeKind.SUPERVISED: _("присмотрит %(name)s", name=one.teacher_name),
    }.get(ChangeKind(one.change or ""), _("ведёт %(name)s", name=one.teacher_name))


def open_words(lessons: Sequence[TouchedLesson]) -> str:
    """ "Ждут замены 5 уроков: чт, 19 ноября — 3, пт, 20 ноября — 2."; nothing open says so."""
    days = [(day.on_date, day.open) for day in days_of(lessons) if day.open]
    if not lessons:
        return _("Уроков в это время нет: замены не нужны.")
    if not days:
        return _("Уроков, которые ждут замены, нет.")
    total = sum(count for _day, count in days)
    said = ngettext("Ждёт замены %(n)s урок", "Ждут замены %(n)s урока", total)
    if len(days) == 1:
        return f"{said}: {day_words(days[0][0])}."
    listed = ", ".join(f"{weekday_short(day)} {date_short(day)} — {count}" for day, count in days)
    return f"{said}: {listed}."


def day_words(day: date) -> str:
    """ "четверг, 19 ноября"."""
    return f"{weekday_within(day)}, {date_short(day)}"
