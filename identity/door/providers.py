"""Ways to prove who one is. A provider only proves; accounts, hats, ages and sessions live in one core.

A kind is a folder of identity (local, oidc, esia, ldap) with `config.py` (what an administrator sets: a
Struct) and `provider.py` with `make(row) -> provider`; identity/door/registry.py finds it. A redirect
provider sends the browser away and reads what it brings back; a password provider checks a login and a
secret. Whatever goes wrong is one of `Refusal`: the core turns it into a sentence and an event, the provider
never speaks to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class FailureKind(StrEnum):
    """Why a password was not accepted."""

    BAD = "bad"
    WRONG_LAYOUT = "wrong_layout"
    EXPIRED = "expired"
    LOCKED = "locked"
    DISABLED = "disabled"
    MUST_CHANGE = "must_change"
    UNAVAILABLE = "unavailable"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True)
class Failure:
    """A refusal; `since` is the day a slip expired, `wait` seconds until the next attempt.

    `detail` is for the journal (never for people).
    """

    kind: FailureKind
    since: date | None = None
    detail: str = ""
    wait: int = 0


class Refusal(StrEnum):
    """Why what a provider sent back proves nobody (kept as `auth_event.detail`, with more after a space)."""

    DENIED = "denied"  # the person pressed "cancel" there
    UNAVAILABLE = "unavailable"  # it does not answer, or not in time
    MISCONFIGURED = "misconfigured"  # our side: unknown client, wrong secret, wrong certificate
    FOREIGN = "foreign"  # wrong iss, aud, state, nonce: an answer that is not for this attempt
    UNSIGNED = "unsigned"  # no signature of an allowed algorithm by a known key
    EXPIRED = "expired"  # the proof is too old or not yet valid
    INCOMPLETE = "incomplete"  # something we need is missing (subject, birth date)
    UNCONFIRMED = "unconfirmed"  # the account there is not confirmed in person


class ProofRefused(Exception):
    """Raised by a provider; `detail` goes to the journal: short, without tokens and personal data."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal} {detail}".strip())
        self.refusal, self.detail = refusal, detail


@dataclass(frozen=True)
class ProviderRow:
    """A row of `identity_provider`, as kinds are made of it; `config` is still raw."""

    id: int
    slug: str
    kind: str
    title: str
    trust: str
    config: Mapping[str, Any]
    is_enabled: bool = True
    min_age: int | None = None
    hats: tuple[str, ...] = ()
    origin: str = "page"
    changed_at: datetime | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return name_of(self.title)


def name_of(title: str) -> str:
    """A way's name of the words on its button: "Войти через Госуслуги" -> "Госуслуги"."""
    return title.removeprefix("Войти через ").strip("«» ") or title


@dataclass(frozen=True)
class VerifiedIdentity:
    """Somebody proved to be `subject` of `issuer`, at `auth_time`. Claims never raise rights.

    `provider` is the slug. `assurance`: "confirmed" when a state system has seen the person's passport.
    `names` are (surname, name, patronymic). `snils` as "003-882-035 27". `label`: what the owner knows this
    identity by, masked where personal. `sid` and `id_token` serve sign-out at the provider.
    """

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
    id_token: str | None = None
    label: str = ""


CONFIRMED = "confirmed"


class Kept(msgspec.Struct):
    """What a redirect provider wants back after the browser's journey; sealed meanwhile."""

    nonce: str = ""
    verifier: str = ""
    issuer: str = ""
    more: dict[str, str] = {}


@dataclass(frozen=True)
class Away:
    """The journey's start: `state` is unguessable (a UUID), `callback` our whole address to come back to.

    `purpose` "again" asks the provider for a fresh sign-in, as far as it can.
    """

    state: str
    callback: str
    purpose: str = "enter"


@dataclass(frozen=True)
class AuthRedirect:
    """Where the browser goes, and what must be kept until it is back."""

    url: str
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True)
class Back:
    """The journey's end: the callback's query parameters (state already checked by the core)."""

    state: str
    callback: str
    params: Mapping[str, str]
    kept: Kept
    started: datetime


@dataclass(frozen=True)
class Leaving:
    """A session that ended here and may end there too; `id_token` if one was kept."""

    subject: str
    return_to: str
    state: str
    id_token: str | None = None


@dataclass(frozen=True)
class LogoutTarget:
    """Whose sessions another system has ended; `jti` of the order and when it may be forgotten."""

    subject: str | None
    sid: str | None
    jti: str
    expires_at: datetime


@dataclass(frozen=True)
class Finding:
    """One line of a provider's probe.

    What was tried, whether it holds, what to do about it, for an administrator.
    """

    what: str
    is_right: bool
    advice: str = ""


@dataclass(frozen=True)
class DirectoryRecord:
    """One person of a directory; `stable_id` is never a name. Groups are their DNs, nested ones included."""

    stable_id: str
    dn: str
    login: str
    is_active: bool
    surname: str = ""
    name: str = ""
    patronymic: str = ""
    email: str = ""
    number: str = ""
    groups: tuple[str, ...] = ()


class PasswordProvider(Protocol):
    """Checks a login and a secret: this house's own, a directory's. Never raises for a wrong password."""

    async def verify(self, login: str, secret: str) -> VerifiedIdentity | Failure: ...


class RedirectProvider(Protocol):
    """Sends the browser away and reads what it brings back. All raise ProofRefused."""

    async def begin(self, away: Away) -> AuthRedirect: ...

    async def complete(self, back: Back) -> VerifiedIdentity: ...

    async def logout_url(self, leaving: Leaving) -> str | None:
        """Where to sign out there; None when it cannot be asked."""
        ...

    async def backchannel(self, form: Mapping[str, str]) -> LogoutTarget:
        """The checked order to end sessions; ProofRefused for anything else."""
        ...


class Probing(Protocol):
    """What every kind can be asked by an administrator, with its settings as they are now."""

    async def probe(self) -> Sequence[Finding]: ...


class RequestSigner(Protocol):
    """Signs a request to a state system; the key stays where it is. `cert_hash`: upper-case hex."""

    cert_hash: str

    async def sign(self, message: bytes) -> bytes: ...
