"""Subjects, buildings, rooms and teachers as lists to keep and to choose from; no pupil here."""

from __future__ import annotations

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.people import names
from modules.office.queries.scope import reading_of


class SubjectRow(msgspec.Struct, frozen=True):
    """A subject; `aliases` are folded spellings, `journals` counts all years."""

    id: int
    name: str
    short: str
    aliases: list[str]
    journals: int


class BuildingRow(msgspec.Struct, frozen=True):
    """A house and what is in it."""

    id: int
    name: str
    rooms: int
    classes: int


class RoomRow(msgspec.Struct, frozen=True):
    """A room; `lessons` a week in the timetable in force."""

    id: int
    number: str
    building: int
    building_name: str
    parallel: int
    aliases: list[str]
    lessons: int


class TeacherRow(msgspec.Struct, frozen=True):
    """Somebody of the staff, to choose."""

    id: int
    surname: str
    name: str
    patronymic: str

    @property
    def short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(self.surname, self.name, self.patronymic)

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


SUBJECTS = """select s.id, s.name, s.short,
        array(select a.key::text from subject_alias a where a.subject = s.id order by a.key) as aliases,
        (select count(*) from journal j where j.subject = s.id) as journals
    from subject s"""
BUILDINGS = """select b.id, b.name, (select count(*) from room r where r.building = b.id) as rooms,
        (select count(*) from school_class c where c.building = b.id and c.year = $1) as classes
    from building b order by b.id"""
ROOMS = """select r.id, r.number, r.building, b.name as building_name, r.parallel,
        array(select a.key::text from room_alias a where a.room = r.id order by a.key) as aliases,
        (select count(*) from timetable_slot s join timetable_version v on v.id = s.version
            where s.room = r.id and v.since <= $1 and (v.until is null or v.until >= $1)) as lessons
    from room r join building b on b.id = r.building"""
STAFF = """select p.id, p.surname, p.name, p.patronymic from person p
    where p.id in (select person from staff_post where until is null or until >= $1
                   union select teacher from assignment where until is null or until >= $1)
    order by p.sort_key, p.id"""


async def subjects_of(viewer: Viewer) -> list[SubjectRow]:
    """The school's subjects by name."""
    return await DB.rows(SubjectRow, f"{SUBJECTS} order by s.name, s.id")


async def subject_of(viewer: Viewer, subject: int) -> SubjectRow:
    """One; NotFound."""
    found = await DB.one(SubjectRow, f"{SUBJECTS} where s.id = $1", subject)
    if found is None:
        raise NotFound
    return found


async def buildings_of(viewer: Viewer) -> list[BuildingRow]:
    """The school's houses; classes of the year shown."""
    return await DB.rows(BuildingRow, BUILDINGS, (await reading_of(viewer)).year)


class Option(msgspec.Struct, frozen=True):
    """Something to choose by its name."""

    id: int
    name: str


async def building_options(viewer: Viewer) -> list[Option]:
    """The houses to choose from."""
    return await DB.rows(Option, "select id, name from building order by id")


async def rooms_of(viewer: Viewer) -> list[RoomRow]:
    """The rooms by building and number."""
    return await DB.rows(
        RoomRow, f"{ROOMS} order by r.building, length(r.number), r.number, r.id", viewer.day
    )


async def room_of(viewer: Viewer, room: int) -> RoomRow:
    """One; NotFound."""
    found = await DB.one(RoomRow, f"{ROOMS} where r.id = $2", viewer.day, room)
    if found is None:
        raise NotFound
    return found


async def staff_of(viewer: Viewer) -> list[TeacherRow]:
    """Everybody employed or teaching now or later, by name."""
    return await DB.rows(TeacherRow, STAFF, viewer.day)
