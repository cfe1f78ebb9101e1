"""The reports whose numbers the journal owns (DOMAIN 4.1: rows 3, 2, 9 and 1).

A declaration is a query, its columns and its layout; modules/reports shows it as page, XLSX, PDF and CSV.
"""

from __future__ import annotations

from intranet.kit.i18n import lazy
from intranet.kit.report import Layout, Report
from modules.journal.permissions import REPORT_CARDS, REPORTS, VIEW
from modules.journal.reports import choices
from modules.journal.reports.attendance import load as load_attendance
from modules.journal.reports.card import load as load_cards
from modules.journal.reports.page import load as load_page
from modules.journal.reports.summary import load as load_summary

REPORTS_OF_JOURNAL = (
    Report(
        "journal.report_card",
        lazy("Табель успеваемости"),
        REPORT_CARDS,
        load_cards,
        lazy("Отметки ученика за периоды года по предметам, пропуски и место для подписи родителей."),
        params=(choices.CLASS, choices.CHILD),
        layout=Layout(per_page=2),
        whole="class",
    ),
    Report(
        "journal.class_summary",
        lazy("Сводная ведомость класса"),
        REPORTS,
        load_summary,
        lazy("Отметки класса за период по всем предметам: успеваемость, качество, СОУ, кто в какой группе."),
        params=(choices.CLASS, choices.TERM),
        layout=Layout(is_landscape=True),
        whole="class",
    ),
    Report(
        "journal.attendance",
        lazy("Посещаемость класса"),
        REPORTS,
        load_attendance,
        lazy("Пропущенные дни и уроки каждого ученика за месяц или период, с причинами, и опоздания."),
        params=(choices.CLASS, choices.PERIOD),
        layout=Layout(is_landscape=True),
        whole="class",
    ),
    Report(
        "journal.page",
        lazy("Страница журнала"),
        VIEW,
        load_page,
        lazy("Журнал за период на бумаге: отметки по датам, на обороте темы и задания."),
        params=(choices.JOURNAL_CLASS, choices.JOURNAL, choices.JOURNAL_TERM),
        layout=Layout(is_landscape=True, is_new_page_per_table=True),
        whole="journal",
    ),
)
