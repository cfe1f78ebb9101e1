"""A year as the office keeps it: special days, bells, terms, and who follows which."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.facts import YearRow, class_name, current_year, term_title


class SpecialRow(msgspec.Struct, frozen=True):
    """A line of the calendar; said of everybody, of a grade or of a class."""

    id: int
    year: int
    kind: str
    begins: date
    ends: date
    title: str
    works_as: int | None
    works_as_week: str | None
    grade_level: int | None
    school_class: int | None
    class_grade: int | None
    class_letter: str | None

    @property
    def class_title(self) -> str:
        """ "5А"; empty when it is not said of one class."""
        return "" if self.class_grade is None else class_name(self.class_grade, self.class_letter or "")

    @property
    def days(self) -> int:
        """How many calendar days."""
        return (self.ends - self.begins).days + 1


class BellRow(msgspec.Struct, frozen=True):
    """One lesson number of a set."""

    number: int
    starts: time
    ends: time


class BellSetRow(msgspec.Struct, frozen=True):
    """A set of bells; `since` None: from the year's first day."""

    id: int
    year: int
    kind: str
    shift: int
    weekday: int | None
    building: int | None
    building_name: str | None
    since: date | None
    bells: list[BellRow]

    @property
    def times(self) -> dict[int, tuple[time, time]]:
        """number -> from, to."""
        return {bell.number: (bell.starts, bell.ends) for bell in self.bells}


class TermLine(msgspec.Struct, frozen=True):
    """A term of a scheme."""

    id: int
    ordinal: int
    begins: date
    ends: date


class SchemeRow(msgspec.Struct, frozen=True):
    """A scheme with its terms in order, and how many classes follow it."""

    id: int
    year: int
    kind: str
    classes: int
    terms: list[TermLine]

    def title_of(self, ordinal: int) -> str:
        """ "II четверть"."""
        return term_title(self.kind, ordinal)


class ClassSchemeRow(msgspec.Struct, frozen=True):
    """A class and the scheme it follows; `others` are (subject id, name, kind) with a scheme of their own."""

    id: int
    grade_level: int
    letter: str
    scheme: int | None
    others: list[tuple[int, str, str]]

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)


class ClassOption(msgspec.Struct, frozen=True):
    """A class to choose."""

    id: int
    grade_level: int
    letter: str
    week_days: int

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)


YEARS = """select id, title, begins, teaching_until, ends, week_parity_anchor from academic_year
    order by begins"""
SPECIAL = """select e.id, e.year, e.kind, e.begins, e.ends, e.title, e.works_as, e.works_as_week,
        e.grade_level, e.school_class, c.grade_level as class_grade, c.letter as class_letter
    from calendar_exception e left join school_class c on c.id = e.school_class"""
BELLS = """select s.id, s.year, s.kind, s.shift, s.weekday, s.building, b.name as building_name, s.since,
        coalesce((select json_agg(json_build_object('number', r.number, 'starts', r.starts, 'ends', r.ends)
            order by r.number) from bell r where r.schedule = s.id), '[]') as bells
    from bell_schedule s left join building b on b.id = s.building"""
SCHEMES = """select s.id, s.year, s.kind,
        (select count(distinct c.school_class) from class_scheme c where c.scheme = s.id) as classes,
        coalesce((select json_agg(json_build_object('id', t.id, 'ordinal', t.ordinal, 'begins', t.begins,
            'ends', t.ends) order by t.ordinal) from term t where t.scheme = s.id), '[]') as terms
    from term_scheme s"""
CLASS_SCHEMES = """select c.id, c.grade_level, c.letter,
        (select k.scheme from class_scheme k where k.school_class = c.id and k.subject is null) as scheme,
        coalesce((select json_agg(json_build_array(u.id, u.name, t.kind) order by u.name)
            from class_scheme k join subject u on u.id = k.subject join term_scheme t on t.id = k.scheme
            where k.school_class = c.id), '[]') as others
    from school_class c where c.year = $1 order by c.grade_level, c.letter"""
OPTIONS = """select id, grade_level, letter, week_days from school_class where year = $1
    order by grade_level, letter"""


async def years_of(viewer: Viewer) -> list[YearRow]:
    """The years that are set up, in order."""
    return await DB.rows(YearRow, YEARS)


async def year_shown(viewer: Viewer, year: int | None) -> YearRow | None:
    """The named year (NotFound), else the one of the day; None before the school is founded."""
    if year is None:
        return await current_year(viewer.day)
    found = next((one for one in await years_of(viewer) if one.id == year), None)
    if found is None:
        raise NotFound
    return found


async def special_days(viewer: Viewer, year: int) -> list[SpecialRow]:
    """The year's calendar in order."""
    return await DB.rows(SpecialRow, f"{SPECIAL} where e.year = $1 order by e.begins, e.ends, e.id", year)


async def special_of(viewer: Viewer, exception: int) -> SpecialRow:
    """One line; NotFound."""
    found = await DB.one(SpecialRow, f"{SPECIAL} where e.id = $1", exception)
    if found is None:
        raise NotFound
    return found


async def bell_sets(viewer: Viewer, year: int) -> list[BellSetRow]:
    """The year's sets: the usual ones first, by shift, weekday and day they begin."""
    return await DB.rows(
        BellSetRow,
        f"""{BELLS} where s.year = $1 order by s.kind, s.shift, s.weekday nulls first,
            s.building nulls first, s.since nulls first""",
        year,
    )


async def bell_set(viewer: Viewer, schedule: int) -> BellSetRow:
    """One set; NotFound."""
    found = await DB.one(BellSetRow, f"{BELLS} where s.id = $1", schedule)
    if found is None:
        raise NotFound
    return found


async def schemes_of(viewer: Viewer, year: int) -> list[SchemeRow]:
    """The year's schemes with their terms."""
    return await DB.rows(SchemeRow, f"{SCHEMES} where s.year = $1 order by s.id", year)


async def scheme_of(viewer: Viewer, scheme: int) -> SchemeRow:
    """One; NotFound."""
    found = await DB.one(SchemeRow, f"{SCHEMES} where s.id = $1", scheme)
    if found is None:
        raise NotFound
    return found


async def class_schemes(viewer: Viewer, year: int) -> list[ClassSchemeRow]:
    """Every class of the year with the scheme it follows."""
    return await DB.rows(ClassSchemeRow, CLASS_SCHEMES, year)


async def class_options(viewer: Viewer, year: int) -> list[ClassOption]:
    """The classes of a year to choose from."""
    return await DB.rows(ClassOption, OPTIONS, year)


def followers(rows: list[ClassSchemeRow]) -> dict[int, list[int]]:
    """Scheme -> the classes that follow it."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.scheme is not None:
            found[row.scheme].append(row.id)
    return found
