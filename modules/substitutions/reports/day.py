"""The sheet for the wall: "Изменения в расписании на ДД.ММ" (DOMAIN 4.1 no. 12), without reasons.

It says what the page of the day says, of every class, in the same words.
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.report import Choice, Chosen, Column, Kind, Param, Report, Sheet, Table, Value
from intranet.kit.templating import date_short, weekday
from modules.substitutions.permissions import PRINT
from modules.substitutions.planning.lines import Line, grouped
from modules.substitutions.queries.published import changes_of, school_days, told_of

BEFORE, AFTER = timedelta(days=31), timedelta(days=31)


async def _days(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """Today first, then the days ahead, then those behind; only days with lessons or with changes."""
    found = await school_days(viewer, viewer.day - BEFORE, viewer.day + AFTER)
    ahead = [day for day in found if day > viewer.day]
    behind = [day for day in reversed(found) if day < viewer.day]
    days = [viewer.day, *ahead, *behind]
    return [Choice(day.isoformat(), f"{weekday(day)}, {date_short(day)}") for day in days]


def _row(whom: str, line: Line) -> tuple[Value, ...]:
    now = ", ".join(filter(None, (line.now, line.about, line.note)))
    return (
        ", ".join(filter(None, (whom, line.part))),
        line.number,
        line.was or "—",
        now,
        line.who or "—",
        line.room,
    )


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """Every change of the day by class and number."""
    day = date.fromisoformat(chosen["day"])
    changes, told = await changes_of(viewer, day), await told_of(viewer, day)
    columns = [
        Column(_("Класс")), Column(_("Урок"), Kind.NUMBER, 0), Column(_("По расписанию"), width=3),
        Column(_("Теперь"), width=3), Column(_("Ведёт"), width=2), Column(_("Кабинет")),
    ]  # fmt: skip
    rows = [_row(whom, line) for whom, lines in grouped(changes) for line in lines]
    return Sheet(
        _("Изменения в расписании на %(day)s", day=f"{day:%d.%m}"),
        [Table(columns, rows)] if rows else [],
        facts=[(_("День"), f"{weekday(day)}, {date_short(day)}")]
        + ([(_("Сообщение"), told.message)] if told.message else []),
        empty=_("Изменений нет: уроки в этот день идут по расписанию."),
    )


DAY_SHEET = Report(
    "substitutions.day",
    lazy("Изменения в расписании на день"),
    PRINT,
    load,
    lazy("Лист на стену: класс, урок, что по расписанию и что теперь, учитель, кабинет. Без причин."),
    params=(Param("day", lazy("День"), _days),),
)
