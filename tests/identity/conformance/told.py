"""What the tests of every way share: a way that leads to somebody, and what the door has written down."""

from __future__ import annotations

import pytest

from intranet.kit.db import DB
from tests.factories import World
from tests.identity.conformance.ways import ADULT, Way, account_of

STATE = ["gateway", "direct"]  # believed as the state's
FAULTY = ["oidc", *STATE]  # of the emulator, which can be broken on purpose
AWAY = ["certified", *FAULTY]  # send the browser to another system
LINKED = ["ldap", *AWAY]
ALL = ["local", *LINKED]
ways = pytest.mark.parametrize


async def sessions() -> int:
    return int(await DB.value("select count(*) from auth_session where revoked_at is null"))


async def last_event() -> tuple[str, str]:
    found = await DB.record("select kind, detail from auth_event order by id desc limit 1")
    return found[0], found[1]


async def ready(way: Way, world: World, who: str = "anna", **more: object) -> int:
    """The way stands and leads to somebody of the cast; the account."""
    await way.set_up(**more)
    account = await account_of(world, who)
    await way.link(account)
    if way.kind == "esia" and who != "kirill":  # the state's birth date is compared
        await DB.execute("update person set born = $2 where id = $1", world.people[who], ADULT[3])
    return account
