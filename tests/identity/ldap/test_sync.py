"""Keeping up with a directory: who is shut and when, when a reading is not believed, runs and jobs."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import asyncpg
import pytest

from identity.commands.directory import _list, _sync
from identity.ldap import jobs, queries
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.settings import ROOT, Settings
from tests.conftest import NOW
from tests.doors import make_account
from tests.factories import World, insert
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add
from tests.identity.ldap.slapd import Slapd
from tests.identity.ldap.syncing import (
    ACTOR,
    AT_ONCE,
    SEEN,
    Browser,
    account,
    changes,
    full,
    hide,
    show,
    signed_in,
)


async def test_a_dry_run_tells_the_same_and_changes_nothing(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    dry = await full(row, is_dry=True)
    for table in ("directory_entry", "account", "external_identity", "audit_entry"):
        assert await DB.value(f"select count(*) from {table}") == 0, table
    wet = await full(row)
    assert dry.planned == wet.planned and dry.counts == wet.counts and dry.planned
    runs = await queries.last_runs(ACTOR, row.slug)
    assert [run.is_dry for run in runs] == [False, True] and runs[1].planned == dry.planned


async def test_missing_once_is_a_mark_and_missing_long_is_shut_archived_and_back(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps, user_filter=SEEN, missing_sweeps=2, missing_hours=24)
    await full(row)
    browser = await signed_in(client, "l.elena")
    hide(fresh_server, "l.elena")
    assert (await full(row)).counts == {"missing": 1}
    assert (await full(row)).counts == {"missing": 1}  # twice, but not a day yet
    assert (await browser.get("/profile")).status_code == 200
    await DB.execute("update directory_entry set missing_since = missing_since - interval '25 hours'"
                     " where missing_since is not null")  # fmt: skip
    assert (await full(row)).counts == {"missing": 1, "suspend": 1}
    assert (await browser.get("/profile")).status_code == 303
    assert (await account(world, "elena"))[2] == "suspended"
    assert (await full(row)).counts == {"missing": 1}
    await DB.execute("update directory_entry set suspended_at = suspended_at - interval '91 days'")
    assert (await full(row)).counts == {"missing": 1, "archive": 1}
    assert (await account(world, "elena"))[2] == "archived"
    show(fresh_server, "l.elena")
    assert (await full(row)).counts["back"] == 1
    assert await account(world, "elena") == ("l.elena", "ldap", "active")
    await signed_in(client, "l.elena")
    actions = await DB.rows(str, "select action from audit_entry where action like 'identity.account.%'"
                                 " and action <> 'identity.account.provider' order by id")  # fmt: skip
    assert actions == [f"identity.account.{one}" for one in ("suspend", "archive", "restore")]


async def test_locked_by_the_directorys_administrator_is_shut_at_once(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    browser = await signed_in(client, "l.elena")
    dn = slapd.dn_of("l.elena")
    fresh_server.modify(f"dn: {dn}\nchangetype: modify\nadd: pwdAccountLockedTime\n"
                        "pwdAccountLockedTime: 000001010000Z\n")  # fmt: skip
    assert (await full(row)).counts.get("suspend") == 1
    assert (await browser.get("/profile")).status_code == 303
    fresh_server.modify(f"dn: {dn}\nchangetype: modify\ndelete: pwdAccountLockedTime\n")
    assert (await full(row)).counts["back"] == 1
    assert (await account(world, "elena"))[2] == "active"


async def test_what_was_shut_by_hand_the_sync_does_not_open(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps, **AT_ONCE)
    await full(row)
    await DB.execute("update account set status = 'suspended' where person = $1", world.people["elena"])
    hide(fresh_server, "l.elena")
    await full(row)
    show(fresh_server, "l.elena")
    assert (await full(row)).counts["back"] == 1
    assert (await account(world, "elena"))[2] == "suspended"


async def test_an_account_with_another_way_is_kept(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    """Moved from LDAP to another provider, or with a password of their own: gone there is not gone here."""
    await make_account(world.people["olga"], "olga")
    row = await add_directory(fresh_server.ldaps, **AT_ONCE)
    await full(row)
    other = await insert("identity_provider", slug="oidc", kind="oidc", title="ЦОП")
    found = await DB.value("select id from account where person = $1", world.people["elena"])
    await insert("external_identity", account=found, provider=other, issuer="https://op", subject="7",
                 linked_by="self", linked_at=clock.real_now())  # fmt: skip
    hide(fresh_server, "l.elena", "s.olga")
    assert (await full(row)).counts == {"missing": 2, "kept": 2}
    assert (await account(world, "elena"))[2] == (await account(world, "olga"))[2] == "active"


async def test_the_valve_an_empty_or_partial_reading_changes_nothing(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps, **AT_ONCE)
    await full(row)
    hide(fresh_server, "l.elena", "s.olga", "f.irina")
    before = await DB.rows(str, "select to_jsonb(e)::text from directory_entry e order by id")
    report = await full(row)
    assert report.aborted == "too many 3 of 4" and report.counts["suspend"] == 3
    hide(fresh_server, "o.dasha", "n.new")
    assert (await full(row)).aborted == "partial 2 of 7"
    await DB.execute("update identity_provider set config = config || '{\"user_filter\": \"(uid=none)\"}'"
                     " where id = $1", row.id)  # fmt: skip
    assert (await full(row)).aborted == "empty"
    await DB.execute("update identity_provider set config = config || '{\"base\": \"ou=none,dc=test\"}'"
                     " where id = $1", row.id)  # fmt: skip
    assert (await full(row)).aborted.startswith("search")
    assert before == await DB.rows(str, "select to_jsonb(e)::text from directory_entry e order by id")
    assert await DB.value("select count(*) from account where status <> 'active'") == 0
    runs = await queries.last_runs(ACTOR, row.slug)
    assert [bool(run.aborted) for run in runs] == [True] * 4 + [False] and all(run.ended_at for run in runs)


async def test_1200_pupils_are_read_in_pages(
    world: World, directory_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(directory_server.start_tls)
    report = await full(row)
    assert report.read == slapd.MANY + 7 and not report.aborted
    assert await DB.value("select count(*) from directory_entry") == slapd.MANY + 7


async def test_one_run_at_a_time(world: World, fresh_server: Slapd, add_directory: Add) -> None:
    row = await add_directory(fresh_server.ldaps)
    done = await asyncio.gather(full(row), full(row), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["DomainError", "Report"]
    await DB.execute("update directory_run set ended_at = null, started_at = now() - interval '1 hour'")
    assert not (await full(row)).aborted  # a killed run holds nobody for ever


async def test_each_directory_has_a_job_of_its_own(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    await add_directory(f"ldaps://127.0.0.1:{slapd.free_port()}", slug="down")
    row = await add_directory(fresh_server.ldaps, slug="up")
    await jobs.read_changes()
    await jobs.read_changes()
    asked = await DB.rows(str, "select convert_from(payload, 'utf8') from pgqueuer order by id")
    assert [json.loads(one) for one in asked] == [
        {"slug": "down", "mode": "changes"}, {"slug": "up", "mode": "changes"},
    ]  # fmt: skip
    for one in asked:
        await jobs.sync_directory(json.loads(one))
    assert (await queries.last_runs(ACTOR, "down"))[0].aborted.startswith("no_answer")
    assert not (await queries.last_runs(ACTOR, row.slug))[0].aborted
    await jobs.sync_directory({"slug": "removed", "mode": "full"})


@pytest.mark.slow
async def test_from_the_command_line(
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
    world: World,
    fresh_server: Slapd,
    add_directory: Add,
) -> None:
    row = await add_directory(fresh_server.ldaps)
    environment = os.environ | {
        "DATABASE_URL": settings.database_url, "PARTA_DATA": str(settings.data), "PARTA_MODULES": "",
        "PARTA_DEMO_CLOCK": NOW.isoformat(), "PYTHONPATH": str(ROOT),
    }  # fmt: skip

    async def run(*words: str) -> tuple[int, str, str]:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "intranet.cli", "directory", *words)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe, stderr=pipe)
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    code, out, err = await run("sync", row.slug, "--full", "--dry-run", "--json")
    report = json.loads(out)
    assert code == 0 and report["is_dry"] and report["counts"]["link"] == 4, err
    assert await DB.value("select count(*) from account") == 0
    await DB.execute('update identity_provider set config = config || \'{"user_filter": "(uid=none)"}\'')
    code, out, err = await run("sync", row.slug, "--full")
    assert code == 3 and "Прервано" in err and "empty" in err and out == "read=0\n"
    await _list()
    told = capsys.readouterr().out
    assert told.startswith(f"ldap\ton\t{fresh_server.ldaps}\t") and told.endswith("\tempty\n")
    with pytest.raises(DomainError):
        await _sync("nothing", is_full=True, is_dry=False, is_json=False)
    await DB.execute("update identity_provider set config = config - 'user_filter' where kind = 'ldap'")
    assert await _sync(row.slug, is_full=True, is_dry=False, is_json=False) == 0
    told = capsys.readouterr().out
    assert "link\tЛебедева Елена\tl.elena\tnumber\n" in told and "read=7" in told


async def test_a_run_that_breaks_says_so_and_does_not_move_the_cursor(
    world: World, fresh_server: Slapd, add_directory: Add, superuser: asyncpg.Connection
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await superuser.execute("alter table directory_entry add constraint broken check (login_key <> 's.olga')")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await full(row)
    finally:
        await superuser.execute("alter table directory_entry drop constraint broken")
    (run,) = await queries.last_runs(ACTOR, row.slug)
    assert run.aborted == "broken" and run.ended_at
    assert (await changes(row)).mode == "full"  # there is no cursor yet
    assert (await changes(row)).mode == "changes"
