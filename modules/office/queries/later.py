"""Who wrote later about the same thing, where entries about several things may say it."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from modules.office.queries.changes import CHANGE, UNDONE, Change

AFTER = f"""{CHANGE} where e.id > $3 and e.action <> '{UNDONE}' and $1::int is not null
    and $2::date is not null"""
LAST = "order by e.id desc limit 1"
OF_GROUPS = f"""{AFTER} and (e.before->'groups' ?| $4::text[] or e.after->'groups' ?| $4::text[]
        or e.subject = 'study_group' and e.subject_id = any($4::text[]::bigint[]) and e.after ? 'student'
        or e.subject = 'person' and e.subject_id = any($5::text[]::bigint[])
            and (e.before ? 'movement' or e.after ? 'movement'))
    {LAST}"""
OF_LEADERS = f"""{AFTER} and (e.subject = 'school_class' and e.subject_id = $4::bigint
            and e.action like 'school.class_teacher.%'
        or e.action = 'school.staff.dismiss' and e.subject_id = any($5::bigint[]))
    {LAST}"""
OF_LOAD = f"""{AFTER} and (e.subject = 'journal' and e.subject_id = any($4::bigint[])
            and e.action like 'school.assignment.%'
        or e.subject = 'assignment'
            and e.subject_id in (select id from assignment where journal = any($4::bigint[]))
        or e.action = 'school.teacher.replace' and exists (select 1 from unnest($4::bigint[]) j
            where e.after->'journals' @> to_jsonb(j))
        or e.action = 'school.staff.dismiss' and e.subject_id = any($5::bigint[]))
    {LAST}"""
OF_SCHEME = f"""{AFTER} and e.action = 'school.class.scheme' and e.subject_id = $4::bigint
        and (e.after->>'subject')::int is not distinct from $5::int
    {LAST}"""


async def later_in_groups(
    viewer: Viewer, change: Change, groups: list[str], students: list[str]
) -> Change | None:
    """The last entry after this one about who is in these groups: a division, an order."""
    return await DB.one(Change, OF_GROUPS, *viewer_args(viewer), change.id, groups, students)


async def later_leading(
    viewer: Viewer, change: Change, school_class: int, teachers: list[int]
) -> Change | None:
    """The last entry after this one about who leads the class."""
    return await DB.one(Change, OF_LEADERS, *viewer_args(viewer), change.id, school_class, teachers)


async def later_in_load(
    viewer: Viewer, change: Change, journals: list[int], teachers: list[int]
) -> Change | None:
    """The last entry after this one about who teaches these journals."""
    return await DB.one(Change, OF_LOAD, *viewer_args(viewer), change.id, journals, teachers)


async def later_scheme(
    viewer: Viewer, change: Change, school_class: int, subject: int | None
) -> Change | None:
    """The last entry after this one about the terms of the class, or of its one subject."""
    return await DB.one(Change, OF_SCHEME, *viewer_args(viewer), change.id, school_class, subject)
