"""Term marks: proposed half-up, set by the teacher, a step away is explained (DOMAIN 2.2.5, 1.4)."""

from __future__ import annotations

import pytest

from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from modules.journal.service import TermEntry, save_terms, set_term_mark
from tests.modules.journal.conftest import School


@pytest.fixture
def term(school: School) -> int:
    return school.world.terms[1]


async def test_the_proposed_mark_needs_no_words(school: School, term: int) -> None:
    await school.put("dasha", "4", offset=0)
    await school.put("dasha", "5", offset=1)
    await set_term_mark(school.teacher, school.journal, school.id("dasha"), term, "5")
    row = await DB.record("select value, points, subject from term_mark")
    assert tuple(row) == ("5", 5, school.world.subjects["Алгебра"])
    assert await DB.value("select new from revision where field = $1", f"term:{term}") == "5"


async def test_a_step_away_is_explained(school: School, term: int) -> None:
    await school.put("dasha", "4")
    asked = school.teacher, school.journal, school.id("dasha"), term, "5"
    with pytest.raises(DomainError) as caught:
        await set_term_mark(*asked)
    assert caught.value.field == f"c{school.id('dasha')}"
    await set_term_mark(*asked, "Победа в олимпиаде")
    assert await DB.value("select comment from term_mark") == "Победа в олимпиаде"


async def test_words_instead_of_a_mark(school: School, term: int) -> None:
    for value in ("н/а", "осв", "зч", ""):
        await set_term_mark(school.teacher, school.journal, school.id("vera"), term, value)
    assert await DB.value("select value from term_mark") is None
    with pytest.raises(DomainError):
        await set_term_mark(school.teacher, school.journal, school.id("vera"), term, "1")


async def test_a_column_is_saved_at_once_and_only_what_changed(school: School, term: int) -> None:
    dasha, vera = school.id("dasha"), school.id("vera")
    entries = [TermEntry(dasha, "5"), TermEntry(vera, "")]
    assert await save_terms(school.teacher, school.journal, term, entries) == 1
    assert await save_terms(school.teacher, school.journal, term, [TermEntry(dasha, "5", was="5")]) == 0


async def test_somebody_was_faster(school: School, term: int) -> None:
    dasha = school.id("dasha")
    await set_term_mark(school.teacher, school.journal, dasha, term, "5")
    with pytest.raises(Conflict):
        await save_terms(school.teacher, school.journal, term, [TermEntry(dasha, "4", "почему", was="")])


async def test_who_may_not(school: School, term: int) -> None:
    for login, hat in (
        ("olga", "teacher"),
        ("irina", "head_teacher"),
        ("irina", "teacher"),
        ("pavel", "director"),
    ):
        with pytest.raises(NotFound):
            await set_term_mark(
                school.world.viewer(login, hat), school.journal, school.id("dasha"), term, "5"
            )
    with pytest.raises(DomainError):
        await set_term_mark(school.teacher, school.journal, school.id("kirill"), term, "5")
    with pytest.raises(NotFound):
        await set_term_mark(school.teacher, school.journal, school.id("dasha"), 10**6, "5")


async def test_a_substitute_sets_no_term_marks(school: School, term: int) -> None:
    olga = await school.substitute("olga", 3)
    with pytest.raises(NotFound):
        await set_term_mark(olga, school.journal, school.id("dasha"), term, "5")
