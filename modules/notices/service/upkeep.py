"""What nobody needs any more goes: old notices and letters, and letters that would come too late."""

from __future__ import annotations

from datetime import timedelta

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import N_

KEPT = timedelta(days=400)
TOO_LATE = timedelta(days=7)
LATE = N_("Опоздало: ждало больше недели.")


async def forget(actor: Viewer) -> int:
    """Delete notices (their receipts with them) and letters of more than 400 days; how many notices went.

    A letter that has waited for a week, because no mail server was set or it was away, is dropped.
    """
    now = clock.now()
    async with DB.transaction():
        gone = await DB.value(
            "with old as (delete from notice where made_at < $1 returning 1) select count(*) from old",
            now - KEPT,
        )
        await DB.execute("delete from letter where send_after < $1 and state <> 'sending'", now - KEPT)
        await DB.execute(
            "update letter set state = 'dropped', error = $2 where state = 'waiting' and send_after < $1",
            now - TOO_LATE, LATE,
        )  # fmt: skip
        return int(gone)
