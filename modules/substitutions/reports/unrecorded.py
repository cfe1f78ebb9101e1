"""Replaced but not recorded: the day is over, the journal of the lesson is empty, so nobody will be paid."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table
from modules.substitutions.planning.pay import unrecorded
from modules.substitutions.planning.register_words import held_words
from modules.substitutions.queries.register import register_of
from modules.substitutions.reports.choices import days_of, month_words


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The lessons of the month whose substitutes have written nothing."""
    changes = unrecorded(await register_of(viewer, *days_of(chosen)), viewer.day)
    columns = [
        Column(_("Кто должен записать"), width=2), Column(_("Дата"), Kind.DATE),
        Column(_("Урок"), Kind.NUMBER, 0), Column(_("Класс")), Column(_("Предмет"), width=2),
        Column(_("Замена"), width=2), Column(_("Дней прошло"), Kind.NUMBER, 0),
    ]  # fmt: skip
    by_name = sorted(changes, key=lambda one: (one.substitute_name, one.on_date, one.number))
    rows = [
        (one.substitute_name, one.on_date, one.number, one.whom, one.subject, held_words(one),
         (viewer.day - one.on_date).days)
        for one in by_name
    ]  # fmt: skip
    links = [f"/journal/lessons/{one.held_lesson}" for one in by_name]
    return Sheet(
        _("Замены без записи в журнале"), [Table(columns, rows, links=links)] if rows else [],
        facts=[(_("Месяц"), month_words(chosen))],
        empty=_("Все прошедшие замены этого месяца записаны в журнал."),
    )  # fmt: skip
