"""An absence in words: why, when, what has become of its lessons. Reasons are never in logs or notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from intranet.kit.i18n import _, lazy
from intranet.kit.templating import date_short
from modules.substitutions.planning.lesson_line import LessonLine

FIRST_NUMBER, LAST_NUMBER = 0, 12
MOST_DAYS = 366
# Longer than this is a change of the load with dates, not daily substitutions (DOMAIN 2.6).
LONG_DAYS = 60


class Reason(StrEnum):
    """Why somebody is away: the office's and the own business."""

    SICK = "sick"
    COURSES = "courses"
    TRIP = "trip"
    LEAVE = "leave"
    OTHER = "other"


REASONS = {
    Reason.SICK: lazy("болезнь"),
    Reason.COURSES: lazy("курсы"),
    Reason.TRIP: lazy("командировка"),
    Reason.LEAVE: lazy("отпуск"),
    Reason.OTHER: lazy("другое"),
}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is said: who is away, when, and why; without numbers all day."""

    teacher: int
    begins: date
    ends: date
    first_number: int | None = None
    last_number: int | None = None
    reason: str = Reason.SICK
    details: str = ""


class TouchedLesson(LessonLine, frozen=True, kw_only=True):
    """A lesson an absence touches: `is_open` nobody will hold it, `is_missed` nobody did,
    `change` the kind of what was published of it.

    `was_date`, `was_number` are set for a moved one: its place in the timetable.
    """

    is_other: bool
    change: str | None
    was_date: date | None
    was_number: int | None
    is_open: bool
    is_missed: bool
    is_drafted: bool
    has_task: bool

    @property
    def place(self) -> date:
        """Its day in the timetable."""
        return self.was_date or self.on_date

    @property
    def is_seen_to(self) -> bool:
        """Something published stands: another teacher, another day, or no lesson."""
        return self.was_date is not None or (
            self.change is not None and (self.is_other or self.status == "cancelled")
        )


class LeftStanding(NamedTuple):
    """What would stay if the absence were withdrawn now, and on which days."""

    drafts: int
    published: int
    days: tuple[date, ...]


def left_standing(lessons: Sequence[TouchedLesson], day: date) -> LeftStanding:
    """The drafts and published changes of a day and later; they go only by the dispatcher's hand."""
    left = [
        one for one in lessons
        if one.status != "held" and one.place >= day and (one.is_drafted or one.is_seen_to)
    ]  # fmt: skip
    return LeftStanding(
        sum(one.is_drafted for one in left),
        sum(one.is_seen_to for one in left),
        tuple(sorted({one.place for one in left})),
    )


def days_words(begins: date, ends: date) -> str:
    """ "19 ноября", "19–21 ноября", "30 ноября – 2 декабря"."""
    if begins == ends:
        return date_short(begins)
    if (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.day}–{date_short(ends)}"
    return f"{date_short(begins)} – {date_short(ends)}"


def numbers_words(first: int | None, last: int | None) -> str:
    """ "весь день", "с 3-го урока", "по 4-й урок", "3-й урок", "уроки 3–5"."""
    if first is None or last is None:
        return _("весь день")
    if first == last:
        return _("%(n)s-й урок", n=first)
    if last == LAST_NUMBER:
        return _("с %(n)s-го урока", n=first)
    if first == FIRST_NUMBER:
        return _("по %(n)s-й урок", n=last)
    return _("уроки %(first)s–%(last)s", first=first, last=last)


def when_words(begins: date, ends: date, first: int | None, last: int | None) -> str:
    """ "19–21 ноября, весь день"."""
    return f"{days_words(begins, ends)}, {numbers_words(first, last)}"
