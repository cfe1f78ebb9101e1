"""What a report may be about: a class, a pupil, a term or a month, a journal.

Rules: only what the viewer may read is offered; periods that have begun, the last first, so that the first
offered is the one people mean; a family chooses among its children and needs no class.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _, lazy
from intranet.kit.report import Choice, Chosen, Param
from intranet.kit.templating import month
from intranet.school.access import Hat
from intranet.school.facts import TermRow, class_name, terms_of_class
from modules.journal.queries.grid import journal_card
from modules.journal.queries.report_page import classes_of_pages, journals_of_class
from modules.journal.queries.report_pupils import FAMILY, Asked, classes_to_report, pupils_to_report

MARKS_BEFORE_END = 10  # days: term marks are set in the last days of a term (DOMAIN 2.3)
ACROSS = "across"  # groups with pupils of several classes


def asked_of(chosen: Chosen) -> Asked:
    """The class and the pupil that were chosen; a class of a family is none in particular."""
    school_class, child = chosen.get("class", ""), chosen.get("child", "")
    return Asked(int(school_class) if school_class.isdecimal() else None, int(child) if child else None)


def begun_terms(terms: Sequence[TermRow], day: date) -> list[TermRow]:
    """Terms to report of, the last begun first; before the year the first."""
    begun = [term for term in terms if term.begins <= day]
    return begun[::-1] or list(terms[:1])


async def offer_classes(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """The own class, or every class; nothing for a family, whose children bring theirs."""
    if viewer.hat in FAMILY:
        return []
    return [Choice(str(one.id), one.name) for one in await classes_to_report(viewer)]


async def offer_children(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The pupils of the class, or a parent's children; a student has nobody to choose from."""
    if viewer.hat != Hat.PARENT and not chosen.get("class"):
        return []
    pupils = await pupils_to_report(viewer, Asked(asked_of(chosen).school_class))
    return [Choice(str(pupil.id), pupil.title) for pupil in pupils]


async def _terms(chosen: Chosen) -> list[TermRow]:
    school_class = asked_of(chosen).school_class
    return [] if school_class is None else await terms_of_class(school_class)


async def offer_terms(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The class's terms that have begun; first those whose marks stand or are being set."""
    begun = begun_terms(await _terms(chosen), viewer.day)
    soon = viewer.day + timedelta(days=MARKS_BEFORE_END)
    begun.sort(key=lambda term: term.ends > soon)
    return [Choice(str(term.id), term.title) for term in begun]


async def offer_periods(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The months of the class's year up to today, then its terms."""
    terms = await _terms(chosen)
    if not terms:
        return []
    months = months_between(terms[0].begins, min(max(viewer.day, terms[0].begins), terms[-1].ends))
    return [
        *(Choice(f"{day:%Y-%m}", f"{month(day)} {day.year}") for day in reversed(months)),
        *(Choice(f"t{term.id}", term.title) for term in begun_terms(terms, viewer.day)),
    ]


def months_between(begins: date, ends: date) -> list[date]:
    """The first days of the months from one date to another."""
    first = begins.year * 12 + begins.month - 1
    last = ends.year * 12 + ends.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def days_of_period(chosen: str, terms: Sequence[TermRow]) -> tuple[str, date, date]:
    """The words and the dates of "2026-11" or "t12"; NotFound for a term that is not the class's."""
    if not chosen.startswith("t"):
        begins = date.fromisoformat(f"{chosen}-01")
        ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return f"{month(begins)} {begins.year}", begins, ends
    term = term_of_id(terms, chosen[1:])
    return term.title, term.begins, term.ends


def term_of_id(terms: Sequence[TermRow], chosen: str) -> TermRow:
    """The chosen one of the class's terms; NotFound for another's."""
    found = next((term for term in terms if str(term.id) == chosen), None)
    if found is None:
        raise NotFound
    return found


async def offer_page_classes(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """The classes with a journal the viewer sees."""
    return [
        Choice(ACROSS, _("группы из нескольких классов"))
        if one.grade_level is None
        else Choice(str(one.id), class_name(one.grade_level, one.letter or ""))
        for one in await classes_of_pages(viewer)
    ]


async def offer_journals(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The journals of the class that the viewer sees."""
    if not chosen.get("class"):
        return []
    found = await journals_of_class(viewer, asked_of(chosen).school_class)
    return [Choice(str(one.id), one.title) for one in found]


async def offer_journal_terms(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    """The journal's own terms that have begun."""
    if not chosen.get("journal"):
        return []
    card = await journal_card(viewer, int(chosen["journal"]))
    return [Choice(str(term.id), term.title) for term in begun_terms(card.terms, viewer.day)]


CLASS = Param("class", lazy("Класс"), offer_classes)
CHILD = Param("child", lazy("Ученик"), offer_children, is_required=False)
TERM = Param("term", lazy("Период"), offer_terms)
PERIOD = Param("period", lazy("Месяц или период"), offer_periods)
JOURNAL_CLASS = Param("class", lazy("Класс"), offer_page_classes)
JOURNAL = Param("journal", lazy("Журнал"), offer_journals)
JOURNAL_TERM = Param("term", lazy("Период"), offer_journal_terms)
