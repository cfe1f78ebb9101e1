"""`python -m tests.browser.tick DATA`: the journal looks for news now, not within the next two minutes.

The same function that the worker runs by the clock; letters go out by the server's own worker.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path

from intranet.installation import database, opened
from intranet.kit.module import install
from intranet.settings import Settings
from modules.journal.jobs import tell_families


async def _tick(settings: Settings) -> None:
    install([importlib.import_module(f"modules.{name}.module").MODULE for name in settings.modules])
    async with opened(settings):
        await tell_families()


if __name__ == "__main__":
    with database(Path(sys.argv[1])) as settings:
        asyncio.run(_tick(settings))
