"""What the school has and what is missing, in numbers and names of classes: one statement.

Each list is a stage of filling a school; the names of classes in it say where something is missing.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import PARENT_OF
from modules.office.queries.scope import M_NOW, NOW, reading_of


class Overview(msgspec.Struct, frozen=True):
    """Counts over the whole school; `*_classes` are the names of classes that lack something.

    `unplaced` are pupils without a class, `orphans` pupils without a parent who may read, `clerks` the
    staff of the office itself, `people` everybody who should be able to sign in, `ways` those who have an own
    password or a slip that works.
    """

    classes: int
    pupils: int
    empty_classes: list[str]
    unplaced: int
    parents: int
    orphans: int
    staff: int
    clerks: int
    leaderless_classes: list[str]
    journals: int
    untaught_classes: list[str]
    slots: int
    slots_since: date | None
    unscheduled_classes: list[str]
    people: int
    own: int
    ways: int


LACKING = """array(select k.grade_level || k.letter from klass k where not exists ({})
    order by k.grade_level, k.letter)"""
EMPTY = LACKING.format("select 1 from roster r where r.school_class = k.id")
LEADERLESS = LACKING.format(
    """select 1 from class_teacher t where t.school_class = k.id
        and t.since <= $2 and (t.until is null or t.until >= $2)"""
)
UNTAUGHT = LACKING.format("select 1 from taught t where t.school_class = k.id")
UNSCHEDULED = LACKING.format(
    "select 1 from slot s join study_group g on g.id = s.study_group where g.school_class = k.id"
)
OVERVIEW = f"""
    with klass as (select id, grade_level, letter from school_class where year = $3 and $1::int is not null),
    roster as (select m.student, sg.school_class from group_membership m
        join study_group sg on sg.id = m.study_group
        where m.is_roster and sg.school_class in (select id from klass) and {M_NOW}),
    enrolled as (select distinct student from enrolment where {NOW}),
    family as (select distinct g.guardian, g.child from guardianship g where {PARENT_OF}),
    post as (select distinct person from staff_post where {NOW}),
    taught as (select distinct j.id, sg.school_class from assignment a join journal j on j.id = a.journal
        join study_group sg on sg.id = j.study_group
        where sg.year = $3 and (a.until is null or a.until >= $2)),
    version as (select id, since from timetable_version where year = $3 and (until is null or until >= $2)
        order by since limit 1),
    slot as (select distinct j.study_group, s.journal, s.weekday, s.number, s.week from timetable_slot s
        join journal j on j.id = s.journal where s.version = (select id from version)),
    people as (select student as person from roster union select guardian from family
        union select person from post),
    entrant as (select p.person, coalesce(not lc.is_first_entry, false) as own,
            coalesce(not lc.is_first_entry or lc.expires_on >= $2, false) as way
        from people p left join account a on a.person = p.person
        left join local_credential lc on lc.account = a.id)
    select (select count(*) from klass) as classes, (select count(*) from enrolled) as pupils,
        {EMPTY} as empty_classes,
        (select count(*) from enrolled e
            where not exists (select 1 from roster r where r.student = e.student)) as unplaced,
        (select count(distinct guardian) from family) as parents,
        (select count(*) from enrolled e
            where not exists (select 1 from family f where f.child = e.student)) as orphans,
        (select count(*) from post) as staff,
        (select count(*) from post p where exists (select 1 from granted_hat h
            where h.person = p.person and h.hat in ('secretary', 'administrator') and {NOW})) as clerks,
        {LEADERLESS} as leaderless_classes,
        (select count(*) from taught) as journals, {UNTAUGHT} as untaught_classes,
        (select count(*) from slot) as slots, (select since from version) as slots_since,
        {UNSCHEDULED} as unscheduled_classes,
        count(*) as people, count(*) filter (where own) as own, count(*) filter (where way) as ways
    from entrant"""


async def overview_of(viewer: Viewer) -> Overview:
    """The school of the current year; counts and names of classes, nobody's name."""
    found = await DB.one(Overview, OVERVIEW, *await reading_of(viewer))
    assert found is not None  # a count always gives one row
    return found
