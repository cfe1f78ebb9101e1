"""Who asks, and what a kind of request needs: opaque ids and names, no school noun.

A `Viewer` is one person wearing one hat on one day; rights of several hats never add up.
A `Permission` names the hats that may use it; `intranet.school.access` turns a viewer into SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from intranet.kit import clock

_KNOWN: dict[str, Permission] = {}


@dataclass(frozen=True)
class Viewer:
    """Who reads or writes: recorded as person + hat, never as an account. `person_id` None = the system."""

    person_id: int | None
    hat: str
    day: date
    session_id: int | None = None

    @property
    def person(self) -> int:
        """The person's id; RuntimeError for the system, which has no page of its own."""
        if self.person_id is None:
            raise RuntimeError("the system is nobody: it reads no person's page")
        return self.person_id


def system_actor(name: str = "system") -> Viewer:
    """The named actor of jobs and of the command line ("system", "cli", "demo")."""
    return Viewer(None, name, clock.today())


@dataclass(frozen=True)
class Permission:
    """The right to one kind of request. Compared by value: the framework copies it.

    `title` says in the reader's language what it lets a hat do, for the page that lists every hat's rights.
    """

    name: str
    hats: frozenset[str] = field(default_factory=frozenset)
    title: Any = field(default="", compare=False)

    def __post_init__(self) -> None:
        known = _KNOWN.setdefault(self.name, self)
        if known != self:
            raise ValueError(f"two permissions are called {self.name}")

    def allows(self, hat: str) -> bool:
        """Whether this hat may use it at all; whether it may see the object is the query's business."""
        return hat in self.hats


class ReadPermission(Permission):
    """For GET."""


class WritePermission(Permission):
    """For POST."""


class _Anybody(Permission):
    def allows(self, hat: str) -> bool:
        return True


class _AnybodyWrites(WritePermission):
    def allows(self, hat: str) -> bool:
        return True


PUBLIC = _Anybody("public")
PUBLIC_WRITE = _AnybodyWrites("public.write")
MACHINE = _Anybody("machine")
SIGNED_IN = _Anybody("signed_in")
SIGNED_IN_WRITE = _AnybodyWrites("signed_in.write")
OPEN_TO_ALL = (PUBLIC, PUBLIC_WRITE, MACHINE)


def permission_named(name: str) -> Permission:
    """The declared permission; KeyError for a misspelt name, so that a template cannot invent one."""
    return _KNOWN[name]


def declared() -> list[Permission]:
    """Every permission of this process in the order of declaration, without those open to all."""
    return [one for one in _KNOWN.values() if not isinstance(one, (_Anybody, _AnybodyWrites))]


def hats(*names: str) -> frozenset[str]:
    """A set of hats, for a Permission."""
    return frozenset(names)


@dataclass(frozen=True)
class HatChoice:
    """One hat a person may put on: its name and how the person calls it."""

    name: str
    title: str


@dataclass(frozen=True)
class Signed:
    """What a page shows of who is signed in; identity builds it from the session in one statement."""

    viewer: Viewer
    account_id: int
    login: str
    name_short: str
    name_full: str
    initials: str
    hat_title: str
    hats: tuple[HatChoice, ...]
    gate: str = ""  # what must be done before anything else: "password", "policy", "factor"
    proved_at: datetime | None = None  # when this person last proved who it is; real time

    @property
    def hat(self) -> str:
        return self.viewer.hat

    @property
    def must_change(self) -> bool:
        """Whether a first-entry password still stands."""
        return self.gate == "password"
