"""Slows guessing down: each login tightly, each address loosely; counted in PostgreSQL, for all nodes.

A login (known or not) has five free attempts; then each costs a growing wait, at most ten minutes, until an
hour passes without one. The attempt is charged before the password is looked at, so a hundred parallel ones
count as a hundred. An address carries 300 failures and forgives one every three seconds: a whole school
signs in from one; when it is full, people who have signed in from there before still can.
Keys are keyed hashes: a password typed into the login field is not kept. Real time.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from intranet.kit import clock, crypto
from intranet.kit.db import DB

FREE = 5
FIRST_WAIT, LONGEST_WAIT = 15, 600
FORGIVEN_AFTER = timedelta(hours=1)
ADDRESS_LEVEL = 300
ADDRESS_SECONDS = 3.0

LEVEL = "case when auth_throttle.touched_at < $2 - $3::interval then 0 else auth_throttle.level end + 1"
CHARGE = f"""insert into auth_throttle (kind, key, level, until, touched_at) values ('login', $1, 1, $2, $2)
    on conflict (kind, key) do update set level = {LEVEL}, touched_at = $2,
        until = case when {LEVEL} < $4 then $2
            else $2 + make_interval(secs => least($5 * power(2, {LEVEL} - $4), $6)) end
    where auth_throttle.until <= $2 returning level"""
LEAKED = """greatest(0, auth_throttle.level
    - extract(epoch from $2::timestamptz - auth_throttle.touched_at)::float8 / $3::float8)"""
FILL = f"""insert into auth_throttle (kind, key, level, until, touched_at) values ('address', $1, 1, $2, $2)
    on conflict (kind, key) do update set level = {LEAKED} + 1, touched_at = $2"""
UNTIL = "select until from auth_throttle where kind = 'login' and key = $1"
FULL = f"select {LEAKED} from auth_throttle where kind = 'address' and key = $1"
KNOWN = """select exists (select 1 from auth_session s join account a on a.id = s.account
    where a.login_key = $1 and s.ip = $2)"""
CLEAR = "delete from auth_throttle where kind = 'login' and key = $1"
FORGET = "delete from auth_throttle where touched_at < $1"


async def charge_login(login_key: str, now: datetime | None = None) -> int:
    """Take one attempt: seconds to wait. With a wait above 0 nothing may be tried."""
    now = now or clock.real_now()
    key = crypto.fingerprint(login_key)
    level = await DB.value(
        CHARGE, key, now, FORGIVEN_AFTER, float(FREE), float(FIRST_WAIT), float(LONGEST_WAIT)
    )
    if level is not None:
        return 0
    until = await DB.value(UNTIL, key)
    return max(1, math.ceil((until - now).total_seconds())) if until else 1


async def address_wait(address: str, login_key: str, now: datetime | None = None) -> int:
    """Seconds until this address may try again; 0 for now, and for logins known there."""
    now = now or clock.real_now()
    level = await DB.value(FULL, crypto.fingerprint(address), now, ADDRESS_SECONDS)
    if level is None or level < ADDRESS_LEVEL or await DB.value(KNOWN, login_key, address):
        return 0
    return max(1, math.ceil((float(level) - ADDRESS_LEVEL + 1) * ADDRESS_SECONDS))


async def charge_address(address: str, now: datetime | None = None) -> None:
    """Count one failure of this address."""
    await DB.execute(FILL, crypto.fingerprint(address), now or clock.real_now(), ADDRESS_SECONDS)


async def take(key: str, level: float, seconds: float, now: datetime | None = None) -> int:
    """Take one of `level` from a bucket of another purpose that fills by one in `seconds`.

    The seconds to wait when it is empty, and then nothing is taken.
    """
    now, key_hash = now or clock.real_now(), crypto.fingerprint(key)
    found = await DB.value(FULL, key_hash, now, seconds)
    if found is not None and float(found) + 1 > level:
        return max(1, math.ceil((float(found) + 1 - level) * seconds))
    await DB.execute(FILL, key_hash, now, seconds)
    return 0


async def clear_login(login_key: str) -> None:
    """The right password: the login starts anew. Old rows go with it."""
    await DB.execute(CLEAR, crypto.fingerprint(login_key))
    await DB.execute(FORGET, clock.real_now() - timedelta(days=1))
