"""How far an import is, told outside its transaction: it moves while nothing is written yet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from intranet.kit.db import DB

Tell = Callable[[int, int], Awaitable[None]]
TELL = "update import_batch set done = $2 where id = $1 and state = 'running'"


class Progress:
    """Counts in rows of the file; `reach` takes a share of the whole work."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self.total, self._tell, self._done = total, tell, 0

    async def reach(self, share: float) -> None:
        """Tell, when a row more is done."""
        done = min(self.total, int(self.total * share))
        if done > self._done:
            self._done = done
            if self._tell is not None:
                await self._tell(done, self.total)


def tell_batch(batch_id: int) -> Tell:
    """Writes `done` by a connection of its own: the import's transaction would hide it until its end."""

    async def tell(done: int, total: int) -> None:
        connection = await DB.acquire()
        try:
            await connection.execute(TELL, batch_id, done)
        finally:
            if DB.pool is not None:
                await DB.pool.release(connection)
            else:
                await connection.close()

    return tell
