"""A whole draft with everything it is judged by, in five statements whatever the school's size."""

from __future__ import annotations

from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.calendar.days import BellSet, YearCalendar
from intranet.school.calendar.sql import bell_sets_of
from intranet.school.facts import YearRow
from intranet.school.settings import Rule
from intranet.school.timetable.clash_sql import groups_on
from intranet.school.timetable.difficulty import DIFFICULTY, Table
from intranet.school.timetable.norms import ClassFacts
from modules.timetable.planning.plan import DraftRow, Hours, LoadRow, Plan, RoomFacts, SlotRow
from modules.timetable.queries.drafts import DRAFT

FACTS = f"""select to_json(d) as draft, to_json(y) as year,
        array(select json_build_object('id', c.id, 'grade_level', c.grade_level, 'letter', c.letter,
            'shift', c.shift, 'week_days', c.week_days, 'building', c.building) from school_class c
            where c.year = d.year order by c.grade_level, c.letter) as classes,
        array(select json_build_object('id', r.id, 'number', r.number, 'building', r.building,
            'house', b.name, 'parallel', r.parallel)
            from room r join building b on b.id = r.building order by length(r.key), r.key) as rooms,
        array(select json_build_object('teacher', h.teacher, 'weekday', h.weekday,
            'first_number', h.first_number, 'last_number', h.last_number) from teacher_hours h) as hours,
        (select s.value from setting s where s.key = $2 and s.since <= d.since
            order by s.since desc limit 1) as difficulty
    from ({DRAFT} where d.id = $1) d join academic_year y on y.id = d.year"""
SLOTS = """select s.id, s.weekday, s.number, s.week, s.journal, s.teacher, s.room, j.study_group,
        b.name as subject, coalesce(nullif(b.short, ''), b.name) as short, g.name as group_name,
        g.school_class, array[p.surname, p.name, p.patronymic]::text[] as teacher_name
    from draft_slot s join journal j on j.id = s.journal join subject b on b.id = j.subject
    join study_group g on g.id = j.study_group join person p on p.id = s.teacher
    where s.draft = $1 order by s.weekday, s.number, s.id"""
LOAD = """select a.id, a.journal, a.teacher, a.hours_quarters as quarters, j.study_group, b.name as subject,
        g.name as group_name, g.school_class,
        array[p.surname, p.name, p.patronymic]::text[] as teacher_name
    from assignment a join journal j on j.id = a.journal join subject b on b.id = j.subject
    join study_group g on g.id = j.study_group join person p on p.id = a.teacher
    where g.year = $1 and a.since <= $2 and (a.until is null or a.until >= $2)
    order by b.name, g.name, p.sort_key, a.id"""


class _Facts(msgspec.Struct, frozen=True):
    draft: DraftRow
    year: YearRow
    classes: list[ClassFacts]
    rooms: list[RoomFacts]
    hours: list[Hours]
    difficulty: dict[str, Any] | None


async def plan_of(viewer: Viewer, draft: int) -> Plan:
    """A draft with everything about it; NotFound for one that is not there."""
    facts = await DB.one(_Facts, FACTS, draft, DIFFICULTY.key)
    if facts is None:
        raise NotFound
    year, since = facts.draft.year, facts.draft.since
    sets: list[BellSet] = await bell_sets_of(year)
    return Plan(
        draft=facts.draft,
        calendar=YearCalendar(facts.year, (), sets),
        classes={one.id: one for one in facts.classes},
        rooms={one.id: one for one in facts.rooms},
        hours=facts.hours,
        table=_table(facts.difficulty, DIFFICULTY),
        groups=await groups_on(year, since),
        slots=await DB.rows(SlotRow, SLOTS, draft),
        load=await DB.rows(LoadRow, LOAD, year, since),
    )


def _table(value: dict[str, Any] | None, rule: Rule) -> Table:
    found: Table = rule.default if value is None else value
    return found
