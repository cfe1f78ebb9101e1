"""Ways to prove who one is. A provider only proves; accounts, hats, ages and sessions live in one core.

The password provider of this house is the first user; OIDC, ESIA and LDAP come by these same protocols.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol


class FailureKind(StrEnum):
    """Why a password was not accepted."""

    BAD = "bad"
    WRONG_LAYOUT = "wrong_layout"
    EXPIRED = "expired"
    LOCKED = "locked"
    DISABLED = "disabled"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Failure:
    """A refusal; `since` is the day a slip expired."""

    kind: FailureKind
    since: date | None = None


@dataclass(frozen=True)
class VerifiedIdentity:
    """Somebody proved to be `subject` of `issuer`. Claims never raise rights."""

    provider: str
    issuer: str
    subject: str
    auth_time: datetime
    assurance: str = ""
    names: tuple[str, str, str] | None = None
    born: date | None = None
    snils: str | None = None
    email: str | None = None
    is_email_verified: bool = False
    groups: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    sid: str | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AuthRedirect:
    """Where the browser goes, and what must be remembered until it is back."""

    url: str
    nonce: str = ""
    verifier: str = ""


@dataclass(frozen=True)
class LogoutTarget:
    """Whose sessions another system has ended."""

    subject: str | None
    sid: str | None


@dataclass(frozen=True)
class DirectoryRecord:
    """One person of a directory; `stable_id` is never a name."""

    stable_id: str
    login: str
    is_active: bool
    attributes: Mapping[str, str]


class PasswordProvider(Protocol):
    """Checks a login and a secret: this house's own, a directory's."""

    async def verify(self, login: str, secret: str) -> VerifiedIdentity | Failure: ...


class RedirectProvider(Protocol):
    """Sends the browser away and reads what it brings back."""

    async def begin(self, state: str, return_to: str) -> AuthRedirect: ...

    async def complete(self, flow: AuthRedirect, params: Mapping[str, str]) -> VerifiedIdentity: ...

    async def logout_url(self, subject: str, return_to: str) -> str | None: ...

    async def backchannel(self, form: Mapping[str, str]) -> LogoutTarget | None: ...


class DirectorySource(Protocol):
    """Lists everybody, or what has changed since a cursor."""

    def full(self) -> AsyncIterator[DirectoryRecord]: ...

    def changes(self, cursor: str) -> AsyncIterator[DirectoryRecord]: ...


class RequestSigner(Protocol):
    """Signs a request to a state system; the key stays where it is."""

    cert_hash: str

    async def sign(self, message: bytes) -> bytes: ...
