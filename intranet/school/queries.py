"""Reads of the backbone that several modules share; the school's own facts are in `facts`.

Rules: the first parameter is the viewer, and a read of people starts from what the viewer may see
(`access`); what a page shows is a typed Struct, so a template cannot ask further.
"""

from __future__ import annotations

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_students
from intranet.school.facts import class_name
from intranet.school.people import names


class Child(msgspec.Struct, frozen=True):
    """A pupil and the class of the day; no class (None) before the first day or after the last."""

    id: int
    surname: str
    name: str
    patronymic: str
    class_id: int | None
    grade_level: int | None
    letter: str | None

    @property
    def class_name(self) -> str:
        """ "5А", empty without a class."""
        return "" if self.grade_level is None else class_name(self.grade_level, self.letter or "")

    @property
    def title(self) -> str:
        """ "Иванова Мария", as a pupil is called everywhere (DOMAIN 7.4)."""
        return names.student_name(self.surname, self.name)

    @property
    def short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(self.surname, self.name, self.patronymic)


async def children_of(viewer: Viewer) -> list[Child]:
    """The pupils a student or a parent may read, eldest class first, each with the class of the day.

    One statement. A child without a class today keeps the last one, so that a family reads on after
    leaving.
    """
    return await DB.rows(
        Child,
        f"""select p.id, p.surname, p.name, p.patronymic, c.id as class_id, c.grade_level, c.letter
            from person p left join lateral (
                select sc.id, sc.grade_level, sc.letter from group_membership m
                join study_group sg on sg.id = m.study_group join school_class sc on sc.id = sg.school_class
                where m.student = p.id and m.is_roster
                order by (m.since <= $2) desc, (m.until is null or m.until >= $2) desc, m.since desc limit 1
            ) c on true
            where p.id in ({visible_students(viewer)})
            order by c.grade_level desc nulls last, p.sort_key, p.id""",
        *viewer_args(viewer),
    )


def child_among(children: list[Child], child_id: int | None) -> Child | None:
    """The child the address names, else the first; None if the named one is not among them."""
    if child_id is None:
        return next(iter(children), None)
    return next((child for child in children if child.id == child_id), None)
