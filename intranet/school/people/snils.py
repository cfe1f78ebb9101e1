"""СНИЛС: eleven digits, the last two a check number (DOMAIN 4.3)."""

from __future__ import annotations

import re

from intranet.kit.sheets import Cell, cell_text
from intranet.school.people.names import clean, is_blank

PLACEHOLDERS = frozenset({
    "нет", "н/д", "нд", "б/н", "отсутствует", "не указан", "не указано", "не выдан", "нет данных",
})  # fmt: skip
SHAPE = re.compile(r"[\d\s.\-–—‑]+")


class BadSnilsError(ValueError):
    """Not eleven digits, or the check number is another."""


def check_number(digits: str) -> int:
    """Of the first nine digits: the sum of d * (10 - i), 100 and 101 as 0, more modulo 101."""
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100


def parse_snils(cell: Cell) -> str | None:
    """ "003-882-035 27" from any way of writing it; None if there is none (blank, "нет", zeros).

    A number, or bare digits, may have lost leading zeros to a spreadsheet. Raises BadSnilsError.
    """
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    text = clean(cell_text(cell))
    if is_blank(text) or text.casefold().rstrip(".") in PLACEHOLDERS:
        return None
    digits = re.sub(r"\D", "", text)
    if not SHAPE.fullmatch(text):
        raise BadSnilsError
    if set(digits) == {"0"}:
        return None
    if is_number or (text.isdigit() and 8 <= len(text) < 11):
        digits = digits.zfill(11)
    if len(digits) != 11 or check_number(digits) != int(digits[9:]):
        raise BadSnilsError
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
