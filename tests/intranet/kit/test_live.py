"""What is said is heard at COMMIT, not without it, and again after the line was cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from intranet.kit.answers import Stream
from intranet.kit.db import DB
from intranet.kit.live import AGAIN, WAITING, Live, shout
from intranet.settings import Settings

pytestmark = pytest.mark.usefixtures("db")
LISTENERS = "select pid from pg_stat_activity where query ilike 'listen %' and state = 'idle'"
SECONDS = 10


@pytest.fixture
async def live(settings: Settings, superuser: asyncpg.Connection) -> AsyncIterator[Live]:
    """A listener of its own, which holds the only line that listens."""
    made = Live()
    made.ping = 0.1
    assert settings.database_url is not None
    async with made.running(settings.database_url):
        yield made
    assert await until(superuser, 0)


async def until(superuser: asyncpg.Connection, lines: int) -> bool:
    """Whether so many connections listen, soon."""
    for _ in range(100):
        if len(await superuser.fetch(LISTENERS)) == lines:
            return True
        await asyncio.sleep(0.05)
    return False


async def word(heard: AsyncIterator[str]) -> str:
    """The next word that is not a ping."""

    async def listen() -> str:
        while not (said := await anext(heard)):
            pass
        return said

    return await asyncio.wait_for(listen(), SECONDS)


async def test_a_word_is_heard_at_commit_and_not_without_it(live: Live) -> None:
    async with live.hearing("board") as heard:
        assert await word(heard) == AGAIN  # listening has begun: read now
        with pytest.raises(ValueError, match="no"):
            async with DB.transaction():
                await shout("board", "lost")
                raise ValueError("no")
        async with DB.transaction():
            await shout("board", "2026-11-19")
            assert await anext(heard) == ""  # nothing before COMMIT but pings
        assert await word(heard) == "2026-11-19"
        await shout("other", "not mine")
        assert await anext(heard) == ""


async def test_every_hearer_hears_and_one_that_leaves_is_not_missed(live: Live) -> None:
    async with live.hearing("board", "other") as first:
        assert {await word(first), await word(first)} == {AGAIN}
        async with live.hearing("board") as second:
            await shout("board", "1")
            assert [await word(first), await word(second)] == ["1", "1"]
        await shout("board", "2")
        await shout("other", "3")
        assert [await word(first), await word(first)] == ["2", "3"]


async def test_nothing_is_connected_while_nobody_listens(live: Live, superuser: asyncpg.Connection) -> None:
    assert await until(superuser, 0)
    for _ in range(2):
        async with live.hearing("board") as heard:
            assert await word(heard) == AGAIN
            assert await until(superuser, 1)
        assert await until(superuser, 0)


async def test_a_killed_line_comes_back_and_says_again(live: Live, superuser: asyncpg.Connection) -> None:
    async with live.hearing("board") as heard:
        assert await word(heard) == AGAIN
        for turn in range(2):
            for line in await superuser.fetch(LISTENERS):
                await superuser.execute("select pg_terminate_backend($1)", line["pid"])
            assert await word(heard) == AGAIN
            await shout("board", str(turn))
            assert await word(heard) == str(turn)


async def test_a_slow_hearer_loses_the_oldest_words_and_nobody_waits_for_it(live: Live) -> None:
    async with live.hearing("board") as slow, live.hearing("board") as quick:
        assert [await word(slow), await word(quick)] == [AGAIN, AGAIN]
        for number in range(WAITING + 5):
            await shout("board", str(number))
            assert await word(quick) == str(number)
        assert await word(slow) == "5"


async def test_the_end_of_the_process_ends_what_is_heard(settings: Settings) -> None:
    made = Live()
    assert settings.database_url is not None
    async with made.running(settings.database_url), made.hearing("board") as heard:
        assert await word(heard) == AGAIN
        made._say(None)  # what `running` does when it is left
        assert [said async for said in heard] == []


async def test_a_reader_that_leaves_closes_what_it_was_told() -> None:
    closed, sent = asyncio.Event(), asyncio.Event()

    async def events() -> AsyncIterator[bytes]:
        try:
            yield b"data: 1\n\n"
            await asyncio.Event().wait()
        finally:
            closed.set()

    async def receive() -> dict[str, str]:
        await sent.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message.get("body"):
            sent.set()

    respond = Stream(events).to_asgi_response(None, None)  # type: ignore[arg-type]
    await asyncio.wait_for(respond({}, receive, send), SECONDS)
    assert closed.is_set()
