"""Who checks a password: one provider by the login, never one after another.

An account says so itself. A login that no account has is a directory's when the directory was seen to have
it, or when it was typed with the directory's suffix ("name@school.local", "SCHOOL\\name"); else it is this
house's, which answers an unknown login as slowly as a known one.
"""

from __future__ import annotations

from identity.door import throttle
from identity.door.providers import ProviderRow
from identity.door.registry import COLUMNS, provider_row
from intranet.kit.db import DB

LOCAL, LDAP = "local", "ldap"
FREE_BINDS, LOCKOUT_MINUTES = 4, 30  # a directory's defaults, as identity/ldap/config.py has them
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


def bare_login(row: ProviderRow, login_key: str) -> str:
    """The login as the provider itself has it: without its own "@suffix" or "SUFFIX\\"."""
    for suffix in row.config.get("suffixes", ()):
        folded = str(suffix).casefold()
        if login_key.endswith(f"@{folded}"):
            return login_key[: -len(folded) - 1].strip()
        if login_key.startswith(f"{folded}\\"):
            return login_key[len(folded) + 1 :].strip()
    return login_key


def attempts_of(row: ProviderRow, login_key: str) -> tuple[str, throttle.Rule]:
    """(whose attempts are counted, by which rule): one count for every way to write a directory's login."""
    if row.kind != LDAP:
        return login_key, throttle.HOUSE
    free = int(row.config.get("free_binds", FREE_BINDS))
    minutes = int(row.config.get("lockout_minutes", LOCKOUT_MINUTES))
    return f"{row.slug} {bare_login(row, login_key)}", throttle.directory_rule(free, minutes)
