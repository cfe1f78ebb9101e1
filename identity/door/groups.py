"""Groups of another system -> hats, by the administrator's table `group_hat` and by nothing else.

Every grant that came from a group is remembered in `mapped_hat`, so that leaving the group takes back that
grant and no other: a hat somebody was given by hand stays. The last administrator stays one. A grant that was
taken back by hand is not given again while the person stays in the group.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer, system_actor
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.school.people import hats

# A directory's groups are DNs, which are the same in any case; other systems' names are compared as they are.
WANTED = """select distinct g.hat from group_hat g join identity_provider p on p.id = g.provider
    where g.provider = $1 and (g.group_key = any($2::text[])
        or (p.kind = 'ldap' and lower(g.group_key) = any($3::text[])))"""
TRACKED = """select m.id, m.hat, m.granted,
        h.id is not null and (h.until is null or h.until >= $3) as is_alive
    from mapped_hat m left join granted_hat h on h.id = m.granted
    where m.provider = $1 and m.person = $2"""
HELD = """select exists (select 1 from granted_hat
    where person = $1 and hat = $2 and (until is null or until >= $3))"""
TURN = "lock table mapped_hat in share row exclusive mode"
TRACK = "insert into mapped_hat (provider, person, hat, granted) values ($1, $2, $3, $4)"
FORGET = "delete from mapped_hat where id = $1"


class _Tracked(msgspec.Struct):
    id: int
    hat: str
    granted: int
    is_alive: bool


async def follow_groups(provider_id: int, person: int, groups: Collection[str]) -> list[str]:
    """Give what these groups of the provider give and take back what left groups gave.

    What changed, as "+secretary" and "-director"; "=administrator" for the last one, who keeps the hat.
    Not within a transaction: each change is one of its own.
    """
    folded = [group.lower() for group in groups]
    wanted = set(await DB.rows(str, WANTED, provider_id, list(groups), folded)) & set(hats.GRANTABLE)
    tracked = {one.hat: one for one in await _tracked(provider_id, person)}
    actor = system_actor("identity")
    changed = [await _give(actor, provider_id, person, hat) for hat in sorted(wanted - set(tracked))]
    changed += [
        await _take(actor, provider_id, person, hat) for hat in sorted(set(tracked) - wanted)
    ]  # fmt: skip
    return [one for one in changed if one]


async def _tracked(provider_id: int, person: int) -> list[_Tracked]:
    return await DB.rows(_Tracked, TRACKED, provider_id, person, clock.today())


async def _give(actor: Viewer, provider_id: int, person: int, hat: str) -> str:
    """Grant and remember; nothing when it is held already by another grant."""
    async with DB.transaction():
        await DB.execute(TURN)
        await DB.execute(hats.LOCK)
        if await DB.value(HELD, person, hat, clock.today()):
            return ""
        made = await hats.grant_hat(actor, person, hat)
        await DB.execute(TRACK, provider_id, person, hat, made)
    return f"+{hat}"


async def _take(actor: Viewer, provider_id: int, person: int, hat: str) -> str:
    """Take back just the grant that was remembered."""
    try:
        async with DB.transaction():
            await DB.execute(TURN)
            found = next((one for one in await _tracked(provider_id, person) if one.hat == hat), None)
            if found is None:
                return ""
            await DB.execute(FORGET, found.id)
            if found.is_alive:
                await hats.withdraw_grant(actor, found.granted)
    except (DomainError, NotFound):
        return f"={hat}"
    return f"-{hat}" if found.is_alive else ""
