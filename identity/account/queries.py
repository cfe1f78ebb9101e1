"""What a person reads about their own account."""

from __future__ import annotations

from datetime import datetime

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB

SESSIONS = """select s.id, s.hat, s.created_at, s.last_seen_at, s.ip, s.agent, s.id = $3 as is_this
    from auth_session s join account a on a.id = s.account
    where a.person = $1 and s.revoked_at is null and s.idle_until > $2 and s.ends_at > $2
    order by s.id = $3 desc, s.last_seen_at desc limit 50"""


class LiveSession(msgspec.Struct):
    """One browser signed in; times in UTC, real."""

    id: int
    hat: str
    created_at: datetime
    last_seen_at: datetime
    ip: str
    agent: str
    is_this: bool


async def live_sessions(viewer: Viewer) -> list[LiveSession]:
    """The viewer's own sessions, this one first."""
    return await DB.rows(LiveSession, SESSIONS, viewer.person, clock.real_now(), viewer.session_id)
