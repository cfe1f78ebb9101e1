"""A directory as a way in: `verify` a login and a password, `probe` for the administrator, `read` for sync.

python-ldap is imported when a directory is first asked; without it people read "does not answer", the
administrator what to install.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from identity.door import throttle
from identity.door.providers import (
    DirectoryRecord,
    Failure,
    FailureKind,
    Finding,
    ProviderRow,
    VerifiedIdentity,
)
from identity.door.routing import bare_login
from identity.ldap.config import LdapConfig
from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import Deadline
from identity.ldap.workers import Workers
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.i18n import _

if TYPE_CHECKING:
    from identity.ldap.reading import Reading

T = TypeVar("T")
CHARGE_SECONDS = 3
# An account whose login here is another than there, because somebody else had that one already.
LOGIN_THERE = """select e.login_key from account a join directory_entry e on e.account = a.id
    where a.login_key = $1 and a.provider = $2 and e.provider = $2 and e.login_key <> ''"""
SWEEP_SECONDS, PROBE_SECONDS = 120.0, 10.0


class Directory:
    """One directory, with threads of its own; sweeps have another one, so that people need not wait."""

    def __init__(self, row: ProviderRow, config: LdapConfig) -> None:
        self.row, self.config = row, config
        self._people = Workers(row.slug, config.threads)
        self._sweeps = Workers(f"{row.slug}-sweep", 1)

    async def verify(self, login: str, secret: str) -> VerifiedIdentity | Failure:
        """Who it is by a folded login; the directory's trouble is a Failure too."""
        started, bare = clock.real_now(), bare_login(self.row, login)
        if not bare or not secret or "\x00" in bare + secret:
            return Failure(FailureKind.BAD, detail="empty")
        bare = await DB.value(LOGIN_THERE, bare, self.row.id) or bare
        charge = self._charge_from(asyncio.get_running_loop())

        def work(deadline: Deadline) -> DirectoryRecord | Failure:
            from identity.ldap.signing_in import Attempt, sign_in

            return sign_in(self.config, Attempt(bare, secret, charge), deadline)

        try:
            found = await self._run(self._people, work, self.config.seconds)
        except DirectoryError as error:
            return Failure(FailureKind.UNAVAILABLE, detail=str(error))
        if isinstance(found, Failure):
            return found
        await throttle.clear_login(self._counted(found.stable_id))
        return self._proof(found, started)

    async def read(self, cursor: str) -> Reading:
        """Every person with groups, or with a cursor those who changed since. DirectoryError."""

        def work(deadline: Deadline) -> Reading:
            from identity.ldap.reading import read

            return read(self.config, cursor, deadline)

        return await self._run(self._sweeps, work, SWEEP_SECONDS)

    async def probe(self) -> Sequence[Finding]:
        """What an administrator wants to know of these settings, one line a fact; ends where it fails."""

        def work(deadline: Deadline) -> list[Finding]:
            from identity.ldap.probe import findings

            return findings(self.config, deadline)

        try:
            return await self._run(self._sweeps, work, PROBE_SECONDS)
        except DirectoryError as error:
            return [Finding(str(_("Каталог")), False, error.advice)]

    async def _run(self, workers: Workers, work: Callable[[Deadline], T], seconds: float) -> T:
        try:
            return await workers.run(work, seconds)
        except ImportError as error:
            if (error.name or "").partition(".")[0] not in {"ldap", "_ldap", "pyasn1"}:
                raise
            raise DirectoryError(Trouble.NO_LIBRARY) from error

    def _charge_from(self, loop: asyncio.AbstractEventLoop) -> Callable[[str], int]:
        """Counts an attempt from another thread than the loop's."""

        def charge(ident: str) -> int:
            asked = asyncio.run_coroutine_threadsafe(self._charge(ident), loop)
            try:
                return asked.result(CHARGE_SECONDS)
            except TimeoutError as error:
                raise DirectoryError(Trouble.BUSY, "our database") from error

        return charge

    async def _charge(self, ident: str) -> int:
        config = self.config
        rule = throttle.directory_rule(config.free_binds, config.lockout_minutes)
        return await throttle.charge_login(self._counted(ident), rule=rule)

    def _counted(self, ident: str) -> str:
        """Attempts at one entry are counted together, however its login was written."""
        return f"{self.row.slug} entry {ident}"

    def _proof(self, found: DirectoryRecord, started: datetime) -> VerifiedIdentity:
        has_names = bool(found.surname and found.name)
        return VerifiedIdentity(
            provider=self.row.slug, issuer=self.config.named, subject=found.stable_id, auth_time=started,
            names=(found.surname, found.name, found.patronymic) if has_names else None,
            email=found.email or None, groups=found.groups, amr=("pwd",), label=found.login,
        )  # fmt: skip


def make(row: ProviderRow) -> Directory:
    """The directory of this row; msgspec.ValidationError when its settings do not hold."""
    return Directory(row, msgspec.convert(dict(row.config), LdapConfig))
