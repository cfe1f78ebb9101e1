"""All marks of a term by subject (`/diary/marks?child=&term=`) and the final marks of a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.templating import decimal
from intranet.kit.web import Answer, Page, page
from intranet.school.facts import TermRow, current_year, term_near, term_title, terms_of_class
from intranet.school.queries import Child
from modules.diary.permissions import VIEW
from modules.diary.views.week import the_child
from modules.diary.views.words import Chip, chip_of, need_words, sum_words
from modules.journal.api import FinalMark, FinalRow, SubjectMarks, finals_of, term_marks_of

WHOLE_YEAR = "year"
SPARK_WIDTH, SPARK_FLOOR, SPARK_STEP = 92, 26, 8  # the picture is 96 x 28: marks 2..5, eight units each


class Period(NamedTuple):
    """The days whose marks are shown: a term, or the year from its first term to its last."""

    key: str
    title: str
    begins: date
    ends: date


class Row(msgspec.Struct, frozen=True):
    """A subject: its marks, how the average went (`line` = points of a picture), what is needed next."""

    subject: str
    chips: list[tuple[str, Chip]]
    line: str
    last: str
    trend: str
    need: str
    average: Fraction | None
    counted: str


def running(subject: SubjectMarks) -> list[Fraction]:
    """The weighted average after each mark that counts, exact."""
    total = weight = 0
    found = []
    for _day, mark in subject.marks:
        if mark.value.isdecimal() and mark.weight_tenths:
            total += int(mark.value) * mark.weight_tenths
            weight += mark.weight_tenths
            found.append(Fraction(total, weight))
    return found


def _height(value: Fraction) -> str:
    return f"{SPARK_FLOOR - float(value - 2) * SPARK_STEP:.1f}"


def row_of(subject: SubjectMarks) -> Row:
    """A subject as the page shows it."""
    values = running(subject)
    step = SPARK_WIDTH / (len(values) - 1) if len(values) > 1 else 0
    points = [f"{n * step:.1f},{_height(value)}" for n, value in enumerate(values)]
    first, last = (decimal(values[0]), decimal(values[-1])) if values else ("", "")
    return Row(
        subject=subject.subject,
        chips=[(f"{day:%d.%m}", chip_of(mark)) for day, mark in subject.marks],
        line=" ".join(points) if len(points) > 1 else "",
        last=_height(values[-1]) if values else "",
        trend=_("Средний менялся от %(first)s до %(last)s", first=first, last=last)
        if len(values) > 1
        else "",
        need=need_words(subject),
        average=subject.average,
        counted=sum_words(subject),
    )


def periods_of(terms: list[TermRow]) -> list[Period]:
    """The class's terms and the whole year."""
    found = [Period(str(term.id), term.title, term.begins, term.ends) for term in terms]
    return [*found, Period(WHOLE_YEAR, _("Год"), terms[0].begins, terms[-1].ends)] if terms else []


def period_of(terms: list[TermRow], wanted: str, day: date) -> Period | None:
    """The period the address names, else the day's term; NotFound for another class's term."""
    periods = periods_of(terms)
    near = term_near(terms, day)
    key = wanted or (str(near.id) if near else "")
    found = next((period for period in periods if period.key == key), None)
    if wanted and found is None:
        raise NotFound
    return found


async def _terms_of(child: Child) -> list[TermRow]:
    return await terms_of_class(child.class_id) if child.class_id else []


@page("/diary/marks", permission=VIEW)
async def show_marks(
    viewer: NamedDependency[Viewer], child: FromQuery[int | None] = None, term: FromQuery[str] = ""
) -> Answer:
    """All marks of a term (the present one if none is named), a row for each subject."""
    chosen, children = await the_child(viewer, child)
    terms = await _terms_of(chosen)
    period = period_of(terms, term, viewer.day)
    found = await term_marks_of(viewer, chosen.id, period.begins, period.ends) if period else []
    rows = [row_of(subject) for subject in found]
    here = ("/diary/marks", f"term={term}" if term == WHOLE_YEAR else "")
    return Page(
        "diary/marks.html", child=chosen, children=children, period=period, periods=periods_of(terms),
        here=here, rows=rows,
    )  # fmt: skip


class Final(msgspec.Struct, frozen=True):
    """A subject's final marks, one place for each column; None = not set yet."""

    subject: str
    marks: list[FinalMark | None]


def columns_of(terms: list[TermRow], rows: list[FinalRow]) -> list[tuple[str, int]]:
    """(kind, ordinal) of every term of the class, and of others in which a subject has a mark."""
    usual = [(term.kind, term.ordinal) for term in terms]
    others = {(mark.kind, mark.ordinal) for row in rows for mark in row.marks} - set(usual)
    return [*usual, *sorted(others)]


def final_of(row: FinalRow, columns: list[tuple[str, int]]) -> Final:
    """A subject's marks under their columns."""
    by_place = {(mark.kind, mark.ordinal): mark for mark in row.marks}
    return Final(row.subject, [by_place.get(place) for place in columns])


@page("/diary/finals", permission=VIEW)
async def show_finals(viewer: NamedDependency[Viewer], child: FromQuery[int | None] = None) -> Answer:
    """Final marks of the year: subjects by terms."""
    chosen, children = await the_child(viewer, child)
    year = await current_year(viewer.day)
    terms = await _terms_of(chosen)
    found = await finals_of(viewer, chosen.id, year.id) if year else []
    columns = columns_of(terms, found)
    titles = [term_title(kind, ordinal) for kind, ordinal in columns]
    return Page(
        "diary/finals.html", child=chosen, children=children, here=("/diary/finals", ""), year=year,
        columns=titles, rows=[final_of(row, columns) for row in found],
    )  # fmt: skip
