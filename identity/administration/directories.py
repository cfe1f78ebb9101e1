"""The sweeps of a directory, for the administrator: what they found, what a dry one would do, whom they miss.

The sweep itself is identity.ldap's; asking for one puts it into the queue.
"""

from __future__ import annotations

import msgspec

from identity.administration.providers import provider_named
from identity.door.providers import ProviderRow
from identity.ldap import queries
from identity.ldap.jobs import JOB
from identity.ldap.queries import Run, Unmatched
from intranet.kit import audit, jobs
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

REHEARSAL = "identity.directory.rehearsal"


class Directory(msgspec.Struct, frozen=True):
    """All that its page shows; `plan` is the last dry run, if nothing real came after it."""

    row: ProviderRow
    runs: list[Run]
    plan: Run | None
    missed: list[Unmatched]


@jobs.job(REHEARSAL)
async def rehearse(payload: dict[str, str]) -> None:
    """A full sweep that changes nothing."""
    from identity.ldap.sync import sync

    try:
        await sync(system_actor("directory"), payload["slug"], is_full=True, is_dry=True)
    except (DomainError, NotFound):
        return  # another run goes on, or the directory was removed meanwhile


async def directory_named(slug: str) -> ProviderRow:
    """A way in that is a directory; NotFound."""
    row = await provider_named(slug)
    if row.kind != "ldap":
        raise NotFound
    return row


async def directory_of(viewer: Viewer, slug: str) -> Directory:
    """The page of a directory; NotFound."""
    row = await directory_named(slug)
    runs = await queries.last_runs(viewer, slug)
    full = next((run for run in runs if run.mode == "full" and run.ended_at), None)
    plan = full if full is not None and full.is_dry and not full.aborted else None
    return Directory(row, runs, plan, await queries.unmatched(viewer, slug))


async def ask_for_sweep(actor: Viewer, slug: str, *, is_dry: bool) -> None:
    """Put a full sweep into the queue, dry or not. DomainError for a directory that is off; NotFound."""
    row = await directory_named(slug)
    if not row.is_enabled and not is_dry:
        raise DomainError(_("Каталог выключен, и по нему никто не входит. Сначала включите его."))
    name, payload = (REHEARSAL, {"slug": slug}) if is_dry else (JOB, {"slug": slug, "mode": "full"})
    async with DB.transaction():
        await jobs.enqueue(name, payload, key=f"{name} {slug} full")
        after = {"slug": slug, "is_dry": is_dry}
        await audit.record(actor, "identity.directory.sweep", "identity_provider", row.id, after=after)
