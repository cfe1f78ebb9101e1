"""Telling people of what the office did to them: a new slip is a door that its owner should know of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from intranet.kit.access import Viewer
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell_many

ENTRY = "office.entry"


def entry_audience(persons: Iterable[int]) -> Audience:
    """Those whose way in it is, and the guardians of a pupil under 18."""
    return Audience("concerned", frozenset(persons))


async def tell_of_entry(actor: Viewer, persons: Iterable[int], at: datetime) -> int:
    """Tell these people, in the caller's transaction, that a slip was issued for them; how many know now."""
    return await tell_many(
        actor,
        [
            Telling(ENTRY, f"entry:{person}:{at.isoformat()}", "/profile", entry_audience([person]))
            for person in sorted(persons)
        ],
    )
