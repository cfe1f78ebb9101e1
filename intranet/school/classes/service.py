"""Adding classes: a class is its row, the roster group of its pupils and the terms it follows."""

from __future__ import annotations

import re

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.classes.names import ClassName, parse_class_name
from intranet.school.facts import TermKind, YearRow, current_year
from intranet.school.people.names import fold

HALF_YEARS_FROM = 10
CLASSES = """select id, grade_level, letter from school_class where year = $1"""
ADD_CLASS = """
    with c as (insert into school_class (year, grade_level, letter, building)
                   values ($1, $2, $3, (select min(id) from building)) returning id),
         g as (insert into study_group (year, school_class, is_roster) select $1, id, true from c),
         s as (insert into class_scheme (school_class, scheme)
                   select c.id, t.id from c, term_scheme t where t.year = $1 and t.kind = $4)
    select id from c"""


class AddedClasses(msgspec.Struct, frozen=True):
    """The names (5А) that were made, and those that had been there."""

    created: list[str]
    existed: list[str]


class _ClassRow(msgspec.Struct, frozen=True):
    id: int
    grade_level: int
    letter: str


def split_class_names(text: str) -> list[ClassName]:
    """ "5А 7Б, 10 «А»" -> the classes in order, each once; DomainError names a word that is none."""
    words = [word for word in re.split(r"[\s,;]+", text) if word and fold(word) not in ("класс", "классы")]
    found: dict[tuple[int, str], ClassName] = {}
    while words:
        word = words.pop(0)
        if word.isdigit() and words and not words[0][0].isdigit():
            word = f"{word} {words.pop(0)}"
        name = parse_class_name(word)
        if name is None:
            text = _("«%(word)s» — не класс. Пишите параллель и букву: 5А 7Б 10А", word=word)
            raise DomainError(text, field="names")
        found.setdefault(name.key, name)
    if not found:
        raise DomainError(_("Напишите хотя бы один класс: 5А 7Б 10А"), field="names")
    return list(found.values())


async def add_classes(actor: Viewer, names: str) -> AddedClasses:
    """Add the classes a person has pasted to the current year; those that are there stay as they are.

    Classes of 1-9 get quarters, of 10-11 half-years. DomainError with the offending word, or without a year.
    """
    wanted = split_class_names(names)
    async with DB.transaction():
        year = await _year_to_fill()
        await DB.execute("select id from academic_year where id = $1 for update", year.id)
        known = {ClassName(c.grade_level, c.letter).key for c in await DB.rows(_ClassRow, CLASSES, year.id)}
        created = [name for name in wanted if name.key not in known]
        for name in created:
            await add_class(actor, year.id, name)
        return AddedClasses(
            [str(name) for name in created], [str(name) for name in wanted if name.key in known]
        )


async def add_class(actor: Viewer, year: int, name: ClassName) -> int:
    """Add one class that is not there yet, inside the caller's transaction; its id."""
    kind = TermKind.HALF_YEAR if name.grade_level >= HALF_YEARS_FROM else TermKind.QUARTER
    made: int = await DB.value(ADD_CLASS, year, name.grade_level, name.letter, kind.value)
    await audit.record(actor, "school.class.add", "school_class", made, after={"name": str(name)})
    return made


async def _year_to_fill() -> YearRow:
    year = await current_year()
    if year is None:
        raise DomainError(_("Сначала заведите учебный год"))
    return year
