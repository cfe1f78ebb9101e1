"""Who changed what (table `audit_entry`, before and after), and who looked at whom (`access` log).

A change is recorded in its own transaction. A look at other people's data goes to a structured
log stream of its own, kept a year, never on the page's critical path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB

_access = structlog.get_logger("access")

INSERT = """insert into audit_entry (at, person, hat, session, action, subject, subject_id, before, after)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


async def record(
    actor: Viewer,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """One audit row in the current transaction (RuntimeError outside one).

    `action` is dotted (journal.mark.set); `before` and `after` are small JSON maps without secrets.
    """
    if DB.current() is None:
        raise RuntimeError("an audit row belongs in the transaction of its change")
    await DB.execute(
        INSERT, clock.now(), actor.person_id, actor.hat, actor.session_id, action, subject, subject_id,
        dict(before) if before else None, dict(after) if after else None,
    )  # fmt: skip


def looked_at(viewer: Viewer, what: str, people: Iterable[int]) -> None:
    """A line of the access log: `viewer` was shown `what` about these people (ids)."""
    others = [person for person in people if person != viewer.person_id]
    if others:
        _access.info(what, viewer=viewer.person_id, hat=viewer.hat, people=others)
