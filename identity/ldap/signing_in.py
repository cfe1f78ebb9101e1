"""One sign-in against a directory, in one thread: found by the service account, bound as the found one.

Whoever was not found is bound as nobody, so that the time tells nothing. Nothing is tried twice and no other
replica is asked: a wrong password counts there once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from identity.door.providers import DirectoryRecord, Failure, FailureKind
from identity.ldap import entries, groups, states
from identity.ldap.config import LdapConfig
from identity.ldap.connection import BindRefused, Connection, Entry
from identity.ldap.troubles import DirectoryError, Trouble
from identity.ldap.tunnel import Deadline

Charge = Callable[[str], int]


@dataclass(frozen=True)
class Attempt:
    """What was typed; `charge(stable_id)` gives the seconds to wait before this entry may be bound."""

    login: str
    secret: str
    charge: Charge


def sign_in(config: LdapConfig, attempt: Attempt, deadline: Deadline) -> DirectoryRecord | Failure:
    """Who it is, read again after the password was right; DirectoryError when the directory fails."""
    if not attempt.login or not attempt.secret or "\x00" in attempt.login + attempt.secret:
        return Failure(FailureKind.BAD, detail="empty")
    with Connection(config, deadline) as service:
        service.bind_service()
        found = _find(service, attempt.login)
        if isinstance(found, Failure):
            return _bind_nobody(config, attempt, deadline) or found
        ident = entries.stable_id(config, found)
        if not ident:
            raise DirectoryError(Trouble.NO_STABLE_ID)
        refused = _bind(config, found.dn, ident, attempt, deadline)
        return refused or _read_again(service, found.dn, ident)


def _find(service: Connection, login: str) -> Entry | Failure:
    config = service.config
    wanted, attributes = entries.login_filter(config, login), entries.person_attributes(config)
    hits = list(service.search(config.base, "subtree", wanted, attributes, most=2))
    if len(hits) != 1:
        return Failure(FailureKind.BAD, detail="two" if hits else "unknown")
    return hits[0]


def _bind(config: LdapConfig, dn: str, ident: str, attempt: Attempt, deadline: Deadline) -> Failure | None:
    """None when the password is right; the attempt is counted once the way to the bind is open."""
    with Connection(config, deadline) as own:
        wait = attempt.charge(ident)
        if wait:
            return Failure(FailureKind.TOO_OFTEN, detail="held", wait=wait)
        try:
            policy = own.bind(dn, attempt.secret)
        except BindRefused as error:
            return states.failure_of(error.message, error.policy)
        if policy is not None:
            return states.failure_of("", policy)
        told = own.whoami()
        if told.lower().startswith("dn:") and entries.dn_key(told[3:]) != entries.dn_key(dn):
            return Failure(FailureKind.BAD, detail="other dn")
    return None


def _bind_nobody(config: LdapConfig, attempt: Attempt, deadline: Deadline) -> Failure | None:
    """Everything a wrong password takes: the way, the count, a bind."""
    with Connection(config, deadline) as own:
        wait = attempt.charge(f"nobody {attempt.login}")
        if wait:
            return Failure(FailureKind.TOO_OFTEN, detail="held", wait=wait)
        try:
            own.bind(f"cn={secrets.token_hex(8)},{config.base}", attempt.secret)
        except BindRefused:
            return None
    return None


def _read_again(service: Connection, dn: str, ident: str) -> DirectoryRecord | Failure:
    config = service.config
    entry = service.first(dn, entries.person_attributes(config))
    if entry is None or entries.stable_id(config, entry) != ident:
        return Failure(FailureKind.BAD, detail="gone")
    found = entries.record(config, entry, groups.groups_of(service, entry))
    return found if found.is_active else Failure(FailureKind.DISABLED, detail="inactive")
