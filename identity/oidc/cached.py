"""A document of another system, kept for a while: asked for by one at a time, and seldom when it fails.

Fresh, it is given at once. Old, it is asked for again; when that fails, the old one serves for a day and
nobody asks for a few seconds, so that a silent system costs one visitor its deadline and not everybody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from identity.door.providers import ProofRefused, Refusal

T = TypeVar("T")
PAUSE = 10.0
RENEWALS, RENEWALS_IN = 3, 60.0


class Cached(Generic[T]):
    """What `fetch` gives (it raises ProofRefused), fresh for so many seconds and of use for so many."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[T]],
        *,
        fresh: float,
        stale: float = 24 * 3600.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch, self._fresh, self._stale, self._now = fetch, fresh, stale, now
        self._kept: tuple[float, T] | None = None
        self._failed: float | None = None
        self._renewals: list[float] = []
        self._turn = asyncio.Lock()

    async def get(self) -> T:
        """The document, at most `stale` seconds old."""
        kept = self._kept
        if kept is not None and self._now() - kept[0] < self._fresh:
            return kept[1]
        async with self._turn:
            kept = self._kept
            if kept is not None and self._now() - kept[0] < self._fresh:
                return kept[1]
            return await self._ask()

    async def renewed(self) -> T:
        """The document as it is now, as long as that is not asked for too often; else the kept one."""
        before = self._kept
        async with self._turn:
            if self._kept is not before and self._kept is not None:
                return self._kept[1]  # somebody else has just renewed it
            now = self._now()
            self._renewals = [at for at in self._renewals if now - at < RENEWALS_IN]
            if len(self._renewals) >= RENEWALS and self._kept is not None:
                return self._kept[1]
            self._renewals.append(now)
            return await self._ask()

    async def _ask(self) -> T:
        if self._failed is not None and self._now() - self._failed < PAUSE:
            return self._old(ProofRefused(Refusal.UNAVAILABLE, "paused"))
        found: tuple[T, ...] = ()
        try:
            found = (await self._fetch(),)
        except ProofRefused as refused:
            return self._old(refused)
        finally:  # also when we are cut off by a visitor's deadline
            self._failed = None if found else self._now()
        self._kept = (self._now(), *found)
        return found[0]

    def _old(self, refused: ProofRefused) -> T:
        if self._kept is None or self._now() - self._kept[0] >= self._stale:
            raise refused
        return self._kept[1]
