"""Buildings and rooms: where lessons are (DOMAIN 1.1).

Rules: a room's number is a name ("спортзал", "12а"), once in its building; `parallel` lessons fit in it at
once; other spellings of lists are kept as aliases; what a lesson or a timetable names is not removed.
"""

from __future__ import annotations

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB, HANGS
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.classes.names import label_key
from intranet.school.people.names import clean

MOST_PARALLEL = 10
ROOM = "select number, building, parallel from room where id = $1 for update"
SAME_ROOM = "select exists (select 1 from room where building = $1 and key = $2 and id <> $3)"
SPELT = """select exists (select 1 from room_alias where key = $1 and room <> $2)
    or exists (select 1 from room where key = $1 and id <> $2)"""


async def add_building(actor: Viewer, name: str) -> int:
    """A house by its name; its id."""
    async with DB.transaction():
        made: int = await DB.value(
            "insert into building (name) values ($1) returning id", await _building_name(name, 0)
        )
        await audit.record(actor, "school.building.add", "building", made, after={"name": clean(name)})
        return made


async def rename_building(actor: Viewer, building: int, name: str) -> None:
    """NotFound; DomainError for a name that is taken."""
    async with DB.transaction():
        before = await DB.value("select name from building where id = $1 for update", building)
        if before is None:
            raise NotFound
        text = await _building_name(name, building)
        await DB.execute("update building set name = $2 where id = $1", building, text)
        await audit.record(
            actor,
            "school.building.rename",
            "building",
            building,
            before={"name": before},
            after={"name": text},
        )


async def remove_building(actor: Viewer, building: int) -> None:
    """DomainError while rooms or classes are in it, and for the only one."""
    async with DB.transaction():
        name = await DB.value("select name from building where id = $1 for update", building)
        if name is None:
            raise NotFound
        if await DB.value("select count(*) from building") == 1:
            raise DomainError(_("Это единственное здание школы."))
        rooms, classes = await DB.record(
            """select (select count(*) from room where building = $1),
                      (select count(*) from school_class where building = $1)""",
            building,
        )
        if rooms or classes:
            text = _("В здании кабинетов: %(rooms)s, классов: %(classes)s. Сначала переведите их.",
                     rooms=rooms, classes=classes)  # fmt: skip
            raise DomainError(text)
        await DB.execute("delete from building where id = $1", building)
        await audit.record(actor, "school.building.remove", "building", building, before={"name": name})


async def _building_name(name: str, building: int) -> str:
    text = clean(name)
    taken = "select exists (select 1 from building where lower(name) = lower($1) and id <> $2)"
    if await DB.value(taken, text, building):
        raise DomainError(_("Здание с таким названием уже есть."), field="name")
    return text


async def add_room(actor: Viewer, building: int, number: str, parallel: int = 1) -> int:
    """A room by its number; its id. DomainError when the building has it; NotFound for no such building."""
    async with DB.transaction():
        await _check_room(building, number, parallel, 0)
        made: int = await DB.value(
            "insert into room (building, number, key, parallel) values ($1, $2, $3, $4) returning id",
            building, clean(number), label_key(number), parallel,
        )  # fmt: skip
        await audit.record(
            actor, "school.room.add", "room", made,
            after={"number": clean(number), "building": building, "parallel": parallel},
        )  # fmt: skip
        return made


async def change_room(actor: Viewer, room: int, building: int, number: str, parallel: int) -> None:
    """Another number, building or capacity."""
    async with DB.transaction():
        try:
            was_number, was_building, was_parallel = await DB.record(ROOM, room)
        except LookupError as error:
            raise NotFound from error
        await _check_room(building, number, parallel, room)
        await DB.execute(
            "update room set building = $2, number = $3, key = $4, parallel = $5 where id = $1",
            room, building, clean(number), label_key(number), parallel,
        )  # fmt: skip
        await audit.record(
            actor, "school.room.change", "room", room,
            before={"number": was_number, "building": was_building, "parallel": was_parallel},
            after={"number": clean(number), "building": building, "parallel": parallel},
        )  # fmt: skip


async def _check_room(building: int, number: str, parallel: int, room: int) -> None:
    if not label_key(number):
        raise DomainError(_("Напишите номер или название кабинета."), field="number")
    if not 1 <= parallel <= MOST_PARALLEL:
        raise DomainError(_("Одновременно — от 1 до %(most)s уроков.", most=MOST_PARALLEL), field="parallel")
    if not await DB.value("select exists (select 1 from building where id = $1)", building):
        raise NotFound
    if await DB.value(SAME_ROOM, building, label_key(number), room):
        raise DomainError(_("Такой кабинет в этом здании уже есть."), field="number")


async def remove_room(actor: Viewer, room: int) -> None:
    """DomainError while a timetable or a lesson is in it."""
    async with DB.transaction():
        number = await DB.value("select number from room where id = $1 for update", room)
        if number is None:
            raise NotFound
        try:
            await DB.execute("delete from room where id = $1", room)
        except HANGS as error:
            raise DomainError(
                _("Кабинет стоит в расписании или в проведённых уроках: удалить его нельзя.")
            ) from error
        await audit.record(actor, "school.room.remove", "room", room, before={"number": number})


async def add_room_alias(actor: Viewer, room: int, text: str) -> None:
    """Another spelling of lists; DomainError when it means another room."""
    key = label_key(text)
    async with DB.transaction():
        if await DB.value("select number from room where id = $1", room) is None:
            raise NotFound
        if not key:
            raise DomainError(_("Напишите, как ещё называют кабинет."), field="alias")
        if await DB.value(SPELT, key, room):
            raise DomainError(_("Так уже называется другой кабинет."), field="alias")
        await DB.execute(
            "insert into room_alias (key, room) values ($1, $2) on conflict (key) do nothing", key, room
        )
        await audit.record(actor, "school.room.alias.add", "room", room, after={"alias": key})


async def remove_room_alias(actor: Viewer, room: int, alias: str) -> None:
    """Lists may not write it so any more; without effect for one that is not the room's."""
    async with DB.transaction():
        gone = await DB.execute("delete from room_alias where room = $1 and key = $2", room, alias)
        if gone == "DELETE 0":
            return
        await audit.record(actor, "school.room.alias.remove", "room", room, before={"alias": alias})
