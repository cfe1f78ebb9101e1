"""The edges of quiet hours and of the evening's digest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from intranet.kit import clock
from modules.notices.timing import after_quiet, is_quiet, next_digest, next_try, send_after


def at(hour: int, minute: int = 0, day: int = 19) -> datetime:
    return clock.local(datetime(2026, 11, day).date(), hour, minute)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (at(6, 59), at(7)),
        (at(7), at(7)),
        (at(20, 59), at(20, 59)),
        (at(21), at(7, day=20)),
        (at(23, 59), at(7, day=20)),
        (at(0), at(7)),
    ],
)
def test_at_once_or_at_the_end_of_quiet_hours(moment: datetime, goes: datetime) -> None:
    assert send_after("now", moment) == after_quiet(moment) == goes
    assert is_quiet(moment) == (moment != goes)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [(at(17, 59), at(18)), (at(18), at(18, day=20)), (at(6, 59), at(18)), (at(22), at(18, day=20))],
)
def test_the_digest_is_the_next_evenings(moment: datetime, goes: datetime) -> None:
    assert send_after("evening", moment) == next_digest(moment) == goes


def test_tries_grow_apart_and_keep_the_night() -> None:
    waits = [next_try(attempt, at(12)) - at(12) for attempt in (1, 2, 3, 4)]
    assert waits == [timedelta(minutes=minutes) for minutes in (2, 6, 18, 54)]
    assert next_try(9, at(12)) == at(16)
    assert next_try(1, at(20, 59)) == at(7, day=20)
