"""Slows guessing down, counted in PostgreSQL, for all nodes: steps for one secret, buckets for one address.

A login (known or not) has five free attempts; then each costs a growing wait, at most ten minutes, until an
hour passes without one. A login of a directory has fewer, and then waits the directory's own time: nobody
locks somebody else's account there from here (`Rule`). The attempt is charged before the password is looked
at, so a hundred parallel ones count as a hundred. Codes of a second factor are counted so too.
A bucket holds so many and loses one every so many seconds. An address (of IPv6 its network of 64 bits, which
one line has to itself) carries 300 failures: a whole school signs in from one; when it is full, people who
have signed in from there before still can. School codes are long: when very many wrong ones come from
everywhere, each is answered slowly, while a right one passes. Keys are keyed hashes: a password typed into
the login field is not kept. Real time.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta
from typing import NamedTuple

from intranet.kit import clock, crypto
from intranet.kit.db import DB

LOGIN, FACTOR = "login", "factor"
FREE = 5
FIRST_WAIT, LONGEST_WAIT = 15, 600
FORGIVEN_AFTER = timedelta(hours=1)


class Rule(NamedTuple):
    """How many attempts are free, how long the waits after them are, when all is forgotten."""

    free: int = FREE
    first_wait: float = FIRST_WAIT
    longest_wait: float = LONGEST_WAIT
    forgiven_after: timedelta = FORGIVEN_AFTER


class Bucket(NamedTuple):
    """Holds `most` and loses one every `seconds`; `kind` is whose rows they are."""

    kind: str
    most: int
    seconds: float


HOUSE = Rule()
ADDRESS = Bucket("address", 300, 3.0)
ATTEMPTS = Bucket("attempt", 2000, 0.2)  # begun at other systems from one address: a school at 8:00
CODES = Bucket("code", 300, 3.0)  # wrong school codes of one address
CODES_ANYWHERE = Bucket("codes", 1000, 0.2)  # and of all together
RECOVERY = Bucket("recovery", 40, 60.0)  # letters with a new password asked for from one address
REQUESTS = Bucket("request", 20, 180.0)  # requests for access of one address

LEVEL = "case when auth_throttle.touched_at < $2 - $3::interval then 0 else auth_throttle.level end + 1"
CHARGE = f"""insert into auth_throttle (kind, key, level, until, touched_at) values ($7, $1, 1, $2, $2)
    on conflict (kind, key) do update set level = {LEVEL}, touched_at = $2,
        until = case when {LEVEL} < $4 then $2
            else $2 + make_interval(secs => least($5 * power(2, {LEVEL} - $4), $6)) end
    where auth_throttle.until <= $2 returning level"""
UNTIL = "select until from auth_throttle where kind = $2 and key = $1"
GIVE_BACK = """update auth_throttle set level = greatest(0, level - 1), until = least(until, $2)
    where kind = 'login' and key = $1"""
CLEAR = "delete from auth_throttle where kind = $2 and key = $1"
LEAKED = """greatest(0, auth_throttle.level
    - extract(epoch from $2::timestamptz - auth_throttle.touched_at)::float8 / $3::float8)"""
FILL = f"""insert into auth_throttle (kind, key, level, until, touched_at) values ($4, $1, 1, $2, $2)
    on conflict (kind, key) do update set level = {LEAKED} + 1, touched_at = $2 returning level"""
# One statement, so that parallel ones cannot all find room.
TAKE = f"""insert into auth_throttle (kind, key, level, until, touched_at) values ($4, $1, 1, $2, $2)
    on conflict (kind, key) do update set level = {LEAKED} + 1, touched_at = $2
    where {LEAKED} + 1 <= $5 returning level"""
FULL = f"select {LEAKED} from auth_throttle where kind = $4 and key = $1"
KNOWN = """select exists (select 1 from auth_session s join account a on a.id = s.account
    where a.login_key = $1 and s.ip = $2)"""
FORGET = "delete from auth_throttle where touched_at < $1"


def directory_rule(free: int, minutes: int) -> Rule:
    """So many attempts in any so many minutes, then none until they are over."""
    wait = minutes * 60.0
    return Rule(free, wait, wait, timedelta(seconds=wait))


async def charge_login(login_key: str, now: datetime | None = None, rule: Rule = HOUSE) -> int:
    """Take one attempt: seconds to wait. With a wait above 0 nothing may be tried."""
    return await charge(LOGIN, login_key, now, rule)


async def charge(kind: str, what: str, now: datetime | None = None, rule: Rule = HOUSE) -> int:
    """The same for anything that is guessed at; `what` is hashed with a key."""
    now = now or clock.real_now()
    key = crypto.fingerprint(what)
    level = await DB.value(
        CHARGE, key, now, rule.forgiven_after, float(rule.free), float(rule.first_wait),
        float(rule.longest_wait), kind,
    )  # fmt: skip
    if level is not None:
        return 0
    until = await DB.value(UNTIL, key, kind)
    return max(1, math.ceil((until - now).total_seconds())) if until else 1


async def give_back(login_key: str) -> None:
    """The attempt was none: what should have checked the password did not answer."""
    await DB.execute(GIVE_BACK, crypto.fingerprint(login_key), clock.real_now())


async def clear_login(login_key: str) -> None:
    """The right password: the login starts anew. Old rows go with it."""
    await clear(LOGIN, login_key)
    await DB.execute(FORGET, clock.real_now() - timedelta(days=1))


async def clear(kind: str, what: str) -> None:
    """It was the right one: counting starts anew."""
    await DB.execute(CLEAR, crypto.fingerprint(what), kind)


def _key(what: str) -> bytes:
    """A bucket's row: the place an address is in, or whatever else is counted."""
    try:
        place = ipaddress.ip_address(what)
    except ValueError:
        return crypto.fingerprint(what)
    if isinstance(place, ipaddress.IPv6Address) and place.ipv4_mapped is None:
        return crypto.fingerprint(str(ipaddress.ip_network((int(place), 64), strict=False)))
    return crypto.fingerprint(str(place))


async def wait_of(bucket: Bucket, what: str, now: datetime | None = None) -> int:
    """Seconds until there is room again; 0 for now."""
    now = now or clock.real_now()
    level = await DB.value(FULL, _key(what), now, bucket.seconds, bucket.kind)
    if level is None or level < bucket.most:
        return 0
    return max(1, math.ceil((float(level) - bucket.most + 1) * bucket.seconds))


async def fill(bucket: Bucket, what: str, now: datetime | None = None) -> bool:
    """Put one in, whatever room there is; whether the bucket runs over."""
    now = now or clock.real_now()
    level = await DB.value(FILL, _key(what), now, bucket.seconds, bucket.kind)
    return bool(level > bucket.most)


async def take(bucket: Bucket, what: str, now: datetime | None = None) -> int:
    """Put one in if there is room (0), else the seconds to wait, and nothing is put in."""
    now = now or clock.real_now()
    room = float(bucket.most)
    key = _key(what)
    if await DB.value(TAKE, key, now, bucket.seconds, bucket.kind, room) is not None:
        return 0
    return max(1, await wait_of(bucket, what, now))


async def address_wait(address: str, login_key: str, now: datetime | None = None) -> int:
    """Seconds until this address may try again; 0 for now, and for logins known there."""
    wait = await wait_of(ADDRESS, address, now)
    return 0 if wait and await DB.value(KNOWN, login_key, address) else wait


async def charge_address(address: str, now: datetime | None = None) -> None:
    """Count one failure of this address."""
    await fill(ADDRESS, address, now)
