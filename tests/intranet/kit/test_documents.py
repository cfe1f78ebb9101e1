"""Papers: what is on them, what can never get onto them, and what the press may not reach."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from intranet.kit import documents
from intranet.kit.documents import DocumentFailed, PartTooLong, make_pdf
from intranet.kit.documents.cleaning import BREAK, clean

PLAIN = """#import "sheet.typ": *
#show: paper
#heading-of(data.title, ())
#for line in data.lines [#par(line)]
#code(data.at("code", default: ""))
"""
PAYLOADS = (
    "#panic()", "$x$", "<script>alert(1)</script>", "*b* _i_ `c`", '#read("/etc/passwd")', "@ref <label>",
    "= Заголовок", "\\u{41} \\ #sys.inputs", '"; #let x = 1 //', "/* */ // ~ --- ...", "#import \"x\"",
    "'; drop table person --",
)  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Iterator[Any]:
    """Writes a template and gives its path."""

    def write(text: str = PLAIN) -> Path:
        path = tmp_path / "one.typ"
        path.write_text(text)
        return path

    return write


def opened(body: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body))


def text_of(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(body).pages)


async def test_a_paper_carries_its_fonts_its_title_and_cyrillic(template: Any) -> None:
    body = await make_pdf(
        template(), [{"title": "Список 7Б", "lines": ["Семёнова Ольга"], "code": "0Ol1"}]
    )  # fmt: skip
    found = opened(body)
    assert found.metadata is not None
    assert found.metadata.title == "Список 7Б"
    assert found.root_object["/Lang"] == "ru"
    text = text_of(body)
    assert "Список 7Б" in text
    assert "Семёнова Ольга" in text
    assert "0Ol1" in text
    assert "сформировано" in text
    fonts = found.pages[0]["/Resources"]["/Font"].values()
    inside = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert len(inside) >= 3
    assert all("/FontFile2" in one or "/FontFile3" in one for one in inside)
    assert {str(one["/FontName"]).split("+")[1] for one in inside} >= {"PTSans-Regular", "PTSans-Bold"}


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_name_is_text_whatever_stands_in_it(template: Any, payload: str) -> None:
    body = await make_pdf(template(), [{"title": payload, "lines": [payload], "school": payload}])
    seen = "".join(text_of(body).split())
    assert seen.count("".join(payload.split())) == 3


def test_what_is_invisible_or_turns_the_writing_round_does_not_reach_paper() -> None:
    assert clean({"a": ["Ива\u202eнова\x00", 3, None, True]}) == {"a": ["Иванова", 3, None, True]}
    assert clean("Дарья-Анастасия") == "Дарья-Анастасия"
    long = clean("Ж" * 500)
    assert long.replace(BREAK, "") == "Ж" * 500
    assert max(map(len, long.split(BREAK))) <= 12


async def test_an_endless_word_stays_on_its_sheet(template: Any) -> None:
    body = await make_pdf(template(), [{"title": "Ж" * 300, "lines": ["Щ" * 300]}])
    text = text_of(body)
    assert text.count("Ж") == 300
    assert text.count("Щ") == 300


REACHING = (
    '#read("/etc/passwd")',
    '#read("child.py")',  # beside the press, so that only the missing file descriptor stands in the way
    '#read("../pdf.py")',
    '#image("/usr/share/pixmaps/debian-logo.png")',
    '#import "@preview/cetz:0.3.0"',
    '#include "child.py"',
    '#let much = range(100000000)',
)  # fmt: skip


@pytest.mark.parametrize("source", REACHING)
async def test_the_press_reaches_nothing_and_has_little_memory(template: Any, source: str) -> None:
    with pytest.raises(DocumentFailed) as failed:
        await make_pdf(template(source), [{"title": "x"}])
    assert "/" not in str(failed.value)


async def test_a_file_beside_the_press_is_known_only_by_its_name(template: Any) -> None:
    """The template sees main.typ and sheet.typ, which were handed to it, and no other."""
    source = '#set document(title: "x")\n#{ read("main.typ").len() }'
    assert await make_pdf(template(source), [{"title": "x"}])


def presses() -> list[str]:
    """Command lines of the presses this process has started and not yet buried."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    lines = [Path(f"/proc/{child}/cmdline").read_bytes().decode() for child in children]
    return [line for line in lines if not line or "child.py" in line]


async def test_no_press_stays_behind(template: Any) -> None:
    for source in (PLAIN, "#panic()"):
        try:
            await make_pdf(template(source), [{"title": "x", "lines": []}])
        except DocumentFailed:
            continue
    assert presses() == []


def lines(sheets: int) -> list[str]:
    """So many paragraphs that they take this many sheets."""
    return [f"Строка {number}" for number in range(52 * sheets - 20)]


async def test_a_part_of_more_than_fifty_sheets_is_refused(template: Any) -> None:
    assert documents.SHEETS == 50
    with pytest.raises(PartTooLong):
        await make_pdf(template(), [{"title": "x", "lines": lines(70)}])


async def test_sheets_are_numbered_by_document_and_through_its_parts(template: Any) -> None:
    told: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        told.append((done, total))

    two = {"title": "x", "lines": lines(2)}
    body = await make_pdf(template(), [two, two | {"continues": True}, two], tell)
    feet = [page.extract_text().split("стр. ")[1].strip() for page in opened(body).pages]
    assert feet == ["1 из 4", "2 из 4", "3 из 4", "4 из 4", "1 из 2", "2 из 2"]
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


async def test_parts_that_know_their_length_are_not_counted(template: Any) -> None:
    part = {"title": "Части", "lines": ["а"], "sheets": 1}
    body = await make_pdf(template(), [part, part | {"continues": True}])
    assert [page.extract_text().split("стр. ")[1].strip() for page in opened(body).pages] == [
        "1 из 2",
        "2 из 2",
    ]
    found = opened(body)
    assert found.metadata is not None
    assert found.metadata.title == "Части"
    assert found.root_object["/Lang"] == "ru"


async def test_cards_and_slips_are_never_split(template: Any) -> None:
    source = """#import "sheet.typ": *
#show: paper
#cards-of(data.cards.map(name => [#heading-of(name, ()) #table-of(
  ((title: "Предмет", align: "left", share: 3, rotated: false, group: ""),
   (title: "Отметка", align: "center", share: 1, rotated: true, group: "I четверть")),
  range(data.rows).map(n => (str(n), "5")), ()) #signatures-of(("Родитель", "Учитель / Иванова И. И."))]), 2)
#pagebreak()
#slips-of(data.cards, columns: 2, rows: 4, name => [Слип #name #code("0Ol1")])"""
    for rows in (5, 40):
        parts = [{"title": "Карты", "cards": ["Аня", "Боря", "Вова"], "rows": rows}]
        pages = [page.extract_text() for page in opened(await make_pdf(template(source), parts)).pages]
        assert len(pages) == 3
        assert "Аня" in pages[0]
        assert "Боря" in pages[0]
        assert pages[0].count("Родитель") == 2
        assert "Вова" in pages[1]
        assert pages[2].count("Слип") == 3


async def test_a_document_needs_a_part(template: Any) -> None:
    with pytest.raises(ValueError, match="without parts"):
        await make_pdf(template(), [])
