"""The drafts of a day as a publication takes them, with the days they touch: three statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import ACTIVE
from modules.substitutions.planning.people import Named
from modules.substitutions.planning.publication import (
    Plan,
    Planned,
    as_found,
    followers,
    target_of,
)
from modules.substitutions.planning.state import Away, Bell, Day, DayLesson, bells_of
from modules.substitutions.queries.day import DAY_COLUMNS, DAY_JOINS, RoomSize

# Drafts of the day's lessons, and those that go together with one of them.
OF_DAY = """(l.on_date = $1 or d.pair in (select p.pair from planned_change p
        join lesson o on o.id = p.lesson where o.on_date = $1))"""
STANDING = """json_build_object('kind', x.kind, 'teacher', x.teacher, 'room', x.room, 'was_date', x.was_date,
    'was_number', x.was_number, 'note', x.note, 'became', x.became, 'became_journal', y.journal,
    'became_group', y.study_group, 'became_teacher', y.teacher, 'absence', e.absence,
    'override_reason', coalesce(e.override_reason, ''))"""
CHANGES = f"""from lesson_change x left join lesson y on y.id = x.became
    left join change_entry e on e.change = x.id where {ACTIVE}"""
NAMED = """json_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)"""
PLANNED = f"""select d.id, d.lesson, d.kind, d.room, d.to_date, d.to_number, d.journal, d.merged_with, d.note,
        d.override_reason, d.absence, d.pair, d.is_proposed, d.version, l.on_date,
        j.study_group as journal_group, s.name as journal_subject, a.teacher as journal_teacher,
        case when d.kind = 'SUBJECT_REPLACED' then coalesce(d.teacher, a.teacher)
            else d.teacher end as teacher,
        coalesce((select json_agg({STANDING} order by x.id) {CHANGES} and x.lesson = d.lesson), '[]')
            as standing,
        coalesce((select json_agg(json_build_object('lesson', x.lesson, 'standing', {STANDING}) order by x.id)
            {CHANGES} and x.became = d.lesson and x.kind = 'GROUPS_MERGED'), '[]') as guests,
        coalesce((select json_agg({NAMED}) from person p where p.id = any(
            array[l.teacher, l.planned_teacher, d.teacher, a.teacher, h.teacher, h.planned_teacher]
            || l.beside) or p.id in (select unnest(array[y.teacher, x.teacher, g.planned_teacher])
                from lesson_change x join lesson g on g.id = x.lesson left join lesson y on y.id = x.became
                where {ACTIVE} and d.lesson in (x.lesson, x.became))), '[]') as people,
        coalesce((select json_agg(json_build_object('id', r.id, 'number', r.number)) from room r
            where r.id in (l.room, l.planned_room, d.room, h.room, h.planned_room)), '[]') as rooms
    from planned_change d join lesson l on l.id = d.lesson
    left join lesson h on h.id = d.merged_with
    left join journal j on j.id = d.journal left join subject s on s.id = j.subject
    left join lateral (select a.teacher from assignment a where a.journal = d.journal
        and a.since <= l.on_date and (a.until is null or a.until >= l.on_date)
        order by a.since, a.id limit 1) a on true
    where {OF_DAY} order by d.id"""
OF_DAYS = f"""select {DAY_COLUMNS},
        (select x.kind from lesson_change x where x.lesson = l.id and {ACTIVE} order by x.id desc limit 1)
            as change
    from lesson l {DAY_JOINS} where l.on_date = any($1::date[]) order by l.id"""
# The short lists of the days, and how often the first of them was published, in one row, as JSON.
AROUND = f"""select
    array(select json_build_object('on_date', t.day, 'id', a.id, 'teacher', a.teacher,
            'first_number', a.first_number, 'last_number', a.last_number)
        from unnest($1::date[]) as t (day) join teacher_absence a
            on a.withdrawn_at is null and a.begins <= t.day and a.ends >= t.day) as away,
    array(select json_build_object('schedule', b.schedule, 'number', b.number, 'starts', b.starts,
            'ends', b.ends) from bell b
        where b.schedule in (select bell_schedule from lesson where on_date = any($1::date[]))) as bells,
    array(select json_build_object('id', id, 'parallel', parallel) from room where parallel > 1) as rooms,
    (select json_build_object('message', x.message, 'revision', x.revision, 'published_at', x.published_at,
            'by', (select {NAMED} from person p where p.id = x.published_by))
        from substitution_day x where x.on_date = $2) as board"""


class NamedRoom(msgspec.Struct, frozen=True):
    """A room as its door says."""

    id: int
    number: str


class Board(msgspec.Struct, frozen=True):
    """What a day's board says of itself."""

    message: str = ""
    revision: int = 0
    published_at: datetime | None = None
    by: Named | None = None


class Row(Planned, frozen=True, kw_only=True):
    """A draft with the names that its line shows."""

    on_date: date
    people: tuple[Named, ...] = ()
    rooms: tuple[NamedRoom, ...] = ()


class _Away(msgspec.Struct, frozen=True):
    on_date: date
    id: int
    teacher: int
    first_number: int | None
    last_number: int | None


class _Around(msgspec.Struct, frozen=True):
    away: list[_Away]
    bells: list[Bell]
    rooms: list[RoomSize]
    board: Board | None


class Found(msgspec.Struct, frozen=True):
    """The plan, every draft of the day (also those left out of the plan), names, and the board."""

    plan: Plan
    rows: list[Row]
    people: dict[int, str]
    rooms: dict[int, str]
    board: Board


async def plan_of(viewer: Viewer, on_date: date, only: Collection[int] | None = None) -> Found:
    """The day's drafts as a plan; `only`: drafts by id, the others do not count. For dispatchers."""
    rows = await DB.rows(Row, PLANNED, on_date)
    chosen = [one for one in rows if only is None or one.id in only]
    planned: dict[int, Planned] = {one.lesson: one for one in (*chosen, *followers(chosen))}
    days = sorted({on_date, *(day for one in chosen for day in _days_of(one))})
    lessons = await DB.rows(DayLesson, OF_DAYS, days)
    around = await DB.one(_Around, AROUND, days, on_date)
    assert around is not None  # the statement always gives one row
    people = {one.id: one.short for row in rows for one in row.people}
    rooms = {one.id: one.number for row in rows for one in row.rooms}
    plan = _plan(planned, lessons, days, around)
    return Found(plan, rows, people, rooms, around.board or Board())


def _days_of(row: Row) -> list[date]:
    """The days a draft's lesson leaves, or comes to."""
    found = [row.on_date]
    if row.to_date is not None:
        found.append(row.to_date)
    return found + ([row.move.was_date] if row.move is not None else [])


def _plan(
    planned: Mapping[int, Planned], lessons: Sequence[DayLesson], days: Sequence[date], around: _Around
) -> Plan:
    """Each day with the lessons as the drafts find them; what was held instead of one goes with it."""
    replaced = (one for each in planned.values() for one in each.replaced)
    gone = {one.became for one in replaced if one.kind == "SUBJECT_REPLACED"}
    before = {one.id: one for one in lessons if one.id in planned}
    as_they_are = [
        as_found(one, planned[one.id]) if one.id in planned
        else msgspec.structs.replace(one, status="cancelled") if one.id in gone else one
        for one in lessons
    ]  # fmt: skip
    return Plan(planned, before, {day: _day(day, as_they_are, planned, before, around) for day in days})


def _day(
    day: date, lessons: Sequence[DayLesson], planned: Mapping[int, Planned],
    before: Mapping[int, DayLesson], around: _Around,
) -> Day:  # fmt: skip
    here = [
        one for one in lessons
        if day in (one.on_date, target_of(before[one.id], planned[one.id])[0] if one.id in planned else None)
    ]  # fmt: skip
    return Day(
        on_date=day,
        lessons=here,
        away=[
            Away(one.id, one.teacher, one.first_number, one.last_number)
            for one in around.away
            if one.on_date == day
        ],
        drafts=planned,
        colleagues={},
        standby=(),
        bells=bells_of(around.bells),
        parallel={one.id: one.parallel for one in around.rooms},
    )
