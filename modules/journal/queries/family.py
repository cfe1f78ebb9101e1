"""What a family (and staff through its eyes) reads of a pupil: week, marks, term marks, homework.

Rules: the pupil must be visible; lessons are those of the groups the pupil was in on that day, so a mark
belongs to student + subject whatever journal it stands in (DOMAIN 2.9); a work with `visible_from` ahead
never leaves the database; under a teacher's hat only journals the teacher may read.
"""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import Hat, viewer_args, visible_journals, visible_students
from intranet.school.fragments import ACTIVE, SHORT_NAME
from modules.journal.averages import Parts, next_step, parts_of_marks


class DiaryMark(msgspec.Struct, frozen=True):
    """A mark as the family sees it: weight in tenths (10 = x1; 0 = not in the average), the work's kind."""

    value: str
    weight_tenths: int
    work: str
    comment: str
    set_at: datetime


class DiaryLine(msgspec.Struct, frozen=True):
    """One lesson of a pupil's day.

    `status`: planned, held, cancelled, or "moved" for the place a lesson was moved away from.
    `homework` is due at this lesson; `homework_none`: said explicitly that nothing is. `absence` None is
    "nothing recorded", not "present". `comment` is the word to the family about the lesson.
    """

    lesson_id: int
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    subject: str
    room: str | None
    teacher: str
    status: str
    change: str | None
    planned_teacher: str | None
    homework: str | None
    homework_none: bool
    topic: str | None
    absence: str | None
    minutes: int | None
    marks: list[DiaryMark]
    comment: str | None


class SubjectMarks(msgspec.Struct, frozen=True):
    """A subject's marks of a term with their dates, in order; a subject without marks has an empty list."""

    subject_id: int
    subject: str
    marks: list[tuple[date, DiaryMark]]

    @property
    def parts(self) -> Parts:
        """The average before the division, exact."""
        return parts_of_marks(mark for _, mark in self.marks)

    @property
    def average(self) -> Fraction | None:
        """The weighted average, exact; None when nothing counts."""
        return self.parts.average

    @property
    def next_hint(self) -> tuple[int, int] | None:
        """(fives of weight 1, mark they lead to), None when there is nothing to reach."""
        return next_step(self.parts)


class FinalMark(msgspec.Struct, frozen=True):
    """A term mark: `kind` and `ordinal` name the term ("quarter", 1)."""

    kind: str
    ordinal: int
    value: str
    comment: str


class FinalRow(msgspec.Struct, frozen=True):
    """A subject's term marks of a year."""

    subject_id: int
    subject: str
    marks: list[FinalMark]


class HomeworkLine(msgspec.Struct, frozen=True):
    """Homework still ahead: due at lesson `number` of `due_on`; `minutes` as the teacher estimates."""

    lesson_id: int
    due_on: date
    number: int
    subject: str
    text: str
    given_on: date
    minutes: int | None


MARK_JSON = """json_build_object('value', m.value, 'weight_tenths', m.weight_tenths, 'work', m.work_type_name,
    'comment', m.comment, 'set_at', m.set_at)"""

# Lessons of pupil $3 on $4..$5, by the groups of the day.
LESSONS_OF_STUDENT = """select l.* from group_membership gm
    join lesson l on l.study_group = gm.study_group
     and l.on_date between greatest(gm.since, $4::date) and least(coalesce(gm.until, $5::date), $5::date)
    where gm.student = $3 and gm.since <= $5 and (gm.until is null or gm.until >= $4)"""

# Lessons of $4..$5 whose marks stayed when pupil $3 was moved: nothing took them, they still count.
KEPT_LESSONS = """select l.* from lesson l where l.on_date between $4 and $5
    and l.id in (select r.lesson from rehomed r
                 where r.student = $3 and r.fate = 'kept' and r.work is not null)
    and not exists (select 1 from group_membership gm where gm.study_group = l.study_group
        and gm.student = $3 and gm.since <= l.on_date and (gm.until is null or gm.until >= l.on_date))"""

# Where a lesson of pupil $3 was before it was moved to another day.
MOVED_AWAY = f"""select l.id, l.journal, x.was_date as on_date, x.was_number as number, 'moved' as status,
        null::int as bell_schedule, x.was_teacher as teacher, l.planned_teacher, x.was_room as room
    from lesson_change x join lesson l on l.id = x.lesson
    join group_membership gm on gm.study_group = l.study_group and gm.student = $3
     and gm.since <= x.was_date and (gm.until is null or gm.until >= x.was_date)
    where x.kind = 'MOVED' and x.was_date between $4 and $5 and {ACTIVE}
      and (l.on_date <> x.was_date or l.number <> x.was_number)"""

WEEK_COLUMNS = f"""select s.id as lesson_id, s.on_date, s.number, b.starts, b.ends, su.name as subject,
    r.number as room, (select {SHORT_NAME} from person p where p.id = s.teacher) as teacher, s.status,
    coalesce(change.kind, replaced.kind) as change,
    case when s.planned_teacher <> s.teacher
        then (select {SHORT_NAME} from person p where p.id = s.planned_teacher) end as planned_teacher,
    due.homework, coalesce(due.homework_none, false) as homework_none,
    (select nullif(lr.topic, '') from lesson_record lr where lr.lesson = s.id and s.status <> 'moved')
        as topic,
    at.code as absence, at.minutes, coalesce(given.marks, '[]'::json) as marks,
    nullif(at.comment, '') as comment"""

# What hangs on the lessons `s` is fetched by their ids, each table once.
IDS = "any((select array_agg(s.id) from s where s.status <> 'moved')::int[])"
WEEK_PARTS = f"""change as (select distinct on (x.lesson) x.lesson, x.kind from lesson_change x
        where x.lesson = any((select array_agg(s.id) from s)::int[]) and {ACTIVE}
        order by x.lesson, x.id desc),
    replaced as (select x.became, x.was_date, min(x.kind) as kind from lesson_change x
        where x.was_date between $4 and $5 and x.became is not null and {ACTIVE}
        group by x.became, x.was_date),
    due as (select h.due_lesson, bool_and(h.is_none) as homework_none,
            string_agg(h.text, E'\\n' order by h.id) filter (where not h.is_none) as homework
        from homework h where h.due_lesson = {IDS} group by h.due_lesson),
    given as (select w.lesson, json_agg({MARK_JSON} order by w.ordinal, m.ordinal) as marks
        from work w join mark m on m.work = w.id and m.student = $3 and m.value is not null
        where w.lesson = {IDS} and (w.visible_from is null or w.visible_from <= $6) group by w.lesson),
    at as (select a.lesson, a.code, a.minutes, a.comment from attendance a
        where a.student = $3 and a.lesson = {IDS})"""

WEEK_JOINS = """join journal j on j.id = s.journal join subject su on su.id = j.subject
    left join room r on r.id = s.room
    left join bell b on b.schedule = s.bell_schedule and b.number = s.number
    left join change on change.lesson = s.id
    left join replaced on replaced.became = s.id and replaced.was_date = s.on_date and s.status <> 'moved'
    left join due on due.due_lesson = s.id and s.status <> 'moved'
    left join given on given.lesson = s.id and s.status <> 'moved'
    left join at on at.lesson = s.id and s.status = any('{planned,held}')"""


def visible_of_s(viewer: Viewer) -> str:
    """Which lessons `s` of a visible pupil this viewer reads: under a teacher's hat not every one."""
    return f"s.journal in ({visible_journals(viewer)})" if viewer.hat == Hat.TEACHER else "true"


async def _check_visible(viewer: Viewer, student: int) -> None:
    sql = f"select 1 where $3::int in ({visible_students(viewer)})"
    if not await DB.value(sql, *viewer_args(viewer), student):
        raise NotFound


async def week_of(viewer: Viewer, student: int, begins: date, ends: date) -> list[DiaryLine]:
    """The pupil's lessons of begins..ends by day and number, with everything the diary shows of them.

    One statement when there is a lesson to show. NotFound if the pupil is not visible.
    """
    sql = f"""with s as (
            select o.id, o.journal, o.on_date, o.number, o.status, o.bell_schedule, o.teacher,
                o.planned_teacher, o.room from ({LESSONS_OF_STUDENT}) o union all {MOVED_AWAY}),
            {WEEK_PARTS}
        {WEEK_COLUMNS} from s {WEEK_JOINS}
        where $3 in ({visible_students(viewer)}) and {visible_of_s(viewer)}
        order by s.on_date, s.number, s.id"""
    lines = await DB.rows(DiaryLine, sql, *viewer_args(viewer), student, begins, ends, clock.now())
    if not lines:
        await _check_visible(viewer, student)
    return lines


async def term_marks_of(viewer: Viewer, student: int, begins: date, ends: date) -> list[SubjectMarks]:
    """The pupil's marks of begins..ends by subject (every subject taught, with or without marks), by name.

    NotFound if the pupil is not visible.
    """
    sql = f"""with s as ({LESSONS_OF_STUDENT} union all {KEPT_LESSONS})
        select su.id as subject_id, su.name as subject,
            coalesce(json_agg(json_build_array(s.on_date, {MARK_JSON})
                order by s.on_date, s.number, w.ordinal, m.ordinal)
                filter (where m.value is not null), '[]'::json) as marks
        from s join journal j on j.id = s.journal join subject su on su.id = j.subject
        left join work w on w.lesson = s.id and (w.visible_from is null or w.visible_from <= $6)
        left join mark m on m.work = w.id and m.student = $3 and m.value is not null
        where $3 in ({visible_students(viewer)}) and s.status <> 'cancelled' and {visible_of_s(viewer)}
        group by su.id, su.name order by su.name"""
    found = await DB.rows(SubjectMarks, sql, *viewer_args(viewer), student, begins, ends, clock.now())
    if not found:
        await _check_visible(viewer, student)
    return found


async def finals_of(viewer: Viewer, student: int, year: int) -> list[FinalRow]:
    """The pupil's term marks of an academic year (id) by subject studied in it. NotFound if not visible."""
    sql = f"""with studied as (
            select distinct s.subject from group_membership gm join study_group sg on sg.id = gm.study_group
            join (select j.id as journal, j.study_group, j.subject from journal j) s on s.study_group = sg.id
            where gm.student = $3 and sg.year = $4 and {visible_of_s(viewer)})
        select su.id as subject_id, su.name as subject,
            coalesce(json_agg(json_build_object('kind', ts.kind, 'ordinal', t.ordinal, 'value', tm.value,
                'comment', tm.comment) order by t.begins) filter (where tm.value is not null),
                '[]'::json) as marks
        from studied join subject su on su.id = studied.subject
        left join (term_mark tm join term t on t.id = tm.term
                   join term_scheme ts on ts.id = t.scheme and ts.year = $4)
            on tm.subject = su.id and tm.student = $3
        where $3 in ({visible_students(viewer)})
        group by su.id, su.name order by su.name"""
    found = await DB.rows(FinalRow, sql, *viewer_args(viewer), student, year)
    if not found:
        await _check_visible(viewer, student)
    return found


async def homework_ahead(viewer: Viewer, student: int, begins: date, ends: date) -> list[HomeworkLine]:
    """Homework due at the pupil's lessons of begins..ends, by day and number. NotFound if not visible."""
    sql = f"""with s as ({LESSONS_OF_STUDENT})
        select s.id as lesson_id, s.on_date as due_on, s.number, su.name as subject, h.text,
            given.on_date as given_on, h.minutes
        from s join homework h on h.due_lesson = s.id and not h.is_none
        join lesson given on given.id = h.lesson
        join journal j on j.id = s.journal join subject su on su.id = j.subject
        where $3 in ({visible_students(viewer)}) and s.status <> 'cancelled'
          and {visible_of_s(viewer)}
        order by s.on_date, s.number, h.id"""
    found = await DB.rows(HomeworkLine, sql, *viewer_args(viewer), student, begins, ends)
    if not found:
        await _check_visible(viewer, student)
    return found
