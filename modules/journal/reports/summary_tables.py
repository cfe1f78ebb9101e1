"""The tables under the summary sheet: subjects, the class, and who is in which category."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from intranet.kit.i18n import _
from intranet.kit.report import Column, Kind, Table, Value
from modules.journal.indicators import (
    FAILED,
    NOT_ATTESTED,
    Category,
    Coefficients,
    Counts,
    class_result,
    has_one_four,
    percent,
    together,
)
from modules.journal.queries.report_pupils import ReportPupil
from modules.journal.reports.class_marks import ClassMarks


def of_the_subjects(found: ClassMarks, by: Coefficients) -> Table:
    """Every subject's indicators (DOMAIN 3.2), and under them all marks of the class together."""
    whole = together(subject.counts for subject in found.subjects)
    counted = ("«5»", "«4»", "«3»", "«2»", "н/а", "осв")
    columns = [
        Column(_("Предмет"), width=4),
        Column(_("Учитель"), width=3),
        Column(_("Учеников"), Kind.NUMBER, 0),
        *(Column(title, Kind.NUMBER, 0) for title in counted),
        Column(_("Средний балл"), Kind.NUMBER),
        Column(_("Успеваемость"), Kind.PERCENT),
        Column(_("Качество"), Kind.PERCENT),
        Column(_("СОУ"), Kind.PERCENT),
    ]
    rows = [
        (one.title, one.teachers or None, *_counted(one.counts), *_shares(one.counts, by))
        for one in found.subjects
    ]
    totals = [(_("Все отметки"), None, *_counted(whole), None, None, None)]
    return Table(columns, rows, title=_("По предметам"), totals=totals, notes=_subject_notes(by))


def _counted(of: Counts) -> tuple[Value, ...]:
    return (of.counted, *of[:6], of.average)


def _shares(of: Counts, by: Coefficients) -> tuple[Fraction | None, ...]:
    return of.success, of.quality, of.learning(by)


def _subject_notes(by: Coefficients) -> list[str]:
    weights = {"five": by.five, "four": by.four, "three": by.three, "two": by.two, "na": by.not_attested}
    formula = (
        _("СОУ = (%(five)s·«5» + %(four)s·«4» + %(three)s·«3» + %(two)s·«2» + %(na)s·н/а) / N.", **weights)
        if by.counts_not_attested
        else _("СОУ = (%(five)s·«5» + %(four)s·«4» + %(three)s·«3» + %(two)s·«2») / N без н/а.", **weights)
    )
    return [
        _("Учеников (N): у кого стоит отметка или н/а; освобождённых и тех, у кого пусто, не считаем."),
        _("Успеваемость: доля без «2», нзч и н/а. Качество: доля «5» и «4», зачёт в ней не участвует."),
        formula,
    ]


def of_the_class(found: ClassMarks) -> Table:
    """The class by its pupils (DOMAIN 3.3), each number with what it is made of."""
    result = class_result(found.category(pupil) for pupil in found.pupils)
    marks = together(subject.counts for subject in found.subjects)
    counted, best = result.counted, marks.fives + marks.fours
    rows = (
        (_("Успеваемость класса: учеников без «2», нзч и н/а"), result.success, result.successful, counted),
        (_("Качество класса: учеников на «5» и «4»"), result.quality, result.without_threes, counted),
        (_("Доля «5» и «4» среди всех отметок-чисел"), percent(best, marks.numeric), best, marks.numeric),
    )
    made_of = _("%(part)s из %(whole)s")
    return Table(
        [
            Column(_("Показатель"), width=6),
            Column(_("Значение"), Kind.PERCENT),
            Column(_("Из чего"), width=2),
        ],
        [(title, share, made_of % {"part": part, "whole": whole}) for title, share, part, whole in rows],
        title=_("По классу"),
        notes=[_("Качество класса считается по ученикам: это не среднее качества по предметам.")],
    )


def categories(found: ClassMarks) -> Table:
    """Who is in which category, with the subjects that decide (DOMAIN 3.3, 4.1 row 5)."""
    lines: tuple[tuple[str, Callable[[ReportPupil], bool], tuple[str, ...]], ...] = (
        (_("Отличники"), _is(found, Category.EXCELLENT), ()),
        (_("На «4» и «5»"), _is(found, Category.GOOD), ()),
        (
            _("из них с одной «4»"),
            lambda pupil: has_one_four(found.marks[pupil.id].values()),
            ("4",),
        ),
        (_("С одной «3»"), _is(found, Category.ONE_THREE), ("3",)),
        (_("С несколькими «3»"), _is(found, Category.SATISFACTORY), ()),
        (_("Неуспевающие"), _is(found, Category.FAILING), ("2", FAILED)),
        (_("Не аттестованы"), _is(found, Category.NOT_ATTESTED), (NOT_ATTESTED,)),
        (_("Без отметок, не посчитаны"), _is(found, None), ()),
    )
    return Table(
        [Column(_("Группа"), width=2), Column(_("Учеников"), Kind.NUMBER, 0), Column(_("Кто"), width=8)],
        [_line(found, *line) for line in lines],
        title=_("Группы учеников"),
    )


def _is(found: ClassMarks, category: Category | None) -> Callable[[ReportPupil], bool]:
    return lambda pupil: found.category(pupil) is category


def _line(
    found: ClassMarks, title: str, belongs: Callable[[ReportPupil], bool], values: tuple[str, ...]
) -> tuple[Value, ...]:
    mine = [pupil for pupil in found.pupils if belongs(pupil)]
    names = [
        f"{pupil.title} ({found.with_value(pupil, *values)})" if values else pupil.title for pupil in mine
    ]
    return title, len(mine), ", ".join(names) or None
