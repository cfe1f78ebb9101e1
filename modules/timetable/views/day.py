"""One day of one view, for a phone in a corridor: now, next, what has changed, the breaks on watch.

Whose day it is, is chosen as the week's (`week`); any date. One lesson has a page: what, who, where.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.templating import date_short, weekday
from intranet.kit.web import Answer, Page, page
from intranet.school.calendar.weeks import Frame, day_words, empty_words, frame_of
from intranet.school.queries import Child, children_of
from modules.timetable.permissions import STAFF, VIEW
from modules.timetable.queries.duties import Duty, duties_on
from modules.timetable.queries.week import LessonRow, choices_of, lesson_at, week_of, week_of_student
from modules.timetable.views.week import (
    FAMILY,
    Asked,
    View,
    change_words,
    chosen_of,
    shown_in,
    whom_words,
)

DAY, FAR = timedelta(days=1), timedelta(days=7300)


class Item(msgspec.Struct, frozen=True):
    """A lesson or a watch of the day; `state` is "now", "past" or "", `told` says "сейчас" or "дальше"."""

    number: str
    starts: str
    ends: str
    title: str
    whom: str
    place: str
    change: str
    state: str
    told: str
    link: str
    is_off: bool


def day_links(path: str, day: date, today: date) -> dict[str, Any]:
    """The days around and today; `path` ends with the name of the day's parameter."""
    return {
        "back": (f"{path}{day - DAY}", _("Предыдущий день")),
        "next": (f"{path}{day + DAY}", _("Следующий день")),
        "now": (f"{path}{today}", _("Сегодня")),
    }


def known_day(day: date | None, today: date) -> date:
    """The day of the address, today without one; NotFound for a day no calendar of ours reaches."""
    if day is None:
        return today
    if abs(day - today) > FAR:
        raise NotFound
    return day


def items_of(rows: list[LessonRow], duties: list[Duty], view: View, day: date) -> list[Item]:
    """Lessons in order, each watch after its lesson."""
    at = clock.local_now()
    now = at.time() if at.date() == day else None
    live = [row for row in rows if not row.is_off and row.starts and row.ends]
    current = {row.id for row in live if now and row.starts and row.ends and row.starts <= now < row.ends}
    ahead = [row.starts for row in live if now and row.starts and row.starts > now]
    found = [(0.5 + duty.after_number, _watch(duty)) for duty in duties]
    for row in rows:
        is_next = bool(ahead) and row.starts == min(ahead) and not row.is_off
        is_past = now is not None and row.ends is not None and row.ends <= now
        told = _("сейчас") if row.id in current else (_("дальше") if is_next else "")
        state = "now" if row.id in current else ("past" if is_past else "")
        found.append((float(row.number), _lesson(row, view, state, told)))
    return [item for _place, item in sorted(found, key=lambda pair: pair[0])]


def _lesson(row: LessonRow, view: View, state: str, told: str) -> Item:
    shown = shown_in(row, view)
    return Item(
        number=str(row.number),
        starts=f"{row.starts:%-H:%M}" if row.starts else "",
        ends=f"{row.ends:%-H:%M}" if row.ends else "",
        title=row.subject, whom=whom_words(row, view), change=change_words(row, view), state=state,
        place=_("каб. %(room)s", room=row.place) if row.room else "",
        told=told if shown else "", link=f"/timetable/lessons/{row.id}", is_off=not shown,
    )  # fmt: skip


def _watch(duty: Duty) -> Item:
    title = _("Дежурство до уроков")
    if duty.after_number:
        title = _("Дежурство после %(n)s-го урока", n=duty.after_number)
    return Item(
        number="", starts=f"{duty.starts:%-H:%M}" if duty.starts else "",
        ends=f"{duty.ends:%-H:%M}" if duty.ends else "", title=title, whom="",
        place=", ".join(filter(None, (duty.place, duty.house))),
        change="", state="", told="", link="", is_off=False,
    )  # fmt: skip


async def _rows(viewer: Viewer, view: View, day: date) -> list[LessonRow]:
    if view.kind == "child":
        return await week_of_student(viewer, view.whose, day, day)
    rows = await week_of(viewer, view.kind, view.whose, day, day)
    return [row for row in rows if row.change != "SUBJECT_REPLACED" or view.kind == "teacher"]


def _words(frame: Frame, rows: list[LessonRow], day: date) -> str:
    """What is special about the day, or until when it lasts."""
    ends = [row.ends for row in rows if row.ends and not row.is_off]
    return day_words(frame, day) or (_("до %(time)s", time=f"{max(ends):%-H:%M}") if ends else "")


@page("/timetable/day", permission=VIEW)
async def show_day(
    viewer: NamedDependency[Viewer],
    day: FromQuery[date | None] = None,
    school_class: Annotated[str, QueryParameter(name="class")] = "",
    teacher: FromQuery[str] = "",
    room: FromQuery[str] = "",
    child: FromQuery[str] = "",
) -> Answer:
    """A day of one view, any date; today if none is named."""
    on_date = known_day(day, viewer.day)
    choices = await choices_of(viewer, on_date)
    children = await children_of(viewer) if viewer.hat in FAMILY else []
    view = chosen_of(viewer, Asked(school_class, teacher, room, child), choices, children)
    if view is None:
        return Page("timetable/nobody.html")
    return await _page(viewer, view, on_date, children)


async def _page(viewer: Viewer, view: View, day: date, children: list[Child]) -> Answer:
    rows = await _rows(viewer, view, day)
    frame = await frame_of(view.school_class, day, day)
    watches = view.kind == "teacher" and STAFF.allows(viewer.hat)
    duties = await duties_on(viewer, view.whose, day) if watches else []
    items = items_of(rows, duties, view, day)
    return Page(
        "timetable/day.html", view_of=view, day=day, items=items, children=children,
        label=f"{weekday(day)}, {date_short(day)}", words=_words(frame, rows, day),
        empty=None if items else day_off(frame, day),
        **day_links(f"/timetable/day?{view.kind}={view.whose}&day=", day, viewer.day),
    )  # fmt: skip


def day_off(frame: Frame, day: date) -> tuple[str, str]:
    """Why a day has no lessons."""
    if words := day_words(frame, day):
        return words, ""
    found = empty_words(frame)
    is_week = found[0] == _("Уроков на этой неделе нет")
    return (_("В этот день уроков нет"), "") if is_week else found


@page("/timetable/lessons/{lesson:int}", permission=VIEW)
async def show_lesson(viewer: NamedDependency[Viewer], lesson: FromPath[int]) -> Answer:
    """What, who, where, when, and what has changed; contacts are nobody's business here."""
    row = await lesson_at(viewer, lesson)
    view = View("class", 0, "")
    return Page("timetable/lesson.html", lesson=row, change=change_words(row, view))


HANDLERS = [show_day, show_lesson]
