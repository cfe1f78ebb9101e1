"""When somebody is ready to be called: one span of lessons a weekday."""

from __future__ import annotations

import msgspec

WEEKDAYS = (1, 2, 3, 4, 5, 6)


class Hours(msgspec.Struct, frozen=True):
    """On a weekday (1 Monday), from lesson to lesson: ready, or asks not to be called."""

    weekday: int
    first_number: int
    last_number: int
    is_ready: bool
