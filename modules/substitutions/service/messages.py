"""The message of the day: a few words above the board of a day, seen at once."""

from __future__ import annotations

from datetime import date

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.kit.live import shout
from modules.substitutions.queries.board import CHANNEL

LONGEST = 300
PUT = """insert into substitution_day (on_date, message) values ($1, $2)
    on conflict (on_date) do update set message = excluded.message
    where substitution_day.message <> excluded.message returning id"""


async def set_message(actor: Viewer, on_date: date, text: str) -> None:
    """Put up a day's message, or take it off with an empty text; the board hears. DomainError: too long."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise DomainError(_("Не длиннее %(n)s знаков", n=LONGEST), field="message")
    async with DB.transaction():
        day = await DB.value(PUT, on_date, words)
        if day is None:
            return
        after = {"date": on_date.isoformat(), "length": len(words)}
        await audit.record(actor, "substitutions.message", "substitution_day", day, after=after)
        await shout(CHANNEL, on_date.isoformat())
