"""Pieces of SQL the reads share; constants only."""

from __future__ import annotations

from intranet.school.fragments import ACTIVE

# A pupil's name as the class list has it, of the person row `p`.
STUDENT_NAME = "(p.surname || ' ' || p.name)"

# The name of the group of journal `j`, by rows `sg` and `sc` (left joined): "8Б", "8Б, 1 группа".
GROUP_NAME = """concat_ws(', ', sc.grade_level::text || sc.letter, nullif(sg.name, ''))"""

# The class whose terms the group `sg` lives by: its own, for a group across classes its first pupil's.
CLASS_OF_GROUP = """coalesce(sg.school_class, (
        select rs.school_class from group_membership m
        join group_membership r on r.student = m.student and r.is_roster
        join study_group rs on rs.id = r.study_group and rs.year = sg.year
        where m.study_group = sg.id order by m.id, r.id limit 1))"""

# The last change in force of lesson `l`.
LAST_CHANGE = f"""left join lateral (
    select x.kind, x.was_teacher, x.was_date from lesson_change x
    where x.lesson = l.id and {ACTIVE}
    order by x.id desc limit 1) change on true"""

# The next real lesson of the journal of lesson `g`: where its homework is due (DOMAIN 2.4).
NEXT_LESSON = """(select n.id from lesson n where n.journal = g.journal and n.status <> 'cancelled'
    and (n.on_date, n.number) > (g.on_date, g.number) order by n.on_date, n.number limit 1)"""
