"""A long file that a worker has made: for tests that only need one to lie there."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from intranet.kit import files
from intranet.kit.db import DB
from tests.factories import World, insert

ASKED = datetime(2026, 11, 19, tzinfo=UTC)


async def finished_paper(world: World, login: str, hat: str) -> str:
    """The token of a file this person asked for under this hat."""
    paper = await insert(
        "paper", token=uuid4(), person=world.people[login], hat=hat, maker="tests", payload={}, title="Отчёт",
        state="done", error="", done=1, total=1, asked_at=ASKED,
    )  # fmt: skip
    viewer = world.viewer(login, hat)
    card = await files.keep(viewer, b"%PDF-", "Отчёт.pdf", module="kit", kind="paper", owner_id=paper)
    return str(await DB.value("update paper set file = $2 where id = $1 returning token", paper, card.token))
