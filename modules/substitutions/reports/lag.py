"""How the programme is carried out: lessons of the timetable against held ones (DOMAIN 3.8, 4.1 no. 15)."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table, Value
from intranet.kit.templating import date_short
from modules.substitutions.planning.programme import Programme, total_of
from modules.substitutions.queries.programme import programme_of


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The journals of a class, or of the school, up to today."""
    found = await programme_of(viewer, int(chosen["class"]) if chosen.get("class") else None)
    return Sheet(
        _("Выполнение программы"), [_table(found)] if found else [],
        facts=[(_("По состоянию на"), date_short(viewer.day))],
        signatures=[_("Заместитель директора")],
        empty=_("Уроков в этом учебном году ещё не было."),
    )  # fmt: skip


def _table(found: list[Programme]) -> Table:
    columns = [
        Column(_("Предмет"), width=3), Column(_("Класс"), width=2), Column(_("Учителя"), width=3),
        *(Column(title, Kind.NUMBER, 0) for title in (
            _("По плану"), _("Проведено"), _("Отменено"), _("Другой предмет"), _("Не записано"),
            _("Отставание"),
        )),
        Column(_("Выполнено"), Kind.PERCENT),
    ]  # fmt: skip
    rows = [(one.subject, one.whom, one.teachers, *_counts(one), one.percent) for one in found]
    return Table(
        columns, rows, totals=[_total(found)], links=[f"/journal/{one.journal}" for one in found],
        notes=[
            _("По плану — уроки расписания по сегодняшний день, отменённые и заменённые тоже."),
            _("Перенесённые уроки и уроки с другим учителем считаются проведёнными. Минус — опережение."),
        ],
    )  # fmt: skip


def _counts(one: Programme) -> tuple[int, ...]:
    return one.planned, one.held, one.cancelled, one.replaced, one.unrecorded, one.lag


def _total(found: list[Programme]) -> tuple[Value, ...]:
    whole = total_of(found)
    return (_("Всего"), "", "", *_counts(whole), whole.percent)
