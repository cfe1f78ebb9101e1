"""What was published of a day: the changes as everybody reads them, the message, the days to look at.

Rules: only what is published and not withdrawn; no reason, no draft, no pupil's name. A lesson with several
changes stands once, by its last one; a moved lesson at both ends. The classes of a group across classes are
those of its pupils.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_led, visible_students
from intranet.school.fragments import ACTIVE
from modules.substitutions.planning.lines import Change, Told
from modules.substitutions.queries.absence_sql import COVERS

# Every changed lesson of the days ($4) with its last change, at each of its places. The changes of a lesson
# are looked up one by one: joined, PostgreSQL would read those of all years.
LINES = f"""with hit as (
        select x.lesson from lesson_change x where x.was_date = any($4::date[]) and {ACTIVE}
        union select l.id from lesson l where l.on_date = any($4::date[]) and l.is_touched
            and exists (select 1 from lesson_change x
                where x.lesson = l.id and x.kind = 'MOVED' and {ACTIVE} offset 0)),
    last as (
        select hit.lesson, x.kind, x.became, x.note from hit cross join lateral (
            select x.kind, x.became, x.note from lesson_change x where x.lesson = hit.lesson and {ACTIVE}
            order by x.id desc limit 1) x),
    moved as (
        select hit.lesson, x.was_date, x.was_number from hit cross join lateral (
            select x.was_date, x.was_number from lesson_change x
            where x.lesson = hit.lesson and x.kind = 'MOVED' and {ACTIVE} order by x.id limit 1) x),
    place as (
        select l.id as lesson, l.on_date, l.number, false as is_left from last
            join lesson l on l.id = last.lesson where l.on_date = any($4::date[])
        union all
        select m.lesson, m.was_date, m.was_number, true from moved m join lesson l on l.id = m.lesson
            where m.was_date = any($4::date[]) and (m.was_date, m.was_number) <> (l.on_date, l.number)),
    lines as (
        select l.id as lesson, last.kind, place.on_date, place.number, place.is_left, l.on_date as now_on,
            l.number as now_number, coalesce(m.was_date, l.on_date) as was_date,
            coalesce(m.was_number, l.number) as was_number, c.grade_level, c.letter, g.school_class,
            g.name as group_name, l.study_group, b.study_group as became_group, s.name as subject,
            array[pt.surname, pt.name, pt.patronymic]::text[] as planned_teacher,
            pt.id as planned_teacher_id, array[t.surname, t.name, t.patronymic]::text[] as teacher,
            t.id as teacher_id, l.beside, pr.number as planned_room, r.number as room,
            bs.name as became_subject,
            case when bt.id is not null then array[bt.surname, bt.name, bt.patronymic]::text[] end
                as became_teacher,
            bt.id as became_teacher_id, br.number as became_room, last.note, l.status,
            case when g.school_class is not null then '{{}}'::text[] else array(
                select distinct sc.grade_level || sc.letter from group_membership o
                join group_membership h on h.student = o.student and h.is_roster
                    and h.since <= place.on_date and (h.until is null or h.until >= place.on_date)
                join study_group hg on hg.id = h.study_group join school_class sc on sc.id = hg.school_class
                where o.study_group = g.id order by 1) end as mixed,
            case when place.is_left or l.status = 'cancelled' then (
                select min(o.number) from lesson o where o.on_date = place.on_date
                    and o.status <> 'cancelled' and o.study_group in (
                    select w.study_group from group_membership v join group_membership w
                        on w.student = v.student and w.since <= place.on_date
                        and (w.until is null or w.until >= place.on_date)
                    where v.study_group = l.study_group and v.since <= place.on_date
                        and (v.until is null or v.until >= place.on_date))) end as comes_to
        from place join lesson l on l.id = place.lesson join last on last.lesson = l.id
        left join moved m on m.lesson = l.id
        join journal j on j.id = l.journal join subject s on s.id = j.subject
        join study_group g on g.id = l.study_group left join school_class c on c.id = g.school_class
        join person t on t.id = l.teacher join person pt on pt.id = l.planned_teacher
        left join room r on r.id = l.room left join room pr on pr.id = l.planned_room
        left join lesson b on b.id = last.became and last.kind = 'SUBJECT_REPLACED'
        left join journal bj on bj.id = b.journal left join subject bs on bs.id = bj.subject
        left join person bt on bt.id = b.teacher left join room br on br.id = b.room)"""
# Today ($2) and the next school day, instead of days that are named.
DAYS = """days as (select $2::date as today, x.next_day, array[$2::date, x.next_day] as on_days
        from (select min(on_date) as next_day from lesson
            where on_date > $2::date and status <> 'cancelled') x)"""
BOTH = LINES.removeprefix("with ").replace("any($4::date[])", "any((select on_days from days)::date[])")
FAMILY = ("student", "parent")
# The viewer's pupils in the group, for a family ($3); goes on with which they are.
CHILDREN_OF = """case when not $3::bool then '[]' else coalesce((
    select json_agg(distinct jsonb_build_object('id', p.id, 'title', p.surname || ' ' || p.name))
    from group_membership m join person p on p.id = m.student
    where m.study_group in (n.study_group, n.became_group)
        and m.since <= n.on_date and (m.until is null or m.until >= n.on_date) and m.student in"""
ORDER = "order by n.on_date, n.grade_level nulls last, n.letter, n.mixed, n.number, n.group_name, n.lesson"
TOLD = """select d.message, d.published_at,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as publisher
    from substitution_day d left join person p on p.id = d.published_by
    where d.on_date = $1 and d.published_at is not null"""
NEXT = """select min(on_date) from lesson where on_date > $1 and status <> 'cancelled'"""


async def changes_of(viewer: Viewer, *days: date) -> list[Change]:
    """Every published change of some days, by class and number; whom of the viewer's it concerns.

    One statement. `children` are the pupils the viewer is or is a parent of.
    """
    return await DB.rows(
        Change,
        f"""{LINES} select n.*, n.school_class in ({visible_led(viewer)}) is true as is_led,
                {CHILDREN_OF} ({visible_students(viewer)})), '[]') end as children
            from lines n {ORDER}""",
        *viewer_args(viewer), viewer.hat in FAMILY, list(days),
    )  # fmt: skip


async def near_changes_of(viewer: Viewer) -> list[Change]:
    """The same of today and the next school day. One statement."""
    return await DB.rows(
        Change,
        f"""with {DAYS}, {BOTH} select n.*, n.school_class in ({visible_led(viewer)}) is true as is_led,
                {CHILDREN_OF} ({visible_students(viewer)})), '[]') end as children
            from lines n {ORDER}""",
        *viewer_args(viewer), viewer.hat in FAMILY,
    )  # fmt: skip


async def told_of(viewer: Viewer, day: date) -> Told:
    """The day's message and when it was published; an empty one before that."""
    return await DB.one(Told, TOLD, day) or Told()


async def next_school_day(viewer: Viewer, after: date) -> date | None:
    """The first day with lessons after a date."""
    found: date | None = await DB.value(NEXT, after)
    return found


OPEN = f"""select l.on_date, count(*)::int as n from lesson l left join planned_change d on d.lesson = l.id
    where l.on_date = any($1::date[]) and l.status = 'planned'
      and coalesce(d.kind, '') not in ('CANCELLED', 'EVENT', 'MOVED', 'GROUPS_MERGED') and exists (
        select 1 from teacher_absence o where {COVERS} and o.teacher = coalesce(d.teacher,
            case when d.id is null then l.teacher else l.planned_teacher end))
    group by l.on_date"""


class OpenOn(msgspec.Struct, frozen=True):
    """How many lessons of a day nobody holds."""

    on_date: date
    n: int


async def open_lessons(viewer: Viewer, *days: date) -> list[tuple[date, int]]:
    """Lessons of each day whose teacher, drafts counted, is away. One statement; who plans may ask."""
    found = {one.on_date: one.n for one in await DB.rows(OpenOn, OPEN, list(days))}
    return [(day, found.get(day, 0)) for day in days]


SCHOOL_DAYS = "select distinct on_date from lesson where on_date between $1 and $2 order by on_date"


async def school_days(viewer: Viewer, since: date, until: date) -> list[date]:
    """The days of a span that have lessons."""
    return [one.on_date for one in await DB.rows(SchoolDay, SCHOOL_DAYS, since, until)]


class SchoolDay(msgspec.Struct, frozen=True):
    """A day with lessons."""

    on_date: date
