"""Sessions in our own table: a random token in the cookie, its SHA-256 in the row, nothing adopted.

`load` is the one statement of a request. A session ends by idleness, by its absolute end, by sign-out,
by a change of password and when its hat is no longer held. Whoever holds any staff hat has the short
limits in every hat. Real time, never the school's clock.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from identity.door.cookies import TOKEN_LENGTH
from identity.door.visitor import Visitor
from intranet.kit import clock
from intranet.kit.access import HatChoice, Signed, Viewer
from intranet.kit.db import DB
from intranet.school.access import HAT_TITLES, HATS_OF_P, Hat
from intranet.school.people.names import full_name, short_name
from intranet.school.settings import Rule, setting

FAMILY = frozenset({Hat.STUDENT, Hat.PARENT})
STAFF_IDLE, STAFF_LIFE = timedelta(hours=3), timedelta(hours=12)
FAMILY_IDLE, FAMILY_LIFE = timedelta(days=3), timedelta(days=30)
SLIDE_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)
# Minutes without a request after which a session on a shared machine ends (a classroom's, the staff room's).
SHARED_IDLE = Rule("entry.shared_idle_minutes", 15)

LOAD = f"""select s.id, s.account, s.hat, s.last_seen_at, s.gate, s.proved_at, s.is_shared, a.login,
        p.id as person, p.surname, p.name, p.patronymic,
        coalesce(c.is_first_entry, false) and s.identity is null as must_change, {HATS_OF_P} as hats
    from auth_session s join account a on a.id = s.account join person p on p.id = a.person
    left join local_credential c on c.account = a.id
    where s.token_hash = $1 and s.revoked_at is null and s.idle_until > $3 and s.ends_at > $3
        and a.status = 'active'"""
SLIDE = "update auth_session set last_seen_at = $2, idle_until = least($3, ends_at) where id = $1"
OPEN = """insert into auth_session
    (account, token_hash, hat, created_at, last_seen_at, idle_until, ends_at, ip, agent, reason,
     proved_at, gate, factor, is_shared, provider, identity, idp_sid, id_token)
    values ($1, $2, $3, $4, $4, $5, $6, $7, $8, '', $9, $10, $11, $12, $13, $14, $15, $16) returning id"""
END = """update auth_session set revoked_at = $2, reason = $3
    where id = $1 and revoked_at is null
    returning ends_at, proved_at, gate, factor, is_shared, provider, identity, idp_sid, id_token"""
PROVED = "update auth_session set proved_at = $2 where id = $1 and revoked_at is null"
GATE = "update auth_session set gate = $2 where id = $1 and revoked_at is null"
FACTOR = "update auth_session set gate = $2, factor = $3, proved_at = $4 where id = $1 and revoked_at is null"
END_TOKEN = """update auth_session set revoked_at = $2, reason = $3
    where token_hash = $1 and revoked_at is null"""
END_OTHERS = """update auth_session set revoked_at = $3, reason = $4
    where account = $1 and id is distinct from $2 and revoked_at is null
        and ends_at > $3 and idle_until > $3"""
FORGET = "delete from auth_session where account = $1 and ends_at < $2"


class Origin(msgspec.Struct, frozen=True):
    """How this session came about; it goes along when another follows. `id_token` is sealed."""

    proved_at: datetime | None = None
    gate: str = ""
    factor: str = ""
    is_shared: bool = False
    provider: int | None = None
    identity: int | None = None
    idp_sid: str = ""
    id_token: bytes | None = None


class Ended(Origin, frozen=True):
    """A session that was just ended: its origin and its absolute end."""

    ends_at: datetime = datetime.min.replace(tzinfo=UTC)


class _Row(msgspec.Struct):
    id: int
    account: int
    hat: str
    last_seen_at: datetime
    gate: str
    proved_at: datetime | None
    is_shared: bool
    login: str
    person: int
    surname: str
    name: str
    patronymic: str
    must_change: bool
    hats: list[str]


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def limits(hats: Sequence[str], shared: timedelta | None = None) -> tuple[timedelta, timedelta]:
    """(idle, absolute) for somebody who holds these hats; `shared` is the idle limit of a shared machine."""
    idle, life = (FAMILY_IDLE, FAMILY_LIFE) if FAMILY.issuperset(hats) else (STAFF_IDLE, STAFF_LIFE)
    return (idle, life) if shared is None else (min(idle, shared), min(life, STAFF_LIFE))


async def _limits(hats: Sequence[str], is_shared: bool) -> tuple[timedelta, timedelta]:
    """The same, asking the school's setting only where it matters."""
    return limits(hats, timedelta(minutes=int(await setting(SHARED_IDLE))) if is_shared else None)


async def load(token: str) -> Signed | None:
    """Who holds this token, in one statement; None for a dead or unknown one.

    A session whose hat is no longer held ends here. Idleness is counted anew at most once a minute.
    """
    if len(token) != TOKEN_LENGTH:
        return None
    now, day = clock.real_now(), clock.today()
    row = await DB.one(_Row, LOAD, token_hash(token), day, now)
    if row is None:
        return None
    if row.hat not in row.hats:
        await DB.execute(END, row.id, now, "hat_lost")
        return None
    if now - row.last_seen_at >= SLIDE_EVERY:
        idle, _ = await _limits(row.hats, row.is_shared)
        await DB.execute(SLIDE, row.id, now, now + idle)
    return _signed(row, Viewer(row.person, row.hat, day, row.id))


def _signed(row: _Row, viewer: Viewer) -> Signed:
    return Signed(
        viewer=viewer,
        account_id=row.account,
        login=row.login,
        name_short=short_name(row.surname, row.name, row.patronymic),
        name_full=full_name(row.surname, row.name, row.patronymic),
        initials=row.surname[:1] + row.name[:1],
        hat_title=str(HAT_TITLES[row.hat]),
        hats=tuple(HatChoice(name, str(HAT_TITLES[name])) for name in Hat if name in row.hats),
        gate="password" if row.must_change else row.gate,
        proved_at=row.proved_at,
    )


NOWHERE = Origin()


async def start(
    account: int,
    hat: str,
    hats: Sequence[str],
    visitor: Visitor,
    origin: Origin = NOWHERE,
    *,
    ends_at: datetime | None = None,
) -> tuple[int, str]:
    """A new session: (its id, the token for the cookie).

    `ends_at` is the end of the session it follows, never extended.
    """
    now = clock.real_now()
    idle, life = await _limits(hats, origin.is_shared)
    end = min(ends_at, now + life) if ends_at else now + life
    token = secrets.token_urlsafe(32)
    found = await DB.value(
        OPEN, account, token_hash(token), hat, now, min(now + idle, end), end, visitor.ip, visitor.agent,
        origin.proved_at, origin.gate, origin.factor, origin.is_shared, origin.provider, origin.identity,
        origin.idp_sid, origin.id_token,
    )  # fmt: skip
    return found, token


async def end(session: int, reason: str) -> Ended | None:
    """End one session; how it came about and its absolute end, or None when it was over already."""
    return await DB.one(Ended, END, session, clock.real_now(), reason)


async def proved_again(session: int) -> None:
    """Its owner has just proved again who it is: dangerous things are open for a while."""
    await DB.execute(PROVED, session, clock.real_now())


async def set_gate(session: int, gate: str) -> None:
    """What must be done next before anything else; "" opens the house."""
    await DB.execute(GATE, session, gate)


async def factor_shown(session: int, gate: str, factor: str) -> None:
    """A second factor was set up and shown in this session."""
    await DB.execute(FACTOR, session, gate, factor, clock.real_now())


async def end_token(token: str, reason: str) -> None:
    """End whatever session this browser's cookie names."""
    await DB.execute(END_TOKEN, token_hash(token), clock.real_now(), reason)


async def end_others(account: int, keep: int | None, reason: str) -> int:
    """End every live session of the account but `keep`; how many there were."""
    told = await DB.execute(END_OTHERS, account, keep, clock.real_now(), reason)
    return int(told.rsplit(" ", 1)[-1])


async def forget_old(account: int) -> None:
    """Drop rows of sessions that ended long ago."""
    await DB.execute(FORGET, account, clock.real_now() - KEPT)
