"""Cells to values. A function gives None for what it cannot read; blanks are handled before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from intranet.kit.forms import YEARS
from intranet.kit.sheets import Cell, cell_text
from intranet.school.people.names import clean, fold

Parser = Callable[[str], int | None]
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar, after its false 29.02.1900
SERIALS = range(61, 80_000)
MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
DAY_FIRST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})(?:\s*г\.?)?(?: 0?0:00(?::00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})(?:[T ]0?0:00(?::00)?(?:\.0+)?Z?)?")
IN_WORDS = re.compile(r"(\d{1,2}) ([а-я]+)\.? (\d{4})(?: ?г(?:ода|\.)?)?")
DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
SHORT_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
YES = frozenset({"да", "+", "1", "true", "yes", "y", "v", "д", "✓", "есть", "является"})
NO = frozenset({"нет", "-", "–", "—", "0", "false", "no", "n", "н", "не является"})
RUNS = re.compile(r"[=@\t\r]")
ARITHMETIC = re.compile(r"[+\-].*(?:\||!|[^\W\d_]\(|[A-Za-z]+\d|\d\s*[+*^]\s*\d)", re.DOTALL)


def is_formula_text(cell: Cell) -> bool:
    """Text a spreadsheet would run. A phone beginning with + and a lone dash are not that."""
    if not isinstance(cell, str):
        return False
    stripped = cell.lstrip(" \u00a0\ufeff")
    return bool((RUNS.match(stripped) and stripped.strip()) or ARITHMETIC.match(stripped))


def parse_date(cell: Cell, today: date) -> date | None:
    """A date cell, a spreadsheet's day number, 31.12.2015, 2015-12-31, 31 декабря 2015 г.; of our age."""
    found = _date_in(cell, today)
    return found if found and YEARS[0] <= found.year <= YEARS[1] else None


def _date_in(cell: Cell, today: date) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return EPOCH + timedelta(days=int(cell)) if int(cell) in SERIALS else None
    text = clean(cell_text(cell))
    if re.fullmatch(r"\d{5}", text):
        return EPOCH + timedelta(days=int(text))
    if found := DAY_FIRST.fullmatch(text):
        return _day(_whole_year(found[3], today), int(found[2]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := IN_WORDS.fullmatch(fold(text)):
        month = next((n for n, stem in enumerate(MONTHS, 1) if found[2].startswith(stem)), 0)
        return _day(int(found[3]), month, int(found[1]))
    return None


def _whole_year(text: str, today: date) -> int:
    """15 is 2015, 78 is 1978: a year of two digits is never more than a year ahead."""
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    return year if year <= today.year + 1 else year - 100


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def parse_number(cell: Cell) -> Decimal | None:
    """0,5 or 0.5 or a number cell, exactly as written."""
    if isinstance(cell, bool):
        return None
    try:
        number = Decimal(clean(cell_text(cell)).replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def parse_weekday(text: str) -> int | None:
    """1 for понедельник, Пн, пон., 1; None for anything else."""
    word = fold(text).rstrip(".")
    if word.isdigit():
        return int(word) if word in "1234567" and len(word) == 1 else None
    if word in SHORT_DAYS:
        return SHORT_DAYS.index(word) + 1
    return next((n for n, day in enumerate(DAYS, 1) if len(word) >= 3 and day.startswith(word)), None)


def parse_lesson_number(text: str) -> int | None:
    """0-12 from "3", "3 урок", "3-й", "3."."""
    found = re.fullmatch(r"(\d{1,2})(?:\.|-?й)?(?: урок)?", fold(text))
    return int(found[1]) if found and int(found[1]) <= 12 else None


def parse_week(text: str) -> str | None:
    """ "A", "B" (Latin, as stored) or "" for every week; А and Б are Cyrillic or Latin in lists."""
    word = fold(text).removeprefix("неделя ").removesuffix(" неделя").strip("()")
    return {"": "", "а": "A", "a": "A", "б": "B", "b": "B"}.get(word)


def parse_yes_no(text: str) -> bool | None:
    """да, + or нет, -; None for anything else."""
    word = fold(text).rstrip(".")
    return True if word in YES else False if word in NO else None
