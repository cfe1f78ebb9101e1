"""The whole school's day on one page: classes down, lessons across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.templating import date_short, weekday
from intranet.kit.web import Answer, Page, page
from intranet.school.calendar.weeks import day_words, frame_of
from intranet.school.timetable.school_days import SchoolLesson, school_lessons
from modules.timetable.permissions import VIEW
from modules.timetable.queries.week import Choice, choices_of
from modules.timetable.views.day import day_links, day_off, known_day


class Entry(msgspec.Struct, frozen=True):
    """A lesson in its cell."""

    subject: str
    room: str
    change: str
    is_off: bool


class ClassRow(msgspec.Struct, frozen=True):
    """A class with a cell a lesson number."""

    id: int
    title: str
    cells: list[list[Entry]]


def times_of(lessons: Sequence[SchoolLesson]) -> list[tuple[int, str]]:
    """The numbers of the day with the time most classes have them."""
    seen: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in lessons:
        words = f"{one.starts:%-H:%M}–{one.ends:%-H:%M}" if one.starts and one.ends else ""
        seen[one.number][words] += 1
    return [(number, max(words, key=lambda key: words[key])) for number, words in sorted(seen.items())]


def _entry(one: SchoolLesson) -> Entry:
    change = _("отменён") if one.is_off else (_("замена") if one.instead else "")
    if one.change == "MOVED" and not one.is_off:
        change = _("перенесён сюда")
    if one.instead_of:
        change = _("вместо: %(subject)s", subject=one.instead_of)
    return Entry(one.subject, one.room or "", change, one.is_off)


def rows_of(
    classes: Sequence[Choice], lessons: Sequence[SchoolLesson], numbers: Sequence[int]
) -> list[ClassRow]:
    """Every class of the year, those without lessons too."""
    placed: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for one in lessons:
        for school_class in one.classes:
            placed[school_class, one.number].append(_entry(one))
    return [ClassRow(one.id, one.title, [placed[one.id, n] for n in numbers]) for one in classes]


@page("/timetable/school", permission=VIEW)
async def show_school(viewer: NamedDependency[Viewer], day: FromQuery[date | None] = None) -> Answer:
    """A day of every class, any date."""
    on_date = known_day(day, viewer.day)
    lessons = await school_lessons(viewer, on_date, on_date)
    classes = (await choices_of(viewer, on_date)).classes
    frame = await frame_of(None, on_date, on_date)
    times = times_of(lessons)
    return Page(
        "timetable/school.html", day=on_date, label=f"{weekday(on_date)}, {date_short(on_date)}",
        words=day_words(frame, on_date), times=times, rows=rows_of(classes, lessons, [n for n, _t in times]),
        empty=None if lessons else day_off(frame, on_date),
        **day_links("/timetable/school?day=", on_date, viewer.day),
    )  # fmt: skip


HANDLERS = [show_school]
