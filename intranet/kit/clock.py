"""The only place time comes from: UTC inside, the school's zone at the edge.

The school's clock (`now`, `today`) can be shifted, so that a demo stands on a school day;
sessions, throttles and jobs use `real_now`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_zone = ZoneInfo("Europe/Moscow")
_shift = timedelta(0)


def real_now() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The school's time, aware, UTC."""
    return datetime.now(UTC) + _shift


def local_now() -> datetime:
    """The school's time in the school's zone."""
    return now().astimezone(_zone)


def today() -> date:
    """The school's date."""
    return local_now().date()


def to_local(moment: datetime) -> datetime:
    """A stored moment in the school's zone."""
    return moment.astimezone(_zone)


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of a school day, aware."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_zone)


def use_zone(name: str) -> None:
    """The school's zone by its IANA name; ZoneInfoNotFoundError for an unknown one."""
    global _zone
    _zone = ZoneInfo(name)


def start_at(moment: datetime | None) -> None:
    """Let the school's clock stand at `moment` (aware) now and run on; None: the machine's clock."""
    global _shift
    _shift = timedelta(0) if moment is None else moment - datetime.now(UTC)


def is_shifted() -> bool:
    """Whether the school's clock is not the machine's."""
    return _shift != timedelta(0)
