"""The passwords of this house, as a provider: `subject` is the account's id.

A first-entry password is compared folded (case, dashes, layout) until its last day; an own password
exactly. A refused one that would fit in the other keyboard layout is named so; the check of it costs
an unknown login as much as a known one.
"""

from __future__ import annotations

from datetime import date

import msgspec

from identity.door import codes
from identity.door.providers import CROWDED, Failure, FailureKind, ProviderRow, VerifiedIdentity
from identity.local import passwords
from intranet.kit import clock
from intranet.kit.db import DB

SLUG = "local"
PROVIDER = "select id from identity_provider where slug = $1"

CREDENTIAL = """select a.id as account, c.phc, c.is_first_entry, c.expires_on
    from account a join local_credential c on c.account = a.id where a.login_key = $1"""
REHASH = "update local_credential set phc = $2 where account = $1 and phc = $3"


class _Credential(msgspec.Struct):
    account: int
    phc: str
    is_first_entry: bool
    expires_on: date | None


class LocalPasswords:
    """The password provider every installation has."""

    async def verify(self, login: str, secret: str) -> VerifiedIdentity | Failure:
        """Who it is by `login` (a folded key)."""
        try:
            return await self._checked(login, secret)
        except passwords.TooManyWait:
            return Failure(FailureKind.UNAVAILABLE, detail=CROWDED)

    async def _checked(self, login: str, secret: str) -> VerifiedIdentity | Failure:
        started = clock.real_now()
        found = await DB.one(_Credential, CREDENTIAL, login)
        phc = found.phc if found else None
        typed = codes.fold_code(secret) if found and found.is_first_entry else secret
        if not await passwords.verify(phc, typed):
            return Failure(await self._why(phc, secret))
        assert found is not None
        if found.expires_on is not None and found.expires_on < clock.today():
            return Failure(FailureKind.EXPIRED, found.expires_on)
        if passwords.is_outdated(found.phc):
            await DB.execute(REHASH, found.account, await passwords.hash_secret(typed), found.phc)
        return VerifiedIdentity(SLUG, SLUG, str(found.account), started, amr=("pwd",))

    async def _why(self, phc: str | None, secret: str) -> FailureKind:
        """The password in the other layout would have been right, or it is just wrong."""
        if codes.has_cyrillic(secret) and await passwords.verify(phc, codes.to_latin_layout(secret)):
            return FailureKind.WRONG_LAYOUT
        return FailureKind.BAD


def make(row: ProviderRow) -> LocalPasswords:
    """The one of this house; it has no settings."""
    return LocalPasswords()
