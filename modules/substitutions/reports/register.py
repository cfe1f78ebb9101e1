"""The register of missed and substituted lessons (DOMAIN 4.1 no. 13), with a column to sign.

Reasons stand in it as letters of the timesheet: it is the head teacher's and the director's paper.
"""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table, Value
from modules.substitutions.planning.pay import Change, hours
from modules.substitutions.planning.register_words import STATES, held_words, reason_code
from modules.substitutions.queries.register import register_of
from modules.substitutions.reports.choices import days_of, month_words


def _row(one: Change, viewer: Viewer) -> tuple[Value, ...]:
    paid = one.is_held
    return (
        one.on_date, one.absent_name, reason_code(one), one.whom, one.number, one.subject,
        held_words(one), one.substitute_name if one.is_of_another else "", one.said_code if paid else "",
        hours(one.paid_quarters) if paid else None, str(STATES[one.state(viewer.day)][0]), "",
    )  # fmt: skip


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """Every line of the month, or a teacher's."""
    teacher = int(chosen["teacher"]) if chosen.get("teacher") else None
    changes = await register_of(viewer, *days_of(chosen), teacher)
    columns = [
        Column(_("Дата"), Kind.DATE), Column(_("Отсутствовал"), width=2), Column(_("Прич."), Kind.MARK),
        Column(_("Класс")), Column(_("Урок"), Kind.NUMBER, 0), Column(_("Предмет"), width=2),
        Column(_("Что проведено"), width=2), Column(_("Кто провёл"), width=2), Column(_("Код"), Kind.MARK),
        Column(_("Часы"), Kind.NUMBER), Column(_("Состояние")), Column(_("Подпись"), width=2),
    ]  # fmt: skip
    total = hours(sum(one.paid_quarters for one in changes))
    table = Table(
        columns, [_row(one, viewer) for one in changes],
        totals=[(_("Всего"), "", "", "", "", "", "", "", "", total, "", "")],
        notes=[_("Причины: Б — болезнь, ПК — курсы, К — командировка, О — отпуск, А — другое.")],
    )  # fmt: skip
    return Sheet(
        _("Журнал пропущенных и замещённых уроков"), [table] if changes else [],
        facts=[(_("Месяц"), month_words(chosen))],
        signatures=[_("Заместитель директора")], people=sorted({one.absent for one in changes}),
        empty=_("В этом месяце замен не было. Строки появляются, когда замены публикуют."),
    )  # fmt: skip
