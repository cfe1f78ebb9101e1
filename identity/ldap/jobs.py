"""When directories are read: what has changed every ten minutes, everybody every night; one job a directory.

A directory that hangs holds its own job only; what went wrong is in the run's row.
"""

from __future__ import annotations

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.jobs import enqueue, every, job

JOB = "identity.directory.sync"
ENABLED = "select slug from identity_provider where kind = 'ldap' and is_enabled order by id"


@job(JOB)
async def sync_directory(payload: dict[str, str]) -> None:
    """One run of one directory; one that goes on already is enough."""
    from identity.ldap.sync import sync

    try:
        await sync(system_actor("directory"), payload["slug"], is_full=payload["mode"] == "full")
    except (DomainError, NotFound):
        return  # another run goes on, or the directory was removed meanwhile


@every("identity.directory.changes", "*/10 * * * *")
async def read_changes() -> None:
    """Ask for what has changed in every directory that is on."""
    await _ask("changes")


@every("identity.directory.full", "20 0 * * *")
async def read_everybody() -> None:
    """Ask for a full sweep of every directory, after three in Moscow."""
    await _ask("full")


async def _ask(mode: str) -> None:
    async with DB.transaction():
        for slug in await DB.rows(str, ENABLED):
            await enqueue(JOB, {"slug": slug, "mode": mode}, key=f"{JOB} {slug} {mode}")
