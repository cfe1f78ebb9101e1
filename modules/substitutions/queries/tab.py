"""What the tab tells before it is opened: how many changes concern this person. One scalar subquery."""

from __future__ import annotations

from intranet.school.access import CHILDREN
from intranet.school.fragments import ACTIVE

# How many lessons of today and tomorrow are unlike the timetable for this person (children of a parent),
# at either end of a move; from the own lessons, so that it costs the same however many changes there are.
COUNT_MINE = f"""(select case when $3 in ('student', 'parent', 'teacher')
        then count(*)::int end
    from (
        select l.id from lesson l join group_membership m on m.study_group = l.study_group
            and m.since <= l.on_date and (m.until is null or m.until >= l.on_date)
        where l.on_date between $2 and $2 + 1 and $3 in ('student', 'parent') and m.student in (
            select $1 where $3 = 'student' union all select c.child from ({CHILDREN}) c where $3 = 'parent')
        union select l.id from lesson l where $3 = 'teacher'
            and l.on_date between $2 and $2 + 1 and (l.teacher = $1 or l.planned_teacher = $1)
        union select x.lesson from lesson_change x join lesson b on b.id = x.became
            where x.was_date between $2 and $2 + 1 and x.kind = 'SUBJECT_REPLACED' and {ACTIVE}
                and $3 = 'teacher' and b.teacher = $1
        union select l.id from lesson_change x join lesson l on l.id = x.lesson
            where x.was_date between $2 and $2 + 1 and x.kind = 'MOVED' and {ACTIVE} and (
                $3 = 'teacher' and (l.teacher = $1 or l.planned_teacher = $1)
                or $3 in ('student', 'parent') and exists (select 1 from group_membership m
                    where m.study_group = l.study_group and (m.until is null or m.until >= x.was_date)
                    and m.since <= x.was_date and m.student in (select $1 where $3 = 'student'
                        union all select c.child from ({CHILDREN}) c where $3 = 'parent')))) own
    where exists (select 1 from lesson_change x where x.lesson = own.id and {ACTIVE} offset 0))"""
