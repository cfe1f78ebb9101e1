"""Files of aSc Timetables and Untis, read without a school: shapes, encodings, blocks, refusals."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from intranet.kit.sheets import LIMITS, FileRefused
from modules.office.lists.foreign.model import ForeignRead, Left, NameKind
from modules.office.lists.foreign.periods import Span, following, places
from modules.office.lists.reading import AnyRead, ListKind, read_list
from modules.office.lists.table import ListRead
from tests.modules.office.foreign_school import DATA

TODAY = date(2026, 9, 1)


def read(content: bytes, kind: ListKind = ListKind.TIMETABLE) -> AnyRead:
    return read_list(kind, content, TODAY)


def foreign(content: bytes) -> ForeignRead:
    found = read(content)
    assert isinstance(found, ForeignRead)
    return found


def placed(found: ForeignRead) -> list[tuple[str, int, str, str, str, str]]:
    """Group, weekday, period, week, teacher and room of each row, in the file's names."""

    def text(kind: NameKind, key: str) -> str:
        return found.name(kind, key).text

    return [
        (text(NameKind.GROUP, row.group), row.weekday, text(NameKind.PERIOD, row.period), row.week,
         text(NameKind.TEACHER, row.teacher), text(NameKind.ROOM, row.room) if row.room else "")
        for row in found.rows
    ]  # fmt: skip


def test_the_shape_of_2012() -> None:
    found = foreign((DATA / "asc-2012.xml").read_bytes())
    assert placed(found) == [
        ("5A", 1, "1", "", "Иванов И.И.", "12"),
        ("5A", 1, "2", "", "Иванов И.И.", "12"),
        ("5A Англ 1", 2, "1", "", "Щербакова Л.П.", "12"),
        ("5A Англ 2", 2, "1", "", "Анна Ким", "14"),
        ("5A, 5-Б", 3, "2", "", "Иванов И.И.", "Спортзал"),
        ("5A, 5-Б", 3, "2", "", "Новиков Пётр", "Спортзал"),
        ("5-Б", 4, "1", "A", "Иванов И.И.", ""),
        ("Кружок", 5, "3", "", "Анна Ким", ""),
    ]
    assert dict(found.left) == {Left.NO_TEACHER: 1, Left.UNPLACED: 1}


def test_the_shape_of_2008_and_a_card_for_a_whole_block() -> None:
    found = foreign((DATA / "asc-2008.xml").read_bytes())
    assert placed(found) == [
        ("5А", 2, "А1", "", "Иванов И.И.", "12"),
        ("5А", 2, "А2", "", "Иванов И.И.", "12"),
        ("5Б", 1, "А3", "B", "Иванов И.И.", "12"),
    ]
    numbers = {one.text: one.number for one in found.names.values() if one.kind is NameKind.PERIOD}
    assert numbers == {"А1": 1, "Б1": 1, "А2": 2, "А3": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_the_declared_encoding_is_obeyed(encoding: str) -> None:
    text = (DATA / "asc-2012.xml").read_bytes().decode("cp1251")
    same = foreign(text.replace("windows-1251", encoding).encode(encoding))
    assert placed(same) == placed(foreign((DATA / "asc-2012.xml").read_bytes()))


@pytest.mark.parametrize(("encoding", "name"), [("windows-1250", "Świątek"), ("windows-1252", "Müller")])
def test_other_code_pages(encoding: str, name: str) -> None:
    text = (DATA / "asc-2008.xml").read_text(encoding="utf-8")
    for russian, latin in (("Иванов И.И.", name), ("Математика", "Matematika"), ("Мат", "M"), ("Ив", "I")):
        text = text.replace(russian, latin)
    ascii_only = "".join(one if one.isascii() or one in name else "x" for one in text)
    found = foreign(ascii_only.replace("UTF-8", encoding).encode(encoding))
    assert found.name(NameKind.TEACHER, "T1").text == name


def test_untis() -> None:
    found = foreign((DATA / "GPU001.TXT").read_bytes())
    assert placed(found) == [
        ("5А", 1, "1", "", "Иванов", "12"),
        ("5А", 1, "2", "", "Иванов", "12"),
        ("5А Англ Щербакова", 2, "1", "", "Щербакова", "14"),
        ("5А Англ Ким", 2, "1", "", "Ким", "15"),
        ("5А, 5Б", 3, "2", "", "Иванов", "СЗ"),
    ]
    assert dict(found.left) == {Left.NO_TEACHER: 1, Left.WEEKDAY: 1}
    text = (DATA / "GPU001.TXT").read_bytes().decode("cp1251")
    assert placed(foreign(text.replace(";", ",").encode())) == placed(found)


def test_the_lessons_of_untis_are_a_load() -> None:
    content = (DATA / "GPU002.TXT").read_bytes()
    found = read(content, ListKind.LOAD)
    assert isinstance(found, ListRead)
    assert [(row.row, str(row.class_name), row.hours) for row in found.rows] == [(1, "5А", 4), (2, "5А", 2)]
    assert [(one.row, one.kind.value) for one in found.errors] == [(3, "bad_value")]
    with pytest.raises(FileRefused, match="GPU001") as refusal:
        read(content)
    assert refusal.value.kind.value == "file_not_table"


def test_two_bell_schemes_share_numbers_only_where_they_overlap() -> None:
    clocks = {"1": (460, 500), "2": (500, 540), "5.3": (540, 580), "4.3": (550, 590), "4.4": (590, 630),
              "4.5": (630, 670), "5.4": (620, 660), "5.5": (660, 700), "6": (700, 740)}  # fmt: skip
    spans: dict[str, Span | None] = {key: Span(*pair) for key, pair in clocks.items()}
    numbers = places(spans, list(spans))
    assert numbers == {"1": 1, "2": 2, "5.3": 3, "4.3": 3, "4.4": 4, "5.4": 4, "4.5": 5, "5.5": 5, "6": 6}
    assert following("4.3", 3, spans, list(spans)) == ["4.3", "4.4", "4.5"]
    assert places({"a": None, "b": Span(1, 2)}, ["a", "b"]) == {"a": 1, "b": 2}


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE timetable [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<timetable><teachers><teacher id="1" name="&c;"/></teachers></timetable>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE timetable [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<timetable><teachers><teacher id="1" name="&x;"/></teachers></timetable>"""
LONG = b'<timetable><cards><card lessonid="' + b"1" * 20_000 + b'"/></cards></timetable>'
FAR = b'<?xml version="1.0"?><!DOCTYPE timetable SYSTEM "http://127.0.0.1/x.dtd"><timetable/>'
GOOD = (DATA / "asc-2012.xml").read_bytes()
EVIL = {
    "laughs": (LAUGHS, "file_unsafe_xml"),
    "outside": (OUTSIDE, "file_unsafe_xml"),
    "far": (FAR, "file_unsafe_xml"),
    "cut": (GOOD[: len(GOOD) // 2], "file_corrupt"),
    "not asc": (b'<?xml version="1.0"?><rss><channel/></rss>', "file_not_table"),
    "no cards": (b"<timetable><lessons/></timetable>", "file_no_rows"),
    "declared utf-8": (GOOD.replace(b"windows-1251", b"UTF-8"), "file_bad_encoding"),
    "is utf-8": (GOOD.decode("cp1251").encode(), "file_bad_encoding"),
    "no such encoding": (GOOD.replace(b"windows-1251", b"martian-7"), "file_bad_encoding"),
    "too large": (b"<?xml version='1.0'?><timetable>" + b" " * LIMITS.file_bytes, "file_too_big"),
    "too many": (b"<timetable>" + b"<x/>" * 200_001 + b"</timetable>", "file_too_big"),
    "too deep": (b"<timetable>" + b"<x>" * 100_000, "file_too_big"),
    "too long": (LONG, "file_too_big"),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_a_bad_file_is_refused_as_a_whole(name: str) -> None:
    content, kind = EVIL[name]
    with pytest.raises(FileRefused) as refusal:
        read(content)
    assert refusal.value.kind.value == kind
    assert refusal.value.message


def test_whatever_is_broken_is_read_or_refused() -> None:
    """Bytes, lines and attributes knocked out at random: never another error."""
    chance = random.Random(5)
    outcomes = {"read": 0, "refused": 0}
    for name in ("asc-2012.xml", "asc-2008.xml", "GPU001.TXT", "GPU002.TXT"):
        content = Path(DATA / name).read_bytes()
        for _round in range(150):
            try:
                read(_spoilt(content, chance))
                outcomes["read"] += 1
            except FileRefused:
                outcomes["refused"] += 1
    assert min(outcomes.values()) > 50


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    way, at = chance.randrange(4), chance.randrange(len(content))
    if way == 0:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    if way == 1:
        return content[:at] + content[at + chance.randrange(40) :]
    if way == 2:
        lines = content.splitlines(keepends=True)
        del lines[chance.randrange(len(lines))]
        return b"".join(lines)
    return content.replace(bytes(content[at : at + 2]), b"9", 3)
