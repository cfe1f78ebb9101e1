"""The papers of substitutions (DOMAIN 4.1: no. 12, 13, 14 and 15, and "replaced but not recorded")."""

from __future__ import annotations

from intranet.kit.i18n import lazy
from intranet.kit.report import Layout, Report
from modules.substitutions.permissions import REGISTER
from modules.substitutions.reports import choices
from modules.substitutions.reports.day import DAY_SHEET
from modules.substitutions.reports.lag import load as load_lag
from modules.substitutions.reports.register import load as load_register
from modules.substitutions.reports.statement import load as load_statement
from modules.substitutions.reports.unrecorded import load as load_unrecorded

REPORTS = (
    DAY_SHEET,
    Report(
        "substitutions.register",
        lazy("Журнал пропущенных и замещённых уроков"),
        REGISTER,
        load_register,
        lazy("Кто отсутствовал, какой урок и кто его провёл, часы и место для подписи заменившего."),
        params=(choices.MONTH, choices.TEACHER),
        layout=Layout(is_landscape=True),
    ),
    Report(
        "substitutions.statement",
        lazy("Табель замещений за месяц"),
        REGISTER,
        load_statement,
        lazy("Часы каждого заменившего по дням, итоги по ступеням и приказы; только проведённые уроки."),
        params=(choices.MONTH, choices.COUNTED),
        layout=Layout(is_landscape=True),
    ),
    Report(
        "substitutions.unrecorded",
        lazy("Замены без записи в журнале"),
        REGISTER,
        load_unrecorded,
        lazy("Урок заменили, день прошёл, а журнал пуст: такие часы в табель не попадут."),
        params=(choices.MONTH,),
    ),
    Report(
        "substitutions.lag",
        lazy("Выполнение программы: уроки по плану и проведённые"),
        REGISTER,
        load_lag,
        lazy("Сколько уроков стояло в расписании, сколько проведено, отставание каждого журнала."),
        params=(choices.CLASS,),
        layout=Layout(is_landscape=True),
    ),
)
