"""What the school says of itself to everybody: its card, its years and its terms. No people here.

Rules: terms belong to a scheme and a class follows one scheme, for one subject perhaps another
(DOMAIN 1.2, trap 4); a date between two terms belongs to none of them.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.i18n import _
from intranet.school.classes.names import ClassName

UNNAMED = "Школа"
TIMEZONE = "Europe/Moscow"


class SchoolCard(msgspec.Struct, frozen=True):
    """The school's name, how to reach it, and the IANA name of its zone."""

    name: str
    contacts: str
    address: str
    timezone: str


class YearRow(msgspec.Struct, frozen=True):
    """An academic year: lessons go from `begins` to `teaching_until`, papers to `ends`."""

    id: int
    title: str
    begins: date
    teaching_until: date
    ends: date
    week_parity_anchor: date


class TermKind(StrEnum):
    """The schemes a year may be cut by."""

    QUARTER = "quarter"
    TRIMESTER = "trimester"
    HALF_YEAR = "half_year"
    MODULE = "module"


class TermRow(msgspec.Struct, frozen=True):
    """One study period; `begins` and `ends` are both in it."""

    id: int
    scheme: int
    kind: str
    ordinal: int
    begins: date
    ends: date

    @property
    def title(self) -> str:
        """ "I четверть" in the reader's language."""
        return term_title(self.kind, self.ordinal)


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def term_title(kind: str, ordinal: int) -> str:
    """ "I четверть", "II полугодие"."""
    numeral = ROMAN[ordinal] if ordinal < len(ROMAN) else str(ordinal)
    match kind:
        case TermKind.QUARTER:
            return _("%(n)s четверть", n=numeral)
        case TermKind.TRIMESTER:
            return _("%(n)s триместр", n=numeral)
        case TermKind.HALF_YEAR:
            return _("%(n)s полугодие", n=numeral)
    return _("%(n)s модуль", n=numeral)


def class_name(grade_level: int, letter: str) -> str:
    """How a class is shown: "5А"."""
    return str(ClassName(grade_level, letter))


def term_at(terms: list[TermRow], day: date) -> TermRow | None:
    """The term a date lies in; None in the holidays."""
    return next((term for term in terms if term.begins <= day <= term.ends), None)


def term_near(terms: list[TermRow], day: date) -> TermRow | None:
    """The term to open a page with: the date's, in holidays the last that has begun, else the first."""
    begun = [term for term in terms if term.begins <= day]
    return begun[-1] if begun else next(iter(terms), None)


CARD = "select name, contacts, address, timezone from school order by id limit 1"


async def school_card() -> SchoolCard:
    """The school's card; a default one before it is founded."""
    found = await DB.one(SchoolCard, CARD)
    return found or SchoolCard(UNNAMED, "", "", TIMEZONE)


YEAR_OF = """select id, title, begins, teaching_until, ends, week_parity_anchor from academic_year
    order by greatest(begins - $1::date, $1::date - ends, 0), begins desc limit 1"""


async def current_year(day: date | None = None) -> YearRow | None:
    """The year a date (default today) lies in, else the nearest; None before the school is founded."""
    return await DB.one(YearRow, YEAR_OF, day or clock.today())


TERMS_OF_CLASS = """select t.id, t.scheme, s.kind, t.ordinal, t.begins, t.ends
    from term t join term_scheme s on s.id = t.scheme
    where t.scheme = (select c.scheme from class_scheme c where c.school_class = $1
                      and (c.subject = $2 or c.subject is null) order by c.subject nulls last limit 1)
    order by t.ordinal"""


async def terms_of_class(school_class: int, subject: int | None = None) -> list[TermRow]:
    """The terms a class follows, for a subject perhaps others than else; in order."""
    return await DB.rows(TermRow, TERMS_OF_CLASS, school_class, subject)


async def term_of(day: date, school_class: int, subject: int | None = None) -> TermRow | None:
    """The class's term a date lies in; None in the holidays."""
    return term_at(await terms_of_class(school_class, subject), day)
