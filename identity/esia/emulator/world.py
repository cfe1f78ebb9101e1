"""What the emulator knows: its clients and people, what was asked, given, used; in memory, until it stops."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec

from identity.esia.emulator import files
from identity.esia.emulator.faults import Fault
from identity.esia.emulator.files import Client
from identity.esia.emulator.personas import Persona, people
from intranet.kit import clock

CODE_LASTS, TOKEN_LASTS = timedelta(seconds=60), timedelta(seconds=10_800)
VARIABLE = "PARTA_ESIA_EMULATOR"  # the settings, in the environment of its process
MOST = 2000  # of anything that is remembered
Value = TypeVar("Value")


class Settings(msgspec.Struct, frozen=True):
    """How it was started; `day`: on which ages are counted (a demo's own day)."""

    folder: str
    port: int
    mode: str = "auto"
    day: str = ""


@dataclass(frozen=True)
class Asked:
    """A request for somebody's sign-in that has passed every check."""

    client: Client
    redirect_uri: str
    scope: str
    state: str
    version: str  # v2, v1, gateway
    person_filter: str = ""
    nonce: str = ""
    challenge: str = ""
    issuer: str = ""
    faults: frozenset[Fault] = frozenset()


@dataclass(frozen=True)
class Given:
    """What a code or an access token stands for."""

    asked: Asked
    persona: Persona
    until: datetime
    sid: str

    def has(self, fault: Fault) -> bool:
        """Whether this sign-in is to break so."""
        return fault in self.asked.faults


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the control endpoint wants of the next sign-in: faults, and a persona instead of the page."""

    faults: tuple[Fault, ...] = ()
    persona: str = ""


@dataclass
class World:
    """The whole state. `clock_offset` seconds are added to the machine's time."""

    settings: Settings
    clients: dict[str, Client] = field(default_factory=dict)
    _people: dict[str, Persona] = field(default_factory=dict)
    _people_of: float = -1.0
    asked: dict[str, Asked] = field(default_factory=dict)
    codes: dict[str, Given] = field(default_factory=dict)
    tokens: dict[str, Given] = field(default_factory=dict)
    states: dict[str, None] = field(default_factory=dict)
    order: Order = field(default_factory=Order)
    clock_offset: float = 0.0
    is_rotated: bool = False

    @property
    def base(self) -> str:
        """The address it answers at."""
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(self.settings.folder)

    def now(self) -> datetime:
        """Its own time."""
        return clock.real_now() + timedelta(seconds=self.clock_offset)

    async def fill(self) -> None:
        """Keys and clients, at the start."""
        self.clients = {one.mnemonic: one for one in await files.prepare(self.folder, self.settings.mode)}

    @property
    def people(self) -> dict[str, Persona]:
        """Who can sign in, by id; `people.json` is read again when it has changed."""
        file = self.folder / "people.json"
        changed = file.stat().st_mtime if file.exists() else 0.0
        if changed != self._people_of:
            day = self.settings.day
            today = datetime.fromisoformat(day).date() if day else clock.real_now().date()
            self._people, self._people_of = people(self.folder, today), changed
        return self._people

    def remember(self, asked: Asked) -> str:
        """A name for a request while its page is open."""
        key = secrets.token_urlsafe(16)
        _put(self.asked, key, asked)
        return key

    def take_order(self) -> Order:
        """What the next sign-in is to be like; the one after it is a usual one."""
        order, self.order = self.order, Order()
        return order

    def give(self, asked: Asked, persona: Persona) -> Given:
        """A person has said yes."""
        return Given(asked, persona, self.now() + CODE_LASTS, str(uuid4()))

    def keep_code(self, code: str, given: Given) -> None:
        """Until it is used, once."""
        _put(self.codes, code, given)

    def take_code(self, code: str) -> Given | None:
        """What a code stands for; used or late ones stand for nothing."""
        given = self.codes.pop(code, None)
        return given if given is not None and given.until > self.now() else None

    def keep_token(self, token: str, given: Given) -> None:
        """An access token that opens /rs/prns and userinfo."""
        until = self.now() + TOKEN_LASTS
        _put(self.tokens, token, Given(given.asked, given.persona, until, given.sid))

    def of_token(self, token: str) -> Given | None:
        """What an access token stands for, while it lasts."""
        given = self.tokens.get(token)
        return given if given is not None and given.until > self.now() else None

    def is_new_state(self, state: str) -> bool:
        """Whether this state was never used here."""
        is_new = state not in self.states
        _put(self.states, state, None)
        return is_new


def _put(held: dict[str, Value], key: str, value: Value) -> None:
    while len(held) >= MOST:
        del held[next(iter(held))]
    held[key] = value
