"""One reader of the boards for a whole process: it reads once per change, however many boards are open.

    async with HUB.following() as state_of: ...     # in a stream; the last one that leaves stops the reader

What the reader holds is the same for all: two days and the bells. A stream picks its day, words are rendered
once for each. Between changes nothing is read; at midnight once. When the database is away the last state
stays, `read_at` tells how old it is, and the streams send no beat, so that a board says it itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime

from intranet.kit import clock, i18n, templating
from intranet.kit.access import system_actor
from intranet.kit.layers import UNREACHABLE
from intranet.kit.live import LIVE
from modules.substitutions.planning.board import bell_words, pages_of
from modules.substitutions.queries.board import CHANNEL, BoardState, board_state

RETRY_SECONDS = 3.0


class Shown:
    """A state and what was rendered of it; `version` grows with each reading."""

    def __init__(self, state: BoardState, version: int, read_at: datetime) -> None:
        self.state, self.version, self.read_at = state, version, read_at
        self._parts: dict[tuple[date, str], str] = {}
        self._said: dict[str, tuple[str, str]] = {}

    def part(self, day: date, lang: str) -> str:
        """The board of a day as HTML; rendered once for each language."""
        if (day, lang) not in self._parts:
            told = next((one for one in self.state.told if one.on_date == day), None)
            changes = [one for one in self.state.changes if one.on_date == day]
            with i18n.speaking(lang):
                self._parts[day, lang] = templating.render(
                    "substitutions/_board.html",
                    {"day": day, "pages": pages_of(changes), "message": told.message if told else ""},
                )  # fmt: skip
        return self._parts[day, lang]

    def now_words(self, lang: str) -> str:
        """What goes on now by the bells; worked out once a minute and language."""
        now = clock.local_now()
        minute = f"{now:%F %H:%M}"
        if self._said.get(lang, ("", ""))[0] != minute:
            with i18n.speaking(lang):
                is_today = now.date() == self.state.today
                self._said[lang] = (minute, bell_words(self.state.bells if is_today else [], now.time()))
        return self._said[lang][1]


class Hub:
    """The reader and those who follow it."""

    def __init__(self) -> None:
        self.shown: Shown | None = None
        self.is_fresh = False
        self.moved = asyncio.Event()
        self._version = 0
        self._followers: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    async def now(self) -> Shown:
        """What is to be shown: the reader's, or read for this request when nobody follows."""
        shown = self.shown if self._task is not None and self.is_fresh else None
        if shown is not None and shown.state.today == clock.today():
            return shown
        return await self._read()

    @property
    def is_over(self) -> bool:
        """The reader has ended: the process does."""
        return self._task is None or self._task.done()

    def count(self, address: str = "") -> int:
        """Streams that are open, all or of one address."""
        return self._followers.get(address, 0) if address else sum(self._followers.values())

    @asynccontextmanager
    async def following(self, address: str) -> AsyncIterator[None]:
        """Keep the reader running meanwhile."""
        self._followers[address] = self._followers.get(address, 0) + 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            self._followers[address] -= 1
            if not self._followers[address]:
                del self._followers[address]
            if not self._followers and self._task is not None:
                self._task.cancel()
                self._task = None
                self.is_fresh = False

    async def _read(self) -> Shown:
        at = clock.local_now()
        state = await board_state(system_actor())
        self._version += 1
        return Shown(state, self._version, at)

    def _tell(self) -> None:
        """Wake who waits; the next wait is for the next change."""
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    async def _refresh(self) -> None:
        """Read until it succeeds."""
        while True:
            with suppress(*UNREACHABLE):
                self.shown = await self._read()
                self.is_fresh = True
                self._tell()
                return
            self.is_fresh = False
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        async with LIVE.hearing(CHANNEL) as heard:
            await self._refresh()
            async for word in heard:
                if word or (self.shown and self.shown.state.today != clock.today()):
                    await self._refresh()
        self._tell()  # the process ends: so do the streams
        self.is_fresh = False


HUB = Hub()
