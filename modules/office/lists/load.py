"""The teaching load (DOMAIN 4.2, тарификация): who teaches which subject to which class or group."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from intranet.kit.i18n import _
from intranet.kit.sheets import Sheet
from intranet.school.people.names import NamePattern, name_pattern
from modules.office.lists import headers as h
from modules.office.lists import people, problems, values
from modules.office.lists.classes import read_class
from modules.office.lists.headers import Field, Layout
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import LoadRow
from modules.office.lists.table import ListRead, RowReader, find_table, read_rows

TEACHER = (
    rf"(?:{h.FULL_NAME} )?(?:учитель|учителя|педагог|педагога|преподаватель|преподавателя)(?: {h.FULL_NAME})?"
)
GROUP = "(?:учебная )?(?:под)?группа|гр|подгр"
LAYOUT = Layout(
    fields=(
        Field("teacher", "Учитель", f"{TEACHER}|{h.FULL_NAME}", 310),
        Field("subject", "Предмет", "(?:учебный )?предмет|дисциплина|наименование предмета", 120),
        Field("class_name", "Класс", h.CLASS, 40),
        Field("group", "Подгруппа", GROUP, 60),
        Field("hours", "Часов в неделю",
              "(?:количество |кол во )?час(?:ов|ы)(?: в неделю| в нед| нед)?|нагрузка(?: в неделю)?", 40),
    ),
    required=(("teacher",), ("subject",), ("class_name",), ("hours",)),
)  # fmt: skip
MOST_HOURS = 40
STEP = Decimal("0.25")


def read_load(sheets: list[Sheet], today: date) -> ListRead[LoadRow]:
    """Raises FileRefused: file_no_header, file_no_rows, file_too_big."""
    return read_rows("load", find_table(sheets, LAYOUT), today, _load)


def _load(row: RowReader) -> LoadRow | None:
    teacher, text = read_teacher(row)
    subject = row.required("subject")
    class_name = read_class(row)
    group = people.optional(row, "group")
    hours = _hours(row)
    if teacher is None or class_name is None or hours is None:
        return None
    return LoadRow(row.number, teacher, text, subject, class_name, group, hours)


def read_teacher(row: RowReader) -> tuple[NamePattern | None, str]:
    """The teacher's name as a pattern and as written."""
    text = row.required("teacher")
    teacher = name_pattern(text) if text else None
    if text and teacher is None:
        message = problems.not_in_list(row.columns.title("teacher"), text, _("фамилия и инициалы"))
        row.refuse("teacher", ErrorKind.UNKNOWN_TEACHER, message)
    return teacher, text


def _hours(row: RowReader) -> Decimal | None:
    text = row.required("hours")
    hours = values.parse_number(row.cell("hours")) if text else None
    if text and (hours is None or not 0 < hours <= MOST_HOURS or hours % STEP):
        title = row.columns.title("hours")
        row.refuse("hours", ErrorKind.VALUE, problems.not_number(title, text, _("0,5, 1, 2, до 40")))
    return hours
