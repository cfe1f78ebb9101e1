"""What the journal's reports say alike: facts above a table, dates, signatures, empty classes."""

from __future__ import annotations

from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Value
from intranet.kit.templating import date_full
from intranet.school.access import Hat
from modules.journal.queries.report_pupils import ReportClass


def span(title: str, begins: date, ends: date) -> str:
    """ "II четверть, 02.11.2026-30.12.2026" with an en dash."""
    return f"{title}, {date_full(begins)}–{date_full(ends)}"


def class_facts(one: ReportClass, period: str = "") -> list[tuple[str, str]]:
    """Class, year, period, class teacher: what every paper says of itself (DOMAIN 4.1)."""
    facts = [(_("Класс"), one.name), (_("Учебный год"), one.year)]
    if period:
        facts.append((_("Период"), period))
    return [*facts, (_("Классный руководитель"), one.teacher or "—")]


def signed_by_class_teacher(one: ReportClass) -> str:
    """The line the class teacher signs: "post / name"."""
    return " / ".join(filter(None, (_("Классный руководитель"), one.teacher)))


def mark_value(written: str | None) -> Value:
    """A mark that is a number as one, so that a spreadsheet counts with it; words as they are."""
    return int(written) if written and written.isdecimal() else written


def number_column() -> Column:
    """The number in the list."""
    return Column("№", Kind.NUMBER, 0)


def nothing_to_show(title: str, viewer: Viewer, chosen: Chosen) -> Sheet:
    """Why there is nobody in the report, and who can change it."""
    if chosen.get("class"):
        why = _("В классе пока нет учеников. Их зачисляет секретарь.")
    elif viewer.hat == Hat.TEACHER:
        why = _("Отчёт открыт для классного руководителя, у вас класса нет. Назначает завуч.")
    else:
        why = _("Классов в этом году ещё нет. Их заводит секретарь.")
    return Sheet(title, (), empty=why)
