"""A sheet as files: widths, parts, names, and that no text can become anything but text."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.kit.charts import bars_of
from intranet.kit.report import Chart, Column, Kind, Layout, Sheet, Table
from modules.reports.formats.csv_file import write_csv
from modules.reports.formats.page_table import SHOWN, page_table
from modules.reports.formats.pdf_parts import CARDS_A_PART, parts_of
from modules.reports.formats.widths import FONT, SMALLEST, room_of, shares
from modules.reports.formats.words import file_name, said
from modules.reports.formats.xlsx_file import write_xlsx

PAYLOADS = ("=1+1", "+7 912", "-2", "@x", "\t=1", "\r=1", "<b>", "{=1}", '=HYPERLINK("http://x")')


def sheet_of(rows: int, tables: int = 1, text: str = "Иванова Анна") -> Sheet:
    columns = [Column("№", Kind.NUMBER, 0), Column("Ученик"), Column("Отметка", Kind.MARK)]
    table = Table(
        columns, [(n, text, "5") for n in range(rows)], title=text, totals=[(None, text, None)], notes=[text]
    )
    return Sheet(text, [table] * tables, [(text, text)], signatures=[text])


def test_values_in_words() -> None:
    number, percent = Column("x", Kind.NUMBER), Column("x", Kind.PERCENT)
    assert said(Fraction(4445, 1000), number) == "4,45"
    assert said(Fraction(4444, 1000), number) == "4,44"
    assert said(12, number) == "12"
    assert said(Fraction(925, 10), percent) == "92,50 %"
    assert said(100, percent) == "100,00 %"
    assert said(None, number) == "—"
    assert said(None, Column("x", Kind.MARK)) == ""
    assert said(date(2026, 11, 9), Column("x", Kind.DATE)) == "09.11.2026"
    assert said("н/а", number) == "н/а"


def test_a_files_name_says_what_it_is() -> None:
    day = date(2026, 11, 19)
    assert (
        file_name(["Табель", "8Б", "", "I четверть"], day, "pdf") == "Табель, 8Б, I четверть, 19.11.2026.pdf"
    )
    assert file_name(['../a\\b:c*?"<>|\x00\u202e'], day, "csv") == ".. a b c, 19.11.2026.csv"
    assert len(file_name(["Ж" * 500], day, "xlsx")) < 150


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_cell_of_a_spreadsheet_is_a_formula(text: str) -> None:
    book = zipfile.ZipFile(io.BytesIO(write_xlsx(sheet_of(2, text=text), Layout(), text)))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode() or not text.startswith(
        ("=", "+", "-", "@")
    )
    assert 'orientation="landscape"' not in page
    assert 'fitToHeight="0"' in page
    assert "<pane ySplit=" in page


@pytest.mark.parametrize("text", PAYLOADS[:6])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    lines = write_csv(sheet_of(2, 2, text)).decode("utf-8-sig").split("\r\n")
    cells = [cell.strip('"') for line in lines for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_minus_numbers_of_a_csv_stay_numbers() -> None:
    table = Table([Column("Было"), Column("Стало", Kind.NUMBER)], [("-1", -1), ("-1,5", Fraction(-3, 2))])
    lines = write_csv(Sheet("x", [table])).decode("utf-8-sig").split("\r\n")
    assert lines[1:3] == ["'-1;-1", "'-1,5;-1,50"]


def test_tables_of_one_shape_share_a_page_and_others_have_their_own() -> None:
    def pages(sheet: Sheet) -> list[str]:
        names = zipfile.ZipFile(io.BytesIO(write_xlsx(sheet, Layout(is_landscape=True), "Школа"))).namelist()
        return [name for name in names if name.startswith("xl/worksheets/sheet")]

    other = Table([Column("Дата", Kind.DATE)], [(date(2026, 11, 19),)], title="Темы: [1]")
    assert len(pages(sheet_of(3, 25))) == 1
    assert len(pages(Sheet("x", [*sheet_of(3).tables, other]))) == 2
    assert len(pages(Sheet("x", [], empty="нет"))) == 1


def test_a_long_table_is_divided_and_numbered_through() -> None:
    parts = parts_of(sheet_of(1000), Layout(), "Школа")
    assert [len(part["blocks"][0]["rows"]) for part in parts] == [400, 400, 200]
    assert [part.get("continues", False) for part in parts] == [False, True, True]
    assert [part["head"] for part in parts] == [True, False, False]
    assert [bool(part["signatures"]) for part in parts] == [False, False, True]
    assert [bool(part["blocks"][0]["totals"]) for part in parts] == [False, False, True]
    assert parts[0]["blocks"][0]["title"]
    assert not parts[1]["blocks"][0]["title"]


def test_cards_know_how_many_sheets_they_take() -> None:
    parts = parts_of(sheet_of(12, 61), Layout(per_page=2), "Школа")
    assert [part["sheets"] for part in parts] == [CARDS_A_PART // 2, CARDS_A_PART // 2, 1]
    (one,) = parts_of(sheet_of(12, 25), Layout(per_page=2), "Школа")
    assert one["sheets"] == 13


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(Kind)), st.integers(0, 60), st.booleans()), min_size=1, max_size=45
    ),
    st.booleans(),
)
def test_every_column_gets_width_and_letters_stay_readable(
    shape: list[tuple[Kind, int, bool]], is_landscape: bool
) -> None:
    columns = [Column("Т" * 8, kind, is_rotated=turned) for kind, _length, turned in shape]
    widths, size = shares(
        columns,
        [["ж" * length for _kind, length, _turned in shape]],
        room_of(Layout(is_landscape=is_landscape)),
    )
    assert len(widths) == len(columns)
    assert all(width >= 2 for width in widths)
    assert SMALLEST <= size <= FONT


def test_names_get_the_room_that_is_left() -> None:
    columns = [Column("№", Kind.NUMBER, 0), Column("Ученик", width=4), Column("I", Kind.MARK)]
    (number, name, mark), size = shares(columns, [["1", "Иванова Анна", "5"]], room_of(Layout()))
    assert name > number + mark
    assert size == FONT


def test_a_page_shows_the_first_rows_of_a_long_table() -> None:
    shown = page_table(sheet_of(SHOWN + 7).tables[0])
    assert len(shown.rows) == SHOWN
    assert shown.left_out == 7
    assert shown.totals[0].cells[0].text == ""
    assert [cell.is_head for cell in shown.rows[0].cells] == [False, True, False]


def test_titles_of_a_group_stand_under_one() -> None:
    columns = [
        Column("А"),
        Column("б", group="Г"),
        Column("в", group="Г"),
        Column("д"),
        Column("е", group="Ж"),
    ]
    shown = page_table(Table(columns, []))
    assert [(title.text, title.span, title.rows) for title in shown.above] == [
        ("А", 1, 2), ("Г", 2, 1), ("д", 1, 2), ("Ж", 1, 1),
    ]  # fmt: skip
    assert [title.text for title in shown.titles] == ["б", "в", "е"]


def test_bars_are_shares_of_the_scale() -> None:
    bars = bars_of(Chart("x", ["а", "б", "в"], [Fraction(9, 2), None, 6], unit="б.", top=5))
    assert [(bar.said, bar.share) for bar in bars] == [
        ("4,50 б.", Fraction(9, 10)), ("—", Fraction(0)), ("6 б.", Fraction(1)),
    ]  # fmt: skip
    assert [bar.share for bar in bars_of(Chart("x", ["а", "б"], [2, 4]))] == [Fraction(1, 2), Fraction(1)]
    assert bars_of(Chart("x", ["а"], [0]))[0].share == 0
