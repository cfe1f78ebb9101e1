"""The journal of 30 pupils x 40 lessons: a group's I quarter, recorded through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.queries.cells import lesson_cells
from modules.journal.service import Entry, LessonInput, entry_of, save_lesson

PUPILS, LESSONS = 30, 40
NAME, SUBJECT = "bench", "Спецкурс по алгебре"


class Sheet(msgspec.Struct, frozen=True):
    """Ids of the journal, its term, its lessons in order and its pupils."""

    journal: int
    term: int
    teacher: int
    lessons: list[int]
    pupils: list[int]
    works: dict[int, int]


@dataclass(frozen=True)
class Cast:
    """Who is measured: ids of persons by login."""

    student: int
    teacher: int


GROUP = """with y as (select id from academic_year order by begins desc limit 1),
    c as (select c.id from school_class c join y on c.year = y.id where c.grade_level = 8 order by c.letter
          limit 1)
    insert into study_group (year, school_class, is_roster, name, key)
    select y.id, c.id, false, $1, $1 from y, c returning id"""
MEMBERS = """insert into group_membership (study_group, is_roster, student, since)
    select $1, false, m.student, '2026-09-01' from group_membership m
    join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
    where m.is_roster and c.grade_level = 8 and m.until is null order by m.id limit $2"""
JOURNAL = """with own as (insert into subject (name, key) values ($2::text, lower($2::text)) returning id)
    insert into journal (study_group, subject) select $1, id from own returning id"""
ASSIGNMENT = """insert into assignment (journal, teacher, hours_quarters, since)
    values ($1, $2, 20, '2026-09-01')"""
TERM = """select t.id, t.begins, t.ends from term t join term_scheme s on s.id = t.scheme
    where s.kind = 'quarter' and t.ordinal = 1 order by t.begins desc limit 1"""
ADD_LESSONS = """insert into lesson
        (journal, study_group, on_date, number, bell_schedule, planned_teacher, teacher)
    select $1, $2, d.day, 10 + d.place, (select bell_schedule from lesson limit 1), $3, $3
    from (select day::date, row_number() over (order by place, day) as n, place
          from generate_series($4::date, $5::date, interval '1 day') day, generate_series(1, 2) place
          where extract(isodow from day) < 6) d
    where d.n <= $6"""
IDS = "select id from lesson where journal = $1 order by on_date, number"
FOUND = "select id from study_group where key = $1"


async def cast() -> Cast:
    """The demo's student and teacher."""
    ids = {row[0]: row[1] for row in await DB._call("fetch", "select login, person from account")}
    return Cast(ids["student"], ids["teacher"])


async def make_sheet(teacher: int) -> Sheet:
    """The journal of the bench; made and recorded at the first run."""
    group = await DB.value(FOUND, NAME)
    term, begins, ends = await DB.record(TERM)
    if group is None:
        async with DB.transaction():
            group = await DB.value(GROUP, NAME)
            await DB.execute(MEMBERS, group, PUPILS)
            journal = await DB.value(JOURNAL, group, SUBJECT)
            await DB.execute(ASSIGNMENT, journal, teacher)
            await DB.execute(ADD_LESSONS, journal, group, teacher, begins, ends, LESSONS)
        await _record(journal, teacher)
    return await _sheet(group, term, teacher)


async def _sheet(group: int, term: int, teacher: int) -> Sheet:
    journal = await DB.value("select id from journal where study_group = $1", group)
    lessons = await DB.rows(int, IDS, journal)
    pupils = await DB.rows(
        int, "select student from group_membership where study_group = $1 order by student", group
    )
    works = await DB._call(
        "fetch", "select lesson, min(id) from work where lesson = any($1) group by lesson", lessons
    )
    return Sheet(journal, term, teacher, lessons, pupils, {row[0]: row[1] for row in works})


async def _record(journal: int, teacher: int) -> None:
    """A mark in every third cell, an absence in every twentieth."""
    rng, viewer = Random(24), Viewer(teacher, "teacher", clock.today())
    for lesson in await DB.rows(int, IDS, journal):
        cells = await lesson_cells(viewer, lesson)
        assert cells is not None
        entries = {}
        for row in cells.cells:
            was = entry_of(row, cells.works, with_reasons=False).key
            mark = rng.choice("55544432") if rng.random() < 0.35 else ""
            absence = "Н" if not mark and rng.random() < 0.08 else ""
            entries[row.student] = Entry(absence, {0: mark}, was)
        await save_lesson(viewer, lesson, LessonInput("Степень", "п. 4", take_roll=True, entries=entries))


def week_of(day: date) -> date:
    """Its Monday."""
    return date.fromordinal(day.toordinal() - day.weekday())
