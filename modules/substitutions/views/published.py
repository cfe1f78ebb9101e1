"""What was published of a day: first what concerns the viewer, then every class (FEATURES C17).

Families read all classes, as on the wall; nobody reads a reason here, and no pupil is named but own children.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.templating import clock_time, date_short, moment, weekday, weekday_short
from intranet.kit.web import Answer, Page, page
from intranet.school.access import Hat
from modules.substitutions.permissions import PRINT, STAFF, VIEW
from modules.substitutions.planning.lines import Change, Told, grouped
from modules.substitutions.planning.mine import Part, family_parts, sentence, teacher_parts
from modules.substitutions.queries.published import (
    changes_of,
    near_changes_of,
    next_school_day,
    open_lessons,
    told_of,
)

DAY, SPAN = timedelta(days=1), timedelta(days=31)


class Choice(msgspec.Struct, frozen=True):
    """A day to look at."""

    day: date
    title: str


async def _days(viewer: Viewer, day: date) -> list[Choice]:
    """Today, tomorrow, the next day with lessons, and the one that is looked at."""
    tomorrow = viewer.day + DAY
    found = [Choice(viewer.day, _("Сегодня")), Choice(tomorrow, _("Завтра"))]
    ahead = await next_school_day(viewer, tomorrow)
    for other in (ahead, day):
        if other is not None and other not in [one.day for one in found]:
            found.append(Choice(other, f"{weekday_short(other).capitalize()}, {other.day}"))
    return sorted(found, key=lambda one: one.day)


def parts_of(viewer: Viewer, changes: Sequence[Change]) -> list[Part]:
    """What concerns the viewer, in blocks."""
    if viewer.hat == Hat.TEACHER:
        return teacher_parts(changes, viewer.person)
    return family_parts(changes, viewer.person if viewer.hat == Hat.STUDENT else None)


def _updated(viewer: Viewer, told: Told) -> str:
    """ "Обновлено в 8:12"; of another day with its date."""
    if told.published_at is None:
        return ""
    if clock.to_local(told.published_at).date() == viewer.day:
        return _("Обновлено в %(time)s", time=clock_time(told.published_at))
    return _("Обновлено %(time)s", time=moment(told.published_at))


def _may_print(viewer: Viewer, day: date, changes: Sequence[Change]) -> bool:
    """Whether the sheet of the day is offered (`reports`), and has something on it."""
    return PRINT.allows(viewer.hat) and bool(changes) and abs(day - viewer.day) <= SPAN


@page("/substitutions", permission=VIEW)
async def show_published(viewer: NamedDependency[Viewer], day: FromQuery[date | None] = None) -> Answer:
    """The changes of a day; today's if none is named."""
    day = day or viewer.day
    changes, told = await changes_of(viewer, day), await told_of(viewer, day)
    return Page(
        "substitutions/published.html", day=day, told=told, updated=_updated(viewer, told),
        days=await _days(viewer, day), parts=parts_of(viewer, changes), classes=grouped(changes),
        is_staff=viewer.hat in STAFF, may_print=_may_print(viewer, day, changes),
    )  # fmt: skip


class Near(msgspec.Struct, frozen=True):
    """A day on the home page: what concerns the viewer, as sentences under names."""

    day: date
    title: str
    parts: list[tuple[str, list[str]]]


class OpenDay(msgspec.Struct, frozen=True):
    """A day on the first page of who plans: its name and how many of its lessons nobody holds."""

    day: date
    title: str
    number: int


async def open_of(viewer: Viewer) -> list[OpenDay]:
    """Open lessons of today and the next school day, zeros too."""
    ahead = await next_school_day(viewer, viewer.day)
    found = await open_lessons(viewer, viewer.day, *([ahead] if ahead else []))
    return [
        OpenDay(day, ", ".join((_near_title(viewer, day) or weekday(day), date_short(day))), number)
        for day, number in found
    ]


async def home_of(viewer: Viewer) -> list[Near] | None:
    """What concerns the viewer today and on the next school day; None when nothing does."""
    changes = await near_changes_of(viewer)
    found = [_near(viewer, day, list(of_day)) for day, of_day in groupby(changes, lambda one: one.on_date)]
    shown = [one for one in found if one.parts]
    return shown or None


def _near_title(viewer: Viewer, day: date) -> str:
    return _("Сегодня") if day == viewer.day else _("Завтра") if day == viewer.day + DAY else ""


def _near(viewer: Viewer, day: date, changes: Sequence[Change]) -> Near:
    has_class = viewer.hat == Hat.TEACHER
    said = [
        (part.title,
         [f"{whom}: {sentence(line)}" if has_class else sentence(line) for whom, line in part.lines])
        for part in parts_of(viewer, changes)
    ]  # fmt: skip
    return Near(day, _near_title(viewer, day), said)


HANDLERS: list[Any] = [show_published]
