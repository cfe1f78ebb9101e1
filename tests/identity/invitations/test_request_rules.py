"""How long a request waits, and which class it names."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from identity.invitations.requests import class_key, working_days


class Free(NamedTuple):
    begins: date
    ends: date


def test_working_days_skip_weekends_and_holidays() -> None:
    friday = date(2026, 10, 30)
    assert working_days(friday, friday) == 0
    assert working_days(friday, date(2026, 11, 2)) == 1
    assert working_days(friday, date(2026, 11, 5), [Free(date(2026, 11, 4), date(2026, 11, 4))]) == 3


def test_a_class_is_the_same_however_it_is_written() -> None:
    assert {class_key(text) for text in ("7Б", "7 б", "7-«Б»", "7 'б'")} == {"7б"}
