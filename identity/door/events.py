"""The door's own journal (`auth_event`): who, what, from where; no tokens, no passwords, no typed logins."""

from __future__ import annotations

from identity.door.visitor import NOBODY, Visitor
from intranet.kit import clock
from intranet.kit.db import DB

INSERT = """insert into auth_event (at, account, person, session, kind, detail, ip, agent, provider)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id"""


async def note(
    kind: str,
    visitor: Visitor = NOBODY,
    *,
    account: int | None = None,
    person: int | None = None,
    session: int | None = None,
    detail: str = "",
    provider: str = "",
) -> int:
    """Write one event; its number, which a refused person may name to the administrator."""
    found: int = await DB.value(
        INSERT, clock.real_now(), account, person, session, kind, detail[:100], visitor.ip, visitor.agent,
        provider,
    )  # fmt: skip
    return found
