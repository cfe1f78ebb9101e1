"""A day in an address: its name is a date, what is none, or is of another age, does not exist."""

from __future__ import annotations

from datetime import date

from intranet.kit.errors import NotFound

# The ends of the calendar are "infinity" in the database: no plan is made for those.
FIRST, LAST = date(1900, 1, 1), date(2099, 12, 31)


def day_in(text: str) -> date:
    """The day of an address; NotFound for what is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if not FIRST <= found <= LAST:
        raise NotFound
    return found


def day_path(on_date: date) -> str:
    """The desk of a day."""
    return f"/substitutions/plans/{on_date.isoformat()}"
