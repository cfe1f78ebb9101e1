"""What stands in the journals against the chain: is every mark and absence what its last link says?

A change made past the services leaves no link, so its row and the chain say different things.
"""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.queries.chain import Flaw

MARKS = """with last as (select distinct on (student, field) journal, student, field, new from revision
        where field like 'mark:%' order by student, field, id desc),
    standing as (select l.journal, m.student, 'mark:' || m.work || ':' || m.ordinal as field, m.value
        from mark m join work w on w.id = m.work join lesson l on l.id = w.lesson)
    select distinct coalesce(s.journal, last.journal) from last full join standing s using (student, field)
    where last.new is distinct from s.value order by 1"""
ATTENDANCE = """with last as (select distinct on (student, lesson) journal, student, lesson, new from revision
        where field = 'attendance' order by student, lesson, id desc),
    standing as (select l.journal, a.student, a.lesson,
            case when a.minutes > 0 then a.code || ':' || a.minutes else a.code end as value
        from attendance a join lesson l on l.id = a.lesson)
    select distinct coalesce(s.journal, last.journal) from last full join standing s using (student, lesson)
    where last.new is distinct from s.value order by 1"""
TERMS = """with last as (select distinct on (r.student, j.subject, r.field) r.journal, r.student, j.subject,
            r.field, r.new from revision r join journal j on j.id = r.journal
        where r.field like 'term:%' order by r.student, j.subject, r.field, r.id desc),
    standing as (select journal, student, subject, 'term:' || term as field, value from term_mark)
    select distinct coalesce(s.journal, last.journal)
    from last full join standing s using (student, subject, field)
    where last.new is distinct from s.value order by 1"""


async def flaws_of_records(viewer: Viewer) -> list[Flaw]:
    """The journals in which a mark, an absence or a term mark is not what its last link says."""
    journals = set()
    for statement in (MARKS, ATTENDANCE, TERMS):
        journals.update(await DB.rows(int, statement))
    return [Flaw("record", journal, None) for journal in sorted(journals)]
