"""`python -m tests.modules.notices.teller`: a process that tells the parents of one pupil, and ends."""

from __future__ import annotations

import asyncio

from intranet.installation import opened
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.module import install
from intranet.school.audience import Audience
from intranet.settings import from_environment
from litestar_app import modules_of
from modules.notices.api import Telling, tell
from modules.notices.queries.receipts import ABOUT


async def tell_parents() -> None:
    settings = from_environment()
    install(modules_of(settings))
    async with opened(settings), DB.transaction():
        pupil = await DB.value("select id from person where surname = 'Осипова'")
        telling = Telling(ABOUT, "crash", "/", Audience("guardians", frozenset({pupil})))
        await tell(system_actor(), telling)


if __name__ == "__main__":
    asyncio.run(tell_parents())
