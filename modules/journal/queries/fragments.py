"""Pieces of SQL the reads share; constants only."""

from __future__ import annotations

# A teacher's short name, of the person row `p`.
SHORT_NAME = """(p.surname || coalesce(' ' || nullif(left(p.name, 1), '') || '.', '')
    || coalesce(' ' || nullif(left(p.patronymic, 1), '') || '.', ''))"""

# A pupil's name as the class list has it, of the person row `p`.
STUDENT_NAME = "(p.surname || ' ' || p.name)"

# The name of the group of journal `j`, by rows `sg` and `sc` (left joined): "8Б", "8Б, 1 группа".
GROUP_NAME = """concat_ws(', ', sc.grade_level::text || sc.letter, nullif(sg.name, ''))"""

# The last change in force of lesson `l`.
LAST_CHANGE = """left join lateral (
    select x.kind, x.was_teacher, x.was_date from lesson_change x
    where x.lesson = l.id and x.published_at is not null and x.withdrawn_at is null
    order by x.id desc limit 1) change on true"""
