"""The list of journals a viewer may open, this year's, by class."""

from __future__ import annotations

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import OWN_CLASSES, viewer_args, visible_journals, visible_taught
from intranet.school.fragments import SHORT_NAME
from modules.journal.queries.fragments import GROUP_NAME


class JournalRow(msgspec.Struct, frozen=True):
    """A journal; `is_taught`: the viewer writes it, `is_own_class`: reads it as class teacher."""

    id: int
    subject: str
    group_name: str
    class_id: int | None
    class_name: str | None
    teachers: str | None
    is_taught: bool
    is_own_class: bool


class ClassRow(msgspec.Struct, frozen=True):
    """A class to choose."""

    id: int
    name: str


ROWS = f"""select j.id, su.name as subject, {GROUP_NAME} as group_name, sc.id as class_id,
    sc.grade_level::text || sc.letter as class_name,
    (select string_agg({SHORT_NAME}, ', ' order by p.sort_key) from assignment a join person p on p.id =
        a.teacher
        where a.journal = j.id and a.since <= $2 and (a.until is null or a.until >= $2)) as teachers,
    coalesce(sg.school_class in ({OWN_CLASSES}), false) as is_own_class"""
THIS_YEAR = """from journal j join subject su on su.id = j.subject join study_group sg on sg.id =
    j.study_group
    left join school_class sc on sc.id = sg.school_class
    where sg.year = (select y.id from academic_year y where y.begins <= $2 order by y.begins desc limit 1)"""


async def journals_of(viewer: Viewer, school_class: int | None = None) -> list[JournalRow]:
    """The journals the viewer may open, by class and subject; of one class only if it is given."""
    sql = f"""{ROWS}, j.id in ({visible_taught(viewer)}) as is_taught {THIS_YEAR}
          and j.id in ({visible_journals(viewer)}) and ($3::int is null or sc.id = $3)
        order by sc.grade_level nulls last, sc.letter, su.name, sg.name"""
    return await DB.rows(JournalRow, sql, *viewer_args(viewer), school_class)


async def classes_of(viewer: Viewer) -> list[ClassRow]:
    """The classes whose journals the viewer may open."""
    sql = f"""select distinct sc.id, sc.grade_level::text || sc.letter as name, sc.grade_level, sc.letter
        {THIS_YEAR} and j.id in ({visible_journals(viewer)}) and sc.id is not null
        order by sc.grade_level, sc.letter"""
    return await DB.rows(ClassRow, sql, *viewer_args(viewer))
