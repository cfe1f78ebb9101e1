"""The week of the diary: `/diary?child=&week=`, opened on the current week of the first child."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page
from intranet.school.calendar.weeks import Frame, day_words, empty_words, frame_of, monday_of, span
from intranet.school.queries import Child, child_among, children_of
from modules.diary.permissions import VIEW
from modules.diary.views.words import ABSENCES, MISSED, Chip, absence_words, change_words, chip_of
from modules.journal.api import DiaryLine, HomeworkLine, homework_ahead, week_of

WEEK = timedelta(days=7)
CATCH_UP = timedelta(days=21)  # how far ahead the homework of a missed lesson may be due


class Line(NamedTuple):
    """A lesson as the page shows it, texts ready; a tuple, because the template unpacks 40 of them a page."""

    number: int
    subject: str
    place: str
    room: str
    change: str
    is_off: bool
    homework: str
    topic: str
    chips: list[Chip]
    letter: str
    absence: str
    comments: list[str]


class Words(NamedTuple):
    """Texts of every lesson, translated once a page."""

    room: str
    topic: str
    nothing: str


class Day(msgspec.Struct, frozen=True):
    """A day with its lessons; `note` says what is special, or until when it lasts."""

    on_date: date
    note: str
    lines: list[Line]


class Missed(msgspec.Struct, frozen=True):
    """A missed lesson: what was done there and what was set for later (FEATURES A46)."""

    on_date: date
    subject: str
    topic: str
    homework: list[HomeworkLine]


async def the_child(viewer: Viewer, child: int | None) -> tuple[Child, list[Child]]:
    """The child the address names, else the first, and all of them; NotFound for anybody else's."""
    children = await children_of(viewer)
    found = child_among(children, child)
    if found is None:
        raise NotFound
    return found, children


def line_of(line: DiaryLine, replaced: DiaryLine | None, words: Words) -> Line:
    """A lesson of the journal in the diary's words."""
    time = f"{line.starts:%-H:%M}" if line.starts else ""
    room = line.room or ""
    if room[:1].isdecimal():
        room = words.room % {"room": room}
    comments = [mark.comment for mark in line.marks if mark.comment]
    return Line(
        number=line.number,
        subject=line.subject,
        place=f"{time}, {room}" if time and room else time or room,
        room=room,
        change=change_words(line, replaced),
        is_off=line.status in ("cancelled", "moved"),
        homework=line.homework or (words.nothing if line.homework_none else ""),
        topic=words.topic % {"topic": line.topic} if line.topic else "",
        chips=[chip_of(mark) for mark in line.marks],
        letter=ABSENCES[line.absence][0] if line.absence else "",
        absence=absence_words(line),
        comments=[*comments, line.comment] if line.comment else comments,
    )


def lines_of(found: list[DiaryLine]) -> list[Line]:
    """The lessons of one day; what was replaced leaves its place to what is held instead."""
    gone = {
        line.number: line
        for line in found
        if line.change == "SUBJECT_REPLACED" and line.status == "cancelled"
    }
    held = {line.number for line in found if line.status not in ("cancelled", "moved")}
    words = Words(_("каб. %(room)s"), _("Тема: %(topic)s"), _("не задано"))
    return [
        line_of(line, gone.get(line.number), words)
        for line in found
        if not (line.number in held and gone.get(line.number) is line)
    ]


def days_of(found: list[DiaryLine], frame: Frame) -> list[Day]:
    """Monday to Friday, and the weekend's days that have lessons."""
    days = []
    for on_date in (frame.begins + timedelta(days=n) for n in range(7)):
        mine = [line for line in found if line.on_date == on_date]
        if not mine and on_date.weekday() > 4:
            continue
        ends = [line.ends for line in mine if line.ends and line.status in ("planned", "held")]
        until = _("до %(time)s", time=f"{max(ends):%-H:%M}") if ends else ""
        days.append(Day(on_date, day_words(frame, on_date) or until, lines_of(mine)))
    return days


async def missed_of(viewer: Viewer, child: Child, found: list[DiaryLine], frame: Frame) -> list[Missed]:
    """The week's missed lessons with topics and what was set there; asks only when something was missed."""
    lines = [line for line in found if line.absence in MISSED]
    if not lines:
        return []
    ahead = await homework_ahead(viewer, child.id, frame.begins, frame.ends + CATCH_UP)
    return [
        Missed(
            line.on_date, line.subject, line.topic or "",
            [work for work in ahead if work.given_on == line.on_date and work.subject == line.subject],
        )
        for line in lines
    ]  # fmt: skip


@page("/diary", permission=VIEW)
async def show_week(
    viewer: NamedDependency[Viewer], child: FromQuery[int | None] = None, week: FromQuery[date | None] = None
) -> Answer:
    """A week of one child."""
    chosen, children = await the_child(viewer, child)
    begins = monday_of(week or viewer.day)
    frame = await frame_of(chosen.class_id, begins, begins + timedelta(days=6))
    found = await week_of(viewer, chosen.id, begins, frame.ends)
    missed = await missed_of(viewer, chosen, found, frame)
    return Page("diary/week.html", child=chosen, children=children, frame=frame, missed=missed,
                **_shown(viewer, chosen, found, frame))  # fmt: skip


def _shown(viewer: Viewer, child: Child, found: list[DiaryLine], frame: Frame) -> dict[str, Any]:
    days = days_of(found, frame)
    half = (len(days) + 1) // 2
    link = f"/diary?child={child.id}&week="
    return {
        "here": ("/diary", f"week={frame.begins}"),
        "sides": (days[:half], days[half:]),
        "empty": None if found else empty_words(frame),
        "label": span(frame.begins, days[-1].on_date),
        "back": (f"{link}{frame.begins - WEEK}", _("Предыдущая неделя")),
        "next": (f"{link}{frame.begins + WEEK}", _("Следующая неделя")),
        "now": (f"{link}{viewer.day}", _("Сегодня")),
        "marks_count": sum(len(line.marks) for line in found),
        "missed_count": sum(line.absence in MISSED for line in found),
        "late_count": sum(line.absence == "LATE" for line in found),
    }
