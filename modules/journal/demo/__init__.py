"""The journals of an invented school, filled up to the demo's moment (13:00 of its day).

Distributions are DOMAIN 6.1's; everything follows from the school's seed. Rows are written by COPY, and
every mark, absence and term mark is a link of its journal's chain, so `intranet journal verify` passes.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import msgspec

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.demo import DemoSchool
from modules.journal.demo.lessons import Facts, Kind, Taught, Teaching
from modules.journal.demo.pupils import Pupil
from modules.journal.demo.rows import first_work, write
from modules.journal.demo.terms import TermRow, term_marks
from modules.journal.service import start_reader

AHEAD = 60  # days in which the next lesson of any journal is found
KINDS = "select id, code, name, weight_tenths from work_type"
LESSONS = """select l.id, l.journal, l.study_group, g.school_class, l.on_date, l.number, l.status, l.teacher,
        s.name as subject, c.grade_level, b.starts, b.ends
    from lesson l join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group join school_class c on c.id = g.school_class
    join bell b on b.schedule = l.bell_schedule and b.number = l.number
    where l.on_date <= $1 and l.status <> 'cancelled' order by l.on_date, l.number, l.id"""
MEMBERS = "select study_group, student, since, until from group_membership order by id"
LEADERS = "select school_class, teacher from class_teacher where until is null"
SUBJECTS = "select name, id from subject"
TERMS = """select t.id, cs.school_class, t.begins, t.ends from term t
    join class_scheme cs on cs.scheme = t.scheme and cs.subject is null where t.ends < $1 order by t.id"""


class _Member(msgspec.Struct, frozen=True):
    study_group: int
    student: int
    since: date
    until: date | None


class _Leader(msgspec.Struct, frozen=True):
    school_class: int
    teacher: int


class _Subject(msgspec.Struct, frozen=True):
    name: str
    id: int


async def fill(school: DemoSchool, day: date) -> None:
    """Record what has happened until 13:00 of `day`; one transaction."""
    async with DB.transaction():
        lessons = await DB.rows(Taught, LESSONS, day + timedelta(AHEAD))
        now = clock.local(day, 13)
        past = [x for x in lessons if clock.local(x.on_date, x.ends.hour, x.ends.minute) <= now]
        facts = await _facts(school, past, day)
        due = _next_lessons(lessons)
        teaching = Teaching(facts, await first_work())
        for lesson in past:
            teaching.teach(lesson, due.get(lesson.id))
        subjects = {found.name: found.id for found in await DB.rows(_Subject, SUBJECTS)}
        terms = await DB.rows(TermRow, TERMS, day)
        await write(teaching.book, term_marks(facts, teaching.book, past, terms, subjects))
        await start_reader(system_actor("demo"))


async def _facts(school: DemoSchool, past: list[Taught], day: date) -> Facts:
    rng = Random(f"journal/{school.seed}")  # noqa: S311 - a demo, not a secret
    members: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    students: dict[int, None] = {}
    for member in await DB.rows(_Member, MEMBERS):
        members[member.study_group].append((member.student, member.since, member.until))
        students[member.student] = None
    days = sorted({lesson.on_date for lesson in past})
    return Facts(
        rng=rng,
        now=clock.local(day, 13),
        kinds={kind.code: kind for kind in await DB.rows(Kind, KINDS)},
        pupils={student: _pupil(rng, days, school, student) for student in sorted(students)},
        leaders={row.school_class: row.teacher for row in await DB.rows(_Leader, LEADERS)},
        members=members,
        days=days,
        kept=_kept(past, school.cast["teacher"], day),
        starred=frozenset(school.cast.values()),
        shown_class=school.shown_class,
    )


def _pupil(rng: Random, days: list[date], school: DemoSchool, student: int) -> Pupil:
    """A pupil; those who sign in have been ill once or twice, but are not away all the time."""
    pupil = Pupil(rng, days)
    while student in school.cast.values() and (pupil.is_frequent or pupil.is_exempt or not pupil.away):
        pupil = Pupil(rng, days)
    return pupil


def _kept(past: list[Taught], teacher: int, day: date) -> frozenset[int]:
    """The teacher's latest lesson today is left to be filled in by whoever looks."""
    own = [lesson.id for lesson in past if lesson.teacher == teacher and lesson.on_date == day]
    return frozenset(own[-1:])


def _next_lessons(lessons: list[Taught]) -> dict[int, int]:
    """Lesson -> the next lesson of its journal."""
    by_journal: dict[int, list[int]] = defaultdict(list)
    for lesson in lessons:
        by_journal[lesson.journal].append(lesson.id)
    return {one: following for ours in by_journal.values() for one, following in pairwise(ours)}
