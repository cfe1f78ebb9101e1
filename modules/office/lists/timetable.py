"""The timetable as a list of lessons or as a grid; which of the two is seen by the header."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from intranet.kit.i18n import _
from intranet.kit.sheets import FileProblem, FileRefused, Sheet, cell_text
from modules.office.lists import grid, people, problems, values
from modules.office.lists import headers as h
from modules.office.lists.classes import read_class
from modules.office.lists.headers import Field, Layout
from modules.office.lists.load import GROUP, TEACHER, read_teacher
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import SlotRow
from modules.office.lists.table import ListRead, RowReader, find_table, read_rows

LAYOUT = Layout(
    fields=(
        Field("weekday", "День недели", grid.DAY, 40),
        Field("number", "№ урока", grid.NUMBER, 40),
        Field("class_name", "Класс", h.CLASS, 40),
        Field("subject", "Предмет", "(?:учебный )?предмет|дисциплина", 120),
        Field("teacher", "Учитель", TEACHER, 310),
        Field("room", "Кабинет", "(?:номер )?(?:кабинета?|каб|аудитори[яи])", 40),
        Field("group", "Группа", GROUP, 60),
        Field("week", "Неделя", "неделя|нед|четность(?: недели)?|чередование", 40),
    ),
    required=(("weekday",), ("number",), ("class_name",), ("subject",), ("teacher",)),
)
START = re.compile(r"\b(?:с|от|на)\s+(\d{1,2}\.\d{1,2}\.\d{4})")


def read_timetable(sheets: list[Sheet], today: date) -> ListRead[SlotRow]:
    """A long list or a grid. Raises FileRefused: file_no_header, file_no_rows, file_too_big."""
    try:
        found = read_rows("timetable", find_table(sheets, LAYOUT), today, _slot)
    except FileRefused as refusal:
        if refusal.kind is not FileProblem.NO_HEADER or (table := grid.find_grid(sheets)) is None:
            raise
        found = grid.read_grid(table)
    sheet = next(sheet for sheet in sheets if sheet.name == found.sheet)
    return replace(found, starts=start_in_title(sheet, found.header_row, today))


def start_in_title(sheet: Sheet, header_row: int, today: date) -> date | None:
    """ "Расписание уроков с 01.09.2026" above the header, or in the sheet's name."""
    titles = [cell_text(cell) for number, cells in sheet.rows if number < header_row for cell in cells]
    for text in [*titles, sheet.name]:
        if found := START.search(text):
            return values.parse_date(found[1], today)
    return None


def _slot(row: RowReader) -> SlotRow | None:
    weekday = _parsed(row, "weekday", values.parse_weekday, _("понедельник, Пн"))
    number = _parsed(row, "number", values.parse_lesson_number, _("число от 0 до 12"))
    class_name = read_class(row)
    subject = row.required("subject")
    teacher, text = read_teacher(row)
    room, group = people.optional(row, "room"), people.optional(row, "group")
    week_text = row.text("week")
    week = values.parse_week(week_text)
    if week is None:
        title = row.columns.title("week")
        row.refuse("week", ErrorKind.VALUE, problems.not_in_list(title, week_text, _("А, Б или пусто")))
    if weekday is None or number is None or class_name is None or teacher is None or week is None:
        return None
    return SlotRow(row.number, weekday, number, class_name, subject, teacher, text, room, group, week)


def _parsed(row: RowReader, name: str, parse: values.Parser, allowed: str) -> int | None:
    text = row.required(name)
    found = parse(text) if text else None
    if text and found is None:
        row.refuse(name, ErrorKind.VALUE, problems.not_in_list(row.columns.title(name), text, allowed))
    return found
