"""Telling people of ways in: a new slip is a door its owner should know of, a request waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from identity.invitations.requests import leaders_of, secretaries
from intranet.kit.access import Viewer
from intranet.school.audience import Audience
from modules.notices.api import Telling, tell, tell_many

ENTRY, REQUEST = "office.entry", "office.request"
NEW_DEVICE, ACCOUNT = "office.new_device", "office.account"


def entry_audience(persons: Iterable[int]) -> Audience:
    """Those whose way in it is, and the guardians of a pupil under 18."""
    return Audience("concerned", frozenset(persons))


async def tell_of_entry(actor: Viewer, persons: Iterable[int], at: datetime, what: str) -> int:
    """Tell these people, in the caller's transaction, that a slip or a code was issued for them.

    How many know now.
    """
    key, words = f":{at.isoformat()}", {"what": what}
    return await tell_many(
        actor,
        [
            Telling(ENTRY, f"entry:{person}{key}", "/profile", entry_audience([person]), words)
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


async def tell_of_device(actor: Viewer, person: int, browser: str, at: datetime) -> int:
    """Tell one person of a sign-in from a new browser; from where is no matter of letters."""
    key, words = f"device:{person}:{at.isoformat()}", {"browser": browser, "at": at.isoformat()}
    return await tell(actor, Telling(NEW_DEVICE, key, "/profile", _own(person), words))


async def tell_of_account(actor: Viewer, person: int, what: str, at: datetime) -> int:
    """Tell one person that the own way in was changed."""
    key, words = f"account:{person}:{what}:{at.isoformat()}", {"what": what, "at": at.isoformat()}
    return await tell(actor, Telling(ACCOUNT, key, "/profile", _own(person), words))


def _own(person: int) -> Audience:
    return Audience("people", frozenset([person]))
