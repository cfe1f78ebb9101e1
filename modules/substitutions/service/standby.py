"""Saying when one is ready to be called; the whole week is put in place of the one before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.substitutions.planning.standby import Hours

LOCK = "select id from person where id = $1 for no key update"
DELETE = "delete from standby_hours where teacher = $1"
INSERT = """insert into standby_hours (teacher, weekday, first_number, last_number, is_ready)
    values ($1, $2, $3, $4, $5)"""


async def save_standby(actor: Viewer, hours: Sequence[Hours]) -> None:
    """The actor's own week; weekdays that are not named say nothing."""
    async with DB.transaction():
        await DB.value(LOCK, actor.person)
        await DB.execute(DELETE, actor.person)
        await DB.execute_many(
            INSERT,
            [(actor.person, one.weekday, one.first_number, one.last_number, one.is_ready) for one in hours],
        )
        await audit.record(
            actor, "substitutions.standby.set", "person", actor.person,
            after={"hours": [list(msgspec.structs.astuple(one)) for one in hours]},
        )  # fmt: skip
