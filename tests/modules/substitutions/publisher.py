"""`python -m tests.modules.substitutions.publisher draft | publish`: a process for tests of sudden death."""

from __future__ import annotations

import asyncio
import sys

from intranet.installation import opened
from intranet.kit.access import Viewer
from intranet.kit.clock import today
from intranet.kit.db import DB
from intranet.kit.module import install
from intranet.settings import from_environment
from litestar_app import modules_of
from modules.substitutions.service.publishing import publish_day
from tests.modules.substitutions.publishing_data import TOMORROW

DRAFT = """insert into planned_change (lesson, kind, made_at)
    select id, 'CANCELLED', now() from lesson where on_date = $1"""


async def main(what: str) -> None:
    """Draft every lesson of the day away, or publish what is drafted."""
    settings = from_environment()
    install(modules_of(settings))
    async with opened(settings):
        if what == "draft":
            await DB.execute(DRAFT, TOMORROW)
            return
        head = await DB.value("select person from granted_hat where hat = 'head_teacher'")
        rows = await DB._call("fetch", "select id, version from planned_change")
        agreed = {row["id"]: row["version"] for row in rows}
        await publish_day(Viewer(head, "head_teacher", today()), TOMORROW, agreed)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
