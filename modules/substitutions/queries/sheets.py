"""What a day's papers need besides the lessons: classes with their pupils; who may see which.

No reasons of absence, no contacts: a paper lies on a table.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args, visible_classes
from intranet.school.facts import class_name


class SheetClass(msgspec.Struct, frozen=True):
    """A class with its pupils of the day, by the alphabet."""

    id: int
    grade_level: int
    letter: str
    pupils: list[str]

    @property
    def title(self) -> str:
        """ "7Б"."""
        return class_name(self.grade_level, self.letter)


ROSTER_OF_DAY = """g.is_roster and m.since <= $1 and (m.until is null or m.until >= $1)"""
CLASSES = f"""select c.id, c.grade_level, c.letter, array(
        select p.surname || ' ' || p.name from group_membership m
        join study_group g on g.id = m.study_group join person p on p.id = m.student
        where g.school_class = c.id and {ROSTER_OF_DAY} order by p.sort_key, p.id) as pupils
    from school_class c join academic_year y on y.id = c.year
    where y.begins <= $1 and y.ends >= $1 order by c.grade_level, c.letter"""
REVISION = "select coalesce((select revision from substitution_day where on_date = $1), 0)"


async def sheet_classes(viewer: Viewer, day: date) -> list[SheetClass]:
    """Every class of the day's year with its pupils; for the system, which makes the papers."""
    return await DB.rows(SheetClass, CLASSES, day)


async def revision_of(viewer: Viewer, day: date) -> int:
    """How often the day was published."""
    return int(await DB.value(REVISION, day))


async def readable_classes(viewer: Viewer) -> set[int]:
    """The classes whose list of names the viewer may read: their papers are the viewer's, too."""
    sql = f"select c.id from school_class c where c.id in ({visible_classes(viewer)})"
    return set(await DB.rows(int, sql, *viewer_args(viewer)))


async def pupils_on_paper(viewer: Viewer, school_class: int, day: date) -> list[int]:
    """Whose names a class's paper shows; NotFound for a class the viewer may not read."""
    if school_class not in await readable_classes(viewer):
        raise NotFound
    return await DB.rows(
        int,
        f"""select m.student from group_membership m join study_group g on g.id = m.study_group
            where g.school_class = $2 and {ROSTER_OF_DAY}""",
        day, school_class,
    )  # fmt: skip
