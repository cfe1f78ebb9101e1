"""The sweeps of a directory, for the administrator: what they found, what a dry one would do, whom they miss.

The sweep itself is a job of identity.ldap; asking for one puts it into the queue.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from identity.administration.providers import provider_named
from identity.door.providers import ProviderRow
from intranet.kit import audit, clock, jobs
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.people import names

SWEEP = "identity.directory.sweep"
RUNS = """select id, mode, is_dry, started_at, ended_at, counts, aborted from directory_run
    where provider = $1 order by id desc limit 30"""
PLANNED = """select id, started_at, planned from directory_run
    where provider = $1 and is_dry and ended_at is not null order by id desc limit 1"""
MISSED = """select e.id, e.dn, e.login_key, e.surname, e.name, e.patronymic, e.number from directory_entry e
    where e.provider = $1 and e.account is null and e.person is null and e.is_active and e.missing_since is null
    order by e.surname, e.name, e.id limit 201"""
SHOWN = 200


class Run(msgspec.Struct, frozen=True):
    """One reading of the directory; `aborted` says why it stopped, "" when it did not."""

    id: int
    mode: str
    is_dry: bool
    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, Any]
    aborted: str


class Planned(msgspec.Struct, frozen=True):
    """What the last dry run would have done: a line a person."""

    id: int
    started_at: datetime
    planned: list[Any]


class Missed(msgspec.Struct, frozen=True):
    """Somebody of the directory whom the register does not name."""

    id: int
    dn: str
    login_key: str
    surname: str
    name: str
    patronymic: str
    number: str

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


class Directory(msgspec.Struct, frozen=True):
    """All that its page shows."""

    row: ProviderRow
    runs: list[Run]
    planned: Planned | None
    missed: list[Missed]


async def directory_named(slug: str) -> ProviderRow:
    """A way in that is a directory; NotFound."""
    row = await provider_named(slug)
    if row.kind != "ldap":
        raise NotFound
    return row


async def directory_of(slug: str) -> Directory:
    """The page of a directory; NotFound."""
    row = await directory_named(slug)
    return Directory(
        row, await DB.rows(Run, RUNS, row.id), await DB.one(Planned, PLANNED, row.id),
        await DB.rows(Missed, MISSED, row.id),
    )  # fmt: skip


async def ask_for_sweep(actor: Viewer, slug: str, *, is_dry: bool) -> None:
    """Put a full sweep into the queue, dry or not. DomainError for a directory that is off; NotFound."""
    row = await directory_named(slug)
    if not row.is_enabled and not is_dry:
        raise DomainError(_("Каталог выключен: сверка закрыла бы входы. Сначала включите его."))
    async with DB.transaction():
        payload = {"provider": row.id, "is_dry": is_dry, "mode": "full"}
        await jobs.enqueue(SWEEP, payload, key=f"{SWEEP}:{row.id}:{is_dry}")
        after = {"slug": slug, "is_dry": is_dry, "at": clock.real_now().isoformat()}
        await audit.record(actor, "identity.directory.sweep", "identity_provider", row.id, after=after)
