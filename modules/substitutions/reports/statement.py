"""The month's statement of substitutions for the accountant (DOMAIN 4.1 no. 14)."""

from __future__ import annotations

from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table, Value
from modules.substitutions.planning.pay import Change, hours, payable
from modules.substitutions.planning.statement import Row, missed_of, rows_of
from modules.substitutions.queries.register import register_of
from modules.substitutions.reports.choices import CONFIRMED, days_of, month_words


def _hours(quarters: int) -> Value:
    """An empty cell for nothing: thirty-one zeros hide what is there."""
    return hours(quarters) if quarters else ""


def _table(rows: list[Row], days: int, notes: list[str]) -> Table:
    numbers = range(1, days + 1)
    columns = [
        Column(_("Учитель"), width=8), Column(_("Код"), Kind.MARK), Column(_("Всего"), Kind.NUMBER),
        *(Column(name, Kind.NUMBER, group=_("По классам")) for name in ("1–4", "5–9", "10–11")),
        *(Column(str(day), Kind.NUMBER, group=_("Часы по дням месяца")) for day in numbers),
        Column(_("Основание"), width=4),
    ]  # fmt: skip
    cells = [
        (row.name, row.code, hours(row.total), *map(_hours, row.by_level),
         *(_hours(row.by_day.get(day, 0)) for day in numbers), ", ".join(sorted(row.orders)))
        for row in rows
    ]  # fmt: skip
    by_day = [sum(row.by_day.get(day, 0) for row in rows) for day in numbers]
    by_level = [sum(row.by_level[n] for row in rows) for n in range(3)]
    total = (
        _("Всего"), "", hours(sum(row.total for row in rows)), *map(_hours, by_level),
        *map(_hours, by_day), "",
    )  # fmt: skip
    return Table(columns, cells, title=_("Замещено"), totals=[total], notes=notes)


def _missed(changes: list[Change], today: date) -> list[Table]:
    rows = missed_of(changes, today)
    columns = [
        Column(_("Учитель"), width=3), Column(_("Пропущено часов"), Kind.NUMBER),
        Column(_("из них замещено"), Kind.NUMBER), Column(_("отменено без замены"), Kind.NUMBER),
    ]  # fmt: skip
    cells = [(row.name, hours(row.missed), hours(row.substituted), hours(row.cancelled)) for row in rows]
    return [Table(columns, cells, title=_("Пропущено"))] if rows else []


def _waiting(changes: list[Change]) -> list[tuple[str, str]]:
    """What is not counted though it was held."""
    left = len(payable(changes, confirmed=False)) - len(payable(changes))
    return [(_("Проведены, но не подтверждены и в табель не вошли"), str(left))] if left else []


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """Teachers by days, then who missed how much; only lessons whose teacher changed."""
    begins, ends = days_of(chosen)
    changes = await register_of(viewer, begins, ends)
    is_confirmed = chosen["counted"] == CONFIRMED
    rows = rows_of(payable(changes, confirmed=is_confirmed))
    notes = [_("Считаются проведённые и записанные в журнал уроки, на которых сменился учитель.")]
    return Sheet(
        _("Табель замещений"),
        [*([_table(rows, ends.day, notes)] if rows else []), *_missed(changes, viewer.day)],
        facts=[
            (_("Месяц"), month_words(chosen)),
            (_("Вошли уроки"), _("подтверждённые") if is_confirmed else _("все проведённые")),
            *(_waiting(changes) if is_confirmed else []),
        ],
        signatures=[_("Директор"), _("Заместитель директора")],
        empty=_("Проведённых замен в этом месяце нет, или их ещё не подтвердили."),
    )
