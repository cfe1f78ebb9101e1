"""Reads of the directory: the staff in pages, the classes a viewer may name, a class's pupils.

Rules: only people with a post on the day; a class's list starts from the classes the viewer may see.
"""

from __future__ import annotations

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import Hat, viewer_args, visible_classes
from intranet.school.people import names

PAGE = 50
HELD = "h.since <= $1 and (h.until is null or h.until >= $1)"


class Employee(msgspec.Struct, frozen=True):
    """One of the staff; `total` repeats how many were found in all."""

    surname: str
    name: str
    patronymic: str
    posts: list[str]
    subjects: list[str]
    leads: list[str]
    total: int

    @property
    def title(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


STAFF = f"""select p.surname, p.name, p.patronymic, count(*) over () as total,
        array(select distinct h.title from staff_post h where h.person = p.id and {HELD} order by 1) as posts,
        array(select s.name from subject s where s.id in (
            select t.subject from teacher_subject t where t.teacher = p.id union
            select j.subject from assignment h join journal j on j.id = h.journal
            where h.teacher = p.id and {HELD})
            order by s.name) as subjects,
        array(select c.grade_level || c.letter from class_teacher h
            join school_class c on c.id = h.school_class where h.teacher = p.id and {HELD}
            order by c.grade_level, c.letter) as leads
    from person p
    where exists (select 1 from staff_post h where h.person = p.id and {HELD})
      and ($2 = '' or p.name_key ilike $2 or exists (
            select 1 from subject s where s.name ilike $2 and s.id in (
                select t.subject from teacher_subject t where t.teacher = p.id union
                select j.subject from assignment h join journal j on j.id = h.journal
                where h.teacher = p.id and {HELD})))
    order by p.sort_key, p.id limit {PAGE} offset $3"""


def pattern_of(words: str) -> str:
    """What was typed as a LIKE pattern: folded like the stored key, its own %, _ and \\ taken as letters."""
    folded = names.fold(words)[:100]
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if escaped else ""


async def staff_of(viewer: Viewer, words: str, page: int) -> list[Employee]:
    """A page (from 1, PAGE people) of the staff by name; `words` are sought in names and subjects."""
    return await DB.rows(Employee, STAFF, viewer.day, pattern_of(words), (page - 1) * PAGE)


class ClassRow(msgspec.Struct, frozen=True):
    """A class whose names the viewer may read, with its class teacher's name parts (None without one)."""

    id: int
    title: str
    leader: list[str] | None

    @property
    def leader_name(self) -> str:
        """ "Иванова Мария Сергеевна", empty without a class teacher."""
        return names.full_name(*self.leader) if self.leader else ""


async def classes_of(viewer: Viewer) -> list[ClassRow]:
    """The classes of the day's year the viewer may read, in their natural order, own ones first.

    A parent's eldest child's class comes first, as everywhere.
    """
    found = await DB.rows(
        ClassRow,
        f"""select c.id, c.grade_level || c.letter as title, h.leader
            from school_class c left join lateral (
                select array[p.surname, p.name, p.patronymic]::text[] as leader, p.id from class_teacher h
                join person p on p.id = h.teacher
                where h.school_class = c.id and h.since <= $2 and (h.until is null or h.until >= $2) limit 1
            ) h on true
            where c.id in ({visible_classes(viewer)})
              and c.year = (select id from academic_year
                order by greatest(begins - $2::date, $2::date - ends, 0), begins desc limit 1)
            order by (h.id = $1) is true desc, c.grade_level, c.letter""",
        *viewer_args(viewer),
    )
    return found[::-1] if viewer.hat == Hat.PARENT else found


class Classmate(msgspec.Struct, frozen=True):
    """A pupil of the list: the name only (the id is for the access log)."""

    id: int
    surname: str
    name: str

    @property
    def title(self) -> str:
        """ "Иванова Мария"."""
        return names.student_name(self.surname, self.name)


async def class_list(viewer: Viewer, school_class: int) -> list[Classmate]:
    """The pupils of a class on the day, by name; nobody for a class the viewer may not see."""
    return await DB.rows(
        Classmate,
        f"""select p.id, p.surname, p.name from group_membership m
            join study_group sg on sg.id = m.study_group and sg.is_roster join person p on p.id = m.student
            where sg.school_class = $3 and sg.school_class in ({visible_classes(viewer)})
              and m.since <= $2 and (m.until is null or m.until >= $2)
            order by p.sort_key, p.id""",
        *viewer_args(viewer), school_class,
    )  # fmt: skip
