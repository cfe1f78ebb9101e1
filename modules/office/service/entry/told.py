"""Telling people of ways in: a new slip is a door its owner should know of, a request waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from identity.invitations.requests import leaders_of, secretaries
from intranet.kit.access import Viewer
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell_many

ENTRY, REQUEST = "office.entry", "office.request"


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


async def tell_of_request(actor: Viewer, request: int) -> int:
    """Tell the class teachers whom a request for access concerns; without one, the secretaries."""
    people = await leaders_of(request) or await secretaries(actor.day)
    path = f"/office/entry/requests/{request}"
    return await tell_many(
        actor, [Telling(REQUEST, f"request:{request}", path, Audience("people", frozenset(people)))]
    )  # fmt: skip
