"""A new school and its classes (DOMAIN 7.1-7.3)."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.school import facts, service
from intranet.school.classes.service import split_class_names
from tests.intranet.school.schools import DAY, found

pytestmark = pytest.mark.usefixtures("db")


async def test_a_founded_school_has_a_year_terms_bells_and_subjects() -> None:
    school = await found()
    card = await facts.school_card()
    year = await facts.current_year(DAY)
    assert card.name == "Школа № 17"
    assert year is not None
    assert (year.id, year.title, year.teaching_until) == (school.year, "2026/2027", date(2027, 5, 26))
    assert await DB.value("select count(*) from term") == 9
    assert await DB.value("select count(*) from subject") == 24
    assert await DB.value("select count(*) from bell") == 8 + 8 + 7 + 6
    assert await DB.value("select count(*) from person") == 0


async def test_there_is_one_school() -> None:
    school = await found()
    with pytest.raises(DomainError):
        await service.found_school(school.actor, "Другая", DAY)
    with pytest.raises(DomainError):
        await service.add_year(school.actor, DAY)
    await service.add_year(school.actor, date(2027, 9, 1))


async def test_before_founding_there_is_a_default_card() -> None:
    assert (await facts.school_card()).timezone == "Europe/Moscow"
    assert await facts.current_year(DAY) is None


async def test_classes_are_added_once_with_the_terms_of_their_age() -> None:
    school = await found("5А, 10 «А»\n7-б")
    again = await service.add_classes(school.actor, "5A 6А")  # the first letter is Latin
    assert (again.created, again.existed) == (["6А"], ["5А"])
    quarters, halves = [await facts.terms_of_class(school.classes[name]) for name in ("5А", "10А")]
    assert [term.title for term in quarters][:2] == ["I четверть", "II четверть"]
    assert [term.title for term in halves] == ["I полугодие", "II полугодие"]
    term = await facts.term_of(DAY, school.classes["5А"])
    assert term is not None
    assert term.ordinal == 2
    assert await facts.term_of(date(2026, 10, 28), school.classes["5А"]) is None
    assert await DB.value("select count(*) from audit_entry where action = 'school.class.add'") == 4


async def test_a_subject_may_have_other_terms() -> None:
    school = await found()
    subject = await DB.value("select id from subject where name = 'Музыка'")
    await DB.execute(
        """insert into class_scheme (school_class, subject, scheme)
           select $1, $2, id from term_scheme where kind = 'half_year'""",
        school.classes["5А"], subject,
    )  # fmt: skip
    assert len(await facts.terms_of_class(school.classes["5А"], subject)) == 2
    assert len(await facts.terms_of_class(school.classes["5А"])) == 4


@pytest.mark.parametrize(
    ("text", "word"), [("5А сто 7Б", "сто"), ("5А 12Б", "12Б"), ("5", "5"), ("5А 7", "7")]
)
def test_the_word_that_is_no_class_is_named(text: str, word: str) -> None:
    with pytest.raises(DomainError, match=f"«{word}»"):
        split_class_names(text)


def test_ways_to_write_classes() -> None:
    assert [str(name) for name in split_class_names("класс 5 А; 7б,10-А 5а 9инж")] == [
        "5А",
        "7Б",
        "10А",
        "9инж",
    ]
    with pytest.raises(DomainError):
        split_class_names("  ")
