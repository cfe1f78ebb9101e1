"""Pieces of SQL about absences; constants only."""

from __future__ import annotations

from intranet.school.fragments import ACTIVE, SHORT_NAME, WHOM

# Absence `o` takes its teacher from lesson `l`.
COVERS = """o.withdrawn_at is null and l.on_date between o.begins and o.ends
    and (o.first_number is null or l.number between o.first_number and o.last_number)"""
NOBODY_HOLDS = f"""l.status = 'planned'
    and exists (select 1 from teacher_absence o where o.teacher = l.teacher and {COVERS})"""

# The lessons absence `a` touches: planned for its teacher or held by him, moved ones by where they were.
WITHIN = """l.on_date between a.begins and a.ends
    and (a.first_number is null or l.number between a.first_number and a.last_number)"""
TOUCHED = f"""select l.id from lesson l where l.teacher = a.teacher and {WITHIN}
    union select l.id from lesson l where l.planned_teacher = a.teacher and {WITHIN}
    union select x.lesson from lesson_change x
        where x.was_teacher = a.teacher and {ACTIVE} and x.kind = 'MOVED'
            and x.was_date between a.begins and a.ends
            and (a.first_number is null or x.was_number between a.first_number and a.last_number)"""

LESSON_WORDS = f"""l.id, l.on_date, l.number, b.starts, b.ends, s.name as subject, {WHOM} as whom,
    r.number as room, l.status,
    (select {SHORT_NAME} from person p where p.id = l.teacher) as teacher_name"""
LESSON_JOINS = """join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group left join school_class c on c.id = g.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    left join room r on r.id = l.room"""
HAS_TASK = """exists (select 1 from substitute_task t where t.lesson = l.id and (t.text <> ''
    or exists (select 1 from task_file f where f.task = t.id)))"""
