"""The plan becomes rows, by COPY: ids of the database are those of the plan plus an offset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from intranet.kit import clock
from intranet.kit.access import system_actor
from intranet.kit.db import DB
from intranet.school.classes.names import label_key
from intranet.school.demo import curriculum
from intranet.school.demo.build import Plan
from intranet.school.demo.model import Guardian, Student
from intranet.school.people.names import name_key, sort_key
from intranet.school.timetable.lessons import NewSlot, put_version

BEFORE = timedelta(days=5)  # an order is written before its day
CHUNK = 40_000  # rows of one COPY, so that none comes near the statement's time limit
TAKE_IDS = "select min(v) from (select nextval($1::regclass) as v from generate_series(1, $2)) as taken"
SUBJECT_IDS = "select name, id from subject"
ADD_SUBJECT = "insert into subject (name, key, short) values ($1, $2, $3) on conflict (key) do nothing"
SCHEMES = "select kind as name, id from term_scheme where year = $1"
BUILDINGS = "select id from building order by id"
OWN_SUBJECTS = {
    curriculum.FINANCE: "Финграм.", curriculum.DRAWING: "Черч.", curriculum.ELECTIVE: "Электив",
    curriculum.ELECTIVE_OF_PROFILE: "Практ. рус.",
}  # fmt: skip

Row = tuple[object, ...]


class Named(msgspec.Struct, frozen=True):
    """Something with a name and an id."""

    name: str
    id: int


class Offsets(NamedTuple):
    """What to add to the plan's ids."""

    person: int
    school_class: int
    group: int
    journal: int
    room: int


async def copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """COPY in parts; inside the caller's transaction."""
    every = list(rows)
    for start in range(0, len(every), CHUNK):
        await DB.copy(table, columns, every[start : start + CHUNK])


async def first_id(table: str, count: int) -> int:
    """The first of `count` ids in a row, taken from the table's sequence."""
    taken: int = await DB.value(TAKE_IDS, f"{table}_id_seq", max(1, count))
    return taken


async def write_people(plan: Plan, begins: date) -> int:
    """Persons and what they are to each other; what to add to a planned person's id."""
    offset = await first_id("person", plan.people.last_id) - 1
    made = clock.local(begins - timedelta(days=14), 12)
    await copy(
        "person",
        ("id", "surname", "name", "patronymic", "name_key", "sort_key", "sex", "born", "phone", "email",
         "created_at"),
        [
            (offset + h.id, *h.full, name_key(*h.full), sort_key(*h.full), h.sex.value, h.born, h.phone,
             h.email, made)
            for h in plan.people.everybody
        ],
    )  # fmt: skip
    await _write_families(plan, offset, begins)
    await copy(
        "staff_post", ("person", "title", "since"),
        [(offset + h.id, post, date(begins.year - 1 - h.id % 17, 9, 1)) for h, post in plan.posts],
    )  # fmt: skip
    await copy(
        "granted_hat", ("person", "hat", "since"), [(offset + h.id, hat, begins) for h, hat in plan.hats]
    )
    return offset


def came_to_school(student: Student, begins: date) -> date:
    """When a pupil was taken in: most in the first grade, a quarter into a later one."""
    if student.since != begins:
        return student.since
    grade, number = student.school_class.grade_level, student.human.id
    years = grade - 1 if number % 4 else number // 4 % grade
    return date(begins.year - years, 9, 1)


def order_of(student: Student) -> str:
    """The number of the order that took a pupil in."""
    return f"{20 + student.human.id % 60}-у"


async def _write_families(plan: Plan, offset: int, begins: date) -> None:
    letters = {s.human.id: s.human.full.surname[0] for s in plan.families.students}
    await copy(
        "enrolment",
        ("student", "since", "until", "order_number", "order_date", "personal_file"),
        [
            (offset + s.human.id, came := came_to_school(s, begins), s.until, order_of(s),
             came - BEFORE, f"{letters[s.human.id]}-{s.human.id}")
            for s in plan.families.students
        ],
    )  # fmt: skip
    await copy(
        "guardianship",
        ("guardian", "child", "kind", "is_legal", "basis", "since", "restricted_since", "restriction"),
        [
            (offset + g.human.id, offset + g.child.human.id, g.kind, g.is_legal, _basis(g), begins,
             begins - timedelta(days=200) if g.restriction else None, g.restriction)
            for g in plan.families.guardians
        ],
    )  # fmt: skip


def _basis(link: Guardian) -> str:
    if not link.is_legal:
        return "заявление родителей"
    return link.paper or f"свидетельство о рождении IV-СГ № {510_000 + link.child.human.id}"


async def write_classes(plan: Plan, year: int, begins: date, person: int) -> Offsets:
    """Rooms, classes, groups, journals and who is in them; the offsets of all ids."""
    plan_counts = (
        ("school_class", len(plan.classes)), ("study_group", plan.courses.last_group),
        ("journal", plan.courses.last_course), ("room", len(plan.rooms)),
    )  # fmt: skip
    at = Offsets(person, *[await first_id(table, count) - 1 for table, count in plan_counts])
    houses = await _houses(1 + max(c.building for c in plan.classes))
    await copy(
        "room", ("id", "building", "number", "key", "parallel"),
        [(at.room + r.id, houses[r.building], r.number, label_key(r.number), r.parallel) for r in plan.rooms],
    )  # fmt: skip
    await copy(
        "school_class", ("id", "year", "grade_level", "letter", "building", "shift"),
        [
            (at.school_class + c.id, year, c.grade_level, c.letter, houses[c.building], c.shift)
            for c in plan.classes
        ],
    )  # fmt: skip
    await _write_schemes(plan, year, at)
    await copy(
        "class_teacher", ("school_class", "teacher", "since"),
        [(at.school_class + c.id, person + c.teacher.human.id, begins) for c in plan.classes if c.teacher],
    )  # fmt: skip
    await _write_groups(plan, year, begins, at)
    return at


async def _houses(count: int) -> list[int]:
    for number in range(2, count + 1):
        await DB.execute("insert into building (name) values ($1)", f"Корпус {number}")
    return await DB.rows(int, BUILDINGS)


async def _write_schemes(plan: Plan, year: int, at: Offsets) -> None:
    schemes = await _ids(SCHEMES, year)
    await copy(
        "class_scheme", ("school_class", "scheme"),
        [
            (at.school_class + c.id, schemes["half_year" if c.grade_level >= 10 else "quarter"])
            for c in plan.classes
        ],
    )  # fmt: skip


async def _write_groups(plan: Plan, year: int, begins: date, at: Offsets) -> None:
    groups = plan.courses.groups
    await copy(
        "study_group", ("id", "year", "school_class", "is_roster", "name", "key"),
        [
            (at.group + g.id, year, at.school_class + g.school_class.id, g.is_roster, g.name,
             label_key(g.name))
            for g in groups
        ],
    )  # fmt: skip
    rows: list[Row] = []
    for group in groups:
        rows += [
            (at.group + group.id, group.is_roster, at.person + s.human.id, s.moved_on or s.since, s.until)
            for s in group.members
        ]
        rows += [
            (at.group + group.id, group.is_roster, at.person + left.human.id, left.since, _day_before(left))
            for left in group.left
        ]
    await copy("group_membership", ("study_group", "is_roster", "student", "since", "until"), rows)
    await _write_journals(plan, begins, at)


def _day_before(student: Student) -> date:
    assert student.moved_on is not None
    return student.moved_on - timedelta(days=1)


async def _write_journals(plan: Plan, begins: date, at: Offsets) -> None:
    for name, short in OWN_SUBJECTS.items():
        await DB.execute(ADD_SUBJECT, name, label_key(name), short)
    subjects = await _ids(SUBJECT_IDS)
    await copy(
        "journal", ("id", "study_group", "subject"),
        [(at.journal + c.id, at.group + c.group.id, subjects[c.subject]) for c in plan.courses.courses],
    )  # fmt: skip
    await copy(
        "assignment", ("journal", "teacher", "hours_quarters", "since"),
        [
            (at.journal + c.id, at.person + c.teacher.human.id, c.quarters, begins)
            for c in plan.courses.courses if c.teacher
        ],
    )  # fmt: skip
    await copy(
        "teacher_subject", ("teacher", "subject"),
        [(at.person + t.human.id, subjects[name]) for t in plan.teachers for name in sorted(t.subjects)],
    )  # fmt: skip


async def write_timetable(plan: Plan, year: int, begins: date, at: Offsets) -> None:
    """One version for the whole year and its dated lessons."""
    slots = [
        NewSlot(
            at.journal + s.course.id, s.weekday, s.number, s.week, at.person + s.course.teacher.human.id,
            at.room + s.room.id if s.room else None,
        )
        for s in plan.slots if s.course.teacher
    ]  # fmt: skip
    await put_version(system_actor("demo"), year, begins, slots)


async def _ids(sql: str, *args: object) -> dict[str, int]:
    return {found.name: found.id for found in await DB.rows(Named, sql, *args)}
