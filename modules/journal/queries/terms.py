"""A journal's term marks with what the averages propose."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_journals
from modules.journal.averages import Parts
from modules.journal.queries.fragments import STUDENT_NAME

TERM_VALUES = ("5", "4", "3", "2", "н/а", "осв", "зч", "нзч")


class TermPupil(msgspec.Struct, frozen=True):
    """A pupil of the term: parts of the average, how many marks count, what is set (None = nothing)."""

    student: int
    name: str
    total: int
    weight: int
    counted: int
    value: str | None
    comment: str

    @property
    def average(self) -> Fraction | None:
        """The exact average of the term."""
        return Parts(self.total, self.weight).average

    @property
    def proposed(self) -> int | None:
        """What half-up rounding proposes."""
        return Parts(self.total, self.weight).proposed


# Pupils of the journal's group in term $4 who have not left it, with the subject's marks from every journal.
PUPILS = f"""with members as materialized (
        select gm.student, j.subject, t.id as term, t.begins, t.ends
        from journal j join term t on t.id = $4
        join group_membership gm on gm.study_group = j.study_group and gm.since <= t.ends
            and (gm.until is null or gm.until >= least(t.ends, $5::date))
        where j.id = $3),
    journals as materialized (
        select distinct oj.id, a.begins, a.ends from members a
        join group_membership g on g.student = a.student
        join journal oj on oj.study_group = g.study_group and oj.subject = a.subject),
    marks as (
        select m.student, sum(m.points * m.weight_tenths) as total, sum(m.weight_tenths) as weight,
            count(*) as counted
        from journals o join lesson l on l.journal = o.id and l.on_date between o.begins and o.ends
        join work w on w.lesson = l.id join mark m on m.work = w.id
        where m.points is not null and m.weight_tenths > 0 group by m.student)
    select p.id as student, {STUDENT_NAME} as name, coalesce(s.total, 0) as total,
        coalesce(s.weight, 0) as weight, coalesce(s.counted, 0) as counted, tm.value,
        coalesce(tm.comment, '') as comment
    from members a join person p on p.id = a.student
    left join term_mark tm on tm.student = p.id and tm.subject = a.subject and tm.term = a.term
    left join marks s on s.student = p.id"""


async def term_pupils(viewer: Viewer, journal: int, term: int, day: date) -> list[TermPupil]:
    """Pupils of a journal in a term by name; none when the journal is not visible."""
    sql = f"""{PUPILS} where exists (select 1 from journal j where j.id = $3
            and j.id in ({visible_journals(viewer)})) order by p.sort_key, p.id"""
    return await DB.rows(TermPupil, sql, *viewer_args(viewer), journal, term, day)
