"""Another system says that somebody has signed out there: the sessions it opened here end too, once an order.

The order is a signed token, checked by the provider; its `jti` is kept until it could not be used any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from identity.door import events, registry
from identity.door.providers import LogoutTarget, ProofRefused, ProviderRow, Refusal
from intranet.kit import clock
from intranet.kit.db import DB

SEEN = """insert into logout_token (provider, jti_hash, expires_at) values ($1, $2, $3)
    on conflict (provider, jti_hash) do nothing returning id"""
FORGET = "delete from logout_token where expires_at < $1"
# By the provider's session where it names one, else every session of that subject.
END = """update auth_session s set revoked_at = $4, reason = 'backchannel'
    where s.provider = $1 and s.revoked_at is null
      and (($2::text is not null and s.idp_sid = $2) or ($2::text is null and s.identity in (
        select x.id from external_identity x where x.provider = $1 and x.subject = $3)))"""


async def end_sessions(row: ProviderRow, form: Mapping[str, str]) -> int:
    """Carry the order out; how many sessions ended. ProofRefused for none, or one carried out before."""
    target: LogoutTarget = await registry.make(row).backchannel(form)
    if not target.sid and not target.subject:
        raise ProofRefused(Refusal.INCOMPLETE, "sid, sub")
    now = clock.real_now()
    async with DB.transaction():
        await DB.execute(FORGET, now)
        jti = hashlib.sha256(target.jti.encode()).digest()
        if await DB.value(SEEN, row.id, jti, target.expires_at) is None:
            raise ProofRefused(Refusal.FOREIGN, "jti")
        told = await DB.execute(END, row.id, target.sid or None, target.subject or "", now)
        count = int(told.rsplit(" ", 1)[-1])
        await events.note("backchannel", provider=row.slug, detail=str(count))
    return count
