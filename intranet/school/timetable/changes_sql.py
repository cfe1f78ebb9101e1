"""The statements below `changes`."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.calendar.days import ClassKey
from intranet.school.timetable.change_rules import Effect, Said, effect

LESSON = """select l.id, l.journal, l.study_group, l.on_date, l.number, l.status, l.bell_schedule,
        l.planned_teacher, l.teacher, l.planned_room, l.room, j.subject, g.year
    from lesson l join journal j on j.id = l.journal join study_group g on g.id = l.study_group
    where l.id = $1 for update of l"""
CHANGES = """select id, kind, teacher, room from lesson_change
    where lesson = $1 and withdrawn_at is null and published_at is not null order by id"""
PUBLISHED = """select id from lesson_change
    where lesson = $1 and withdrawn_at is null and published_at is not null order by id desc"""
INSERT_CHANGE = """insert into lesson_change (lesson, kind, teacher, room, became, was_date, was_number,
        was_teacher, was_room, note, published_at, rights_until, made_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id"""
SET_EFFECT = """update lesson set teacher = $2, room = $3, status = $4, is_touched = true where id = $1"""
SET_PLACE = """update lesson set on_date = $2, number = $3, bell_schedule = $4, is_touched = true
    where id = $1"""
MOVE_RIGHTS = """update lesson_change set rights_until = $2
    where lesson = $1 and rights_until is not null and withdrawn_at is null"""
TAKEN = """select id from lesson where journal = $1 and on_date = $2 and number = $3 and id <> $4"""
CLASS_OF_GROUP = """select c.id, c.grade_level, c.shift, c.building, c.week_days from school_class c
    where c.id = coalesce((select school_class from study_group where id = $1),
        (select r.school_class from group_membership m
         join group_membership o on o.student = m.student and o.is_roster
         join study_group r on r.id = o.study_group
         join study_group g on g.id = m.study_group and g.year = r.year
         where m.study_group = $1 order by r.school_class limit 1))"""
PUT_LESSON = """insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher,
        teacher, planned_room, room, is_manual, is_touched)
    select j.id, j.study_group, $2, $3, $4, $5, $5, $6, $6, true, true from journal j where j.id = $1
    on conflict (journal, on_date, number) do update set status = 'planned', teacher = $5, room = $6,
        bell_schedule = $4 where lesson.is_manual and lesson.status = 'cancelled'
    returning id"""
ASSIGNED = """select exists (select 1 from assignment
    where journal = $1 and teacher = $2 and since <= $3 and (until is null or until >= $3))"""
ONLY_TEACHER = """select teacher from assignment where journal = $1 and since <= $2
    and (until is null or until >= $2) order by since, id limit 1"""
CHANGE = """select id, lesson, kind, became, was_date, was_number, withdrawn_at is not null as is_withdrawn,
        exists (select 1 from lesson_change n where n.lesson = c.lesson and n.kind = 'MOVED'
                and n.id > c.id and n.withdrawn_at is null) as has_later_move
    from lesson_change c where id = $1 for update"""
WITHDRAW = "update lesson_change set withdrawn_at = $2 where id = $1"


class LessonRow(msgspec.Struct, frozen=True):
    """A lesson as a change finds it, locked."""

    id: int
    journal: int
    study_group: int
    on_date: date
    number: int
    status: str
    bell_schedule: int | None
    planned_teacher: int
    teacher: int
    planned_room: int | None
    room: int | None
    subject: int
    year: int


class ChangeRow(msgspec.Struct, frozen=True):
    """A change about to be withdrawn, locked."""

    id: int
    lesson: int
    kind: str
    became: int | None
    was_date: date
    was_number: int
    is_withdrawn: bool
    has_later_move: bool


async def locked_lesson(lesson: int) -> LessonRow:
    """The lesson, locked until the transaction ends; NotFound."""
    found = await DB.one(LessonRow, LESSON, lesson)
    if found is None:
        raise NotFound
    return found


async def class_of_group(study_group: int) -> ClassKey | None:
    """The class whose calendar and bells a group lives by; None for an empty group across classes."""
    return await DB.one(ClassKey, CLASS_OF_GROUP, study_group)


async def refresh(lesson: LessonRow) -> Effect:
    """Write what the published changes make of a lesson."""
    found = effect(lesson.planned_teacher, lesson.planned_room, await DB.rows(Said, CHANGES, lesson.id))
    await DB.execute(SET_EFFECT, lesson.id, found.teacher, found.room, found.status.value)
    return found
