"""Attendance of a class over a month or a term (DOMAIN 4.1 row 9): days and lessons missed, and why.

Only who keeps the reasons opens it (DOMAIN 2.5): the class teacher, the head teacher, the director.
"""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, ngettext
from intranet.kit.report import Chart, Chosen, Column, Kind, Sheet, Table, Value
from modules.journal.indicators import Presence, presence_of_all
from modules.journal.queries.report_presence import PresenceRow, presence_of_pupils
from modules.journal.queries.report_pupils import ReportClass, report_classes
from modules.journal.reports.choices import asked_of, days_of_period
from modules.journal.reports.words import (
    class_facts,
    nothing_to_show,
    number_column,
    signed_by_class_teacher,
    span,
)


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The class in the period; a pupil who was not yet in the school has no lessons then."""
    asked = asked_of(chosen)
    title = _("Посещаемость класса")
    classes = await report_classes(viewer, asked) if chosen.get("period") else []
    if not classes:
        return nothing_to_show(title, viewer, chosen)
    one = classes[0]
    period, begins, ends = days_of_period(chosen["period"], one.terms)
    found = await presence_of_pupils(viewer, asked, begins, ends)
    whole = presence_of_all(row.presence for row in found)
    return Sheet(
        f"{title}, {one.name}",
        [_table(one, found, whole)],
        class_facts(one, span(period, begins, ends)),
        _chart(whole) if whole.missed else None,
        [signed_by_class_teacher(one)],
        _("За этот период нет ни одного урока с перекличкой. Её отмечает учитель на странице урока."),
        [pupil.id for pupil in one.pupils],
    )


def _table(one: ReportClass, found: Sequence[PresenceRow], whole: Presence) -> Table:
    mine = {row.student: row.presence for row in found}
    rows = [(n, pupil.title, *_cells(mine[pupil.id])) for n, pupil in enumerate(one.pupils, 1)]
    return Table(
        _columns(),
        rows if whole.held else [],
        totals=[(None, _("По классу"), *_cells(whole))] if whole.held else [],
        notes=_notes(found[0].unrolled),
    )


def _columns() -> list[Column]:
    days, lessons, share = _("Дни"), _("Уроки"), _("Посещаемость")
    counted = (
        (days, _("учебных")), (days, _("пропущено")), (days, _("по болезни")),
        (lessons, _("проведено")), (lessons, _("пропущено")), (lessons, _("по болезни")),
        (lessons, _("по уважительной")), (lessons, _("без уважительной")),
        (lessons, _("причина не указана")), (lessons, _("опозданий")),
    )  # fmt: skip
    return [
        number_column(),
        Column(_("Ученик"), width=4),
        *(Column(title, Kind.NUMBER, 0, group=group, is_rotated=True) for group, title in counted),
        Column(_("по урокам"), Kind.PERCENT, group=share),
        Column(_("по дням"), Kind.PERCENT, group=share),
    ]


def _cells(of: Presence) -> tuple[Value, ...]:
    return (
        of.days, of.full_days, of.full_days_ill, of.held, of.missed, of.ill, of.excused, of.unexcused,
        of.unexplained, of.late, of.by_lessons, of.by_days,
    )  # fmt: skip


def _notes(unrolled: int) -> Sequence[str]:
    notes = [
        _("Считаются уроки, которые прошли и на которых отмечены присутствующие. Опоздание не пропуск."),
        _("День пропущен, когда пропущены все уроки ученика в этот день; по болезни, если все по болезни."),
        _("По классу сложены все уроки и все дни, это не среднее из процентов."),
    ]
    if unrolled:
        lessons = ngettext("%(n)s прошедший урок", "%(n)s прошедших уроков", unrolled)
        notes.append(_("Без переклички и не посчитаны: %(lessons)s.", lessons=lessons))
    return notes


def _chart(whole: Presence) -> Chart:
    return Chart(
        _("Пропущено уроков по причинам"),
        [_("болезнь"), _("уважительная"), _("без уважительной"), _("не указана")],
        [whole.ill, whole.excused, whole.unexcused, whole.unexplained],
    )
