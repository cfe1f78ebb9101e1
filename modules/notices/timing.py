"""When a letter goes: at once, in quiet hours at their end, or in the evening's digest (FEATURES C7).

Pure rules over local moments of the school. Quiet hours are 21:00-7:00 (DOMAIN 5.6), the digest is at 18:00.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

NOW, EVENING = "now", "evening"
TIMINGS = (NOW, EVENING)
QUIET_FROM, QUIET_UNTIL = time(21), time(7)
DIGEST_AT = time(18)
DAY = timedelta(1)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=4)


def is_quiet(local: datetime) -> bool:
    """Whether nobody should be written to: from 21:00 (in it) to 7:00 (not in it)."""
    return local.time() >= QUIET_FROM or local.time() < QUIET_UNTIL


def after_quiet(local: datetime) -> datetime:
    """This moment, or in quiet hours the 7:00 that ends them."""
    if not is_quiet(local):
        return local
    day = local if local.time() < QUIET_UNTIL else local + DAY
    return day.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)


def next_digest(local: datetime) -> datetime:
    """18:00 of this day, or of the next once it has struck."""
    day = local if local.time() < DIGEST_AT else local + DAY
    return day.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)


def send_after(timing: str, local: datetime) -> datetime:
    """The moment from which a letter of this timing may go."""
    return next_digest(local) if timing == EVENING else after_quiet(local)


def next_try(attempts: int, local: datetime) -> datetime:
    """When a letter that was refused for now is tried again: 2, 6, 18, 54 minutes later, never at night."""
    wait = min(FIRST_WAIT * 3 ** max(attempts - 1, 0), LONGEST_WAIT)
    return after_quiet(local + wait)
