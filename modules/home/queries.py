"""What the backbone says of a day: a family's, a teacher's, the whole school's. One statement each.

Rules: children are those the viewer may see; the school's numbers are counts without names.
"""

from __future__ import annotations

from datetime import time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_students


class DayOf(msgspec.Struct, frozen=True):
    """Somebody's day: lessons held, until when, and how many are unlike the plan."""

    name: str
    lessons: int
    until: time | None
    changes: int


COUNTS = """count(l.id) filter (where l.status <> 'cancelled') as lessons,
    max(b.ends) filter (where l.status <> 'cancelled') as until,
    count(l.id) filter (where l.status = 'cancelled' or l.teacher <> l.planned_teacher
        or l.room is distinct from l.planned_room) as changes"""
BELL = "left join bell b on b.schedule = l.bell_schedule and b.number = l.number"


async def days_of_children(viewer: Viewer) -> list[DayOf]:
    """Each visible child's day, the eldest first (a pupil's own is one row)."""
    return await DB.rows(
        DayOf,
        f"""select p.name, {COUNTS} from person p
            left join group_membership m on m.student = p.id
                and m.since <= $2 and (m.until is null or m.until >= $2)
            left join lesson l on l.study_group = m.study_group and l.on_date = $2 {BELL}
            where p.id in ({visible_students(viewer)}) group by p.id order by p.born, p.sort_key, p.id""",
        *viewer_args(viewer),
    )


async def day_of_teacher(viewer: Viewer) -> list[DayOf]:
    """The viewer's own lessons of the day, as one row."""
    return await DB.rows(
        DayOf,
        f"""select '' as name, {COUNTS} from (select 1) one
            left join lesson l on l.teacher = $1 and l.on_date = $2 {BELL}""",
        *viewer_args(viewer),
    )


class Numbers(msgspec.Struct, frozen=True):
    """The school today, in numbers; the last four say which lists have been brought in.

    `hired` = staff besides those the school was founded with, who wear granted hats.
    """

    classes: int
    pupils: int
    lessons: int
    changes: int
    cancelled: int
    staff: int
    guardians: int
    hired: int
    journals: int
    versions: int


NUMBERS = """with y as (select id from academic_year
        order by greatest(begins - $1::date, $1::date - ends, 0), begins desc limit 1),
    today as (select status, teacher, planned_teacher, room, planned_room from lesson where on_date = $1)
    select (select count(*) from school_class where year = (select id from y)) as classes,
        (select count(*) from enrolment where since <= $1 and (until is null or until >= $1)) as pupils,
        (select count(*) from today where status <> 'cancelled') as lessons,
        (select count(*) from today where status <> 'cancelled'
            and (teacher <> planned_teacher or room is distinct from planned_room)) as changes,
        (select count(*) from today where status = 'cancelled') as cancelled,
        (select count(distinct person) from staff_post where since <= $1 and (until is null or until >= $1))
            as staff,
        (select count(*) from (select 1 from guardianship limit 1) g) as guardians,
        (select count(*) from (select 1 from staff_post p
            where not exists (select 1 from granted_hat h where h.person = p.person) limit 1) p) as hired,
        (select count(*) from (select 1 from journal limit 1) j) as journals,
        (select count(*) from timetable_version where year = (select id from y)) as versions"""


async def numbers_of(viewer: Viewer) -> Numbers:
    """Counts over the whole school on the viewer's day."""
    found = await DB.one(Numbers, NUMBERS, viewer.day)
    assert found is not None  # the statement always gives one row
    return found
