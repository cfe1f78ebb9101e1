"""Term schemes and their dates, which class follows which, and the year itself (DOMAIN 1.2, 2.8).

Rules: terms of a scheme follow one another inside the year; a class follows one scheme, for a subject
perhaps another; a term that something hangs on keeps its row. Changing the year's dates brings the lessons
up to date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB, HANGS
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.calendar.sql import YEAR
from intranet.school.calendar.year_dates import Span, year_dates
from intranet.school.facts import TermKind, YearRow
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import LOCK_YEAR, materialise

FAR = 36_525  # days: terms step aside before they take new places, the database keeps them apart
TERMS = "select ordinal, begins, ends from term where scheme = $1 order by ordinal"
PUT_TERM = """insert into term (scheme, ordinal, begins, ends) values ($1, $2, $3, $4)
    on conflict (scheme, ordinal) do update set begins = excluded.begins, ends = excluded.ends"""
FOLLOW = """insert into class_scheme (school_class, subject, scheme)
    select c.id, $3, $2 from school_class c join term_scheme s on s.id = $2 and s.year = c.year
    where c.id = $1
    on conflict (school_class, subject) do update set scheme = excluded.scheme returning id"""
FOLLOWED = """select scheme from class_scheme where school_class = $1 and subject is not distinct from $2"""
SPANS = """select min(t.begins) as begins, max(t.ends) as ends from term t
    join term_scheme s on s.id = t.scheme where s.year = $1"""


class _Term(msgspec.Struct, frozen=True):
    ordinal: int
    begins: date
    ends: date


async def add_scheme(actor: Viewer, year: int, kind: TermKind) -> int:
    """A scheme with proposed dates; its id. DomainError when the year has it."""
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year)
        begins = await DB.value("select begins from academic_year where id = $1", year)
        if begins is None:
            raise NotFound
        if await DB.value(
            "select exists (select 1 from term_scheme where year = $1 and kind = $2)", year, kind
        ):
            raise DomainError(_("Такие периоды в этом году уже есть."), field="kind")
        made: int = await DB.value(
            "insert into term_scheme (year, kind) values ($1, $2) returning id", year, kind.value
        )
        proposed = year_dates(begins).terms
        await _put(made, proposed.get(kind, proposed[TermKind.QUARTER]))
        await audit.record(actor, "school.scheme.add", "term_scheme", made, after={"kind": kind.value})
        return made


async def set_terms(actor: Viewer, scheme: int, spans: Sequence[Span]) -> None:
    """The dates of a scheme's terms in order; more or fewer than before.

    DomainError names the term that is out of order, outside the year, or cannot go because of its marks.
    """
    async with DB.transaction():
        year = await _scheme_year(scheme)
        _check(year, spans)
        before = await DB.rows(_Term, TERMS, scheme)
        if [Span(term.begins, term.ends) for term in before] == list(spans):
            return
        try:
            await DB.execute("delete from term where scheme = $1 and ordinal > $2", scheme, len(spans))
        except HANGS as error:
            raise DomainError(
                _("За последний период уже есть итоговые отметки: убрать его нельзя.")
            ) from error
        await _put(scheme, spans)
        await audit.record(
            actor, "school.terms.set", "term_scheme", scheme,
            before={"terms": [_said(Span(term.begins, term.ends)) for term in before]},
            after={"terms": [_said(span) for span in spans]},
        )  # fmt: skip


async def remove_scheme(actor: Viewer, scheme: int) -> None:
    """Take a scheme away that no class follows; DomainError else."""
    async with DB.transaction():
        await _scheme_year(scheme)
        if await DB.value("select exists (select 1 from class_scheme where scheme = $1)", scheme):
            raise DomainError(_("По этим периодам учатся классы: сначала выберите им другие."))
        try:
            await DB.execute("delete from term_scheme where id = $1", scheme)
        except HANGS as error:
            raise DomainError(_("За эти периоды есть итоговые отметки: убрать их нельзя.")) from error
        await audit.record(actor, "school.scheme.remove", "term_scheme", scheme)


async def follow_scheme(
    actor: Viewer, school_class: int, scheme: int | None, subject: int | None = None
) -> None:
    """Let a class follow a scheme of its year, or for one subject (None takes the subject's own away)."""
    async with DB.transaction():
        before = await DB.value(FOLLOWED, school_class, subject)
        if before == scheme:
            return
        if scheme is not None:
            if await DB.value(FOLLOW, school_class, scheme, subject) is None:
                raise NotFound
        elif subject is None:
            raise DomainError(_("Классу нужны учебные периоды."), field="scheme")
        else:
            await DB.execute(
                "delete from class_scheme where school_class = $1 and subject = $2", school_class, subject
            )
        await audit.record(
            actor, "school.class.scheme", "school_class", school_class,
            before={"scheme": before, "subject": subject}, after={"scheme": scheme, "subject": subject},
        )  # fmt: skip


async def follow_schemes(actor: Viewer, schemes: Mapping[int, int]) -> int:
    """The scheme of each class (class -> scheme), all in one transaction; how many changed."""
    async with DB.transaction():
        for school_class, scheme in schemes.items():
            await follow_scheme(actor, school_class, scheme)
        return len(schemes)


async def set_year(
    actor: Viewer, year: int, begins: date, teaching_until: date, ends: date, anchor: date
) -> Touched:
    """The year's first day, last day of lessons and end, and a day of a week A; lessons follow."""
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year)
        before = await DB.one(YearRow, YEAR, year)
        if before is None:
            raise NotFound
        if not begins < teaching_until <= ends:
            raise DomainError(
                _("Уроки кончаются после начала года и не позже его конца."), field="teaching_until"
            )
        await _check_inside(year, begins, ends)
        after = YearRow(year, before.title, begins, teaching_until, ends, anchor)
        if after == before:
            return Touched()
        await DB.execute(
            """update academic_year set begins = $2, teaching_until = $3, ends = $4, week_parity_anchor = $5
               where id = $1""",
            year, begins, teaching_until, ends, anchor,
        )  # fmt: skip
        await audit.record(
            actor, "school.year.set", "academic_year", year, before=_of_year(before), after=_of_year(after)
        )
        return Touched(await materialise(actor, year, min(begins, before.begins)))


async def _check_inside(year: int, begins: date, ends: date) -> None:
    first, last = await DB.record(SPANS, year)
    if first is not None and not (begins <= first and last <= ends):
        text = _("В году есть четверти или полугодия с %(first)s по %(last)s: сначала измените их.",
                 first=f"{first:%d.%m.%Y}", last=f"{last:%d.%m.%Y}")  # fmt: skip
        raise DomainError(text, field="begins")


async def _scheme_year(scheme: int) -> YearRow:
    year = await DB.value("select year from term_scheme where id = $1", scheme)
    if year is None:
        raise NotFound
    await DB.execute(LOCK_YEAR, year)
    found = await DB.one(YearRow, YEAR, year)
    assert found is not None  # the scheme's foreign key
    return found


def _check(year: YearRow, spans: Sequence[Span]) -> None:
    if not spans:
        raise DomainError(_("Нужен хотя бы один период."))
    previous = None
    for ordinal, span in enumerate(spans, 1):
        if span.ends <= span.begins:
            raise DomainError(
                _("Период %(n)s кончается раньше, чем начинается.", n=ordinal), field=f"ends_{ordinal}"
            )
        if previous is not None and span.begins <= previous.ends:
            text = _("Период %(n)s начинается до конца предыдущего.", n=ordinal)
            raise DomainError(text, field=f"begins_{ordinal}")
        if not (year.begins <= span.begins and span.ends <= year.ends):
            text = _("Период %(n)s не попадает в учебный год.", n=ordinal)
            raise DomainError(text, field=f"begins_{ordinal}")
        previous = span


async def _put(scheme: int, spans: Sequence[Span]) -> None:
    await DB.execute(
        "update term set begins = begins + $2::int, ends = ends + $2::int where scheme = $1", scheme, FAR
    )
    await DB.execute_many(PUT_TERM, [(scheme, ordinal, *span) for ordinal, span in enumerate(spans, 1)])


def _said(span: Span) -> str:
    return f"{span.begins.isoformat()}/{span.ends.isoformat()}"


def _of_year(year: YearRow) -> dict[str, str]:
    return {
        "begins": year.begins.isoformat(), "teaching_until": year.teaching_until.isoformat(),
        "ends": year.ends.isoformat(), "week_parity_anchor": year.week_parity_anchor.isoformat(),
    }  # fmt: skip
