"""What the papers may be about: a month of the school year, a teacher of it, a class; what counts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.report import Choice, Chosen, Param
from intranet.kit.templating import month
from intranet.school.facts import class_name
from modules.substitutions.planning.pay import people_of
from modules.substitutions.queries.register import classes_of_year, register_of, year_begins

CONFIRMED, HELD = "confirmed", "held"


async def _months(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """This month first, then back to the first one of the year."""
    begins = await year_begins(viewer)
    first, last = (day.year * 12 + day.month - 1 for day in (begins, viewer.day))
    days = [date(number // 12, number % 12 + 1, 1) for number in range(last, first - 1, -1)]
    return [Choice(f"{day:%Y-%m}", f"{month(day)} {day.year}") for day in days]


def days_of(chosen: Chosen) -> tuple[date, date]:
    """The first and the last day of the chosen month."""
    begins = date.fromisoformat(f"{chosen['month']}-01")
    return begins, begins.replace(day=monthrange(begins.year, begins.month)[1])


def month_words(chosen: Chosen) -> str:
    """ "Ноябрь 2026"."""
    begins, _ends = days_of(chosen)
    return f"{month(begins)} {begins.year}"


async def _teachers(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    people = people_of(await register_of(viewer, *days_of(chosen)))
    return [Choice(str(person), name) for person, name in people]


async def _counted(_viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    return [Choice(CONFIRMED, _("подтверждённые")), Choice(HELD, _("все проведённые"))]


async def _classes(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    found = await classes_of_year(viewer)
    return [Choice(str(one.id), class_name(one.grade_level, one.letter)) for one in found]


MONTH = Param("month", lazy("Месяц"), _months)
TEACHER = Param("teacher", lazy("Учитель"), _teachers, is_required=False)
COUNTED = Param("counted", lazy("Что считать"), _counted)
CLASS = Param("class", lazy("Класс"), _classes, is_required=False)
