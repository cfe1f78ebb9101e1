"""The staff list (DOMAIN 4.2): one employee a row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from intranet.kit.i18n import _
from intranet.kit.sheets import Sheet
from intranet.school.classes.names import ClassName
from intranet.school.people.names import clean
from modules.office.lists import headers as h
from modules.office.lists import people, problems, values
from modules.office.lists.classes import read_class
from modules.office.lists.headers import Field, Layout
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import StaffRow
from modules.office.lists.table import ListRead, RowReader, find_table, read_rows

WHO = r"(?: (?:сотрудника|работника|учителя|педагога|преподавателя|педагогического работника))?"
LAYOUT = Layout(
    fields=(
        Field("surname", "Фамилия", rf"фамилия{WHO}", 100),
        Field("name", "Имя", rf"имя{WHO}", 100),
        Field("patronymic", "Отчество", rf"отчество{WHO}(?: при наличии)?", 100),
        Field("full_name", "ФИО", rf"{h.FULL_NAME}{WHO}|сотрудник|работник|учитель|педагог", 310),
        Field("position", "Должность", "(?:занимаемая )?должность|должности", 200),
        Field("sex", "Пол", "пол", 20),
        Field("born", "Дата рождения", rf"{h.BORN}{WHO}", 60),
        Field("subjects", "Предметы", "(?:преподаваемые )?(?:предметы?|предмет ы|дисциплины)", 1000),
        Field("leads_class", "Классное руководство",
              "кл(?:ассное)? рук(?:оводство)?|классный руководитель|кл руководство|кл руководитель", 40),
        Field("room", "Кабинет", "кабинет|каб|номер кабинета", 40),
        Field("phone", "Телефон", rf"{h.PHONE}{WHO}", 200),
        Field("email", "E-mail", rf"{h.EMAIL}{WHO}", 200),
        Field("snils", "СНИЛС", rf"{h.SNILS}{WHO}", 60),
        Field("external_id", "Табельный номер",
              rf"таб(?:ельный)? номер{WHO}|внешний (?:id|ид|код){WHO}|(?:id|ид|код){WHO}", 100),
        Field("category", "Категория", "(?:кв |квалификационная |квалиф )?категория", 100),
        Field("rate", "Ставка", "ставка(?: часы)?|ставки|нагрузка|размер ставки|часы", 40),
    ),
    required=(("surname", "full_name"), ("name", "full_name"), ("position",)),
)  # fmt: skip
YOUNGEST, OLDEST = 14, 100
MOST_HOURS = 60


def read_staff(sheets: list[Sheet], today: date) -> ListRead[StaffRow]:
    """Raises FileRefused: file_no_header, file_no_rows, file_too_big."""
    found = read_rows("staff", find_table(sheets, LAYOUT), today, _employee)
    return replace(found, rows=_with_zeros(found.rows))


def _employee(row: RowReader) -> StaffRow:
    name = people.read_name(row)
    return StaffRow(
        row.number, *name,
        position=row.required("position"),
        sex=people.read_sex(row, is_required=False),
        born=people.read_born(row, YOUNGEST, OLDEST, is_required=False),
        subjects=_subjects(people.optional(row, "subjects")),
        leads_class=_leads_class(row),
        room=people.optional(row, "room"),
        phone=people.read_phone(row),
        email=people.read_email(row),
        snils=people.read_snils(row),
        external_id=people.optional(row, "external_id"),
        category=people.optional(row, "category"),
        rate=_rate(row),
    )  # fmt: skip


def _leads_class(row: RowReader) -> ClassName | None:
    return read_class(row, "leads_class", is_required=False) if people.optional(row, "leads_class") else None


def _subjects(text: str) -> tuple[str, ...]:
    """By `;` if there is one, else by `,`; brackets keep their commas."""
    delimiter = ";" if ";" in text else ","
    parts = (clean(part) for part in re.split(rf"{delimiter}(?![^()]*\))", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _rate(row: RowReader) -> Decimal | None:
    text = people.optional(row, "rate")
    if not text:
        return None
    rate = values.parse_number(re.sub(r"\s*(ставк[аи]|ст\.?|час\w*|ч\.?)$", "", text))
    if rate is None or not 0 <= rate <= MOST_HOURS:
        title = row.columns.title("rate")
        row.refuse("rate", ErrorKind.VALUE, problems.not_number(title, text, _("1, 0,5, 18")))
    return rate


def _with_zeros(rows: tuple[StaffRow, ...]) -> tuple[StaffRow, ...]:
    """Numbers that a spreadsheet has cut (3 for 00003) get back the width of their neighbours."""
    widths = Counter(len(row.external_id) for row in rows if re.fullmatch(r"0\d+", row.external_id))
    if not widths:
        return rows
    width = widths.most_common(1)[0][0]
    return tuple(
        replace(row, external_id=row.external_id.zfill(width)) if row.external_id.isdecimal() else row
        for row in rows
    )
