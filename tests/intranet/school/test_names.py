"""How people, classes and codes are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.school.classes.names import code_key, label_key, make_class_name, parse_class_name
from intranet.school.people.names import (
    FullName,
    Sex,
    clean,
    fold,
    name_key,
    name_pattern,
    parse_email,
    parse_phone,
    parse_sex,
    short_name,
    sort_key,
    split_full_name,
    student_name,
    tidy_name,
    to_cyrillic,
)
from intranet.school.people.snils import BadSnilsError, check_number, parse_snils
from tests.samples import CANONICAL

RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20).map(str.capitalize)


def test_spaces_of_any_kind_are_one() -> None:
    assert clean(" Журавская \u00a0 Татьяна\u2009Константиновна\ufeff") == "Журавская Татьяна Константиновна"


@given(RUSSIAN, RUSSIAN, RUSSIAN)
def test_a_key_does_not_depend_on_yo_case_or_spaces(surname: str, name: str, patronymic: str) -> None:
    other = (f"\u00a0{surname.replace('ё', 'е').upper()} ", name.lower(), f" {patronymic}")
    assert name_key(surname, name, patronymic) == name_key(*other)
    assert sort_key(surname, name, patronymic) == sort_key(*other)


@given(RUSSIAN, RUSSIAN)
def test_tidying_twice_changes_nothing(surname: str, name: str) -> None:
    once = tidy_name(f"{surname}-{name}")
    assert tidy_name(once) == once
    assert tidy_name(once.upper()) == once


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Мамедов Али Рауф оглы", FullName("Мамедов", "Али", "Рауф оглы")),
        ("МАМЕДОВ АЛИ РАУФ ОГЛЫ", FullName("Мамедов", "Али", "Рауф оглы")),
        ("климова-петровская ева", FullName("Климова-Петровская", "Ева", "")),
        ("Ким Даниил -", FullName("Ким", "Даниил", "")),
        ("Cоколова Дapья", FullName("Соколова", "Дарья", "")),
        ("Kim Ann", FullName("Kim", "Ann", "")),
        ("Пушкин", None),
        ("- Егор", None),
    ],
)
def test_full_names_are_split(text: str, name: FullName | None) -> None:
    assert split_full_name(text) == name


def test_forms_for_people() -> None:
    assert short_name("Иванова", "Мария", "Сергеевна") == "Иванова М. С."
    assert short_name("Ким", "Даниил") == "Ким Д."
    assert student_name("Иванова", "Мария") == "Иванова Мария"


def test_people_sort_as_in_a_printed_list() -> None:
    people = [("Ежов", "Ян"), ("Ёлкин", "Ян"), ("Ежова", "Анна"), ("Ежов", "Ёж"), ("Ежов", "Еж-Ян")]
    assert sorted(people, key=lambda one: sort_key(*one)) == [
        ("Ежов", "Ёж"), ("Ежов", "Еж-Ян"), ("Ежов", "Ян"), ("Ежова", "Анна"), ("Ёлкин", "Ян"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Щербакова Л. И.", "Щербакова Л.И.", "Л. И. Щербакова", "щербакова людмила ивановна", "Щербакова"],
)
def test_a_teacher_is_known_by_initials(text: str) -> None:
    pattern = name_pattern(text)
    assert pattern is not None
    assert pattern.fits("Щербакова", "Людмила", "Ивановна")
    assert not pattern.fits("Щербаков", "Лев", "Ильич")


def test_initials_tell_namesakes_apart() -> None:
    pattern = name_pattern("Дёмин П. О.")
    assert pattern is not None
    assert pattern.fits("Демин", "Павел", "Олегович")
    assert not pattern.fits("Демин", "Пётр", "Ильич")
    assert name_pattern("12") is None


@pytest.mark.parametrize(
    "text", ["5А", "5 А", "5-а", "5 «А»", '5"А"', "5A", "5a", "5\u00a0А", "5А класс", "класс 5А", "5.А"]
)
def test_one_class_in_many_ways(text: str) -> None:
    assert str(parse_class_name(text)) == "5А"


@pytest.mark.parametrize("text", ["", "5", "А", "55А", "12А", "0А", "5 класс", "А5", "5А7Б!", "уточнить"])
def test_not_a_class(text: str) -> None:
    assert parse_class_name(text) is None


def test_letters_may_be_words() -> None:
    assert str(parse_class_name("10 инж")) == "10инж"
    assert str(parse_class_name("11 M1")) == "11М1"
    assert make_class_name(5, "«б»") == (5, "Б")
    assert make_class_name(5, "") is None


def test_classes_sort_naturally() -> None:
    names = [parse_class_name(text) for text in ("10А", "5Б", "5а", "11 инж", "11Б")]
    assert [str(name) for name in sorted(filter(None, names), key=lambda one: one.key)] == [
        "5А", "5Б", "10А", "11Б", "11инж",
    ]  # fmt: skip


def test_labels_and_codes() -> None:
    assert label_key("Англ.1") == label_key("англ. 1")
    assert label_key("каб. 1-2") != label_key("каб. 12")
    assert code_key(" а-101 ") == code_key("A-101")
    assert to_cyrillic("CAMOBAP") == "САМОВАР"
    assert to_cyrillic("Smith") == "Smith"
    assert fold("Cемёнова") == "семенова"


@pytest.mark.parametrize(
    "text",
    [
        "+7 975 120-00-01",
        "8 (975) 120-00-01",
        "89751200001",
        "9751200001",
        "+7(975)1200001",
        "8-975-120-00-01",
    ],
)
def test_one_phone_in_many_ways(text: str) -> None:
    assert parse_phone(text) == "+79751200001"


@pytest.mark.parametrize("text", ["доб. 12", "12", "897512000011", "+7 975 120", "нет", "8975120000а"])
def test_not_a_phone(text: str) -> None:
    assert parse_phone(text) is None


def test_foreign_phones_keep_their_plus() -> None:
    assert parse_phone("+375 29 123-45-67") == "+375291234567"


@pytest.mark.parametrize(
    "text", ["a@b", "a b@example.com", "@example.com", "a@@example.com", "a..b@example.com", "a@ex_"]
)
def test_not_an_address(text: str) -> None:
    assert parse_email(text) is None


def test_addresses_and_sexes() -> None:
    assert parse_email(" Ivanova.M@Example.com ") == "ivanova.m@example.com"
    assert parse_email("иванова@школа.рф") == "иванова@школа.рф"
    assert [parse_sex(text) for text in ("муж", "М", "жен.", "ж", "", "?")] == [
        Sex.MALE, Sex.MALE, Sex.FEMALE, Sex.FEMALE, None, None,
    ]  # fmt: skip


def test_snils_of_the_handbook() -> None:
    assert check_number("112233445") == 95
    assert parse_snils("112-233-445 95") == "112-233-445 95"
    assert parse_snils(388203527.0) == "003-882-035 27"


@given(st.integers(min_value=1, max_value=999_999_999))
def test_snils_survive_losing_zeros_but_no_wrong_digit(number: int) -> None:
    digits = f"{number:09}"
    right = f"{digits}{check_number(digits):02}"
    shown = f"{right[:3]}-{right[3:6]}-{right[6:9]} {right[9:]}"
    assert parse_snils(right) == shown
    assert parse_snils(float(int(right))) == shown
    with pytest.raises(BadSnilsError):
        parse_snils(f"{digits}{(check_number(digits) + 1) % 100:02}")


@pytest.mark.parametrize("cell", ["", None, "нет", "-", "000-000-000 00", 0.0, "не указан"])
def test_placeholders_are_no_snils(cell: str | float | None) -> None:
    assert parse_snils(cell) is None


@pytest.mark.parametrize("cell", ["12З-4S6-789 00", "905-875-588 561", "112-233-445", True, 1.5])
def test_bad_snils(cell: str | float) -> None:
    with pytest.raises(BadSnilsError):
        parse_snils(cell)


def test_every_canonical_snils_and_phone_is_a_fixed_point() -> None:
    people = [*CANONICAL["students"], *CANONICAL["guardians"], *CANONICAL["staff"]]
    for person in people:
        assert parse_snils(person["snils"]) == person["snils"]
        assert person.get("phone") is None or parse_phone(person["phone"]) == person["phone"]
