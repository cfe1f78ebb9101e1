"""The last changes of how the school works: classes, load, lists, calendar, rules. Nobody's card."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from modules.office.queries.changes import CHANGE, Change


class SchoolChange(Change, frozen=True, kw_only=True):
    """A change and what it is about: a teacher, a class, a group, a journal; None for what names itself."""

    about: str | None


JOURNAL = """select s.name || ', ' || concat_ws(' ', k.grade_level || k.letter, nullif(g.name, ''))
    from journal j join subject s on s.id = j.subject join study_group g on g.id = j.study_group
    left join school_class k on k.id = g.school_class where j.id = """
ABOUT = f"""case c.subject
    when 'person' then (select concat_ws(' ', surname, name) from person where id = c.subject_id)
    when 'school_class' then (select grade_level || letter from school_class where id = c.subject_id)
    when 'study_group' then (select concat_ws(' ', k.grade_level || k.letter, g.name) from study_group g
        left join school_class k on k.id = g.school_class where g.id = c.subject_id)
    when 'journal' then ({JOURNAL} c.subject_id)
    when 'assignment' then ({JOURNAL} (select journal from assignment where id = c.subject_id)) end"""


async def school_changes(viewer: Viewer, actions: list[str], most: int) -> list[SchoolChange]:
    """The newest entries of these actions."""
    return await DB.rows(
        SchoolChange,
        f"""select c.*, {ABOUT} as about from ({CHANGE} where e.action = any($3::text[])
            and $1::int is not null and $2::date is not null order by e.id desc limit $4) c
            order by c.id desc""",
        *viewer_args(viewer), actions, most,
    )  # fmt: skip
