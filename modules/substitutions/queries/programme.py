"""Each journal's lessons of the timetable against those really held (DOMAIN 3.8)."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import ACTIVE, SHORT_NAME, WHOM
from modules.substitutions.planning.programme import Programme

# A cancelled lesson counts as planned when a change cancelled it: one that the timetable dropped does not.
OFF = f"""select distinct on (x.lesson) x.lesson, x.kind from lesson_change x
    where {ACTIVE} and x.kind in ('CANCELLED', 'EVENT', 'SUBJECT_REPLACED') order by x.lesson, x.id desc"""
MOVED = f"""select x.lesson, min(x.was_date) as was_date from lesson_change x
    where {ACTIVE} and x.kind = 'MOVED' group by x.lesson"""
# Today's lessons are asked for once they are held or off.
PLACE = "coalesce(m.was_date, l.on_date)"
DUE = f"({PLACE} < $1 or {PLACE} = $1 and l.status <> 'planned')"
PLANNED = f"not l.is_manual and {DUE} and (l.status <> 'cancelled' or o.kind is not null)"
PROGRAMME = f"""with y as (select id from academic_year where begins <= $1 order by begins desc limit 1),
    o as ({OFF}), m as ({MOVED}),
    n as (select l.journal, count(*) filter (where {PLANNED}) as planned,
            count(*) filter (where l.status = 'held' and l.on_date <= $1) as held,
            count(*) filter (where {PLANNED} and l.status = 'cancelled' and o.kind <> 'SUBJECT_REPLACED')
                as cancelled,
            count(*) filter (where {PLANNED} and l.status = 'cancelled' and o.kind = 'SUBJECT_REPLACED')
                as replaced,
            count(*) filter (where l.status = 'planned' and l.on_date < $1) as unrecorded
        from lesson l join study_group g on g.id = l.study_group and g.year = (select id from y)
        left join o on o.lesson = l.id left join m on m.lesson = l.id
        where (l.on_date <= $1 or m.was_date <= $1) and ($2::int is null or g.school_class = $2)
        group by l.journal)
    select n.*, s.name as subject, {WHOM} as whom, coalesce((select string_agg({SHORT_NAME}, ', ' order by
                p.sort_key) from assignment a join person p on p.id = a.teacher
            where a.journal = j.id and a.since <= $1 and (a.until is null or a.until >= $1)), '') as teachers
    from n join journal j on j.id = n.journal join subject s on s.id = j.subject
    join study_group g on g.id = j.study_group left join school_class c on c.id = g.school_class
    order by c.grade_level nulls last, c.letter, s.name, g.name, j.id"""


async def programme_of(viewer: Viewer, school_class: int | None = None) -> list[Programme]:
    """The year's journals up to the viewer's day, all or a class's. One statement.

    For who may read the register: the caller's permission says so.
    """
    return await DB.rows(Programme, PROGRAMME, viewer.day, school_class)
