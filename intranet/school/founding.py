"""A new school: its row, a building, a year with terms, holidays and bells, the usual subjects.

Rules: DOMAIN 7.1-7.3 for the construction; quarters, trimesters and half-years all exist, a class takes
one of them; no rooms and no people. Everything may be edited afterwards.
"""

from __future__ import annotations

from datetime import date

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.calendar.year_dates import ALIASES, BELLS, SUBJECTS, YearDates, year_dates
from intranet.school.classes.names import label_key

CARD_FIELDS = ("name", "contacts", "address")
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

# The sets in force at the end of a year, each of its sort the last one begun.
COPY_BELLS = """with last as (
        select distinct on (kind, shift, weekday, building) id, kind, shift, weekday, building
        from bell_schedule where year = $1 order by kind, shift, weekday, building, since desc nulls last),
    made as (insert into bell_schedule (year, kind, shift, weekday, building)
        select $2, kind, shift, weekday, building from last returning id, kind, shift, weekday, building)
    insert into bell (schedule, number, starts, ends)
    select m.id, b.number, b.starts, b.ends from made m
    join last l on (l.kind, l.shift) = (m.kind, m.shift) and l.weekday is not distinct from m.weekday
        and l.building is not distinct from m.building
    join bell b on b.schedule = l.id"""


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


async def change_school(actor: Viewer, name: str, contacts: str, address: str) -> None:
    """The school's card: what every page's header says. NotFound before it is founded."""
    async with DB.transaction():
        try:
            ident, *before = await DB.record(
                "select id, name, contacts, address from school order by id limit 1 for update"
            )
        except LookupError as error:
            raise NotFound from error
        after = [name.strip(), contacts.strip(), address.strip()]
        if after == before:
            return
        await DB.execute(
            "update school set name = $2, contacts = $3, address = $4 where id = $1", ident, *after
        )
        await audit.record(
            actor, "school.card.change", "school", ident,
            before=dict(zip(CARD_FIELDS, before, strict=True)),
            after=dict(zip(CARD_FIELDS, after, strict=True)),
        )  # fmt: skip


async def add_next_year(actor: Viewer, after: int) -> int:
    """The year after a year: terms and holidays as they fall, the bells the school rings now; its id."""
    async with DB.transaction():
        begins = await DB.value("select begins from academic_year where id = $1", after)
        if begins is None:
            raise NotFound
        made = await add_year(actor, begins.replace(year=begins.year + 1))
        await DB.execute("delete from bell_schedule where year = $1", made)
        await DB.execute(COPY_BELLS, after, made)
        return made


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
