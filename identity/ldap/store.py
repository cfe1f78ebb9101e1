"""What a run of the sync reads and writes; the rules are in plan.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from identity.door import session
from identity.door.providers import DirectoryRecord, ProviderRow
from identity.ldap.plan import Known, Plan, Step, fingerprint
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB

RUN_LASTS = timedelta(minutes=15)
MOST_PLANNED = 1000
LOCK = "select pg_advisory_xact_lock(hashtext('directory_run'), $1)"
BEGIN = """insert into directory_run (provider, mode, is_dry, started_at)
    select $1, $2, $3, $4 where not exists (select 1 from directory_run
        where provider = $1 and ended_at is null and started_at > $5) returning id"""
END = """update directory_run set ended_at = $2, counts = $3, planned = $4, aborted = $5, cursor = $6,
    mode = $7 where id = $1"""
CURSOR = """select cursor from directory_run where provider = $1 and not is_dry and aborted = ''
    and ended_at is not null and cursor <> '' order by id desc limit 1"""
KNOWN = """select e.id, e.stable_id, e.dn, e.login_key, e.surname, e.name, e.attrs_hash, e.groups,
        e.is_active, e.missing_since, e.missing_runs, e.suspended_at, e.archived_at,
        a.id as account, a.person, coalesce(a.status, '') as status,
        coalesce(a.provider = e.provider, false) as is_directorys,
        exists (select 1 from external_identity o where o.account = a.id and o.provider <> e.provider)
            as has_other
    from directory_entry e
    left join external_identity x on x.provider = e.provider and x.issuer = $2 and x.subject = e.stable_id
    left join account a on a.id = x.account where e.provider = $1"""
PUT = """insert into directory_entry (provider, stable_id, dn, login_key, surname, name, patronymic, email,
        number, attrs_hash, groups, is_active, seen_run)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (provider, stable_id) do update set dn = excluded.dn, login_key = excluded.login_key,
        surname = excluded.surname, name = excluded.name, patronymic = excluded.patronymic,
        email = excluded.email, number = excluded.number, attrs_hash = excluded.attrs_hash,
        groups = excluded.groups, is_active = excluded.is_active, seen_run = excluded.seen_run"""
SEEN = """update directory_entry set seen_run = $3 where provider = $1 and stable_id = any($2::text[])"""
GROUPS = "update directory_entry set groups = $2 where id = $1"
MISSING = """update directory_entry set missing_since = coalesce(missing_since, $2),
    missing_runs = missing_runs + 1 where id = any($1::int[])"""
BACK = """update directory_entry set missing_since = null, missing_runs = 0, suspended_at = null,
    archived_at = null where id = $1"""
OPENED = """update account set status = 'active' where id = $1 and status in ('suspended', 'archived')
    returning id"""
SHUT = "update account set status = 'suspended' where id = $1 and status = 'active' returning id"
SUSPENDED = "update directory_entry set suspended_at = $2 where id = $1"
ARCHIVE = "update account set status = 'archived' where id = $1 and status = 'suspended' returning id"
ARCHIVED = "update directory_entry set archived_at = $2 where id = $1"
LEFT = """update auth_session set revoked_at = $3, reason = 'directory'
    where account = $1 and provider = $2 and revoked_at is null"""
RELOGIN = """update account set login = $3, login_key = $3 where id = $1 and provider = $2
    and login_key = $4 and not exists (select 1 from account where login_key = $3) returning id"""
SETTLE = """update directory_entry e set account = a.id, person = a.person
    from external_identity x join account a on a.id = x.account
    where e.provider = $1 and x.provider = e.provider and x.issuer = $2 and x.subject = e.stable_id
        and e.account is distinct from a.id"""
# Linked here by a code or by hand, with no password and no other way: this directory's password is theirs.
WITHOUT = """select a.id, e.login_key as login from directory_entry e join account a on a.id = e.account
    where e.provider = $1 and a.provider <> e.provider and e.is_active and e.missing_since is null
        and not exists (select 1 from local_credential c where c.account = a.id)
        and not exists (select 1 from external_identity x where x.account = a.id and x.provider <> $1)"""
LONGEST_LOGIN = 60


class _Without(msgspec.Struct):
    id: int
    login: str


async def begin(provider: int, mode: str, *, is_dry: bool) -> int | None:
    """A run's id; None while another of this directory goes on."""
    now = clock.real_now()
    async with DB.transaction():
        await DB.execute(LOCK, provider)
        found: int | None = await DB.value(BEGIN, provider, mode, is_dry, now, now - RUN_LASTS)
    return found


async def end(run: int, plan: Plan, planned: list[dict[str, str]], cursor: str, mode: str) -> None:
    """Close the run's row."""
    await DB.execute(
        END, run, clock.real_now(), plan.count(), planned[:MOST_PLANNED], plan.aborted[:200], cursor[:200],
        mode,
    )  # fmt: skip


async def last_cursor(provider: int) -> str:
    """Where the last good run stopped; "" for none."""
    return str(await DB.value(CURSOR, provider) or "")


async def known(provider: int, issuer: str) -> dict[str, Known]:
    """Everybody of this directory, by stable id."""
    return {one.stable_id: one for one in await DB.rows(Known, KNOWN, provider, issuer)}


async def put(provider: int, run: int, records: list[DirectoryRecord]) -> None:
    """Keep entries as they are now."""
    await DB.execute_many(PUT, [
        (provider, one.stable_id, one.dn, one.login.casefold()[:120], one.surname, one.name, one.patronymic,
         one.email, one.number, fingerprint(one), list(one.groups), one.is_active, run) for one in records
    ])  # fmt: skip


async def mark_seen(provider: int, run: int, stable_ids: list[str]) -> None:
    """Who was in this reading."""
    await DB.execute(SEEN, provider, stable_ids, run)


async def regroup(steps: list[Step], groups: Mapping[str, tuple[str, ...]]) -> None:
    """Keep who is in which groups now."""
    rows = [(one.known.id, list(groups[one.stable_id])) for one in steps if one.known]
    await DB.execute_many(GROUPS, rows)


async def settle(provider: int, issuer: str) -> None:
    """Entries know whose they are, by whatever way they were linked."""
    await DB.execute(SETTLE, provider, issuer)


async def without_password(provider: int) -> list[tuple[int, str]]:
    """(account, login there) of everybody linked here who can sign in by nothing else."""
    return [(one.id, one.login) for one in await DB.rows(_Without, WITHOUT, provider)]


async def mark_missing(steps: list[Step], now: datetime) -> None:
    """One more sweep without them."""
    await DB.execute(MISSING, [step.known.id for step in steps if step.known], now)


async def suspend(actor: Viewer, step: Step) -> None:
    """Shut the account, end its sessions; one whose account was shut by hand stays as it is."""
    one = _of(step)
    async with DB.transaction():
        if await DB.value(SHUT, one.account) is None:
            return
        await DB.execute(SUSPENDED, one.id, clock.real_now())
        await session.end_others(one.account or 0, None, "suspended")
        await _audited(actor, "identity.account.suspend", one, step.why)


async def archive(actor: Viewer, step: Step) -> None:
    """What was shut for long is put away."""
    one = _of(step)
    async with DB.transaction():
        await DB.execute(ARCHIVED, one.id, clock.real_now())
        if await DB.value(ARCHIVE, one.account) is not None:
            await _audited(actor, "identity.account.archive", one, step.why)


async def bring_back(actor: Viewer, step: Step) -> None:
    """Here again: what this directory shut opens, what was shut by hand does not."""
    one = _of(step)
    async with DB.transaction():
        await DB.execute(BACK, one.id)
        if one.suspended_at is not None and await DB.value(OPENED, one.account) is not None:
            await _audited(actor, "identity.account.restore", one, "back")


async def end_sessions(provider: int, step: Step) -> None:
    """Gone there, alive here: what was opened by the directory ends."""
    await DB.execute(LEFT, _of(step).account, provider, clock.real_now())


async def rename(actor: Viewer, row: ProviderRow, step: Step) -> None:
    """The account goes by the new login if it went by the old one and nobody has the new."""
    one, login = _of(step), step.record.login.casefold() if step.record else ""
    if one.account is None or login == one.login_key or not 0 < len(login) <= LONGEST_LOGIN:
        return
    async with DB.transaction():
        if await DB.value(RELOGIN, one.account, row.id, login, one.login_key) is not None:
            after: dict[str, Any] = {"login": login, "provider": row.slug}
            before = {"login": one.login_key}
            await audit.record(
                actor, "identity.account.rename", "account", one.account, before=before, after=after
            )


def _of(step: Step) -> Known:
    if step.known is None:
        raise RuntimeError("the step is about an entry that is known")
    return step.known


async def _audited(actor: Viewer, action: str, one: Known, why: str) -> None:
    await audit.record(actor, action, "account", one.account, after={"why": why})
