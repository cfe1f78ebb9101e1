"""What tests of the sync do and look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from identity.door.providers import ProviderRow
from identity.ldap.sync import Report, sync
from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from tests.factories import World
from tests.identity.ldap import slapd
from tests.identity.ldap.slapd import SECRET, Slapd

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


async def signed_in(client: Browser, login: str) -> httpx.AsyncClient:
    browser = client()
    answer = await browser.post("/login", data={"login": login, "password": SECRET})
    assert answer.status_code == 303, answer.text
    return browser


async def hats(world: World, login: str) -> list[str]:
    return await DB.rows(str, "select hat from granted_hat where person = $1"
                              " and (until is null or until >= $2) order by hat",
                         world.people[login], clock.today())  # fmt: skip


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
