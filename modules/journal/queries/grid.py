"""A journal's page: pupils down, lessons of one term across. Five statements whatever its size.

Rules: the journal must be visible; a pupil's cells are those of the days in the group; the average counts
the term's marks in the subject from every journal, and the row names what came from the others (DOMAIN 2.9);
who left by an order stays as a row that says so and is not counted; the reasons behind Н are shown only to
those who keep them.
"""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import (
    OWN_CLASSES,
    Hat,
    viewer_args,
    visible_journals,
    visible_substituted,
    visible_taught,
)
from intranet.school.facts import TermRow
from intranet.school.fragments import SHORT_NAME
from modules.journal.averages import Parts
from modules.journal.queries.fragments import CLASS_OF_GROUP, GROUP_NAME, STUDENT_NAME


class JournalCard(msgspec.Struct, frozen=True):
    """A journal's head: what, whose, and its terms in order."""

    id: int
    subject: str
    group_name: str
    grade_level: int | None
    may_write: bool
    keeps_reasons: bool
    teachers: str | None
    terms: list[TermRow]

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.group_name}" if self.group_name else self.subject


class GridLesson(msgspec.Struct, frozen=True):
    """A column: `works` are (code, weight in tenths), in order; `may_write` is this viewer's."""

    id: int
    on_date: date
    number: int
    status: str
    starts: time | None
    works: list[tuple[str, int]]
    may_write: bool


class Departure(msgspec.Struct, frozen=True):
    """The order by which a pupil left the group: `kind` move or leave, `until` the last day here."""

    kind: str
    number: str
    until: date
    to_grade: int | None
    to_letter: str | None


class GridPupil(msgspec.Struct, frozen=True):
    """A row: the days in the group, parts of the average from other journals, the term mark.

    `brought`: (group, marks, absences) of the term's other journals of the subject. `is_counted`: the pupil
    is here at the moment the term is counted (DOMAIN 2.9).
    """

    student: int
    name: str
    sex: str
    stays: list[tuple[date, date | None]]
    total: int
    weight: int
    term_mark: str | None
    brought: list[tuple[str, str | None, int]]
    is_counted: bool
    departure: Departure | None

    def was_here(self, day: date) -> bool:
        """Whether the pupil was in the group on that day."""
        return any(since <= day and (until is None or day <= until) for since, until in self.stays)


class GridCell(msgspec.Struct, frozen=True):
    """What stands in a cell that was ever touched; `lowest` is the worst number among the marks."""

    lesson: int
    student: int
    marks: str | None
    lowest: int | None
    total: int
    weight: int
    code: str | None
    minutes: int | None
    noted: bool
    version: int


class TypeRow(msgspec.Struct, frozen=True):
    """A kind of work."""

    id: int
    code: str
    name: str
    weight_tenths: int


CARD = f"""select j.id, su.name as subject, {GROUP_NAME} as group_name, sc.grade_level,
    (select string_agg({SHORT_NAME}, ', ' order by p.sort_key) from assignment a join person p on p.id =
        a.teacher
        where a.journal = j.id and a.since <= $2 and (a.until is null or a.until >= $2)) as teachers,
    not $4::bool or coalesce(sg.school_class in ({OWN_CLASSES}), false) as keeps_reasons,
    coalesce((select json_agg(json_build_object('id', t.id, 'scheme', t.scheme, 'kind', ts.kind,
            'ordinal', t.ordinal, 'begins', t.begins, 'ends', t.ends) order by t.ordinal)
        from term t join term_scheme ts on ts.id = t.scheme
        where t.scheme = (select cs.scheme from class_scheme cs
            where cs.school_class = {CLASS_OF_GROUP}
              and (cs.subject = j.subject or cs.subject is null) order by cs.subject nulls last limit 1)),
        '[]'::json) as terms"""
CARD_FROM = """from journal j join subject su on su.id = j.subject join study_group sg on sg.id =
    j.study_group
    left join school_class sc on sc.id = sg.school_class"""


async def journal_card(viewer: Viewer, journal: int) -> JournalCard:
    """The journal's head; NotFound when the viewer does not see it."""
    sql = f"""{CARD}, j.id in ({visible_taught(viewer)}) as may_write {CARD_FROM}
        where j.id = $3 and j.id in ({visible_journals(viewer)})"""
    found = await DB.one(JournalCard, sql, *viewer_args(viewer), journal, viewer.hat == Hat.TEACHER)
    if found is None:
        raise NotFound
    return found


async def grid_lessons(viewer: Viewer, journal: int, term: TermRow) -> list[GridLesson]:
    """The term's lessons that are not cancelled, in order; the caller has the journal's card."""
    sql = f"""select l.id, l.on_date, l.number, l.status, b.starts,
            coalesce((select json_agg(json_build_array(t.code, w.weight_tenths) order by w.ordinal)
                from work w join work_type t on t.id = w.type where w.lesson = l.id), '[]'::json) as works,
            l.journal in ({visible_taught(viewer)}) or l.id in ({visible_substituted(viewer)}) as may_write
        from lesson l left join bell b on b.schedule = l.bell_schedule and b.number = l.number
        where l.journal = $3 and l.on_date between $4 and $5 and l.status <> 'cancelled'
          and l.journal in ({visible_journals(viewer)}) order by l.on_date, l.number"""
    return await DB.rows(GridLesson, sql, *viewer_args(viewer), journal, term.begins, term.ends)


# The order that ended the last membership; a group left without one (a change of halves) has none.
DEPARTURE = """(select json_build_object('kind', v.kind, 'number', v.order_number, 'until', max(a.until),
        'to_grade', tc.grade_level, 'to_letter', tc.letter)
    from movement v left join school_class tc on tc.id = v.to_class
    where v.student = p.id and v.undone_at is null and v.kind in ('move', 'leave')
      and case v.kind when 'leave' then v.since else v.since - 1 end = max(a.until)
    order by v.id desc limit 1)"""

# `others`: journals of the same subject that the pupils are or were also in; mostly none.
PUPILS = f"""with members as materialized (
        select gm.student, gm.since, gm.until, j.subject from journal j
        join group_membership gm on gm.study_group = j.study_group and gm.since <= $5
            and (gm.until is null or gm.until >= $4)
        where j.id = $3),
    others as materialized (
        select distinct oj.id, {GROUP_NAME} as title from members a
        join group_membership g on g.student = a.student
        join journal oj on oj.study_group = g.study_group and oj.subject = a.subject and oj.id <> $3
        join study_group sg on sg.id = oj.study_group left join school_class sc on sc.id = sg.school_class),
    other_lesson as materialized (
        select o.id, o.on_date, o.number, others.title from others
        join lesson o on o.journal = others.id and o.on_date between $4 and $5 and o.status <> 'cancelled'),
    marks as (
        select m.student, o.title, string_agg(m.value, ' ' order by o.on_date, o.number, w.ordinal, m.ordinal)
                as marks,
            sum(m.points * m.weight_tenths) filter (where m.weight_tenths > 0) as total,
            sum(m.weight_tenths) filter (where m.points is not null) as weight
        from other_lesson o join work w on w.lesson = o.id join mark m on m.work = w.id
        where m.value is not null and m.student in (select student from members) group by m.student, o.title),
    away as (
        select t.student, o.title, count(*) as missed from other_lesson o join attendance t on t.lesson = o.id
        where t.code = any('{{ABSENT_UNSPECIFIED,ILLNESS,EXCUSED,UNEXCUSED}}')
          and t.student in (select student from members) group by t.student, o.title),
    other as (
        select student, sum(total) as total, sum(weight) as weight,
            json_agg(json_build_array(title, marks, coalesce(missed, 0)) order by title) as brought
        from marks full join away using (student, title) group by student)
    select p.id as student, {STUDENT_NAME} as name, p.sex,
        json_agg(json_build_array(a.since, a.until) order by a.since) as stays,
        coalesce(max(other.total), 0)::bigint as total, coalesce(max(other.weight), 0)::bigint as weight,
        max(tm.value) as term_mark, coalesce((array_agg(other.brought))[1], '[]'::json) as brought,
        bool_or(a.until is null or a.until >= least($5, $2::date)) as is_counted, {DEPARTURE} as departure
    from members a join person p on p.id = a.student
    left join term_mark tm on tm.student = p.id and tm.subject = a.subject and tm.term = $6
    left join other on other.student = p.id"""


async def grid_pupils(viewer: Viewer, journal: int, term: TermRow) -> list[GridPupil]:
    """Everybody who was in the group on a day of the term, by name."""
    sql = f"""{PUPILS} where exists (select 1 from journal j where j.id = $3
            and j.id in ({visible_journals(viewer)}))
        group by p.id order by p.sort_key, p.id"""
    return await DB.rows(GridPupil, sql, *viewer_args(viewer), journal, term.begins, term.ends, term.id)


# A cell was touched if a mark or an attendance was ever written, cleared ones included; each such cell asks
# for its last revision by the index, so one changed a thousand times costs as much as one changed once.
CELLS = """with les as (
        select l.id from lesson l
        where l.journal = $3 and l.on_date between $4 and $5 and l.status <> 'cancelled'),
    marks as (
        select w.lesson, m.student, string_agg(m.value, ' ' order by w.ordinal, m.ordinal) as marks,
            min(m.points) as lowest, sum(m.points * m.weight_tenths) as total,
            sum(m.weight_tenths) filter (where m.points is not null) as weight,
            bool_or(m.comment <> '' and m.value is not null) as noted
        from les join work w on w.lesson = les.id join mark m on m.work = w.id group by w.lesson, m.student),
    roll as (
        select a.lesson, a.student, a.code, a.minutes, a.comment <> '' as noted
        from les join attendance a on a.lesson = les.id),
    cell as (
        select lesson, student, m.marks, m.lowest, coalesce(m.total, 0) as total,
            coalesce(m.weight, 0) as weight, r.code, r.minutes,
            coalesce(m.noted, false) or coalesce(r.noted, false) as noted
        from marks m full join roll r using (lesson, student))
    select c.*, coalesce((select max(v.id) from revision v
        where v.lesson = c.lesson and v.student = c.student), 0) as version from cell c"""


async def grid_cells(viewer: Viewer, journal: int, term: TermRow) -> list[GridCell]:
    """Every touched cell of the term, in no order."""
    sql = f"""{CELLS} where exists (select 1 from journal j where j.id = $3
            and j.id in ({visible_journals(viewer)}))"""
    return await DB.rows(GridCell, sql, *viewer_args(viewer), journal, term.begins, term.ends)


def average_parts(pupil: GridPupil, cells: list[GridCell]) -> Parts:
    """The term's parts of one pupil: own cells and what came from other journals."""
    total = pupil.total + sum(cell.total for cell in cells)
    return Parts(total, pupil.weight + sum(cell.weight for cell in cells))


WORK_TYPES = "select id, code, name, weight_tenths from work_type order by ordinal, id"


async def work_types(viewer: Viewer) -> list[TypeRow]:
    """The school's kinds of work, in order."""
    return await DB.rows(TypeRow, WORK_TYPES)
