"""Lines of the register: the published changes of some days, whoever holds them, and how far each has come.

Whether the viewer may read the register is the caller's permission (`permissions.REGISTER`): it shows every
teacher's lines with the reasons of absences.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.fragments import ACTIVE, SHORT_NAME, WHOM
from intranet.school.settings import Rule
from modules.substitutions.planning.pay import Change
from modules.substitutions.queries.rules import JUNIOR, MERGED, SUPERVISED


def _on_the_day(rule: Rule) -> str:
    """The number in force on the day of lesson `l`, as SQL."""
    return f"""coalesce((select r.value::int from setting r where r.key = '{rule.key}'
        and r.since <= l.on_date order by r.since desc limit 1), {int(rule.default)})"""


LOCAL = f"""json_build_object('merged', {_on_the_day(MERGED)}, 'supervised', {_on_the_day(SUPERVISED)},
        'junior_to', {_on_the_day(JUNIOR)})"""
# A lesson's last change counts; a move only when it is the only one (another teacher may hold it there).
SAID = f"""select distinct on (x.lesson) x.id, x.lesson, x.kind, x.teacher, x.became, x.was_date, x.was_number
    from lesson_change x join lesson l on l.id = x.lesson
    where {ACTIVE} and x.kind <> 'ROOM_CHANGED' and l.on_date between $1 and $2
    order by x.lesson, x.kind = 'MOVED', x.id desc"""
# Another subject's teacher who was substituted in turn is paid by that change of the lesson held instead.
SUBSTITUTE = """case x.kind when 'SUBJECT_REPLACED' then
        case when b.teacher = b.planned_teacher then b.teacher end else x.teacher end"""
GRADE = """coalesce(c.grade_level, (select min(k.grade_level) from group_membership m
        join group_membership o on o.student = m.student and o.is_roster
        join study_group h on h.id = o.study_group and h.year = g.year
        join school_class k on k.id = h.school_class where m.study_group = g.id and c.id is null))"""
LINES = f"""with x as ({SAID}), d as (select x.*, l.on_date, l.number, l.planned_teacher, l.journal,
            coalesce(b.id, l.id) as held_lesson, coalesce(b.status, l.status) as status,
            b.journal as b_journal, {SUBSTITUTE} as substitute, {LOCAL} as local
        from x join lesson l on l.id = x.lesson
        left join lesson b on b.id = x.became and x.kind = 'SUBJECT_REPLACED')
    select d.id as change, d.lesson, d.kind, d.on_date, d.number, d.was_date, d.was_number,
        s.name as subject, {WHOM} as whom, {GRADE} as grade, d.planned_teacher as absent,
        (select {SHORT_NAME} from person p where p.id = d.planned_teacher) as absent_name,
        d.substitute, coalesce((select {SHORT_NAME} from person p where p.id = d.substitute), '')
            as substitute_name,
        coalesce((select i.name from journal k join subject i on i.id = k.subject
            where k.id = d.b_journal), '') as instead,
        d.held_lesson, d.status, a.reason, coalesce(e.override_reason, '') as override_reason,
        coalesce(e.code, '') as code, e.quarters, coalesce(e.comment, '') as comment, e.confirmed_at,
        coalesce((select {SHORT_NAME} from person p where p.id = e.confirmed_by), '') as confirmed_name,
        coalesce(e.order_number, '') as order_number, d.local
    from d join journal j on j.id = d.journal join subject s on s.id = j.subject
    join study_group g on g.id = j.study_group left join school_class c on c.id = g.school_class
    left join change_entry e on e.change = d.id left join teacher_absence a on a.id = e.absence
    order by d.on_date, d.number, c.grade_level, c.letter, g.name, d.id"""
DAY_OF = """select l.on_date from lesson_change x join lesson l on l.id = x.lesson
    where x.id = $1 and x.withdrawn_at is null"""
YEAR_BEGINS = "select begins from academic_year where begins <= $1 order by begins desc limit 1"
CLASSES = """select id, grade_level, letter from school_class
    where year = (select id from academic_year where begins <= $1 order by begins desc limit 1)
    order by grade_level, letter"""


class SchoolClass(msgspec.Struct, frozen=True):
    """A class of the year."""

    id: int
    grade_level: int
    letter: str


async def register_of(viewer: Viewer, begins: date, ends: date, teacher: int | None = None) -> list[Change]:
    """The lines of lessons held or to be held in begins..ends, all or a teacher's, by day. One statement."""
    found = await DB.rows(Change, LINES, begins, ends)
    return [one for one in found if teacher is None or teacher in (one.absent, one.substitute)]


async def change_line(viewer: Viewer, change: int) -> Change:
    """One line; NotFound for a change that was withdrawn or overtaken by a later one."""
    day = await DB.value(DAY_OF, change)
    lines = [] if day is None else await DB.rows(Change, LINES, day, day)
    found = next((one for one in lines if one.change == change), None)
    if found is None:
        raise NotFound
    return found


async def year_begins(viewer: Viewer) -> date:
    """The first day of the viewer's school year; before the first one, the day itself."""
    found: date | None = await DB.value(YEAR_BEGINS, viewer.day)
    return found or viewer.day


async def classes_of_year(viewer: Viewer) -> list[SchoolClass]:
    """The classes of the viewer's school year."""
    return await DB.rows(SchoolClass, CLASSES, viewer.day)
