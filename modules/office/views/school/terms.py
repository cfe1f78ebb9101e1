"""The year and its terms: dates, schemes, who follows which; the next year."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.forms import Form, number_in, posted, read_form
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, Redirect, action, page
from intranet.school.calendar.terms import add_scheme, follow_schemes, remove_scheme, set_terms, set_year
from intranet.school.facts import TermKind, YearRow
from intranet.school.founding import add_next_year
from modules.office.forms.calendar import MOST_TERMS, SCHEME_KINDS, SchemeForm, TermsForm, YearForm
from modules.office.forms.touching import day_of
from modules.office.permissions import CALENDAR, EDIT_CALENDAR
from modules.office.queries.school.calendar import (
    SchemeRow,
    class_options,
    class_schemes,
    followers,
    scheme_of,
    schemes_of,
    special_days,
    year_shown,
    years_of,
)
from modules.office.queries.school.study_days import StudyDays
from modules.office.views.saving import Attempt, saved, settled, touched_words
from modules.office.views.school.calendar_words import scheme_words

Asked = Request[Any, Any, Any]
NOT_YET = Attempt(False)
TERMS_OF = {"quarter": 4, "trimester": 3, "half_year": 2}


class Terms(msgspec.Struct, frozen=True):
    """A scheme in words; `days` are the fewest and most days studied in each term."""

    row: SchemeRow
    title: str
    days: list[tuple[int, int]]


async def _named(viewer: Viewer, year: int) -> YearRow:
    found = await year_shown(viewer, year)
    if found is None:
        raise NotFound
    return found


async def _page(
    viewer: Viewer, year: YearRow | None, adding: SchemeForm, status: int = 200, *, saved: bool = False
) -> Answer:
    if year is None:
        return Page("office/no_year.html", status=status)
    specials, rows = await special_days(viewer, year.id), await class_schemes(viewer, year.id)
    classes = await class_options(viewer, year.id)
    study, follow = StudyDays(year, specials, classes), followers(rows)
    words = scheme_words()
    schemes = [
        Terms(one, words[one.kind], [study.between(t.begins, t.ends, follow.get(one.id)) for t in one.terms])
        for one in await schemes_of(viewer, year.id)
    ]
    there = {one.row.kind for one in schemes}
    adding.kind.choices = [one for one in SCHEME_KINDS if one.value not in there]
    return Page(
        "office/school/terms.html",
        status=status, year=year, schemes=schemes, rows=rows, words=words, form=adding,
        saved=saved, total=study.between(year.begins, year.teaching_until),
    )  # fmt: skip


@page("/office/terms", permission=CALENDAR)
async def show_terms(
    viewer: NamedDependency[Viewer], year: FromQuery[int | None] = None, saved: FromQuery[bool] = False
) -> Answer:
    """The year's dates, its schemes with study days, and which class follows which."""
    return await _page(viewer, await year_shown(viewer, year), SchemeForm(), saved=saved)


@action("/office/years/{year_id:int}/schemes", permission=EDIT_CALENDAR)
async def add_terms(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """A scheme with proposed dates."""
    year, form = await _named(viewer, year_id), await read_form(SchemeForm, request)
    if await saved(form, lambda: add_scheme(viewer, year_id, TermKind(form.kind.data))):
        return Redirect(f"/office/terms?year={year_id}&saved=true")
    return await _page(viewer, year, form, 422)


@action("/office/years/{year_id:int}/schemes/classes", permission=EDIT_CALENDAR)
async def follow(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """The scheme of every class in one table: fields c<class> = scheme."""
    await _named(viewer, year_id)
    known = {row.id for row in await class_schemes(viewer, year_id)}
    chosen: dict[int, int] = {}
    for name, values in (await posted(request)).items():
        school_class, scheme = number_in(name[1:]), number_in(str(values[0]))
        if name.startswith("c") and school_class in known and scheme:
            chosen[school_class] = scheme
    await follow_schemes(viewer, chosen)
    return Redirect(f"/office/terms?year={year_id}&saved=true")


async def _dates(viewer: Viewer, row: SchemeRow, form: TermsForm, status: int = 200) -> Answer:
    numbers = range(1, TERMS_OF.get(row.kind, MOST_TERMS) + 1)
    titles = [row.title_of(n) for n in numbers]
    return Page(
        "office/school/scheme.html",
        status=status,
        row=row,
        form=form,
        words=scheme_words(),
        titles=titles,
        numbers=numbers,
    )


@page("/office/terms/{scheme_id:int}", permission=CALENDAR)
async def show_scheme(viewer: NamedDependency[Viewer], scheme_id: FromPath[int]) -> Answer:
    """The dates of a scheme's terms as a table to change."""
    row, form = await scheme_of(viewer, scheme_id), TermsForm()
    form.fill((term.begins, term.ends) for term in row.terms)
    return await _dates(viewer, row, form)


@action("/office/terms/{scheme_id:int}", permission=EDIT_CALENDAR)
async def change_terms(request: Asked, viewer: NamedDependency[Viewer], scheme_id: FromPath[int]) -> Answer:
    """Other dates, or another number of terms."""
    row, form = await scheme_of(viewer, scheme_id), await read_form(TermsForm, request)
    if await saved(form, lambda: set_terms(viewer, scheme_id, form.spans())):
        return Redirect(f"/office/terms?year={row.year}&saved=true")
    return await _dates(viewer, row, form, 422)


@action("/office/terms/{scheme_id:int}/delete", permission=EDIT_CALENDAR)
async def remove_terms(request: Asked, viewer: NamedDependency[Viewer], scheme_id: FromPath[int]) -> Answer:
    """A scheme nobody follows."""
    row, form = await scheme_of(viewer, scheme_id), await read_form(Form, request)
    if await saved(form, lambda: remove_scheme(viewer, scheme_id)):
        return Redirect(f"/office/terms?year={row.year}&saved=true")
    shown = TermsForm()
    shown.fill((term.begins, term.ends) for term in row.terms)
    shown.other = form.other
    return await _dates(viewer, row, shown, 422)


async def _year(
    viewer: Viewer, year: YearRow, form: YearForm, attempt: Attempt = NOT_YET, status: int = 200
) -> Answer:
    years = await years_of(viewer)
    return Page(
        "office/school/year.html", status=status, year=year, form=form, years=years,
        touched=touched_words(attempt.touched), is_last=years[-1].id == year.id,
        following=_("%(from)s/%(to)s", **{"from": year.begins.year + 1, "to": year.ends.year + 1}),
    )  # fmt: skip


@page("/office/years/{year_id:int}", permission=CALENDAR)
async def show_year(viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """The year's own dates, and the way to the next one."""
    year = await _named(viewer, year_id)
    form = YearForm(
        begins=year.begins, teaching_until=year.teaching_until, ends=year.ends, anchor=year.week_parity_anchor
    )
    return await _year(viewer, year, form)


@action("/office/years/{year_id:int}", permission=EDIT_CALENDAR)
async def change_year(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """Other dates; lessons that come and go are shown first."""
    year, form = await _named(viewer, year_id), await read_form(YearForm, request)
    dates = (form.begins, form.teaching_until, form.ends, form.anchor)
    attempt = await settled(form, lambda: set_year(viewer, year_id, *map(day_of, dates)))
    if attempt.is_done:
        return Redirect(f"/office/terms?year={year_id}&saved=true")
    return await _year(viewer, year, form, attempt, attempt.status)


@action("/office/years/{year_id:int}/next", permission=EDIT_CALENDAR)
async def open_next(request: Asked, viewer: NamedDependency[Viewer], year_id: FromPath[int]) -> Answer:
    """The year after this one: terms, holidays, bells."""
    year, form = await _named(viewer, year_id), await read_form(YearForm, request)
    plain = await read_form(Form, request)
    made: list[int] = []

    async def deed() -> None:
        made.append(await add_next_year(viewer, year.id))

    if await saved(plain, deed):
        return Redirect(f"/office/terms?year={made[0]}&saved=true")
    form.other = plain.other
    return await _year(viewer, year, form, status=422)


HANDLERS: list[Any] = [
    show_terms, add_terms, follow, show_scheme, change_terms, remove_terms, show_year, change_year, open_next,
]  # fmt: skip
