"""The diary on the home page: today's lessons and the next school day's with homework, and the last marks.

One statement for the children and one for each child (at most MOST children are shown in full).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.i18n import _, ngettext
from intranet.kit.templating import date_short, weekday, weekday_within
from intranet.school.queries import Child, children_of
from modules.diary.views.week import Line, lines_of
from modules.diary.views.words import Chip, chip_of
from modules.journal.api import DiaryLine, week_of

MOST = 4
BEFORE, AFTER = timedelta(days=6), timedelta(days=4)
LAST_MARKS = 5


class Lesson(msgspec.Struct, frozen=True):
    """A lesson of the home page; `state` is "", "past", "now" or "off"; times are "8:30", "–9:15"."""

    line: Line
    state: str
    starts: str
    till: str


class Day(msgspec.Struct, frozen=True):
    """A day of one child: "Сегодня, вторник" and its lessons."""

    title: str
    note: str
    lessons: list[Lesson]


class Recent(msgspec.Struct, frozen=True):
    """A mark of the last days, with its subject and what it is for."""

    chip: Chip
    subject: str
    about: str


class Part(msgspec.Struct, frozen=True):
    """One child's part of the home page."""

    child: Child
    days: list[Day]
    recent: list[Recent]


class Family(msgspec.Struct, frozen=True):
    """All children's parts; `others` are children with a link only."""

    parts: list[Part]
    others: list[Child]


def _lesson(found: DiaryLine, line: Line, now: datetime) -> Lesson:
    state = "off" if line.is_off else ""
    if not line.is_off and found.on_date == now.date() and found.starts and found.ends:
        state = "past" if found.ends < now.time() else "now" if found.starts <= now.time() else ""
    return Lesson(line, state, _clock(found.starts), f"–{_clock(found.ends)}")


def _clock(at: time | None) -> str:
    return f"{at:%-H:%M}" if at else ""


def day_of(found: list[DiaryLine], title: str, now: datetime) -> Day:
    """One day of the lessons; the note counts those held."""
    by_place = {(line.number, line.subject): line for line in found}
    held = [line for line in found if line.status in ("planned", "held")]
    ends = [line.ends for line in held if line.ends]
    note = ngettext("%(n)s урок", "%(n)s уроков", len(held))
    if ends:
        note = _("%(lessons)s, до %(time)s", lessons=note, time=_clock(max(ends)))
    lessons = [_lesson(by_place[line.number, line.subject], line, now) for line in lines_of(found)]
    return Day(title, note, lessons)


def _titled(day: date, today: date) -> str:
    if day == today:
        return _("Сегодня, %(day)s", day=weekday_within(day))
    if day == today + timedelta(days=1):
        return _("Завтра, %(day)s", day=weekday_within(day))
    return f"{weekday(day)}, {date_short(day)}"


def days_of(found: list[DiaryLine], today: date, now: datetime) -> list[Day]:
    """Today and the next day with lessons."""
    ahead = sorted({line.on_date for line in found if line.on_date > today})[:1]
    dates = [day for day in (today, *ahead) if any(line.on_date == day for line in found)]
    return [
        day_of([line for line in found if line.on_date == day], _titled(day, today), now) for day in dates
    ]


def recent_of(found: list[DiaryLine]) -> list[Recent]:
    """The last marks by the time they were set, newest first."""
    given = [(mark.set_at, line, mark) for line in found for mark in line.marks if mark.value != "."]
    given.sort(key=lambda one: one[0], reverse=True)
    return [
        Recent(chip_of(mark), line.subject, f"{mark.work.lower()}, {line.on_date:%d.%m}")
        for _at, line, mark in given[:LAST_MARKS]
    ]


async def family_of(viewer: Viewer) -> Family | None:
    """What the home page shows of every child; None without a child."""
    children = await children_of(viewer)
    now, parts = clock.local_now(), []
    for child in children[:MOST]:
        found = await week_of(viewer, child.id, viewer.day - BEFORE, viewer.day + AFTER)
        parts.append(Part(child, days_of(found, viewer.day, now), recent_of(found)))
    return Family(parts, children[MOST:]) if children else None
