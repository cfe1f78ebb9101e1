"""Lists of the sample school: what is read equals what is true, and what is wrong is refused by its kind.

The school's answers (its classes, people, groups) are played here by the samples themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from intranet.kit.sheets import FileRefused
from intranet.school.people.names import FullName, full_name, name_key
from modules.office.lists.duplicates import (
    load_key,
    parent_key,
    slot_key,
    without_double_lines,
    without_double_people,
)
from modules.office.lists.matching import (
    PersonCard,
    Pupils,
    Unmatched,
)
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import SlotRow, StudentRow
from modules.office.lists.table import ListRead
from tests.modules.office.played_school import PlayedSchool, read, teacher_name
from tests.samples import CANONICAL, EXPECTED, refused

CLASSES = {(5, "а"), (7, "б"), (10, "а")}


def kinds(found: ListRead[Any]) -> list[tuple[int, str | None, str]]:
    return [(error.row, error.column, error.kind) for error in found.errors]


def in_known_classes(found: ListRead[Any]) -> ListRead[Any]:
    unknown = [
        (row, found.error(row, "class_name", ErrorKind.UNKNOWN_CLASS, "нет"))
        for row in found.rows
        if row.class_name.key not in CLASSES
    ]
    return found.refusing(unknown)


@pytest.fixture(scope="module")
def students() -> ListRead[StudentRow]:
    return read("students", "students.xlsx")


def test_pupils_are_read_as_they_are(students: ListRead[StudentRow]) -> None:
    assert (students.errors, students.header_row, students.sheet) == ((), 4, "Контингент")
    assert list(students.skipped) == EXPECTED["files"]["students.xlsx"]["skippedRows"]
    for row, true in zip(students.rows, CANONICAL["students"], strict=True):
        assert (row.row, row.external_id, row.personal_file) == (
            true["row"],
            true["extId"],
            true["personalFile"],
        )
        assert (row.surname, row.name, row.patronymic) == (
            true["surname"],
            true["name"],
            true["patronymic"] or "",
        )
        assert row.sex == {"М": "m", "Ж": "f"}[true["sex"]]
        assert (row.born.isoformat(), str(row.class_name), row.snils) == (
            true["born"],
            true["class"],
            true["snils"],
        )
        assert row.enrolled_on == date.fromisoformat(true["enrolled"])
        assert row.order_number == true["order"]
        divisions = {"профиль": ""}
        assert {(one.division, one.value) for one in row.groups} == {
            (divisions.get(name, name), value) for name, value in true["groups"].items()
        }


def test_parents_are_read_from_the_pupils_rows(students: ListRead[StudentRow]) -> None:
    result = EXPECTED["files"]["students.xlsx"]["result"]
    links = [(row.external_id, relative) for row in students.rows for relative in row.relatives]
    assert len(links) == result["links"]
    assert len({relative.key for _child, relative in links}) == result["guardians"]
    true = {
        (link["child"], link["role"], full_name(*guardian_of(link)[:3]), guardian_of(link)[3])
        for link in CANONICAL["links"]
        if link["role"] in {"мать", "отец"}
    }
    assert {(c, r.relation, full_name(r.surname, r.name, r.patronymic), r.phone) for c, r in links} == true


def guardian_of(link: dict[str, Any]) -> tuple[str, str, str, str]:
    one = CANONICAL["guardians"][link["guardian"] - 1]
    return one["surname"], one["name"], one["patronymic"], one["phone"]


def test_old_excel_says_the_same_of_a_class(students: ListRead[StudentRow]) -> None:
    old = read("students", "students-biff.xls")
    now = {row.external_id: row for row in students.rows}
    assert len(old.rows) == 24
    for row in old.rows:
        true = now[row.external_id]
        names = ("surname", "name", "patronymic", "born", "sex", "snils", "class_name")
        assert [getattr(row, name) for name in names] == [getattr(true, name) for name in names]


def cards(students: ListRead[StudentRow]) -> list[PersonCard]:
    return [
        PersonCard(n, FullName(row.surname, row.name, row.patronymic), row.class_name, row.id_key)
        for n, row in enumerate(students.rows)
    ]


def test_every_parent_finds_the_child(students: ListRead[StudentRow]) -> None:
    found = read("parents", "parents.xlsx")
    pupils = Pupils(cards(students))
    links = set()
    for row in found.rows:
        card = pupils.find(row.child)
        assert isinstance(card, PersonCard)
        links.add((students.rows[card.id].external_id, row.relative.relation, row.relative.key))
    true = {
        (link["child"], link["role"], (name_key(*guardian_of(link)[:3]), guardian_of(link)[3]))
        for link in CANONICAL["links"]
    }
    assert links == true
    assert len(without_double_lines(found, parent_key).rows) == 96
    by_key = {row.relative.key: row.relative for row in found.rows}
    for one in CANONICAL["guardians"]:
        relative = by_key[name_key(one["surname"], one["name"], one["patronymic"]), one["phone"]]
        assert (relative.email or None, relative.snils) == (one["email"], one["snils"])
        assert relative.is_legal == one["legalRepresentative"]


def test_a_parents_row_that_points_at_nobody(students: ListRead[StudentRow]) -> None:
    found = read("parents", "bad/parents-unknown-child.xlsx")
    pupils = Pupils(cards(students))
    lost = [
        (row, found.error(row, reason.field, reason.kind, "нет"))
        for row in found.rows
        if isinstance(reason := pupils.find(row.child), Unmatched)
    ]
    assert kinds(found.refusing(lost)) == refused("bad/parents-unknown-child.xlsx")


def test_staff_are_read_as_they_are() -> None:
    found = without_double_people(read("staff", "staff.xlsx"))
    assert found.errors == ()
    for row, true in zip(found.rows, CANONICAL["staff"], strict=True):
        assert (row.external_id, row.surname, row.name) == (true["staffNo"], true["surname"], true["name"])
        assert (row.patronymic, row.position, row.room) == (
            true["patronymic"],
            true["position"],
            true["room"],
        )
        assert (row.phone, row.email, row.snils) == (true["phone"], true["email"], true["snils"])
        assert row.born == date.fromisoformat(true["born"])
        assert list(row.subjects) == true["subjects"]
        assert str(row.leads_class or "") == true["classTeacherOf"]
        assert (row.category, row.rate) == (true["category"], Decimal(str(true["rate"])))


def test_the_load_is_read_as_it_is() -> None:
    found = without_double_lines(read("load", "load.csv"), load_key)
    lines = {
        (teacher_name(row), row.subject, str(row.class_name), row.group, float(row.hours))
        for row in found.rows
    }
    assert lines == {
        (x["teacher"], x["subject"], x["class"], x["group"], x["hours"]) for x in CANONICAL["load"]
    }
    assert sum(row.hours for row in found.rows) == EXPECTED["files"]["load.csv"]["result"]["hoursTotal"]


def slot_values(rows: Iterable[SlotRow]) -> set[tuple[Any, ...]]:
    return {
        (r.weekday, r.number, str(r.class_name), r.subject, teacher_name(r), r.room, r.group, r.week)
        for r in rows
    }


TRUE_SLOTS = {
    (s["day"], s["lesson"], s["class"], s["subject"], s["teacher"], s["room"], s["group"],
     {"А": "A", "Б": "B", "": ""}[s["week"]])
    for s in CANONICAL["slots"]
}  # fmt: skip


def test_the_timetable_is_read_as_it_is() -> None:
    found = without_double_lines(read("timetable", "timetable.csv"), slot_key)
    assert (found.errors, found.starts) == ((), None)
    assert slot_values(found.rows) == TRUE_SLOTS


def test_the_grid_says_the_same(students: ListRead[StudentRow]) -> None:
    found = read("timetable", "timetable-grid.xlsx")
    assert (found.errors, found.header_row, found.starts) == ((), 3, date(2026, 9, 1))
    assert len({(row.row, row.header) for row in found.rows}) == 92
    assert slot_values(PlayedSchool(students).with_groups(found.rows)) == TRUE_SLOTS


@pytest.mark.parametrize("name", [
    "bad/students-duplicate.xlsx", "bad/students-birthdate.xlsx", "bad/students-class.xlsx",
    "bad/students-snils.xlsx", "bad/students-missing.xlsx", "bad/students-external-id.xlsx",
    "bad/formula.xlsx", "bad/long-cell.xlsx",
])  # fmt: skip
def test_bad_rows_of_pupils_are_refused(name: str, students: ListRead[StudentRow]) -> None:
    found = without_double_people(in_known_classes(read("students", name)))
    taken = {row.id_key: row for row in students.rows}
    others = [
        (row, found.error(row, "external_id", ErrorKind.TAKEN_ID, "нет"))
        for row in found.rows
        if row.id_key in taken and taken[row.id_key].key != row.key
    ]
    found = found.refusing(others)
    expected = EXPECTED["files"][name]
    assert kinds(found) == refused(name)
    assert (len(found.rows), len(found.errors)) == (expected["accepted"], expected["refused"])
    assert list(found.skipped) == expected.get("skippedRows", [])
    by_row = {row.row: row for row in found.rows}
    for probe in expected.get("probes", []):
        row = by_row[probe["row"]]
        shown = {"born": row.born.isoformat(), "class": str(row.class_name), "snils": row.snils}
        assert probe.items() <= {"row": row.row, **shown}.items()


def test_bad_rows_of_staff_are_refused() -> None:
    found = without_double_people(read("staff", "bad/staff-duplicate.xlsx"))
    assert kinds(found) == refused("bad/staff-duplicate.xlsx")


@pytest.mark.parametrize("name", ["headers-only.xlsx", "headers-only.csv", "no-header.csv"])
def test_a_list_without_rows_or_header_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read("students", f"bad/{name}")
    assert refusal.value.kind == EXPECTED["files"][f"bad/{name}"]["wholeFile"]
