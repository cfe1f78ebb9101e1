"""Subjects and rooms a list has brought: new ones are made, answered ones are remembered as aliases."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school import bulk
from intranet.school.people.names import clean
from modules.office.planning.outcome import Register
from modules.office.planning.timetable import holds

SUBJECT_ALIAS = "insert into subject_alias (key, subject) values ($1, $2) on conflict (key) do nothing"
ROOM_ALIAS = "insert into room_alias (key, room) values ($1, $2) on conflict (key) do nothing"


async def write_names(actor: Viewer, register: Register) -> dict[int, int]:
    """Make what is new and keep the aliases; gives draft id -> the database's id."""
    aliases = list(register.aliases.items())
    if register.kind == "subject":
        rows: list[tuple[object, ...]] = [(clean(new.text), new.key) for new in register.new]
        ids = await bulk.insert_rows("subject", ("name", "key"), rows)
        await DB.execute_many(SUBJECT_ALIAS, aliases)
    else:
        building = await DB.value("select min(id) from building")
        rows = [(building, clean(new.text), new.key, holds(new.text)) for new in register.new]
        ids = await bulk.insert_rows("room", ("building", "number", "key", "parallel"), rows)
        await DB.execute_many(ROOM_ALIAS, aliases)
    return {new.id: ident for new, ident in zip(register.new, ids, strict=True)}
