"""The pupils' list (DOMAIN 4.2): one pupil a row, often with both parents in the same row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from intranet.kit.sheets import Sheet
from intranet.school.people.names import split_full_name
from modules.office.lists import headers as h
from modules.office.lists import people, problems
from modules.office.lists.classes import read_class
from modules.office.lists.groups import choice, division_of
from modules.office.lists.headers import Columns, Field, Layout, normal_header
from modules.office.lists.problems import ErrorKind
from modules.office.lists.relations import ROLE_WORDS, relation_of
from modules.office.lists.rows import GroupChoice, Relative, StudentRow
from modules.office.lists.table import ListRead, RowReader, find_table, read_rows

YOUNGEST, OLDEST = 5, 21
LAYOUT = Layout(
    fields=(
        Field("surname", "Фамилия", rf"фамилия{h.CHILD}", 100),
        Field("name", "Имя", rf"имя{h.CHILD}", 100),
        Field("patronymic", "Отчество", rf"отчество{h.CHILD}(?: при наличии| если есть)?", 100),
        Field("full_name", "ФИО", rf"{h.FULL_NAME}{h.CHILD}|ученик|обучающийся|учащийся|ребенок", 310),
        Field("sex", "Пол", rf"пол{h.CHILD}", 20),
        Field("born", "Дата рождения", rf"{h.BORN}{h.CHILD}", 60),
        Field("class_name", "Класс", rf"{h.CLASS}{h.CHILD}", 40),
        Field("grade_level", "Параллель", "параллель|год обучения", 20),
        Field("letter", "Литера", "литера|литер|буква|литера класса|буква класса", 15),
        Field("snils", "СНИЛС", rf"{h.SNILS}{h.CHILD}", 60),
        Field("personal_file", "Номер личного дела", r"(?:номер )?личн(?:ого|ое) дел[ао](?: номер)?", 40),
        Field("enrolled_on", "Дата зачисления",
              "(?:дата )?(?:зачисления|зачислен|зачислен а|зачислена|приема|прибытия)(?: в школу)?", 60),
        Field("order_number", "Номер приказа", "(?:номер )?приказа?(?: номер)?(?: о зачислении)?", 40),
        Field("order_date", "Дата приказа", "дата приказа(?: о зачислении)?", 60),
        Field("phone", "Телефон", rf"{h.PHONE}{h.CHILD}", 200),
        Field("email", "E-mail", rf"{h.EMAIL}{h.CHILD}", 200),
        Field("login", "Логин", "логин", 100),
        Field("external_id", "Внешний ID",
              rf"(?:внешний )?(?:id|ид|код|идентификатор|guid){h.CHILD}", 100),
    ),
    required=(
        ("surname", "full_name"), ("name", "full_name"), ("sex",), ("born",), ("class_name", "grade_level"),
    ),
)  # fmt: skip
GROUP, RELATIVE = "group:", "relative:"
DETAILS = {"phone": ("тел", "телефон", "моб"), "email": ("email", "почта"), "snils": ("снилс",)}
NAME_WORDS = frozenset({"фио", "фамилия", "имя", "отчество", "и", "полностью"})
IGNORED = frozenset(
    {"номер", "контактный", "мобильный", "сотовый", "адрес", "электронная", "эл", "электронной"}
)


def read_students(sheets: list[Sheet], today: date) -> ListRead[StudentRow]:
    """Raises FileRefused: file_no_header, file_no_rows, file_too_big."""
    return read_rows("students", find_table(sheets, LAYOUT, _widen), today, _student)


def _widen(columns: Columns) -> Columns:
    """Adds the columns of subgroups ("group:англ") and of parents ("relative:mother:phone")."""
    places = dict(columns.places)
    taken = set(places.values())
    for place, raw in enumerate(columns.headers):
        header = normal_header(raw)
        if not header or place in taken:
            continue
        division = division_of(header)
        name = f"{GROUP}{division}" if division is not None else relative_field(header)
        if name:
            places.setdefault(name, place)
    return replace(columns, places=places)


def relative_field(header: str) -> str | None:
    """ "тел матери" -> "relative:mother:phone", "отец фио" -> "relative:father:full_name"."""
    words = header.split()
    kind = next((kind for kind, forms in ROLE_WORDS.items() if forms & set(words)), None)
    if kind is None:
        return None
    rest = [word for word in words if word not in ROLE_WORDS[kind] | IGNORED]
    for detail, starts in DETAILS.items():
        if rest and all(word in starts for word in rest):
            return f"{RELATIVE}{kind}:{detail}"
    is_whole_name = not rest or "фио" in rest or len(rest) > 1
    return f"{RELATIVE}{kind}:full_name" if is_whole_name and set(rest) <= NAME_WORDS else None


def _student(row: RowReader) -> StudentRow | None:
    name = people.read_name(row)
    sex = people.read_sex(row, is_required=True)
    born = people.read_born(row, YOUNGEST, OLDEST, is_required=True)
    class_name = read_class(row)
    snils = people.read_snils(row)
    enrolled_on = people.read_date(row, "enrolled_on", after=born)
    order_date = people.read_date(row, "order_date", after=born)
    phone, email = people.read_phone(row), people.read_email(row)
    external_id, personal_file, order_number, login = (
        people.optional(row, field) for field in ("external_id", "personal_file", "order_number", "login")
    )
    groups, relatives = _groups(row), _relatives(row)
    if sex is None or born is None or class_name is None:
        return None
    return StudentRow(
        row.number, *name, sex, born, class_name, snils, external_id, personal_file, enrolled_on,
        order_number, order_date, phone, email, login, groups, relatives,
    )  # fmt: skip


def _groups(row: RowReader) -> tuple[GroupChoice, ...]:
    names = [name for name in row.columns.places if name.startswith(GROUP)]
    found = (choice(name.removeprefix(GROUP), text) for name in names if (text := people.optional(row, name)))
    return tuple(one for one in found if one is not None)


def _relatives(row: RowReader) -> tuple[Relative, ...]:
    """The parents of the row; a phone without a name is nobody's."""
    found = []
    for kind in ROLE_WORDS:
        place = f"{RELATIVE}{kind}:"
        if text := people.optional(row, f"{place}full_name"):
            name = split_full_name(text)
            if name is None:
                row.refuse(f"{place}full_name", ErrorKind.VALUE, problems.not_full_name(text))
                continue
            found.append(Relative(
                kind, relation_of(kind), *name,
                phone=people.read_phone(row, f"{place}phone"),
                email=people.read_email(row, f"{place}email"),
                snils=people.read_snils(row, f"{place}snils"),
            ))  # fmt: skip
    return tuple(found)
