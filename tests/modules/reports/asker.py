"""`python -m tests.modules.reports.asker`: a process in which the head teacher asks for a long file."""

from __future__ import annotations

import asyncio

from intranet.installation import opened
from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.module import install
from intranet.settings import from_environment
from litestar_app import modules_of
from modules.reports.service.whole import ask_whole


async def ask() -> None:
    settings = from_environment()
    install(modules_of(settings))
    async with opened(settings):
        head = await DB.value("select person from granted_hat where hat = 'head_teacher'")
        await ask_whole(Viewer(head, "head_teacher", clock.today()), "office.class_list", {"contacts": "yes"})


if __name__ == "__main__":
    asyncio.run(ask())
