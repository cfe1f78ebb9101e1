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
from intranet.kit import audit, clock, jobs
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.own_hands import check_other
from intranet.school.people.names import full_name

REHEARSAL = "identity.directory.rehearsal"
FOLDED = "replace(lower(e.surname || ' ' || e.name), 'ё', 'е')"


# Employees of today with an entry's surname and name, who are not linked to this directory yet.
MEANT = f"""select e.id as entry, p.id as person, p.surname, p.name, p.patronymic,
        (select string_agg(distinct s.title, ', ') from staff_post s where s.person = p.id
            and s.since <= $3 and (s.until is null or s.until >= $3)) as post
    from directory_entry e
    join person p on starts_with(p.name_key, {FOLDED})
    where e.id = any($1::int[]) and e.surname <> '' and e.name <> ''
        and not exists (select 1 from account a join external_identity x on x.account = a.id
            where a.person = p.id and x.provider = $2)
    order by e.id, p.sort_key limit 200"""


class Meant(msgspec.Struct, frozen=True):
    """Somebody of the register who may be the person of an entry; `post` tells namesakes apart."""

    entry: int
    person: int
    surname: str
    name: str
    patronymic: str
    post: str | None

    @property
    def title(self) -> str:
        """ "Иванова Мария Сергеевна, учитель"."""
        whole = full_name(self.surname, self.name, self.patronymic)
        return f"{whole}, {self.post}" if self.post else whole


class Directory(msgspec.Struct, frozen=True):
    """All that its page shows; `plan` is the last dry run, if nothing real came after it."""

    row: ProviderRow
    runs: list[Run]
    plan: Run | None
    missed: list[Unmatched]
    meant: dict[int, list[Meant]]


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
    missed = await queries.unmatched(viewer, slug)
    meant: dict[int, list[Meant]] = {}
    for one in await DB.rows(Meant, MEANT, [entry.id for entry in missed], row.id, clock.today()):
        meant.setdefault(one.entry, []).append(one)
    audit.looked_at(
        viewer, "identity.directory", sorted({one.person for all_ in meant.values() for one in all_})
    )
    return Directory(row, runs, plan, missed, meant)


async def link_entry(actor: Viewer, slug: str, entry: int, person: int) -> None:
    """Say whose this entry is. NotFound for another directory's, DomainError for one that is somebody's."""
    row = await directory_named(slug)
    if entry not in {one.id for one in await queries.unmatched(actor, row.slug)}:
        raise NotFound
    check_other(actor, person)
    await queries.link_entry(actor, entry, person)


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
