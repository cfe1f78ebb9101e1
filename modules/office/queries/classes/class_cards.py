"""A class as the office keeps it: its card, its parts with their pupils, its journals with their teachers."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import viewer_args
from intranet.school.facts import class_name
from intranet.school.people import names
from modules.office.queries.scope import visible_office_classes


class Lead(msgspec.Struct, frozen=True):
    """Somebody leads the class on these days."""

    teacher: int
    names: list[str]
    since: date
    until: date | None

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(*self.names)


class ClassCardRow(msgspec.Struct, frozen=True):
    """A class; `leads` this year's and later, the first first; `others` (subject, name, scheme)."""

    id: int
    year: int
    grade_level: int
    letter: str
    building: int
    building_name: str
    shift: int
    week_days: int
    scheme: int | None
    pupils: int
    leads: list[Lead]
    others: list[tuple[int, str, int]]

    @property
    def title(self) -> str:
        """ "5А"."""
        return class_name(self.grade_level, self.letter)

    def lead_on(self, day: date) -> Lead | None:
        """Who leads the class on a day."""
        return next((one for one in self.leads if one.since <= day and (one.until or day) >= day), None)


class GroupRow(msgspec.Struct, frozen=True):
    """A part of a class, or a group across classes; `subjects` of its journals."""

    id: int
    name: str
    school_class: int | None
    pupils: int
    subjects: list[str]
    year: int


class JournalLine(msgspec.Struct, frozen=True):
    """A journal of the class and who teaches it on the day."""

    subject: str
    group: str
    teachers: str | None


class GroupPupil(msgspec.Struct, frozen=True):
    """A pupil of the class and the asked groups he is in."""

    id: int
    surname: str
    name: str
    groups: list[int]
    class_title: str

    @property
    def title(self) -> str:
        """ "Орлова Дарья"."""
        return names.student_name(self.surname, self.name)


CARD = """select sc.id, sc.year, sc.grade_level, sc.letter, sc.building, b.name as building_name, sc.shift,
        sc.week_days,
        (select scheme from class_scheme where school_class = sc.id and subject is null) as scheme,
        (select count(*) from group_membership m join study_group g on g.id = m.study_group
            where g.school_class = sc.id and g.is_roster and m.since <= $2
              and (m.until is null or m.until >= $2)) as pupils,
        coalesce((select json_agg(json_build_object('teacher', t.teacher, 'names', json_build_array(p.surname,
                p.name, p.patronymic), 'since', t.since, 'until', t.until) order by t.since)
            from class_teacher t join person p on p.id = t.teacher
            where t.school_class = sc.id), '[]') as leads,
        coalesce((select json_agg(json_build_array(u.id, u.name, k.scheme) order by u.name)
            from class_scheme k join subject u on u.id = k.subject
            where k.school_class = sc.id), '[]') as others
    from school_class sc join building b on b.id = sc.building"""
GROUPS = """select g.id, g.name, g.school_class,
        (select count(*) from group_membership m where m.study_group = g.id and m.since <= $1
            and (m.until is null or m.until >= $1)) as pupils,
        array(select s.name::text from journal j join subject s on s.id = j.subject
            where j.study_group = g.id order by s.name) as subjects, g.year
    from study_group g where not g.is_roster"""
JOURNALS = """select s.name as subject, g.name as group,
        (select string_agg(p.surname || ' ' || left(p.name, 1) || '.', ', ' order by p.sort_key)
            from assignment a join person p on p.id = a.teacher
            where a.journal = j.id and a.since <= $2 and (a.until is null or a.until >= $2)) as teachers
    from journal j join study_group g on g.id = j.study_group join subject s on s.id = j.subject
    where g.school_class = $1 order by s.name, g.name"""
PUPILS = """select p.id, p.surname, p.name, c.grade_level || c.letter as class_title,
        array(select x.study_group from group_membership x where x.student = p.id
            and x.study_group = any($3::int[]) and x.since <= $2
            and (x.until is null or x.until >= $2)) as groups
    from group_membership m join study_group g on g.id = m.study_group and g.is_roster
    join school_class c on c.id = g.school_class join person p on p.id = m.student
    where m.since <= $2 and (m.until is null or m.until >= $2) and $1::int is not null
      and (g.school_class = any($4::int[]) or (g.year = $5 and m.student in (
          select x.student from group_membership x where x.study_group = any($3::int[]) and x.since <= $2
            and (x.until is null or x.until >= $2))))"""


async def class_card(viewer: Viewer, school_class: int) -> ClassCardRow:
    """The card; NotFound for a class that is not the viewer's."""
    found = await DB.one(
        ClassCardRow,
        f"{CARD} where sc.id in ({visible_office_classes(viewer)}) and sc.id = $3",
        *viewer_args(viewer),
        school_class,
    )
    if found is None:
        raise NotFound
    return found


async def parts_of(viewer: Viewer, school_class: int, day: date) -> list[GroupRow]:
    """The groups a class is divided into, by name."""
    return await DB.rows(
        GroupRow, f"{GROUPS} and g.school_class = $2 order by g.name, g.id", day, school_class
    )


async def cross_groups(viewer: Viewer, year: int, day: date) -> list[GroupRow]:
    """The year's groups across classes, by name."""
    return await DB.rows(
        GroupRow, f"{GROUPS} and g.school_class is null and g.year = $2 order by g.name, g.id", day, year
    )


async def group_of(viewer: Viewer, group: int, day: date) -> GroupRow:
    """A part of a class or a group across classes; NotFound for a class's roster too."""
    found = await DB.one(GroupRow, f"{GROUPS} and g.id = $2", day, group)
    if found is None:
        raise NotFound
    return found


async def journals_of_class(viewer: Viewer, school_class: int) -> list[JournalLine]:
    """The class's journals, without groups across classes."""
    return await DB.rows(JournalLine, JOURNALS, school_class, viewer.day)


async def pupils_by_group(
    viewer: Viewer, groups: list[int], classes: list[int], day: date, year: int = 0
) -> list[GroupPupil]:
    """Pupils of these classes, and with a year also of the groups, by class and name. An access log line."""
    found = await DB.rows(
        GroupPupil,
        f"""{PUPILS} and g.school_class in ({visible_office_classes(viewer)})
            order by c.grade_level, c.letter, p.sort_key, p.id""",
        viewer.person, day, groups, classes, year,
    )  # fmt: skip
    audit.looked_at(viewer, "office.groups", [pupil.id for pupil in found])
    return found
