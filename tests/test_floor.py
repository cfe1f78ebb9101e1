"""The bench's floor renders the pages' own templates: it must know what they show."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from litestar import Litestar

from intranet.kit.db import DB
from intranet.settings import Settings
from tests.factories import TODAY, make_school
from tests.load import floor

Client = Callable[[], httpx.AsyncClient]


async def test_the_floor_shows_every_page_it_stands_for(client: Client, settings: Settings) -> None:
    world = await make_school()
    journal, lesson = world.journals["7Б алгебра"], world.lessons["7Б алгебра", TODAY]
    student, term = world.people["dasha"], world.terms[1]
    addresses = {
        "/login": "Вход",
        f"/diary?student={student}": "Алгебра",
        f"/diary/marks?student={student}&term={term}": "Алгебра",
        f"/journal/{journal}?term={term}": "Орлова Дарья",
        f"/journal/lessons/{lesson}": "Орлова Дарья",
    }
    app = Litestar(floor.ROUTES, openapi_config=None)
    async with (
        floor.pool_over(settings.database_url),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://floor.test") as browser,
    ):
        for path, word in addresses.items():
            answer = await browser.get(path)
            assert answer.status_code == 200, (path, answer.text)
            assert word in answer.text, path
    assert DB.current() is None
