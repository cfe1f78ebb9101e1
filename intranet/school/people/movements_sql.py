"""The statements below orders: memberships closed, opened and put back as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from intranet.kit.db import DB

LOCK_PUPIL = "select 1 from person where id = $1 for no key update"
ROSTER = """select g.id as study_group, g.year, sc.grade_level, sc.letter, y.begins, y.ends from study_group g
    join academic_year y on y.id = g.year join school_class sc on sc.id = g.school_class
    where g.school_class = $1 and g.is_roster"""
CLASS_OF = """select g.school_class, g.year, m.since, m.until from group_membership m
    join study_group g on g.id = m.study_group
    where m.student = $1 and m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)
    for update of m"""
ENROLMENTS = "select id, since, until from enrolment where student = $1 order by since for update"
INSERT_ENROLMENT = """insert into enrolment (student, since, order_number, order_date, personal_file)
    values ($1, $2, $3, $4, $5) returning id"""
JOIN = """insert into group_membership (study_group, is_roster, student, since)
    select g, true, $2, $3 from unnest($1::int[]) g"""
PARTS = "select id from study_group where id = any($1::int[]) and school_class = $2 and not is_roster"
JOIN_PARTS = """insert into group_membership (study_group, student, since)
    select g, $2, $3 from unnest($1::int[]) g"""
# A membership that would start after its end never was: it goes. Answers what stood before.
CLOSE_GROUPS = """
    with ended as (select m.id, m.study_group, m.is_roster, m.since, m.until
                   from group_membership m join study_group g on g.id = m.study_group
                   where m.student = $1 and (m.until is null or m.until > $2)
                     and ($3::int is null or g.school_class = $3)),
         gone as (delete from group_membership where id in (select id from ended where since > $2)),
         cut as (update group_membership set until = $2 where id in (select id from ended where since <= $2))
    select coalesce(jsonb_agg(to_jsonb(ended) order by ended.id), '[]'::jsonb) from ended"""
# What an order that is taken back has opened.
FORGET = """delete from group_membership m using study_group g where g.id = m.study_group and m.student = $1
    and m.since >= $2 and ($3::int is null or g.school_class = $3)"""
RESTORE = """with b as (select * from jsonb_to_recordset($2::jsonb)
        as b(id int, study_group int, is_roster bool, since date, until date)),
    back as (update group_membership m set until = b.until from b where m.id = b.id returning m.id)
    insert into group_membership (study_group, is_roster, student, since, until)
    select b.study_group, b.is_roster, $1, b.since, b.until from b where b.id not in (select id from back)"""
# Parts of the class and groups across classes that the order to leave has closed, opened again.
REJOIN = """insert into group_membership (study_group, student, since)
    select g.id, $1, $3 from movement v
    cross join jsonb_to_recordset(v.before) as b(study_group int, is_roster bool)
    join study_group g on g.id = b.study_group and (g.school_class = $2 or g.school_class is null)
    where v.id = $4 and not b.is_roster and not exists (
        select 1 from group_membership m where m.study_group = g.id and m.student = $1 and m.since = $3)"""
INSERT = """insert into movement (student, kind, order_number, order_date, since, from_class, to_class,
        reason, before, made_by, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id"""
COLUMNS = """select id, student, kind, since, from_class, to_class, order_number, before,
    undone_at is not null as is_undone from movement"""
LAST = f"{COLUMNS} where student = $1 and undone_at is null order by since desc, id desc limit 1"
ONE = f"{COLUMNS} where id = $1 for update"


class Roster(msgspec.Struct, frozen=True):
    """The roster group of a class, its name's parts, and the first and last day of its year."""

    study_group: int
    year: int
    grade_level: int
    letter: str
    begins: date
    ends: date


class InClass(msgspec.Struct, frozen=True):
    """A pupil's class on a day."""

    school_class: int
    year: int
    since: date
    until: date | None


class Enrolled(msgspec.Struct, frozen=True):
    """A pupil's stay in the school."""

    id: int
    since: date
    until: date | None


class Made(msgspec.Struct, frozen=True):
    """An order as it stands; `before` are the memberships it closed."""

    id: int
    student: int
    kind: str
    since: date
    from_class: int | None
    to_class: int | None
    order_number: str
    before: list[dict[str, Any]]
    is_undone: bool


async def close_groups(student: int, last_day: date, school_class: int | None) -> list[dict[str, Any]]:
    """End the memberships in a class's groups (None: in every group); what stood before."""
    found: list[dict[str, Any]] = await DB.value(CLOSE_GROUPS, student, last_day, school_class)
    return found
