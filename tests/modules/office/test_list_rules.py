"""What lists may look like, on invented rows: headers, dates, groups, kinship, what is not a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from intranet.kit.sheets import FileRefused, Sheet, write_xlsx
from intranet.school.classes.names import ClassName, code_key
from intranet.school.people.names import FullName
from modules.office.lists.duplicates import (
    without_double_people,
)
from modules.office.lists.groups import choice, division_of, group_key
from modules.office.lists.headers import normal_header
from modules.office.lists.load import read_load
from modules.office.lists.matching import (
    PersonCard,
    Pupils,
)
from modules.office.lists.parents import read_parents
from modules.office.lists.reading import ListKind, read_list
from modules.office.lists.relations import parse_relation
from modules.office.lists.rows import GroupChoice, StudentRow
from modules.office.lists.staff import read_staff
from modules.office.lists.students import read_students, relative_field
from modules.office.lists.table import ListRead
from modules.office.lists.timetable import read_timetable
from modules.office.lists.values import (
    is_formula_text,
    parse_date,
    parse_lesson_number,
    parse_week,
    parse_weekday,
)
from tests.samples import TODAY


def sheet(*rows: list[Any]) -> list[Sheet]:
    return [Sheet("Лист", list(enumerate(rows, start=1)))]


def kinds(found: ListRead[Any]) -> list[tuple[int, str | None, str]]:
    return [(error.row, error.column, error.kind) for error in found.errors]


HEADER = ["Фамилия", "Имя", "Отчество", "Пол", "Дата рождения", "Класс"]
PUPIL = ["Иванов", "Пётр", "Ильич", "м", "01.02.2015", "5А"]


def test_a_refusal_of_the_header_names_what_is_missing() -> None:
    with pytest.raises(FileRefused, match="Класс"):
        read_students(sheet(["Фамилия", "Имя", "Пол", "Дата рождения"], PUPIL[:4]), TODAY)


def test_one_row_tells_all_its_errors() -> None:
    found = read_students(sheet(HEADER, ["", "Пётр", "", "?", "32.01.2015", "5"], PUPIL), TODAY)
    (error,) = found.errors
    assert (error.column, error.kind) == ("Фамилия", "missing_required")
    assert all(word in error.message for word in ("Фамилия", "Пол", "32.01.2015", "Класс"))
    assert len(found.rows) == 1


def test_ages_of_pupils_are_5_to_21() -> None:
    days = ["01.09.2021", "02.09.2021", "02.09.2004", "01.09.2004"]
    found = read_students(
        sheet(HEADER, *[[f"А{'б' * n}", "Я", "", "м", d, "5А"] for n, d in enumerate(days)]), TODAY
    )
    assert [row.born.isoformat() for row in found.rows] == ["2021-09-01", "2004-09-02"]
    assert [error.kind for error in found.errors] == ["bad_date", "bad_date"]


def test_what_is_not_a_row_is_skipped() -> None:
    aside = [
        [None] * 6, ["5А класс", None, None, None, None, None], ["Итого", None, None, None, None, 25.0],
        HEADER, ["Директор", "________", "Л. И. Лаврентьева", None, None, None], ["* неполный"] + [None] * 5,
    ]  # fmt: skip
    found = read_students(sheet(HEADER, PUPIL, *aside), TODAY)
    assert (len(found.rows), found.errors, found.skipped) == (1, (), (3, 4, 5, 6, 7, 8))


def test_an_unfinished_row_is_not_skipped() -> None:
    found = read_students(sheet(HEADER, PUPIL, ["Петров", None, None, None, None, None]), TODAY)
    assert kinds(found) == [(3, "Имя", "missing_required")]


def test_csv_rows_of_another_width_are_refused() -> None:
    head = ";".join(HEADER)
    found = read_list(ListKind.STUDENTS, f"{head}\n{';'.join(PUPIL)}\nПетров;Иван;м\n;;;;;\n".encode(), TODAY)
    assert kinds(found) == [(3, None, "bad_row_shape")]
    assert found.skipped == (4,)


def test_our_own_xlsx_comes_back_whole() -> None:
    content = write_xlsx([*HEADER, "Телефон"], [[*PUPIL, "+79751200001"]])
    (row,) = read_list(ListKind.STUDENTS, content, TODAY).rows
    assert isinstance(row, StudentRow)
    assert row.phone == "+79751200001"


def test_grade_and_letter_in_two_columns() -> None:
    header = ["ФИО обучающегося", "Пол", "Дата рождения", "Параллель", "Литера"]
    found = read_students(
        sheet(header, ["Ким Ли", "ж", "2015-02-01", 5.0, "a"], ["Ю Ян", "м", "1.2.15", "", "А"]), TODAY
    )
    assert [str(row.class_name) for row in found.rows] == ["5А"]
    assert kinds(found) == [(3, "Параллель", "missing_required")]


def test_a_parent_without_a_surname_refuses_the_row() -> None:
    found = read_students(
        sheet([*HEADER, "Мать (ФИО)", "Место работы матери"], [*PUPIL, "Мама", "Завод"]), TODAY
    )
    assert kinds(found) == [(2, "Мать (ФИО)", "bad_value")]


@pytest.mark.parametrize(("header", "field"), [
    ("Мать (Ф.И.О.)", "relative:mother:full_name"), ("Тел. матери", "relative:mother:phone"),
    ("ФИО отца", "relative:father:full_name"), ("Отец", "relative:father:full_name"),
    ("E-mail отца", "relative:father:email"), ("СНИЛС матери", "relative:mother:snils"),
    ("Место работы отца", None), ("Дата рождения матери", None), ("Имя отца", None), ("Примечание", None),
])  # fmt: skip
def test_columns_of_parents(header: str, field: str | None) -> None:
    assert relative_field(normal_header(header)) == field


@pytest.mark.parametrize(("header", "division"), [
    ("Англ. яз., группа", "англ"), ("Информатика, группа", "инф"), ("Подгруппа англ.", "англ"),
    ("Профиль", ""),
    ("Группа здоровья", None), ("Физкультурная группа", None), ("Группа", ""), ("Класс", None),
])  # fmt: skip
def test_columns_of_groups(header: str, division: str | None) -> None:
    assert division_of(normal_header(header)) == division


def test_groups_are_one_in_many_ways() -> None:
    assert choice("англ", "2 группа") == GroupChoice("англ", "2")
    assert choice("англ", "англ. 2") == GroupChoice("англ", "2")
    assert choice("", "ИТ") == GroupChoice("", "ИТ")
    assert group_key("Английский 1") == group_key("англ.1") == group_key(GroupChoice("англ", "1").name)
    assert group_key("англ. 1") != group_key("англ. 2")


def test_relations() -> None:
    assert parse_relation("Мама") == ("mother", "мать")
    assert parse_relation("иной (бабушка)") == ("other", "бабушка")
    assert parse_relation("сосед") is None


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "\t=1", "+A1", "-2+3", "+cmd|' /C calc'!A0", "-СУММ(А1)", " =1"]
)
def test_text_that_would_run(text: str) -> None:
    assert is_formula_text(text)


@pytest.mark.parametrize("text", ["+7 (975) 120-00-01", "8-975", "-", "—", "- прибыл", "Иванова", "", "+"])
def test_text_that_would_not(text: str) -> None:
    assert not is_formula_text(text)


@pytest.mark.parametrize(
    "cell",
    [
        "05.06.2015",
        "5.6.2015",
        "05/06/2015",
        "2015-06-05",
        "05.06.15",
        "5 июня 2015 г.",
        "05.06.2015 г.",
        42160.0,
    ],
)
def test_one_date_in_many_ways(cell: str | float) -> None:
    assert parse_date(cell, TODAY) == date(2015, 6, 5)


@pytest.mark.parametrize("cell", [date.min, date.max, "01.01.0001", "9999-12-31", 79_999])
def test_dates_of_another_age_are_none(cell: date | str | int) -> None:
    assert parse_date(cell, TODAY) is None


def test_days_lessons_and_weeks() -> None:
    assert [parse_weekday(text) for text in ("Пн", "вторник", "ср.", "4", "Пт", "субб", "день")] == [
        1, 2, 3, 4, 5, 6, None,
    ]  # fmt: skip
    assert [parse_lesson_number(text) for text in ("0", "3 урок", "8", "13", "восьмой")] == [
        0,
        3,
        8,
        None,
        None,
    ]
    assert [parse_week(text) for text in ("", "А", "A", "б", "В")] == ["", "A", "A", "B", None]


def test_a_grid_names_its_own_column_and_its_groups() -> None:
    rows = [
        ["День", "Урок", "5А"],
        ["Пн", 1.0, "Право/Экономика/Ким А.С./12 (ИТ)\nМузыка/Орлова Е.В. (Б)\nкласс на экскурсии"],
        [None, "первый", "Музыка/Орлова Е.В."],
    ]
    found = read_timetable(sheet(*rows), TODAY)
    assert [(r.subject, r.room, r.group, r.week) for r in found.rows] == [
        ("Право/Экономика", "12", "ИТ", ""), ("Музыка", "", "", "B"),
    ]  # fmt: skip
    assert kinds(found) == [(2, "5А", "bad_value"), (3, "Урок", "bad_value")]


def test_hours_are_quarters() -> None:
    header = ["Учитель", "Предмет", "Класс", "Подгруппа", "Часов в неделю"]
    rows = [["Ким А.С.", "Музыка", "5А", "", hours] for hours in ("0,5", 1.25, "много", 0.1, "", 41.0)]
    found = read_load(sheet(header, *rows), TODAY)
    assert [row.hours for row in found.rows] == [Decimal("0.5"), Decimal("1.25")]
    assert [kind for _row, _column, kind in kinds(found)] == [
        "bad_value", "bad_value", "missing_required", "bad_value",
    ]  # fmt: skip


def test_a_child_may_be_named_by_code_or_half_a_name() -> None:
    known = [
        PersonCard(1, FullName("Ким", "Ли", ""), ClassName(5, "А"), code_key("17-1")),
        PersonCard(2, FullName("Ким", "Ли", "Юрьевич"), ClassName(5, "А"), code_key("17-2")),
    ]
    header = ["Код ребёнка", "ФИО ребёнка", "Класс", "ФИО родителя", "Степень родства"]
    rows = [
        [" 17-2", "", "", "Ким Ян", "отец"],
        ["", "Ким Ли", "5А", "Ким Ян", "отец"],
        ["9", "", "", "Ю Э", "мать"],
    ]
    found = read_parents(sheet(header, *rows), TODAY)
    answers = [Pupils(known).find(row.child) for row in found.rows]
    assert [one.id if isinstance(one, PersonCard) else one.kind for one in answers] == [2, 1, "unknown_child"]


def test_staff_without_birth_dates_are_known_by_phone() -> None:
    header = ["ФИО", "Должность", "Телефон"]
    rows = [
        ["Ким Анна Сергеевна", "Учитель", "89751200001"],
        ["КИМ АННА СЕРГЕЕВНА", "Учитель", "+7 975 120 00 01"],
    ]
    assert kinds(without_double_people(read_staff(sheet(header, *rows), TODAY))) == [
        (3, "Телефон", "duplicate_row")
    ]
