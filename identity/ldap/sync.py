"""Keeping up with a directory: everybody every night, what has changed every ten minutes.

A run reads first, outside any transaction, then decides (plan.py), then writes in batches; whatever stops it
leaves what was written whole, and the next run goes on. A dry run decides the same and writes nothing but its
own row. One run of a directory at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from identity.door import groups as hats
from identity.door import registry
from identity.door.providers import ProviderRow
from identity.ldap import linking, matching, plan, store
from identity.ldap.config import LdapConfig
from identity.ldap.plan import Plan, Step, What
from identity.ldap.provider import Directory
from identity.ldap.troubles import DirectoryError, Trouble
from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

if TYPE_CHECKING:
    from identity.ldap.reading import Reading

BATCH, BROKEN = 100, "broken"
TOLD = tuple(kind for kind in What if kind not in {What.NEW, What.CHANGE, What.GROUPS})


class Report(msgspec.Struct):
    """A run as its caller sees it: what was done, or, dry, would be; `aborted`: why nothing was."""

    run: int
    mode: str
    is_dry: bool
    read: int
    counts: dict[str, int]
    planned: list[dict[str, str]]
    aborted: str


async def sync(actor: Viewer, slug: str, *, is_full: bool, is_dry: bool = False) -> Report:
    """One run. NotFound for an unknown directory, DomainError while another run goes on."""
    row = await registry.provider_row(slug)
    if row is None or row.kind != "ldap":
        raise NotFound
    run = await store.begin(row.id, "full" if is_full else "changes", is_dry=is_dry)
    if run is None:
        raise DomainError(_("Этот каталог уже читается: дождитесь конца."))
    decided, reading = Plan(), None
    try:
        directory: Directory = registry.make(row)
        reading = await directory.read("" if is_full else await store.last_cursor(row.id))
        decided = await decide(row, directory.config, reading)
        if not decided.aborted and not is_dry:
            await _Writing(actor, row, directory.config, run, reading).do(decided)
    except DirectoryError as error:
        decided.aborted = str(error)
    except msgspec.ValidationError:
        decided.aborted = str(Trouble.BAD_SETTINGS)
    except BaseException:
        decided.aborted = BROKEN  # so that the next run begins where this one did
        raise
    finally:
        report = _report(run, decided, reading, is_full=is_full, is_dry=is_dry)
        await store.end(run, decided, report.planned, reading.cursor if reading else "", report.mode)
    return report


def _report(run: int, decided: Plan, reading: Reading | None, *, is_full: bool, is_dry: bool) -> Report:
    is_whole = reading.is_full if reading else is_full
    return Report(
        run=run, mode="full" if is_whole else "changes", is_dry=is_dry,
        read=len(reading.records) if reading else 0, counts=decided.count(),
        planned=[step.shown() for step in decided.of(*TOLD)], aborted=decided.aborted,
    )  # fmt: skip


async def decide(row: ProviderRow, config: LdapConfig, reading: Reading) -> Plan:
    """What this reading changes; reads our tables, writes nothing."""
    known = await store.known(row.id, config.named)
    decided = plan.compare(
        config, known, reading.records, reading.groups, clock.real_now(), is_full=reading.is_full
    )
    if not decided.aborted:
        decided.steps += await matching.links(row.id, known, reading.records)
    return decided


class _Writing:
    def __init__(
        self, actor: Viewer, row: ProviderRow, config: LdapConfig, run: int, reading: Reading
    ) -> None:
        self.actor, self.row, self.config, self.run, self.reading = actor, row, config, run, reading
        self.people: dict[str, int] = {}

    async def do(self, decided: Plan) -> None:
        """Everything, in an order in which each part may be the last."""
        await self._keep(decided)
        for step in decided.of(What.RENAME):
            await store.rename(self.actor, self.row, step)
        for step in decided.of(What.SUSPEND):
            await store.suspend(self.actor, step)
        for step in decided.of(What.KEPT):
            await store.end_sessions(self.row.id, step)
        for step in decided.of(What.ARCHIVE):
            await store.archive(self.actor, step)
        for step in decided.of(What.BACK):
            await store.bring_back(self.actor, step)
        linked = decided.of(What.LINK, What.MAKE)
        for start in range(0, len(linked), BATCH):
            await self._link(linked[start : start + BATCH])
        async with DB.transaction():
            await store.settle(self.row.id, self.config.named)
            for account, login in await store.without_password(self.row.id):
                await linking.adopt(self.actor, self.row, account, login)
        await self._hats(decided)

    async def _keep(self, decided: Plan) -> None:
        wanted = decided.of(What.NEW, What.CHANGE, What.RENAME)
        records = [step.record for step in wanted if step.record]
        for start in range(0, len(records), BATCH):
            async with DB.transaction():
                await store.put(self.row.id, self.run, records[start : start + BATCH])
        async with DB.transaction():
            await store.mark_seen(self.row.id, self.run, [one.stable_id for one in self.reading.records])
            await store.regroup(decided.of(What.GROUPS), self.reading.groups)
            await store.mark_missing(decided.of(What.MISSING), clock.real_now())

    async def _link(self, steps: list[Step]) -> None:
        async with DB.transaction():
            for step in steps:
                assert step.record is not None
                person = step.person or await linking.make_person(self.actor, step.record)
                await linking.link(self.actor, self.row, self.config, step.record, person, "sync")
                self.people[step.stable_id] = person

    async def _hats(self, decided: Plan) -> None:
        """Whose groups may have changed follow them; whoever is gone is in none."""
        people = {one.stable_id: one.known.person for one in decided.steps
                  if one.known and one.known.person}  # fmt: skip
        gone = {one.stable_id for one in decided.of(What.SUSPEND, What.KEPT)}
        for stable_id, person in (people | self.people).items():
            found = () if stable_id in gone else self.reading.groups.get(stable_id)
            if found is not None:
                await hats.follow_groups(self.row.id, person, found)
