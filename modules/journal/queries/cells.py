"""The cells of one lesson as they stand, with all a writer must know to change them, in one statement.

Read after the journal's head is locked, so that what it says is what is true until commit.
"""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import OWN_CLASSES, Hat, viewer_args, visible_journals
from intranet.school.fragments import SHORT_NAME
from modules.journal.averages import Parts
from modules.journal.cells import Cell, Code, cell_text, shown
from modules.journal.queries.fragments import CLASS_OF_GROUP


class WorkRow(msgspec.Struct, frozen=True):
    """A work of the lesson; a mark takes a snapshot of its weight in tenths (0 = does not count) and name."""

    id: int
    ordinal: int
    name: str
    weight_tenths: int
    counts: bool
    code: str = ""

    @property
    def snapshot_weight(self) -> int:
        """What a mark of this work weighs in the average."""
        return self.weight_tenths if self.counts else 0


class GivenMark(msgspec.Struct, frozen=True):
    """A mark that was ever set: `value` None = cleared."""

    work: int
    ordinal: int
    value: str | None
    comment: str
    weight_tenths: int


class CellRow(msgspec.Struct, frozen=True):
    """What one pupil has in the lesson; `version` is the last revision (0 = never touched)."""

    student: int
    version: int
    code: str | None
    minutes: int | None
    comment: str
    marks: list[GivenMark]

    @property
    def live(self) -> list[GivenMark]:
        """Marks that stand, in the order of works."""
        return [given for given in self.marks if given.value is not None]

    @property
    def said(self) -> str:
        """The word to the family: a mark's, else the lesson's."""
        return next((given.comment for given in self.live if given.comment), self.comment)

    def cell(self, *, with_reasons: bool) -> Cell:
        """The cell as this reader may see it."""
        code = shown(self.code, with_reasons=with_reasons)
        marks = tuple(given.value for given in self.live if given.value)
        return Cell(marks, Code(code) if code else None, self.minutes)

    def text(self, *, with_reasons: bool) -> str:
        """The same as it is written in the grid."""
        cell = self.cell(with_reasons=with_reasons)
        return cell_text(cell.marks, cell.code, cell.minutes)


class LessonCells(msgspec.Struct, frozen=True):
    """A lesson, its works and the cells of the pupils asked for (members of the group on that day only).

    `new_work` is an id kept ready for the first work of a lesson without works; `plain` the kind it gets.
    `total`, `weight` are the one pupil's parts of the term's average without this lesson.
    """

    id: int
    journal: int
    on_date: date
    number: int
    status: str
    starts: time | None
    grade_level: int | None
    keeps_reasons: bool
    works: list[WorkRow]
    plain: WorkRow | None
    cells: list[CellRow]
    new_work: int = 0
    total: int = 0
    weight: int = 0


GRADE = """coalesce(sc.grade_level, (select max(c.grade_level) from group_membership m
    join group_membership r on r.student = m.student and r.is_roster and r.since <= l.on_date
        and (r.until is null or r.until >= l.on_date)
    join study_group rs on rs.id = r.study_group join school_class c on c.id = rs.school_class
    where m.study_group = l.study_group and m.since <= l.on_date and (m.until is null or m.until >=
        l.on_date)))"""

WORKS_JSON = """(select coalesce(json_agg(json_build_object('id', w.id, 'ordinal', w.ordinal, 'name',
    t.name, 'code', t.code,
        'weight_tenths', w.weight_tenths, 'counts', t.counts) order by w.ordinal), '[]'::json)
    from work w join work_type t on t.id = w.type where w.lesson = l.id)"""

PLAIN_JSON = """(select json_build_object('id', t.id, 'ordinal', 1, 'name', t.name, 'code', t.code,
    'weight_tenths', t.weight_tenths, 'counts', t.counts) from work_type t order by t.ordinal, t.id limit
        1)"""

CELLS_JSON = """(select coalesce(json_agg(json_build_object('student', gm.student,
        'version', coalesce((select max(v.id) from revision v where v.lesson = l.id and v.student =
            gm.student), 0),
        'code', at.code, 'minutes', at.minutes, 'comment', coalesce(at.comment, ''),
        'marks', coalesce((select json_agg(json_build_object('work', m.work, 'ordinal', m.ordinal, 'value',
            m.value,
                'comment', m.comment, 'weight_tenths', m.weight_tenths) order by w.ordinal, m.ordinal)
            from work w join mark m on m.work = w.id and m.student = gm.student where w.lesson = l.id),
                '[]'::json))),
        '[]'::json)
    from group_membership gm left join attendance at on at.lesson = l.id and at.student = gm.student
    where gm.study_group = l.study_group and gm.since <= l.on_date and (gm.until is null or gm.until >=
        l.on_date)
      and ($4::int is null or gm.student = $4))"""

LESSON_CELLS = f"""select l.id, l.journal, l.on_date, l.number, l.status, b.starts, {GRADE} as grade_level,
    not $5::bool or coalesce(sg.school_class in ({OWN_CLASSES}), false) as keeps_reasons,
    {WORKS_JSON} as works, {PLAIN_JSON} as plain, {CELLS_JSON} as cells"""
NEW_WORK = "nextval(pg_get_serial_sequence('work', 'id'))::int as new_work"
LESSON_FROM = """from lesson l join study_group sg on sg.id = l.study_group
    left join school_class sc on sc.id = sg.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    join journal j on j.id = l.journal"""

# The term that the lesson's journal counts by.
TERM_OF_LESSON = f"""left join lateral (
    select t.begins, t.ends from class_scheme cs join term t on t.scheme = cs.scheme
    where cs.school_class = {CLASS_OF_GROUP}
      and (cs.subject = j.subject or cs.subject is null) and l.on_date between t.begins and t.ends
    order by cs.subject nulls last limit 1) term on true"""

# The pupil's marks in the subject this term, in whatever journal, without this lesson.
REST_OF_TERM = """left join lateral (
    select sum(m.points * m.weight_tenths) as total, sum(m.weight_tenths) as weight
    from lesson o join work w on w.lesson = o.id join mark m on m.work = w.id and m.student = $4
    where o.journal in (select oj.id from journal oj join group_membership g on g.study_group = oj.study_group
                        where g.student = $4 and oj.subject = j.subject)
      and o.on_date between term.begins and term.ends and o.id <> l.id
      and m.points is not null and m.weight_tenths > 0) rest on true"""


async def lesson_cells(viewer: Viewer, lesson: int, student: int | None = None) -> LessonCells | None:
    """For a writer: the lesson with every cell, or one pupil's with the rest of the term's average.

    None if it is gone. The caller has checked the right to the lesson (it holds the lock the right gave).
    """
    is_teacher = viewer.hat == Hat.TEACHER
    if student is None:
        sql = f"{LESSON_CELLS}, {NEW_WORK} {LESSON_FROM} where l.id = $3"
    else:
        sql = f"""{LESSON_CELLS}, {NEW_WORK}, coalesce(rest.total, 0) as total,
            coalesce(rest.weight, 0) as weight {LESSON_FROM} {TERM_OF_LESSON} {REST_OF_TERM} where l.id =
                $3"""
    return await DB.one(LessonCells, sql, *viewer_args(viewer), lesson, student, is_teacher)


async def readable_cells(viewer: Viewer, lesson: int, student: int | None = None) -> LessonCells | None:
    """For a page: the lesson's cells, or one, as far as the viewer may read the journal; else None."""
    sql = f"""{LESSON_CELLS} {LESSON_FROM} where l.id = $3 and l.journal in ({visible_journals(viewer)})"""
    return await DB.one(LessonCells, sql, *viewer_args(viewer), lesson, student, viewer.hat == Hat.TEACHER)


class Author(msgspec.Struct, frozen=True):
    """Who wrote a cell last, and when."""

    name: str
    at: datetime


LAST_AUTHOR = f"""select coalesce((select {SHORT_NAME} from person p where p.id = v.person), v.hat) as name,
    v.at
    from revision v where v.lesson = $1 and v.student = $2 order by v.id desc limit 1"""


async def last_author(viewer: Viewer, lesson: int, student: int) -> Author | None:
    """Who changed the cell last; the viewer holds the lesson already."""
    return await DB.one(Author, LAST_AUTHOR, lesson, student)


def parts_with(lesson: LessonCells, marks: list[tuple[str, int]]) -> Parts:
    """The term's parts with these marks (value, weight) of the lesson itself."""
    total = sum(int(value) * weight for value, weight in marks if value.isdecimal())
    weight = sum(weight for value, weight in marks if value.isdecimal())
    return Parts(lesson.total + total, lesson.weight + weight)
