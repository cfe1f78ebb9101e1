"""Accounts as the office and the command line manage them: one a person, a Latin login, a password.

A password set by somebody else ends every session of the account.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from identity.door import codes, session, throttle
from identity.local import passwords
from identity.local.provider import SLUG
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Forbidden, NotFound
from intranet.school.access import HATS_OF_P, Hat

PUT = """insert into local_credential (account, phc, is_first_entry, expires_on, changed_at, issued_by)
    values ($1, $2, $3, $4, $5, $6) on conflict (account) do update set phc = excluded.phc,
        is_first_entry = excluded.is_first_entry, expires_on = excluded.expires_on,
        changed_at = excluded.changed_at, issued_by = excluded.issued_by"""
OF_THIS_HOUSE = """update account set provider = (select id from identity_provider where slug = $2)
    where id = $1"""
FIND = f"""select a.id, a.person, a.login, a.status, p.surname, p.name, p.patronymic, a.created_at,
        coalesce(c.is_first_entry, true) as is_first_entry,
        (select max(s.created_at) from auth_session s where s.account = a.id) as last_entry,
        {HATS_OF_P} as hats
    from account a join person p on p.id = a.person left join local_credential c on c.account = a.id
    where ($1::text is null or a.login_key = $1) and $2::date is not null order by p.sort_key, p.id"""


class AccountCard(msgspec.Struct):
    """An account as a list shows it; moments in UTC."""

    id: int
    person: int
    login: str
    status: str
    surname: str
    name: str
    patronymic: str
    created_at: datetime
    is_first_entry: bool
    last_entry: datetime | None
    hats: list[str]


def _only_administrator(actor: Viewer) -> None:
    if actor.person_id is not None and actor.hat != Hat.ADMINISTRATOR:
        raise Forbidden


async def set_password(actor: Viewer, login: str, password: str) -> None:
    """Replace somebody's password with an own one; every session ends. DomainError by the rule, NotFound."""
    _only_administrator(actor)
    found = await account_by_login(actor, login)
    passwords.check_new(password, found.hats, [found.login, found.surname, found.name])
    phc = await passwords.hash_secret(password)
    async with DB.transaction():
        await DB.execute(OF_THIS_HOUSE, found.id, SLUG)
        await DB.execute(PUT, found.id, phc, False, None, clock.real_now(), actor.person_id)
        await session.end_others(found.id, None, "password_set")
        await audit.record(actor, "identity.password.set", "account", found.id)
    await throttle.clear_login(codes.login_key(login))


async def account_by_login(viewer: Viewer, login: str) -> AccountCard:
    """One account; NotFound."""
    _only_administrator(viewer)
    found = await DB.one(AccountCard, FIND, codes.login_key(login), clock.today())
    if found is None:
        raise NotFound
    return found


async def all_accounts(viewer: Viewer) -> list[AccountCard]:
    """Everybody who can sign in, by name."""
    _only_administrator(viewer)
    return await DB.rows(AccountCard, FIND, None, clock.today())
