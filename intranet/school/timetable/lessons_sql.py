"""The statements and loaders below `lessons` and `changes`: versions, slots, dated lessons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from intranet.kit.db import DB
from intranet.school.calendar.days import ClassKey
from intranet.school.calendar.sql import classes_of
from intranet.school.timetable.slots import Existing, LessonStatus, Place, Planned, Slot, Update, Version

VERSIONS = "select id, since, until from timetable_version where year = $1 order by since"
SLOTS = """select s.version, s.journal, s.weekday, s.number, s.week, s.teacher, s.room
    from timetable_slot s join timetable_version v on v.id = s.version
    where v.year = $1 and (v.until is null or v.until >= $2) order by s.id"""
SLOTS_OF = """select version, journal, weekday, number, week, teacher, room from timetable_slot
    where version = $1 order by id"""
GROUP_CLASSES = """select j.id as journal, j.study_group, g.school_class from journal j
    join study_group g on g.id = j.study_group where g.year = $1"""
CROSS_CLASSES = """select distinct j.id as journal, j.study_group, r.school_class from journal j
    join study_group g on g.id = j.study_group and g.school_class is null
    join group_membership m on m.study_group = g.id
    join group_membership c on c.student = m.student and c.is_roster
    join study_group r on r.id = c.study_group and r.year = g.year
    where g.year = $1"""
EXISTING = """
    with x as (select lesson, min(id) filter (where kind = 'MOVED') as moved,
                      bool_or(teacher is not null) as keeps_teacher, bool_or(room is not null) as keeps_room,
                      bool_or(kind in ('CANCELLED', 'SUBJECT_REPLACED', 'EVENT')) as keeps_status
               from lesson_change where withdrawn_at is null and published_at is not null group by lesson)
    select l.id, l.journal, l.on_date, l.number, l.status, l.bell_schedule, l.planned_teacher, l.teacher,
           l.planned_room, l.room, l.is_manual, l.is_touched, l.beside,
           m.was_date as from_date, m.was_number as from_number,
           coalesce(x.keeps_teacher, false) as keeps_teacher, coalesce(x.keeps_room, false) as keeps_room,
           coalesce(x.keeps_status, false) as keeps_status
    from lesson l join journal j on j.id = l.journal join study_group g on g.id = j.study_group
    left join x on x.lesson = l.id left join lesson_change m on m.id = x.moved
    where g.year = $1 and (l.on_date between $2 and $3 or m.was_date between $2 and $3)"""
UPDATE = """update lesson l set number = u.number, status = u.status, bell_schedule = u.bell,
        planned_teacher = u.planned_teacher, teacher = u.teacher, planned_room = u.planned_room,
        room = u.room, beside = u.beside::int[]
    from unnest($1::int[], $2::int[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[],
                $9::text[])
        as u(id, number, status, bell, planned_teacher, teacher, planned_room, room, beside)
    where l.id = u.id"""
AT_ONCE = 20_000
COLUMNS = (
    "journal", "study_group", "on_date", "number", "status", "bell_schedule", "planned_teacher", "teacher",
    "planned_room", "room", "is_manual", "is_touched", "beside",
)  # fmt: skip


class _JournalClass(msgspec.Struct, frozen=True):
    journal: int
    study_group: int
    school_class: int | None


class JournalFacts(msgspec.Struct, frozen=True):
    """Of a year's journals: the study group, and the classes of its pupils in order."""

    groups: dict[int, int]
    classes: dict[int, list[ClassKey]]


async def journal_facts(year: int) -> JournalFacts:
    """Three statements, whatever the school's size."""
    known = {found.id: found for found in await classes_of(year)}
    rank = {found: index for index, found in enumerate(known)}
    groups: dict[int, int] = {}
    ids: dict[int, set[int]] = defaultdict(set)
    rows = await DB.rows(_JournalClass, GROUP_CLASSES, year)
    for row in rows + await DB.rows(_JournalClass, CROSS_CLASSES, year):
        groups[row.journal] = row.study_group
        if row.school_class is not None:
            ids[row.journal].add(row.school_class)
    classes = {
        journal: [known[one] for one in sorted(found, key=rank.__getitem__)] for journal, found in ids.items()
    }
    return JournalFacts(groups, classes)


async def versions_of(year: int) -> list[Version]:
    """The timetable versions of a year in order."""
    return await DB.rows(Version, VERSIONS, year)


async def slots_of(version: int) -> list[Slot]:
    """A version's slots in the order they were given."""
    return await DB.rows(Slot, SLOTS_OF, version)


async def slots_since(year: int, since: date) -> list[Slot]:
    """The slots of every version of a year that is in force on or after a date."""
    return await DB.rows(Slot, SLOTS, year, since)


async def existing_since(year: int, since: date, until: date | None = None) -> list[Existing]:
    """The lessons that stand, or stood, on a date from `since` to `until`, with what changes have set."""
    return await DB.rows(Existing, EXISTING, year, since, until or date.max)


async def write_updates(updates: Sequence[Update]) -> None:
    """All in one statement."""
    if updates:
        *columns, beside = (list(column) for column in zip(*updates, strict=True))
        # unnest would flatten an array of arrays: each goes as its text
        await DB.execute(UPDATE, *columns, [f"{{{','.join(map(str, one))}}}" for one in beside])


async def write_inserts(inserts: Iterable[tuple[Place, Planned]], groups: dict[int, int]) -> None:
    """By COPY, a part at a time: a year of a very large school outlasts a statement's time. Joins the
    current transaction."""
    rows = [
        (place.journal, groups[place.journal], place.day, place.number, LessonStatus.PLANNED.value,
         value.bell_schedule, value.teacher, value.teacher, value.room, value.room, False, False,
         list(value.beside))
        for place, value in inserts
    ]  # fmt: skip
    for start in range(0, len(rows), AT_ONCE):
        await DB.copy("lesson", COLUMNS, rows[start : start + AT_ONCE])
