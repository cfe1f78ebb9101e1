"""A day in an address: its name is a date, what is none does not exist."""

from __future__ import annotations

from datetime import date

from intranet.kit.errors import NotFound


def day_in(text: str) -> date:
    """The day of an address; NotFound for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error


def day_path(on_date: date) -> str:
    """The desk of a day."""
    return f"/substitutions/plans/{on_date.isoformat()}"
