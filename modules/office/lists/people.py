"""What lists of people share: names in one or three columns, dates with ages, СНИЛС, phones, mail."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit.i18n import _
from intranet.school.people.names import (
    FullName,
    Sex,
    clean,
    fold,
    parse_email,
    parse_phone,
    parse_sex,
    split_full_name,
    tidy_name,
)
from intranet.school.people.snils import BadSnilsError, parse_snils
from modules.office.lists import problems, values
from modules.office.lists.problems import ErrorKind
from modules.office.lists.table import RowReader

NONE_WORDS = frozenset({"нет", "н/д", "отсутствует", "не указан", "не указана", "не указано", "нет данных"})
OLDEST = 100


def optional(row: RowReader, name: str) -> str:
    """Text that may be absent; "нет" and the like are blank."""
    text = row.text(name)
    return "" if fold(text).rstrip(".") in NONE_WORDS else text


def read_name(row: RowReader, prefix: str = "") -> FullName:
    """From `surname`, `name`, `patronymic` or `full_name`; complains of what is missing."""
    full = f"{prefix}full_name"
    if f"{prefix}surname" not in row.columns and full in row.columns:
        return _split(row, full)
    surname = row.required(f"{prefix}surname", full)
    name = row.required(f"{prefix}name", full)
    patronymic = optional(row, f"{prefix}patronymic")
    return FullName(tidy_name(surname), tidy_name(name), tidy_name(patronymic))


def _split(row: RowReader, name: str) -> FullName:
    text = row.required(name)
    found = split_full_name(text) if text else None
    if text and found is None:
        row.refuse(name, ErrorKind.MISSING, problems.not_full_name(text))
    return found or FullName("", "")


def read_sex(row: RowReader, *, is_required: bool) -> Sex | None:
    text = row.required("sex") if is_required else optional(row, "sex")
    sex = parse_sex(text) if text else None
    if text and sex is None:
        row.refuse("sex", ErrorKind.VALUE, problems.not_in_list(row.columns.title("sex"), text, _("м или ж")))
    return sex


def read_born(row: RowReader, youngest: int, oldest: int, *, is_required: bool) -> date | None:
    """The birth date; refuses one that does not exist or an age outside the bounds (full years today)."""
    text = row.required("born") if is_required else optional(row, "born")
    if not text:
        return None
    born = values.parse_date(row.cell("born"), row.today)
    if born is None:
        row.refuse("born", ErrorKind.DATE, problems.unreadable_date(text))
    elif born > row.today:
        row.refuse("born", ErrorKind.DATE, problems.impossible_date(text))
    elif not youngest <= (age := values.age_on(born, row.today)) <= oldest:
        row.refuse("born", ErrorKind.DATE, problems.impossible_age(age, youngest, oldest))
    return born


def read_date(row: RowReader, name: str, *, after: date | None = None) -> date | None:
    """Another date, blank allowed; refuses one before `after` or more than a year ahead."""
    text = optional(row, name)
    if not text:
        return None
    found = values.parse_date(row.cell(name), row.today)
    earliest = after or date(row.today.year - OLDEST, 1, 1)
    if found is None:
        row.refuse(name, ErrorKind.DATE, problems.unreadable_date(text))
    elif not earliest <= found <= row.today + timedelta(days=366):
        row.refuse(name, ErrorKind.DATE, problems.impossible_date(text))
    return found


def read_snils(row: RowReader, name: str = "snils") -> str | None:
    """A placeholder (нет, zeros) is None and never a key."""
    try:
        return parse_snils(row.cell(name))
    except BadSnilsError:
        row.refuse(name, ErrorKind.SNILS, problems.wrong_snils(row.text(name)))
        return None


def read_phone(row: RowReader, name: str = "phone") -> str:
    """Of several, by comma or semicolon, the first."""
    text = optional(row, name)
    if not text:
        return ""
    phones = [parse_phone(part) for part in text.replace(";", ",").split(",") if clean(part)]
    if not phones or None in phones:
        row.refuse(name, ErrorKind.VALUE, problems.not_phone(text))
        return ""
    return phones[0] or ""


def read_email(row: RowReader, name: str = "email") -> str:
    text = optional(row, name)
    email = parse_email(text) if text else ""
    if email is None:
        row.refuse(name, ErrorKind.VALUE, problems.not_email(text))
    return email or ""
