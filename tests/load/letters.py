"""Letters: 1,600 written in one transaction, then handed to a real mail server one by one."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from intranet import mail_sink
from intranet.installation import opened
from intranet.kit import mail
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.module import install
from intranet.school.audience import Audience
from intranet.settings import from_environment
from litestar_app import modules_of
from modules.notices.api import Telling, tell
from modules.notices.queries.receipts import ABOUT
from modules.notices.service.delivery import deliver

LETTERS = 1600
ADDRESSES = """update person set email = 'p' || id || '@example.com' where id in (
    select guardian from guardianship order by guardian limit 4 * $1)"""
WANTED = "select array_agg(g) from (select distinct guardian as g from guardianship order by 1 limit $1) t"
FORGET = "delete from notice where event_key = 'bench'"
FORGET_LETTERS = "delete from letter"  # the slips' that were just measured, and what a stopped run has left


async def _measure(folder: Path) -> tuple[float, float]:
    settings = from_environment()
    install(modules_of(settings))
    async with opened(settings):
        with mail_sink.mail_sink(folder) as url:
            mail.use(url, "school@example.com", "http://127.0.0.1")
            for statement in (FORGET, FORGET_LETTERS):
                await DB.execute(statement)
            await DB.execute(ADDRESSES, LETTERS)
            people = await DB.value(WANTED, LETTERS)
            started = time.perf_counter()
            async with DB.transaction():
                await tell(
                    system_actor("bench"), Telling(ABOUT, "bench", "/", Audience("people", frozenset(people)))
                )
            written = time.perf_counter() - started
            started = time.perf_counter()
            sent = await deliver(system_actor("bench"), at_night=True)
            a_second = sent / (time.perf_counter() - started)
            await DB.execute(FORGET)
            await DB.execute(FORGET_LETTERS)
    assert sent >= LETTERS * 0.9, sent
    return written, a_second


def written_and_sent(folder: Path) -> tuple[float, float]:
    """(seconds in which 1,600 letters are enqueued, letters a second that reach the mail server)."""
    return asyncio.run(_measure(folder))
