"""Reading of tables: what a file is, what it may hold, and what is refused before it can hurt."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
from python_calamine import CalamineWorkbook

from intranet.kit.sheets import LIMITS, FileProblem, FileRefused, Sheet, cell_text, read_sheets, write_xlsx
from tests.samples import EXPECTED, sample

WHOLE = [(name, file["wholeFile"]) for name, file in EXPECTED["files"].items() if "wholeFile" in file]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Лист" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
PACKAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def xlsx(sheet: str, strings: list[str] | None = None, **more: str) -> bytes:
    """A workbook of one sheet, by the XML inside its sheetData."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": PACKAGE,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{sheet}</sheetData></worksheet>",
    }
    if strings is not None:
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        parts["xl/sharedStrings.xml"] = f"<sst>{items}</sst>"
    return packed({**parts, **more})


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def ods(table: str) -> bytes:
    """A LibreOffice sheet, by the XML inside its table."""
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {namespaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Лист">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": "<manifest/>",
    })  # fmt: skip


def kind_of(content: bytes) -> FileProblem:
    with pytest.raises(FileRefused) as refusal:
        read_sheets(content)
    assert refusal.value.message
    return refusal.value.kind


def texts(content: bytes) -> list[tuple[int, list[str]]]:
    (sheet,) = read_sheets(content)
    return [(number, [cell_text(cell) for cell in cells]) for number, cells in sheet.rows]


@pytest.mark.parametrize(("name", "kind"), WHOLE)
def test_a_bad_file_is_refused_as_a_whole(name: str, kind: str) -> None:
    if kind in {"file_no_rows", "file_no_header"}:
        assert read_sheets(sample(name))
    else:
        assert kind_of(sample(name)) == kind


def test_formulas_are_found_beside_their_harmless_values() -> None:
    (sheet,) = read_sheets(sample("bad/formula.xlsx"))
    assert sheet.formulas == {(2, 0), (3, 0), (4, 1)}
    assert sheet.rows[1][1][0] == "Рукавишников"


def test_an_array_formula_marks_its_whole_area() -> None:
    row = '<row r="1"><c r="A1"><f t="array" ref="A1:B2">X</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
    (sheet,) = read_sheets(xlsx(row))
    assert sheet.formulas == {(1, 0), (1, 1), (2, 0), (2, 1)}


def test_cells_without_addresses_are_counted_from_the_left() -> None:
    content = xlsx("<row><c><v>1</v></c><c><f>1+1</f><v>2</v></c></row><row><c><f>3</f><v>3</v></c></row>")
    (sheet,) = read_sheets(content)
    assert sheet.formulas == {(1, 1), (2, 0)}


@pytest.mark.parametrize(
    "head", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x">', "<!DOCTYPE x>"]
)
def test_a_dtd_in_any_part_is_refused(head: str) -> None:
    assert (
        kind_of(xlsx("<row><c><v>1</v></c></row>", **{"docProps/app.xml": f"{head}<x/>"}))
        == "file_unsafe_xml"
    )
    sheet = f'{head}<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    content = xlsx("", **{"xl/worksheets/sheet1.xml": sheet})
    assert kind_of(content) == "file_unsafe_xml"


def test_a_dtd_in_utf_16_is_refused() -> None:
    out = io.BytesIO(xlsx("<row><c><v>1</v></c></row>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/styles.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")
        )
    assert kind_of(out.getvalue()) == "file_unsafe_xml"


@pytest.mark.parametrize("address", ["A1048576", "XFD1", "XFD1048576"])
def test_a_far_cell_is_too_big(address: str) -> None:
    assert kind_of(xlsx(f'<row><c r="{address}"><v>1</v></c></row>')) == "file_too_big"


def test_far_blank_cells_and_a_false_dimension_do_no_harm() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData></worksheet>'
    )
    assert texts(xlsx("", **{"xl/worksheets/sheet1.xml": sheet})) == [(1, ["1"])]


def test_a_long_text_repeated_in_many_cells_is_too_big() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    assert kind_of(xlsx(cells, strings=["Ы" * 100_000])) == "file_too_big"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(xlsx("", **{"xl/big.xml": "<x>" + " " * 30_000_000 + "</x>"}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/big.xml"))
    struct.pack_into("<I", content, place + 24, 10)
    assert kind_of(bytes(content)) in {FileProblem.TOO_BIG, FileProblem.CORRUPT}


def test_a_workbook_elsewhere_is_scanned_too() -> None:
    elsewhere = {
        "_rels/.rels": PACKAGE.replace("xl/workbook.xml", "/XL/other.xml"),
        "xl/other.xml": BOOK,
        "xl/_rels/other.xml.rels": RELATIONS.replace("worksheets/sheet1", "worksheets/hidden"),
        "xl/worksheets/hidden.xml": "<worksheet><sheetData>"
        '<row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>',
    }
    assert kind_of(xlsx("<row><c><v>1</v></c></row>", **elsewhere)) == "file_too_big"


def test_too_many_rows() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, LIMITS.last_row + 2))
    assert kind_of(xlsx(rows)) == "file_too_big"
    assert kind_of(b"a;b\n" * (LIMITS.last_row + 1)) == "file_too_big"
    assert kind_of(b"x" * (LIMITS.file_bytes + 1)) == "file_too_big"


def test_a_document_that_is_no_table() -> None:
    assert kind_of(packed({"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"})) == "file_not_table"
    assert kind_of(b"%PDF-1.7\n\x00\x01\x02\x03") == "file_not_table"
    assert kind_of(b"<html><table><tr><td>1</td></tr></table></html>") == "file_not_table"
    assert kind_of(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>') == "file_unsafe_xml"


def test_libreoffice_repeats_rows_and_cells() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    tail = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    row = f"<table:table-row>{cell.format('Иванов')}{cell.format('5А')}</table:table-row>"
    assert texts(ods(blank + row + tail))[2] == (3, ["Иванов", "5А"])


def test_libreoffice_formulas_and_bombs() -> None:
    cell = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2">'
        "<text:p>2</text:p></table:table-cell>"
    )
    (sheet,) = read_sheets(ods(f"<table:table-row><table:table-cell/>{cell}</table:table-row>"))
    assert sheet.formulas == {(1, 1)}
    bomb = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert kind_of(ods(bomb)) == "file_too_big"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = f"Фамилия{delimiter}Имя\r\nЁлкин{delimiter}«Пётр» — №1\r\n"
    assert texts(text.encode(encoding)) == [(1, ["Фамилия", "Имя"]), (2, ["Ёлкин", "«Пётр» — №1"])]


def test_csv_in_another_encoding_is_refused() -> None:
    text = "Фамилия;Имя;Класс\nИванов;Пётр;5А\nСидорова;Мария;5Б\n"
    assert kind_of(text.encode("koi8-r")) == "file_bad_encoding"
    assert kind_of(text.encode("cp866")) == "file_bad_encoding"
    assert kind_of(text.encode()[:-20] + b"\xd0;\xff\n") == "file_bad_encoding"
    assert kind_of(b"\xef\xbb\xbf" + text.encode("cp1251")) == "file_bad_encoding"
    assert kind_of(text.encode() + b"\x01") == "file_bad_encoding"


def test_csv_rows_are_numbered_by_physical_lines() -> None:
    text = 'a;b\n\n"x\ny";1\nz;2\n'
    assert texts(text.encode()) == [(1, ["a", "b"]), (2, []), (3, ["x\ny", "1"]), (5, ["z", "2"])]


def test_an_unclosed_quote_spoils_its_own_line() -> None:
    text = 'a;b;c\n"x;1;2\ny;3;4\n5"А";5;6\n"5 ""А""";7;8\n'
    assert [cells for _number, cells in texts(text.encode())] == [
        ["a", "b", "c"], ["x;1;2"], ["y", "3", "4"], ['5"А"', "5", "6"], ['5 "А"', "7", "8"],
    ]  # fmt: skip


def test_rows_of_csv_keep_their_own_width() -> None:
    (sheet,) = read_sheets(b"a;b\n1\n1;2;3\n")
    assert sheet.ragged
    assert [len(cells) for _number, cells in sheet.rows] == [2, 1, 3]


def test_old_excel_is_read_apart() -> None:
    (sheet,) = read_sheets(sample("students-biff.xls"))
    assert (sheet.name, len(sheet.rows), sheet.rows[1][1][3]) == ("7Б", 25, date(2013, 8, 17))
    assert kind_of(sample("students-biff.xls")[:600]) == "file_corrupt"
    assert kind_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600) == "file_corrupt"


def test_written_tables_hold_no_formulas_and_come_back() -> None:
    cells = ["=1+1", "+79751200001", "-", "@x", "\tx", "обычный", 3, 0.5, date(2026, 9, 1), None, True]
    content = write_xlsx([f"Столбец {n}" for n in range(len(cells))], [cells], title="Ошибки")
    (sheet,) = read_sheets(content)
    assert sheet.formulas == frozenset()
    assert [cell_text(cell) for cell in sheet.rows[1][1]] == [
        "'=1+1", "'+79751200001", "'-", "'@x", "'\tx", "обычный", "3", "0.5", "01.09.2026", "", "да",
    ]  # fmt: skip
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["Ошибки"]


def test_a_blank_sheet_is_empty() -> None:
    assert Sheet("", [(1, [None, " "])]).is_empty
    assert kind_of(b" ;\r\n;\r\n") == "file_empty"
