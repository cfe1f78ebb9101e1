"""A new school: its row, a building, a year with terms, holidays and bells, the usual subjects.

Rules: DOMAIN 7.1-7.3 for the construction; quarters, trimesters and half-years all exist, a class takes
one of them; no rooms and no people. Everything may be edited afterwards.
"""

from __future__ import annotations

from datetime import date

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.calendar.year_dates import ALIASES, BELLS, SUBJECTS, YearDates, year_dates
from intranet.school.classes.names import label_key

INSERT_YEAR = """insert into academic_year (title, begins, teaching_until, ends, week_parity_anchor)
    values ($1, $2, $3, $4, $2) returning id"""
INSERT_EXCEPTION = """insert into calendar_exception
    (year, kind, begins, ends, title, works_as, grade_level) values ($1, $2, $3, $4, $5, $6, $7)"""
INSERT_BELLS = """insert into bell_schedule (year, kind, shift, weekday)
    values ($1, $2, $3, $4) returning id"""
INSERT_SCHOOL = """insert into school (name, contacts, address, timezone)
    values ($1, $2, $3, 'Europe/Moscow') returning id"""
INSERT_SUBJECT = "insert into subject (name, key, short) values ($1, $2, $3) on conflict (key) do nothing"
INSERT_ALIAS = """insert into subject_alias (key, subject) select $1, id from subject where key = $2
    on conflict (key) do nothing"""


async def found_school(
    actor: Viewer, name: str, year_of: date, *, contacts: str = "", address: str = ""
) -> int:
    """Found the school with the year a date lies in; the year's id. DomainError when there is one."""
    async with DB.transaction():
        if await DB.value("select exists (select 1 from school)"):
            raise DomainError(_("Школа уже заведена: в одной установке одна школа"))
        school = await DB.value(INSERT_SCHOOL, name, contacts, address)
        await DB.execute("insert into building (name) values ($1)", "Главное здание")
        await _add_subjects()
        year = await add_year(actor, year_of)
        await audit.record(actor, "school.found", "school", school, after={"name": name, "year": year})
        return year


async def add_year(actor: Viewer, year_of: date) -> int:
    """Add the year a date lies in: terms of three schemes, holidays, bells; its id. DomainError if known."""
    dates = year_dates(year_of)
    async with DB.transaction():
        if await DB.value("select exists (select 1 from academic_year where title = $1)", dates.title):
            raise DomainError(_("Учебный год %(title)s уже есть", title=dates.title))
        year: int = await DB.value(INSERT_YEAR, dates.title, dates.begins, dates.teaching_until, dates.ends)
        await _add_terms(year, dates)
        await DB.execute_many(
            INSERT_EXCEPTION,
            [(year, o.kind, o.begins, o.ends, o.title, o.works_as, o.grade_level) for o in dates.exceptions],
        )
        await _add_bells(year)
        await audit.record(actor, "school.year.add", "academic_year", year, after={"title": dates.title})
        return year


async def _add_terms(year: int, dates: YearDates) -> None:
    for kind, terms in dates.terms.items():
        scheme = await DB.value(
            "insert into term_scheme (year, kind) values ($1, $2) returning id", year, kind.value
        )
        await DB.execute_many(
            "insert into term (scheme, ordinal, begins, ends) values ($1, $2, $3, $4)",
            [(scheme, ordinal, *span) for ordinal, span in enumerate(terms, 1)],
        )


async def _add_bells(year: int) -> None:
    for bells in BELLS:
        made = await DB.value(INSERT_BELLS, year, bells.kind.value, bells.shift, bells.weekday)
        await DB.execute_many(
            "insert into bell (schedule, number, starts, ends) values ($1, $2, $3, $4)",
            [(made, number, *times) for number, times in bells.times.items()],
        )


async def _add_subjects() -> None:
    await DB.execute_many(
        INSERT_SUBJECT, [(name, label_key(name), short) for name, short in SUBJECTS.items()]
    )
    await DB.execute_many(
        INSERT_ALIAS, [(label_key(alias), label_key(name)) for alias, name in ALIASES.items()]
    )
