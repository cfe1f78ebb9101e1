"""The publication bar of a day's desk: what waits, for whom, what was published last. One statement."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.facts import class_name
from intranet.school.fragments import ACTIVE
from modules.substitutions.planning.people import Named
from modules.substitutions.queries.plan import NAMED, OF_DAY

BAR = f"""with w as (
        select d.kind, d.is_proposed, l.study_group, l.on_date, d.teacher, l.teacher as was,
            exists (select 1 from lesson_change x where x.lesson = d.lesson and {ACTIVE}) as stands
        from planned_change d join lesson l on l.id = d.lesson where {OF_DAY}),
    m as (select distinct m.student from w join group_membership m on m.study_group = w.study_group
        and m.since <= w.on_date and (m.until is null or m.until >= w.on_date)),
    b as (select * from substitution_day where on_date = $1)
    select count(*) filter (where kind <> '' and not stands) as added,
        count(*) filter (where kind <> '' and stands) as changed,
        count(*) filter (where kind = '' and stands) as back,
        count(*) filter (where is_proposed) as proposed,
        (select count(*) from m) as pupils,
        (select count(*) from (select teacher from w where teacher is not null union select was from w) t)
            as teachers,
        array(select json_build_object('grade_level', c.grade_level, 'letter', c.letter) from school_class c
            where c.id in (select g.school_class from w join study_group g on g.id = w.study_group)
            order by c.grade_level, c.letter) as classes,
        coalesce((select revision from b), 0) as revision, (select published_at from b) as published_at,
        coalesce((select message from b), '') as message,
        (select {NAMED} from b join person p on p.id = b.published_by) as by
    from w"""


class _Class(msgspec.Struct, frozen=True):
    grade_level: int
    letter: str


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """Drafts that wait (added, changed, back to the timetable) and the last publication of the day."""

    added: int
    changed: int
    back: int
    proposed: int
    pupils: int
    teachers: int
    classes: list[_Class]
    revision: int
    published_at: datetime | None
    message: str
    by: Named | None

    @property
    def waiting(self) -> int:
        """How many changes wait."""
        return self.added + self.changed + self.back

    @property
    def class_titles(self) -> list[str]:
        """ "7Б", "8А"."""
        return [class_name(one.grade_level, one.letter) for one in self.classes]


async def publication_of(viewer: Viewer, on_date: date) -> Publication:
    """For dispatchers: the caller's permission says so (`permissions.PLAN`)."""
    found = await DB.one(Publication, BAR, on_date)
    assert found is not None  # an aggregate always gives one row
    return found
