"""Letters leave: a batch is claimed, written and sent over one connection, each one marked by itself.

A worker that dies leaves letters in `sending`; after five minutes of real time they wait again, so nothing is
lost. Whoever has lost the right meanwhile is sent nothing: a letter with nothing left in it is dropped.
A server that cannot be reached is no letter's fault and costs none of its tries.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import msgspec

from intranet.kit import clock, mail
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import N_
from intranet.kit.module import notice_kinds
from intranet.school.facts import school_card
from modules.notices.letters import SETTINGS, Piece, compose
from modules.notices.service.delivery_sql import (
    BOUNCE,
    CLAIM,
    GIVE_BACK,
    OUTCOME,
    PIECES,
    RECLAIM,
)  # fmt: skip
from modules.notices.timing import is_quiet, next_try

BATCH = 100
TRIES = 5
LOST_AFTER = timedelta(minutes=5)
STOP_AFTER = timedelta(minutes=4)  # what is not sent by then is given back before it counts as lost
AWAY_FOR = timedelta(minutes=1)
NOBODY = N_("Некому: права закончились, или оповещение снято.")
NO_ADDRESS = N_("Нет адреса почты.")
BAD_ADDRESS = N_("Адрес не принимает письма.")
REASONS = (NOBODY, NO_ADDRESS, BAD_ADDRESS)
_one_at_a_time = asyncio.Lock()


class Claimed(msgspec.Struct, frozen=True):
    """A letter in this worker's hands."""

    id: int
    person: int
    attempts: int
    claimed_at: datetime
    address: str
    is_bounced: bool


async def deliver(actor: Viewer, *, at_night: bool = False) -> int:
    """Send what is due; how many went. In quiet hours nothing leaves unless `at_night` wants it."""
    if not mail.is_configured() or (is_quiet(clock.local_now()) and not at_night):
        return 0
    async with _one_at_a_time, mail.connection() as smtp:
        sent = 0
        while batch := await _claim(actor):
            went, may_go_on = await _send_batch(smtp, batch)
            sent += went
            if not may_go_on:
                break
        return sent


async def _claim(actor: Viewer) -> list[Claimed]:
    now, real = clock.now(), clock.real_now()
    async with DB.transaction():
        await DB.execute(RECLAIM, real - LOST_AFTER)
        return await DB.rows(Claimed, CLAIM, now, real, BATCH)


async def _send_batch(smtp: mail.Connection, batch: list[Claimed]) -> tuple[int, bool]:
    """How many went, and whether the server is still there."""
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for piece in await DB.rows(Piece, PIECES, [one.id for one in batch], clock.today()):
        if piece.names or not piece.has_children:
            pieces[piece.letter].append(piece)
    school = (await school_card()).name
    sent = 0
    for place, letter in enumerate(batch):
        if clock.real_now() - letter.claimed_at > STOP_AFTER:
            await _give_back(batch[place:], "", timedelta(0))
            break
        try:
            await smtp.open()
        except mail.Unreachable as error:
            await _give_back(batch[place:], error.reason, AWAY_FOR)
            return sent, False
        sent += await _send(smtp, letter, pieces[letter.id], school)
    return sent, True


async def _send(smtp: mail.Connection, letter: Claimed, pieces: list[Piece], school: str) -> bool:
    """One letter to its end; whether it went."""
    if reason := _reason_to_drop(letter, pieces):
        await _mark(letter, "dropped", reason)
        return False
    try:
        await smtp.send(_written(letter, pieces, school))
    except mail.Refused as error:
        await _refused(letter, error)
        return False
    except mail.Unreachable as error:
        await _put_off(letter, error.reason)
        return False
    await _mark(letter, "sent", "", sent_at=clock.now())
    return True


def _reason_to_drop(letter: Claimed, pieces: list[Piece]) -> str:
    if not pieces:
        return NOBODY
    if not letter.address:
        return NO_ADDRESS
    return BAD_ADDRESS if letter.is_bounced else ""


def _written(letter: Claimed, pieces: list[Piece], school: str) -> mail.Mail:
    written = compose(pieces, notice_kinds(), school)
    return mail.Mail(
        letter.address, written.subject, written.text, f"letter-{letter.id}@{mail.site_name()}",
        {"List-Unsubscribe": f"<{mail.link(SETTINGS)}>"},
    )  # fmt: skip


async def _refused(letter: Claimed, error: mail.Refused) -> None:
    if not error.is_permanent:
        await _put_off(letter, error.reason)
    elif not error.is_address:
        await _mark(letter, "failed", error.reason)
    else:
        async with DB.transaction():
            await DB.execute(BOUNCE, letter.person, letter.address, error.reason, clock.now())
            await _mark(letter, "bounced", error.reason)


async def _put_off(letter: Claimed, reason: str) -> None:
    if letter.attempts >= TRIES:
        await _mark(letter, "failed", reason)
    else:
        due = next_try(letter.attempts, clock.local_now())
        await _mark(letter, "waiting", reason, send_after=due)


async def _mark(
    letter: Claimed,
    state: str,
    error: str,
    *,
    sent_at: datetime | None = None,
    send_after: datetime | None = None,
) -> None:
    """Write down what became of a letter, if it is still ours."""
    await DB.execute(
        OUTCOME, letter.id, letter.claimed_at, state, letter.address, error, sent_at, send_after
    )  # fmt: skip


async def _give_back(letters: list[Claimed], reason: str, wait: timedelta) -> None:
    ids = [one.id for one in letters]
    await DB.execute(GIVE_BACK, ids, letters[0].claimed_at, clock.now() + wait, reason)
