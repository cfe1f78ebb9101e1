"""Who checks a password: one provider by the login, never one after another.

An account says so itself. A login that no account has is a directory's when the directory was seen to have
it, or when it was typed with the directory's suffix ("name@school.local", "SCHOOL\\name"); else it is this
house's, which answers an unknown login as slowly as a known one.
"""

from __future__ import annotations

from identity.door.providers import ProviderRow
from identity.door.registry import COLUMNS, provider_row
from intranet.kit.db import DB

LOCAL = "local"
BY_ACCOUNT = f"""select {COLUMNS} from identity_provider where is_enabled and kind in ('local', 'ldap')
    and id = (select provider from account where login_key = $1)"""
BY_DIRECTORY = f"""select {COLUMNS} from identity_provider p where p.is_enabled and p.kind = 'ldap'
    and exists (select 1 from directory_entry e where e.provider = p.id and e.login_key = $1
        and e.missing_since is null)
    order by p.ordinal, p.id limit 1"""
BY_SUFFIX = f"""select {COLUMNS} from identity_provider p where p.is_enabled and p.kind = 'ldap'
    and exists (select 1 from jsonb_array_elements_text(p.config -> 'suffixes') s
        where $1 like '%@' || lower(s) or $1 like lower(s) || '\\\\%')
    order by p.ordinal, p.id limit 1"""


async def provider_of(login_key: str) -> ProviderRow:
    """The one provider that is asked for this login's password."""
    for statement in (BY_ACCOUNT, BY_DIRECTORY, BY_SUFFIX):
        found = await DB.one(ProviderRow, statement, login_key)
        if found is not None:
            return found
    local = await provider_row(LOCAL)
    if local is None:
        raise RuntimeError("the provider of this house is missing")
    return local
