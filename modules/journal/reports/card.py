"""Report cards (табель, DOMAIN 4.1 row 3): subjects down, the terms of the year across, one table a pupil."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chosen, Column, Kind, Sheet, Table, Value
from intranet.kit.templating import date_full
from modules.journal.queries.report_marks import StudiedSubject, marks_of_pupils
from modules.journal.queries.report_presence import PresenceRow, presence_by_term
from modules.journal.queries.report_pupils import FAMILY, ReportClass, ReportPupil, report_classes
from modules.journal.reports.choices import asked_of
from modules.journal.reports.words import (
    class_facts,
    mark_value,
    nothing_to_show,
    signed_by_class_teacher,
)

Missed = dict[int | None, PresenceRow]  # by the ordinal of the term
UNBUILT: tuple[Value, ...] = (None, None, None)  # year, exam, final: nobody sets them yet


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The cards of a class, of one of its pupils, or of a family's children."""
    asked = asked_of(chosen)
    title = _("Табель успеваемости")
    classes = [] if _nothing_chosen(viewer, chosen) else await report_classes(viewer, asked)
    if not classes:
        return nothing_to_show(title, viewer, chosen)
    begins, ends = min(one.begins for one in classes), max(one.ends for one in classes)
    marks: dict[int, list[StudiedSubject]] = defaultdict(list)
    for row in await marks_of_pupils(viewer, asked, begins, ends):
        marks[row.student].append(row)
    missed: dict[int, Missed] = defaultdict(dict)
    for line in await presence_by_term(viewer, asked, begins, ends):
        missed[line.student][line.term] = line
    until = _("Пропуски посчитаны по %(day)s включительно.", day=date_full(viewer.day))
    cards = [
        _card(one, pupil, marks[pupil.id], missed[pupil.id], until) for one in classes for pupil in one.pupils
    ]
    return Sheet(title, cards, people=[pupil.id for one in classes for pupil in one.pupils])


def _nothing_chosen(viewer: Viewer, chosen: Chosen) -> bool:
    return viewer.hat not in FAMILY and not chosen.get("class")


def _card(
    one: ReportClass,
    pupil: ReportPupil,
    subjects: Sequence[StudiedSubject],
    missed: Missed,
    until: str,
) -> Table:
    ordinals = [term.ordinal for term in one.terms]
    apart = ", ".join(row.title for row in subjects if row.is_apart)
    return Table(
        [
            Column(_("Предмет"), width=4),
            *(Column(term.title, Kind.MARK) for term in one.terms),
            Column(_("Год"), Kind.MARK),
            Column(_("Экзамен"), Kind.MARK),
            Column(_("Итог"), Kind.MARK),
        ],
        [
            (row.title, *(mark_value(row.mark_in(ordinal)) for ordinal in ordinals), *UNBUILT)
            for row in subjects
        ],
        title=pupil.full,
        facts=class_facts(one),
        totals=_absences([missed.get(ordinal) for ordinal in ordinals]),
        notes=[until, *([own_terms(apart)] if apart else [])],
        signatures=[signed_by_class_teacher(one), _("Родитель (законный представитель)")],
    )


def own_terms(subjects: str) -> str:
    """Why a subject has no mark in every column."""
    return _("У предмета свои периоды, отметка стоит там, где период кончается: %(names)s.", names=subjects)


def _absences(terms: Sequence[PresenceRow | None]) -> list[tuple[Value, ...]]:
    counted = [(row.missed, row.ill, row.late) if row else (None, None, None) for row in terms]
    titles = (_("Пропущено уроков"), _("из них по болезни"), _("Опозданий"))
    return [(title, *(of[n] for of in counted), *UNBUILT) for n, title in enumerate(titles)]
