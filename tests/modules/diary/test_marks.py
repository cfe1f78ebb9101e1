"""All marks and final marks: sums, averages, hints, columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import httpx
import pytest

from modules.diary.views.marks import columns_of, row_of
from modules.diary.views.words import need_words, sum_words, weight_words
from modules.journal.api import DiaryMark, FinalMark, FinalRow, SubjectMarks
from tests.doors import sign_in
from tests.factories import MONDAY, TODAY, make_school
from tests.modules.diary.records import give_mark, set_final

Client = Callable[[], httpx.AsyncClient]
LONG_AGO = datetime.fromisoformat("2026-09-01T12:00:00+03:00")


def marks(*pairs: tuple[str, int]) -> SubjectMarks:
    """A subject with (value, weight in tenths) marks."""
    given = [(date(2026, 9, 1), DiaryMark(value, tenths, "Ответ", "", LONG_AGO)) for value, tenths in pairs]
    return SubjectMarks(1, "Алгебра", given)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ((), ""),
        ((("зч", 10),), ""),
        ((("4", 10), ("4", 10), ("5", 10)), "до «5» нужна 1 пятёрка"),
        ((("4", 10), ("4", 10)), "до «5» нужны 2 пятёрки"),
        ((("5", 10),), "пятёрка держится"),
        ((("4", 10),) * 8, "четвёрка держится"),
        ((("3", 30),) * 9, "тройка держится"),
        ((("2", 10),) * 30, "каждая хорошая отметка поднимет средний"),
        ((("2", 10),), "до «3» нужна 1 пятёрка"),
    ],
)
def test_the_hint_never_discourages(pairs: tuple[tuple[str, int], ...], words: str, app: object) -> None:
    assert need_words(marks(*pairs)) == words


def test_an_average_says_how_it_is_counted() -> None:
    subject = marks(("5", 10), ("4", 10), (".", 10), ("3", 30), ("5", 20), ("2", 0))
    assert sum_words(subject) == "5 + 4 + 3×3 + 5×2 = 28; 28 : 7"
    assert subject.average == 4
    assert weight_words(15) == "×1,5"
    assert sum_words(marks(("5", 15))) == "5×1,5 = 7,5; 7,5 : 1,5"


def test_the_picture_has_a_point_for_each_mark_that_counts() -> None:
    row = row_of(marks(("5", 10), ("зч", 10), ("2", 10)))
    assert row.line == "0.0,2.0 92.0,14.0"
    assert row_of(marks(("5", 10))).line == ""


def test_a_subject_of_another_scheme_gets_columns() -> None:
    odd = FinalRow(1, "Музыка", [FinalMark("half_year", 1, "5", "")])
    assert columns_of([], [odd]) == [("half_year", 1)]


async def test_marks_stand_in_rows_with_the_average(client: Client) -> None:
    world = await make_school()
    for day, value, tenths in ((0, "5", 10), (1, "4", 10), (2, "3", 30), (3, "5", 20)):
        await give_mark(world, "7Б алгебра", MONDAY + timedelta(days=day), "dasha", value, tenths=tenths)
    answer = await (await sign_in(client(), world, "anna")).get("/diary/marks")
    assert answer.status_code == 200
    for words in (
        "Все отметки: Орлова Дарья", "отметок пока нет", "II четверть, 2 ноября — 30 декабря", "4,00",
        "5 + 4 + 3×3 + 5×2 = 28; 28 : 7",
        "Русский язык",
    ):  # fmt: skip
        assert words in answer.text


async def test_another_term_and_the_year(client: Client) -> None:
    world = await make_school()
    await give_mark(world, "7Б алгебра", TODAY, "dasha", "5")
    browser = await sign_in(client(), world, "dasha")
    first = await browser.get("/diary/marks", params={"term": world.terms[0]})
    assert 'data-v="5"' not in first.text
    assert 'data-v="5"' in (await browser.get("/diary/marks?term=year")).text
    assert (await browser.get("/diary/marks?term=999999")).status_code == 404


async def test_final_marks_stand_by_terms(client: Client) -> None:
    world = await make_school()
    await set_final(world, "7Б алгебра", "dasha", 0, "4", comment="хорошая четверть")
    await set_final(world, "7Б алгебра", "vera", 0, "2")
    answer = await (await sign_in(client(), world, "dasha")).get("/diary/finals")
    assert answer.status_code == 200
    for words in ("I четверть", "IV четверть", "Год", 'data-v="4"', "хорошая четверть", "2026/2027"):
        assert words in answer.text
    assert 'data-v="2"' not in answer.text
