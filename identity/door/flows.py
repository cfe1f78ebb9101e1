"""Attempts that take several pages, bound to one browser: to a provider and back, a code, a second factor.

A stage is left once: the UPDATE that leaves it names the stage, the browser and the time, so a replayed, late
or foreign request finds nothing. What must not be seen is sealed. The cookie's token is reused by the tabs of
one browser and renewed when somebody has entered.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from identity.door.cookies import TOKEN_LENGTH
from identity.door.providers import Kept, VerifiedIdentity
from intranet.kit import clock, crypto
from intranet.kit.db import DB

AWAY_LASTS, STAGE_LASTS = timedelta(minutes=10), timedelta(minutes=15)
MOST_ATTEMPTS = 5
COLUMNS = """f.id, f.provider, p.slug, f.purpose, f.stage, f.account, f.session, f.secret, f.next_path,
    f.is_shared, f.attempts, f.created_at"""
OPEN = """insert into auth_flow (state_hash, browser_hash, provider, purpose, stage, account, session, secret,
        next_path, is_shared, attempts, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12) returning id"""
AWAY = f"""select {COLUMNS} from auth_flow f left join identity_provider p on p.id = f.provider
    where f.state_hash = $1 and f.browser_hash = $2 and f.stage = $3 and f.expires_at > $4"""
NEWEST = f"""select {COLUMNS} from auth_flow f left join identity_provider p on p.id = f.provider
    where f.browser_hash = $1 and f.stage = $2 and f.expires_at > $3 order by f.id desc limit 1"""
AT_STAGE = f"""select {COLUMNS} from auth_flow f left join identity_provider p on p.id = f.provider
    where f.browser_hash = $1 and f.stage = $2 and f.expires_at > $3 order by f.id desc limit 20"""
LEAVE = """update auth_flow set stage = $4, secret = coalesce($5, secret), account = coalesce($6, account),
        expires_at = greatest(expires_at, $7)
    where id = $1 and stage = $2 and expires_at > $3 returning id"""
TRIED = "update auth_flow set attempts = attempts + 1 where id = $1 returning attempts"
FORGET = "delete from auth_flow where expires_at < $1"


class Secret(msgspec.Struct):
    """What an attempt keeps sealed: what the provider wants back, what came back, a proof, a code's id."""

    kept: Kept | None = None
    params: dict[str, str] = {}
    proof: dict[str, Any] | None = None
    code: int | None = None
    id_token: str = ""


class _Row(msgspec.Struct):
    id: int
    provider: int | None
    slug: str | None
    purpose: str
    stage: str
    account: int | None
    session: int | None
    secret: bytes | None
    next_path: str
    is_shared: bool
    attempts: int
    created_at: datetime


class Flow(msgspec.Struct, frozen=True):
    """An attempt as the core works with it."""

    id: int
    provider: int | None
    slug: str
    purpose: str
    stage: str
    account: int | None
    session: int | None
    secret: Secret
    next_path: str
    is_shared: bool
    attempts: int
    created_at: datetime

    @property
    def proof(self) -> VerifiedIdentity:
        """Who was proved; RuntimeError at a stage before that."""
        if self.secret.proof is None:
            raise RuntimeError("nothing is proved yet")
        return msgspec.convert(self.secret.proof, VerifiedIdentity)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _sealed(secret: Secret) -> bytes:
    return crypto.seal(msgspec.json.encode(secret).decode())


def proof_as_kept(proof: VerifiedIdentity) -> dict[str, Any]:
    """The proof as a flow keeps it."""
    kept: dict[str, Any] = msgspec.to_builtins(proof)
    return kept


def browser_token(known: str = "") -> str:
    """The cookie's token: the browser's own if it looks like one, else a new one."""
    return known if len(known) == TOKEN_LENGTH else secrets.token_urlsafe(32)


async def open_flow(
    browser: str,
    stage: str,
    secret: Secret,
    *,
    provider: int | None = None,
    purpose: str = "enter",
    account: int | None = None,
    session: int | None = None,
    next_path: str = "/",
    is_shared: bool = False,
    state: str | None = None,
) -> str:
    """Begin an attempt at a stage; its state (a UUID), which the provider echoes."""
    state, now = state or str(uuid4()), clock.real_now()
    lasts = AWAY_LASTS if stage == "away" else STAGE_LASTS
    await DB.value(
        OPEN, _hash(state), _hash(browser), provider, purpose, stage, account, session, _sealed(secret),
        next_path, is_shared, now, now + lasts,
    )  # fmt: skip
    await DB.execute(FORGET, now - timedelta(days=1))
    return state


async def flow_by_state(state: str, browser: str, stage: str) -> Flow | None:
    """The attempt of this state in this browser, if it stands at this stage."""
    return _flow(await DB.one(_Row, AWAY, _hash(state), _hash(browser), stage, clock.real_now()))


async def newest_flow(browser: str, stage: str) -> Flow | None:
    """This browser's last attempt that stands at this stage."""
    if len(browser) != TOKEN_LENGTH:
        return None
    return _flow(await DB.one(_Row, NEWEST, _hash(browser), stage, clock.real_now()))


async def flows_at(browser: str, stage: str) -> list[Flow]:
    """This browser's attempts that stand at this stage, the last one first."""
    if len(browser) != TOKEN_LENGTH:
        return []
    rows = await DB.rows(_Row, AT_STAGE, _hash(browser), stage, clock.real_now())
    return [flow for flow in map(_flow, rows) if flow is not None]


def _flow(row: _Row | None) -> Flow | None:
    if row is None:
        return None
    secret = msgspec.json.decode(crypto.unseal(row.secret), type=Secret) if row.secret else Secret()
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return Flow(**values | {"secret": secret, "slug": row.slug or ""})


async def leave(flow: Flow, stage: str, *, secret: Secret | None = None, account: int | None = None) -> bool:
    """Go from this stage to another, once: False when somebody else was faster or time is up."""
    now = clock.real_now()
    sealed = _sealed(secret) if secret is not None else None
    until = now if stage == "done" else now + STAGE_LASTS
    return await DB.value(LEAVE, flow.id, flow.stage, now, stage, sealed, account, until) is not None


async def try_once(flow: Flow) -> bool:
    """Count one attempt at this stage; False when there were too many: the attempt as a whole is over."""
    if await DB.value(TRIED, flow.id) <= MOST_ATTEMPTS:
        return True
    await leave(flow, "done")
    return False
