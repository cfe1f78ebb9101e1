"""Signing in through the front door: `browser = await sign_in(client(), world, "elena", hat="teacher")`."""

from __future__ import annotations

import httpx

from identity.door import codes
from identity.local import passwords
from intranet.kit.db import DB
from tests.factories import World, insert
from tests.people import PASSWORD

_phc: list[str] = []


async def make_account(person: int, login: str, *, first_entry: bool = False) -> int:
    """An account with the tests' password (hashed once a run; a slip's is kept folded)."""
    if not _phc:
        _phc.extend([await passwords.hash_secret(word) for word in (PASSWORD, codes.fold_code(PASSWORD))])
    provider = await DB.value("select id from identity_provider where kind = 'local'")
    account = await insert("account", person=person, provider=provider, login=login, login_key=login.lower())
    await insert("local_credential", account=account, phc=_phc[first_entry], is_first_entry=first_entry)
    return account


async def sign_in(
    browser: httpx.AsyncClient, world: World, login: str, *, hat: str | None = None
) -> httpx.AsyncClient:
    """Sign in (making the account when there is none) and put on the hat; gives the same browser."""
    if await DB.value("select 1 from account where login_key = $1", login) is None:
        await make_account(world.people[login], login)
    answer = await browser.post("/login", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    if hat is not None:
        worn = await DB.value(
            "select s.hat from auth_session s join account a on a.id = s.account"
            " where a.login_key = $1 and s.revoked_at is null order by s.id desc limit 1",
            login,
        )
        if worn != hat:
            answer = await browser.post("/hat", data={"hat": hat, "_hat": worn})
            assert answer.status_code == 303, answer.text
        browser.headers["x-hat"] = hat
    return browser
