"""The first page: date, a sentence about today, the modules' tiles, for the office the school in numbers."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.di import NamedDependency

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, ngettext
from intranet.kit.module import Tile, tiles_of
from intranet.kit.web import Answer, Page, page
from intranet.school.access import Hat
from modules.home.permissions import NUMBERS, STEPS, VIEW
from modules.home.queries import DayOf, Numbers, day_of_teacher, days_of_children, numbers_of


class Block(msgspec.Struct, frozen=True):
    """A tile with what it shows."""

    template: str
    tile: Any
    aside: bool


class Step(msgspec.Struct, frozen=True):
    """A first step of an empty school: what to do, where, and whether it is done."""

    title: str
    path: str
    is_done: bool


def day_words(day: DayOf) -> str:
    """ "6 уроков, до 14:10, изменений: 1"."""
    if not day.lessons:
        return _("уроков сегодня нет")
    said = [ngettext("%(n)s урок", "%(n)s уроков", day.lessons)]
    if day.until:
        said.append(_("до %(time)s", time=f"{day.until:%-H:%M}"))
    if day.changes:
        said.append(ngettext("%(n)s изменение", "%(n)s изменений", day.changes))
    return ", ".join(said)


def summary_words(days: list[DayOf]) -> str:
    """One sentence about somebody's day; several children are called by name."""
    if len(days) == 1:
        said = day_words(days[0])
        return f"{said[:1].upper()}{said[1:]}."
    return " ".join(f"{day.name}: {day_words(day)}." for day in days)


def numbers_words(numbers: Numbers) -> str:
    """ "В школе сегодня 212 уроков, 48 классов, 1200 учеников."."""
    if not numbers.lessons:
        return _("Уроков в школе сегодня нет.")
    lessons = ngettext("%(n)s урок", "%(n)s уроков", numbers.lessons)
    classes = ngettext("%(n)s класс", "%(n)s классов", numbers.classes)
    return _("В школе сегодня %(lessons)s, %(classes)s.", lessons=lessons, classes=classes)


def steps_of(numbers: Numbers) -> list[Step]:
    """What a new school does first, in order; nothing once all lists are in."""
    steps = [
        Step(_("Завести классы"), "/office/classes", numbers.classes > 0),
        Step(_("Загрузить учеников"), "/office/import", numbers.pupils > 0),
        Step(_("Загрузить родителей"), "/office/import", numbers.guardians > 0),
        Step(_("Загрузить сотрудников"), "/office/import", numbers.hired > 0),
        Step(_("Загрузить нагрузку"), "/office/import", numbers.journals > 0),
        Step(_("Загрузить расписание"), "/office/import", numbers.versions > 0),
    ]
    if all(step.is_done for step in steps):
        return []
    return [*steps, Step(_("Напечатать пароли для первого входа"), "/office/slips", False)]


async def blocks_of(viewer: Viewer, tiles: list[Tile]) -> list[Block]:
    """The modules' tiles with their data; a load that several tiles share runs once, None hides a tile."""
    loaded: dict[Any, Any] = {}
    for tile in tiles:
        if tile.load not in loaded:
            loaded[tile.load] = await tile.load(viewer)
    found = [Block(tile.template, loaded[tile.load], tile.aside) for tile in tiles]
    return [block for block in found if block.tile is not None]


async def _day(viewer: Viewer) -> dict[str, Any]:
    if NUMBERS.allows(viewer.hat):
        numbers = await numbers_of(viewer)
        steps = steps_of(numbers) if STEPS.allows(viewer.hat) else []
        return {"summary": numbers_words(numbers), "numbers": numbers, "steps": steps}
    days = await (day_of_teacher(viewer) if viewer.hat == Hat.TEACHER else days_of_children(viewer))
    return {"summary": summary_words(days), "numbers": None, "steps": []}


@page("/", permission=VIEW)
async def show_home(viewer: NamedDependency[Viewer]) -> Answer:
    """The day of the worn hat."""
    blocks = await blocks_of(viewer, tiles_of(viewer.hat))
    return Page("home/home.html", blocks=blocks, **await _day(viewer))
