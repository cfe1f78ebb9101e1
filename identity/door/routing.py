"""Who checks a password: one provider by the login, never one after another.

An account says so itself. A login that no account has is a directory's when the directory was seen to have
it, or when it was typed with the directory's suffix ("name@school.local", "SCHOOL\\name"). An address that is
none of these is the login of the one account whose owner has it; parents who share one are as unknown as
nobody. All else is this house's, which cannot be switched off and answers an unknown login as slowly as a
known one: one statement finds any of them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from identity.door import codes, throttle
from identity.door.providers import ProviderRow
from identity.door.registry import COLUMNS
from intranet.kit.db import DB
from intranet.school.people.names import clean, parse_email

LDAP = "ldap"
FREE_BINDS, LOCKOUT_MINUTES = 4, 30  # a directory's defaults, as identity/ldap/config.py has them
LOCAL = "local"
# Every way a login leads to a provider, the surest first; $1 is the folded login, $2 the address or "".
WAYS = """select 1 as rank, a.provider, a.login_key, a.id as account from account a where a.login_key = $1
    union all select 2, e.provider, $1, null from directory_entry e
        where e.login_key = $1 and e.missing_since is null
    union all select 3, d.id, $1, null from identity_provider d where d.kind = 'ldap'
        and exists (select 1 from jsonb_array_elements_text(d.config -> 'suffixes') s
            where $1 like '%@' || lower(s) or $1 like lower(s) || '\\\\%')
    union all select 4, min(a.provider), min(a.login_key), min(a.id) from account a
        join person q on q.id = a.person
        where q.email = $2 and $2 <> '' and a.status <> 'archived' having count(*) = 1
    union all select 5, h.id, $1, null from identity_provider h where h.slug = 'local'"""
ROUTE = f"""select w.login_key, w.account, p.* from ({WAYS}) w
    join (select {COLUMNS}, ordinal from identity_provider) p on p.id = w.provider
    where p.slug = 'local' or (p.is_enabled and p.kind in ('local', 'ldap'))
    order by w.rank, p.ordinal, p.id limit 1"""


class _Row(msgspec.Struct):
    login_key: str
    account: int | None
    id: int
    slug: str
    kind: str
    title: str
    trust: str
    config: dict[str, Any]
    is_enabled: bool
    min_age: int | None
    hats: list[str]
    origin: str
    changed_at: Any


class Route(msgspec.Struct, frozen=True):
    """Whose password it is, if anybody's, the login it is kept under, and who checks it."""

    login_key: str
    account: int | None
    row: ProviderRow


async def route(login_key: str, typed: str = "") -> Route:
    """Where a typed login leads; `typed` is what was typed, for addresses. One statement, whoever it is."""
    email = parse_email(typed) or "" if "@" in typed else ""
    found = await DB.one(_Row, ROUTE, login_key, email)
    if found is None:
        raise RuntimeError("the provider of this house is missing")
    values = {name: getattr(found, name) for name in found.__struct_fields__}
    key, account = values.pop("login_key"), values.pop("account")
    return Route(key, account, ProviderRow(**values | {"hats": tuple(found.hats)}))


def bare_login(row: ProviderRow, login_key: str) -> str:
    """The login as the provider itself has it: without its own "@suffix" or "SUFFIX\\"."""
    for suffix in row.config.get("suffixes", ()):
        folded = str(suffix).casefold()
        if login_key.endswith(f"@{folded}"):
            return login_key[: -len(folded) - 1].strip()
        if login_key.startswith(f"{folded}\\"):
            return login_key[len(folded) + 1 :].strip()
    return login_key


def attempts_of(to: Route, typed: str) -> tuple[str, throttle.Rule]:
    """(whose attempts are counted, by which rule): one count for every way to write a directory's login.

    In this house what was typed is counted, so that nobody learns whose address it is: without invisible
    letters, as an address is looked up without them.
    """
    row, login_key = to.row, to.login_key
    if row.kind != LDAP:
        return codes.login_key(clean(typed)), throttle.HOUSE
    free = int(row.config.get("free_binds", FREE_BINDS))
    minutes = int(row.config.get("lockout_minutes", LOCKOUT_MINUTES))
    return f"{row.slug} {bare_login(row, login_key)}", throttle.directory_rule(free, minutes)
