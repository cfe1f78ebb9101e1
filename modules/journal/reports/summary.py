"""The class summary sheet (сводная ведомость, DOMAIN 4.1 row 2): pupils down, subjects across, one term.

Below it the indicators of every subject (3.2), the categories of pupils with names and the class's own
indicators (3.3), which are counted by pupils and are no mean of the subjects'.
"""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.access import Viewer
from intranet.kit.i18n import _
from intranet.kit.report import Chart, Chosen, Column, Kind, Sheet, Table, Value
from intranet.school.settings import Rule, setting
from modules.journal.indicators import DEFAULT, Coefficients, counts_of
from modules.journal.queries.report_marks import marks_of_pupils
from modules.journal.queries.report_presence import PresenceRow, presence_of_pupils
from modules.journal.queries.report_pupils import ReportClass, report_classes
from modules.journal.reports.card import own_terms
from modules.journal.reports.choices import asked_of, term_of_id
from modules.journal.reports.class_marks import ClassMarks, class_marks
from modules.journal.reports.summary_tables import categories, of_the_class, of_the_subjects
from modules.journal.reports.words import (
    class_facts,
    mark_value,
    nothing_to_show,
    number_column,
    signed_by_class_teacher,
    span,
)

# СОУ: what 5, 4, 3, 2 and н/а are worth, and whether н/а is counted (DOMAIN 3.2, variant A).
LEARNING_LEVEL = Rule("journal.learning_level", tuple(DEFAULT))
MARKLESS = 1


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The class in the term as it stands now: who has left drops out (DOMAIN 2.9)."""
    asked = asked_of(chosen)
    title = _("Сводная ведомость")
    classes = await report_classes(viewer, asked) if chosen.get("term") else []
    if not classes:
        return nothing_to_show(title, viewer, chosen)
    one = classes[0]
    term = term_of_id(one.terms, chosen["term"])
    missed = await presence_of_pupils(viewer, asked, term.begins, term.ends)
    found = class_marks(
        one.pupils, await marks_of_pupils(viewer, asked, term.begins, term.ends), term.ordinal
    )
    by = Coefficients(*await setting(LEARNING_LEVEL, min(term.ends, viewer.day)))
    tables = [_sheet(one, found, missed)]
    if found.is_begun:
        tables += [of_the_subjects(found, by), of_the_class(found), categories(found)]
    return Sheet(
        f"{title}, {one.name}",
        tables if one.grade_level != MARKLESS else (),
        class_facts(one, span(term.title, term.begins, term.ends)),
        _chart(found),
        [signed_by_class_teacher(one), _("Заместитель директора по УВР")],
        _("В первом классе отметок не ставят, ведомости у него нет."),
        [pupil.id for pupil in one.pupils],
    )


COUNTED = ("5", "4", "3", "2", "н/а")


def _sheet(one: ReportClass, found: ClassMarks, missed: Sequence[PresenceRow]) -> Table:
    absent = {row.student: row.presence for row in missed}
    rows: list[list[Value]] = []
    for number, pupil in enumerate(one.pupils, 1):
        values = [found.marks[pupil.id].get(subject.id) for subject in found.subjects]
        counts = counts_of(values)
        mine = absent[pupil.id]
        rows.append([number, pupil.title, *map(mark_value, values), *counts[: len(COUNTED)], counts.average])
        rows[-1] += [mine.full_days, mine.missed, mine.ill]
    return Table(_columns(found), rows, title=_("Отметки за период"), notes=_notes(found))


def _columns(found: ClassMarks) -> list[Column]:
    counts, missed = _("Отметок"), _("Пропущено")
    lost = (_("дней"), _("уроков"), _("из них по болезни"))
    return [
        number_column(),
        Column(_("Ученик"), width=4),
        *(Column(subject.title, Kind.MARK, is_rotated=True) for subject in found.subjects),
        *(Column(f"«{value}»", Kind.NUMBER, 0, group=counts) for value in COUNTED[:4]),
        Column(COUNTED[4], Kind.NUMBER, 0, group=counts),
        Column(_("Средний балл"), Kind.NUMBER, is_rotated=True),
        *(Column(title, Kind.NUMBER, 0, group=missed, is_rotated=True) for title in lost),
    ]


def _notes(found: ClassMarks) -> list[str]:
    notes = [_("В ведомости те, кто учится в классе сейчас. Перешедший принёс отметки и пропуски с собой.")]
    if not found.is_begun:
        notes.append(_("Отметок за этот период ещё нет: их ставят учителя на странице «Итоги» журнала."))
    apart = ", ".join(subject.title for subject in found.subjects if subject.is_apart)
    return [*notes, own_terms(apart)] if apart else notes


def _chart(found: ClassMarks) -> Chart | None:
    shown = [subject for subject in found.subjects if subject.counts.quality is not None]
    if not shown:
        return None
    return Chart(
        _("Качество знаний по предметам"),
        [subject.title for subject in shown],
        [subject.counts.quality for subject in shown],
        "%",
        100,
    )
