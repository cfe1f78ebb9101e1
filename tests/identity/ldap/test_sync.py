"""Keeping up with a directory: who is linked, who is shut and when, and when a reading is not believed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from identity.commands.directory import _list, _sync
from identity.door.providers import ProviderRow
from identity.ldap import jobs, queries
from identity.ldap.sync import Report, sync
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from intranet.school.classes.names import code_key
from intranet.settings import ROOT, Settings
from tests.conftest import NOW
from tests.doors import make_account
from tests.factories import World, insert
from tests.identity.ldap import slapd
from tests.identity.ldap.conftest import Add
from tests.identity.ldap.slapd import SECRET, Slapd
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
ACTOR = system_actor("test")
SEEN = "(&(objectClass=inetOrgPerson)(!(employeeType=gone)))"
AT_ONCE = {"user_filter": SEEN, "missing_sweeps": 1, "missing_hours": 0}


async def full(row: ProviderRow, *, is_dry: bool = False) -> Report:
    return await sync(ACTOR, row.slug, is_full=True, is_dry=is_dry)


async def changes(row: ProviderRow) -> Report:
    return await sync(ACTOR, row.slug, is_full=False)


async def account(world: World, login: str) -> Any:
    """(login, kind of the password's provider, status)."""
    return tuple(await DB.record(
        "select a.login, p.kind, a.status from account a join identity_provider p on p.id = a.provider"
        " where a.person = $1", world.people[login],
    ))  # fmt: skip


async def test_people_are_linked_by_number_and_sign_in(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    report = await full(row)
    assert report.counts == {"new": 7, "link": 4} and not report.aborted
    assert await account(world, "elena") == ("l.elena", "ldap", "active")
    answer = await client().post("/login", data={"login": "L.Elena", "password": SECRET})
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    again = await full(row)
    assert again.counts == {}
    by = await DB.rows(str, "select distinct linked_by from external_identity")
    assert by == ["sync"]


async def test_names_logins_and_addresses_link_nobody(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    """Ольга's namesake with her login and address, but without her number."""
    await DB.execute("delete from external_id where value = 'T-2'")
    await make_account(world.people["olga"], "s.olga")
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert await account(world, "olga") == ("s.olga", "local", "active")
    found = {one.login: one.reason for one in await queries.unmatched(ACTOR, row.slug)}
    assert found == {"n.new": "no_number", "s.olga": "unknown_number", "twin": "no_number"}


async def test_two_entries_with_one_number_are_nobodys(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    fresh_server.add(slapd.person("l.other", "Лебедева", "Другая", "T-1"))
    row = await add_directory(fresh_server.ldaps)
    report = await full(row)
    assert report.counts["link"] == 3
    reasons = {one.login: one.reason for one in await queries.unmatched(ACTOR, row.slug)}
    assert reasons["l.elena"] == reasons["l.other"] == "taken"


async def test_a_chosen_password_stays_and_a_slip_goes(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    await make_account(world.people["elena"], "elena")
    await make_account(world.people["olga"], "olga", first_entry=True)
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert await account(world, "elena") == ("elena", "local", "active")
    assert await account(world, "olga") == ("s.olga", "ldap", "active")
    for login, secret in (("elena", PASSWORD), ("l.elena", SECRET), ("s.olga", SECRET)):
        answer = await client().post("/login", data={"login": login, "password": secret})
        assert answer.status_code == 303 and answer.headers["location"] == "/", login


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


def hide(server: Slapd, *logins: str) -> None:
    """The same entries, out of the filter's sight."""
    for login in logins:
        server.modify(
            f"dn: {slapd.dn_of(login)}\nchangetype: modify\nadd: employeeType\nemployeeType: gone\n"
        )


def show(server: Slapd, *logins: str) -> None:
    """Here again."""
    for login in logins:
        server.modify(f"dn: {slapd.dn_of(login)}\nchangetype: modify\ndelete: employeeType\n")


async def signed_in(client: Browser, login: str) -> httpx.AsyncClient:
    browser = client()
    answer = await browser.post("/login", data={"login": login, "password": SECRET})
    assert answer.status_code == 303, answer.text
    return browser


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


async def test_a_renamed_login_keeps_the_account(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    before = await DB.value("select id from account where person = $1", world.people["elena"])
    fresh_server.rename(slapd.dn_of("l.elena"), "uid=m.elena")
    assert (await changes(row)).counts["rename"] == 1
    assert await account(world, "elena") == ("m.elena", "ldap", "active")
    assert await DB.value("select id from account where person = $1", world.people["elena"]) == before
    await signed_in(client, "m.elena")


async def test_changes_bring_new_people_and_groups_but_shut_nobody_who_is_not_there(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps, **AT_ONCE)
    office = f"cn=office,{slapd.GROUPS}"
    await insert("group_hat", provider=row.id, group_key=office, hat="secretary")
    first = await changes(row)
    assert first.mode == "full" and first.counts["link"] == 4  # without a cursor everybody is read
    assert await hats(world, "irina") == ["head_teacher", "secretary"]
    await asyncio.sleep(1.1)  # its times are whole seconds: those of the cursor's are read again
    fresh_server.add(slapd.person("z.svetlana", "Зайцева", "Светлана", "T-9"))
    await insert(
        "external_id", system="staff", key=code_key("T-9"), value="T-9", person=world.people["svetlana"]
    )
    fresh_server.delete(slapd.dn_of("o.dasha"))
    fresh_server.modify(f"dn: {office}\nchangetype: modify\nadd: member\nmember: {slapd.dn_of('s.olga')}\n")
    second = await changes(row)
    assert second.mode == "changes"
    assert {"new": 1, "groups": 1, "link": 1}.items() <= second.counts.items()
    assert (await changes(row)).read <= 2
    assert "missing" not in second.counts
    assert "secretary" in await hats(world, "olga")
    fresh_server.modify(
        f"dn: {office}\nchangetype: modify\ndelete: member\nmember: {slapd.dn_of('f.irina')}\n"
    )
    await changes(row)
    assert await hats(world, "irina") == ["head_teacher"]  # only what the group gave goes


async def hats(world: World, login: str) -> list[str]:
    return await DB.rows(str, "select hat from granted_hat where person = $1"
                              " and (until is null or until >= $2) order by hat",
                         world.people[login], clock.today())  # fmt: skip


async def test_a_person_is_made_only_for_a_marked_group_and_never_beside_a_namesake(
    world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    people = await DB.value("select count(*) from person")
    await full(row)
    assert await DB.value("select count(*) from person") == people
    staff = f"cn=staff,{slapd.GROUPS}"
    await insert("group_hat", provider=row.id, group_key=staff, hat="guest_staff", makes_person=True)
    namesake = slapd.person("k.gleb", "Ким", "Глеб")
    fresh_server.add(namesake)
    fresh_server.modify(f"dn: {staff}\nchangetype: modify\nadd: member\nmember: {slapd.dn_of('k.gleb')}\n")
    report = await full(row)
    assert report.counts["make"] == 1
    made = await DB.value("select id from person where surname = 'Новикова'")
    assert await DB.value("select hat from granted_hat where person = $1", made) == "guest_staff"
    assert await DB.value("select count(*) from person") == people + 1
    assert {one.login for one in await queries.unmatched(ACTOR, row.slug)} == {"twin", "k.gleb"}


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


async def test_an_administrator_says_whose_an_entry_is(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    row = await add_directory(fresh_server.ldaps)
    await full(row)
    oleg = world.viewer("oleg", "administrator")
    entry = next(one.id for one in await queries.unmatched(oleg, row.slug) if one.login == "n.new")
    await queries.link_entry(oleg, entry, world.people["svetlana"])
    assert await account(world, "svetlana") == ("n.new", "ldap", "active")
    await signed_in(client, "n.new")
    assert await DB.value("select person from audit_entry where action = 'identity.link.add'"
                          " order by id desc limit 1") == world.people["oleg"]  # fmt: skip
    twin = next(one.id for one in await queries.unmatched(oleg, row.slug) if one.login == "twin")
    with pytest.raises(DomainError):
        await queries.link_entry(oleg, twin, world.people["svetlana"])
    with pytest.raises(NotFound):
        await queries.link_entry(oleg, 10**6, world.people["svetlana"])
    secretary = world.viewer("svetlana", "secretary")
    for asked in (queries.unmatched(secretary, row.slug), queries.last_runs(secretary, row.slug),
                  queries.link_entry(secretary, twin, world.people["gleb"])):  # fmt: skip
        with pytest.raises(Forbidden):
            await asked


async def test_a_slip_moves_the_password_back_to_this_house(
    client: Browser, world: World, fresh_server: Slapd, add_directory: Add
) -> None:
    from identity.local import slips

    row = await add_directory(fresh_server.ldaps)
    await full(row)
    assert not await slips.issue_entry(ACTOR, [world.people["elena"]], only_new=True)
    (slip,) = await slips.issue_entry(ACTOR, [world.people["elena"]])
    await full(row)
    answer = await client().post("/login", data={"login": slip.login, "password": slip.code})
    assert answer.status_code == 303 and answer.headers["location"] == "/profile/password"


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
