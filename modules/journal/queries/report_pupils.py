"""Whose numbers a report shows: the pupils of a class as of today, or a family's own.

Rules: a class's statistics take the pupils who are in it at the moment of counting (DOMAIN 2.9): who has left
drops out, who has moved in brings along marks and absences; a teacher reads the own class, the school's heads
any; a family its children, for the last class each was in.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import NOBODY, OWN_CLASSES, Hat, viewer_args, visible_students
from intranet.school.facts import TermRow, class_name
from intranet.school.fragments import SHORT_NAME
from intranet.school.people import names

FAMILY = (Hat.STUDENT, Hat.PARENT)
EVERY_CLASS = "select c.id from school_class c where $1::int is not null and $2::date is not null"
CLASSES = {Hat.TEACHER: OWN_CLASSES, Hat.HEAD_TEACHER: EVERY_CLASS, Hat.DIRECTOR: EVERY_CLASS}
YEAR = """select y.id from academic_year y
    order by greatest(y.begins - $2::date, $2::date - y.ends, 0), y.begins desc limit 1"""

# The day a class is counted on: today, after the year its last day.
COUNTED_ON = "least(greatest($2::date, y.begins), y.ends)"


class Asked(msgspec.Struct, frozen=True):
    """What a report is about: a class (for a family none), and of it one pupil or (None) all."""

    school_class: int | None
    student: int | None = None


class ReportPupil(msgspec.Struct, frozen=True):
    """A pupil of a class, in the order of the list."""

    id: int
    surname: str
    name: str
    patronymic: str

    @property
    def title(self) -> str:
        """ "Орлова Дарья"."""
        return names.student_name(self.surname, self.name)

    @property
    def full(self) -> str:
        """ "Орлова Дарья Ивановна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


class ReportClass(msgspec.Struct, frozen=True):
    """A class, its year from `begins` to `ends`, its teacher of the day ("" if none), terms and pupils."""

    id: int
    grade_level: int
    letter: str
    year: str
    begins: date
    ends: date
    teacher: str
    terms: list[TermRow]
    pupils: list[ReportPupil]

    @property
    def name(self) -> str:
        """ "7Б"."""
        return class_name(self.grade_level, self.letter)


class ClassChoice(msgspec.Struct, frozen=True):
    """A class to choose."""

    id: int
    grade_level: int
    letter: str

    @property
    def name(self) -> str:
        """ "7Б"."""
        return class_name(self.grade_level, self.letter)


def visible_reported(viewer: Viewer) -> str:
    """Ids of the classes of which this viewer may read a report: the own one, or any."""
    return CLASSES.get(Hat(viewer.hat), NOBODY)


def visible_pupils(viewer: Viewer) -> str:
    """The pupils of class $3 (of a family: its own), or the one of them whose id is $4, each with the class.

    Every read of a report starts with it.
    """
    return _of_family(viewer) if viewer.hat in FAMILY else _of_class(viewer)


def _of_class(viewer: Viewer) -> str:
    return f"""select m.student, sc.id as school_class, sc.year, cs.scheme
        from school_class sc join academic_year y on y.id = sc.year
        join study_group sg on sg.school_class = sc.id and sg.is_roster
        join group_membership m on m.study_group = sg.id and m.since <= {COUNTED_ON}
            and (m.until is null or m.until >= {COUNTED_ON})
        left join class_scheme cs on cs.school_class = sc.id and cs.subject is null
        where sc.id in ({visible_reported(viewer)}) and sc.id = $3
          and ($4::int is null or m.student = $4)
          and exists (select 1 from enrolment e where e.student = m.student and e.since <= {COUNTED_ON}
                      and (e.until is null or e.until >= {COUNTED_ON}))"""


def _of_family(viewer: Viewer) -> str:
    return f"""select distinct on (m.student) m.student, sc.id as school_class, sc.year, cs.scheme
        from group_membership m join study_group sg on sg.id = m.study_group
        join school_class sc on sc.id = sg.school_class
        left join class_scheme cs on cs.school_class = sc.id and cs.subject is null
        where m.is_roster and m.student in ({visible_students(viewer)})
          and ($4::int is null or m.student = $4) and $3::int is null
        order by m.student, (m.since <= $2) desc, (m.until is null or m.until >= $2) desc, m.since desc"""


def asked_args(viewer: Viewer, asked: Asked) -> tuple[int, date, int | None, int | None]:
    """The first four arguments of every such query."""
    return *viewer_args(viewer), asked.school_class, asked.student


TEACHER = f"""coalesce((select string_agg({SHORT_NAME}, ', ' order by ct.since) from class_teacher ct
    join person p on p.id = ct.teacher where ct.school_class = sc.id and ct.since <= {COUNTED_ON}
      and (ct.until is null or ct.until >= {COUNTED_ON})), '') as teacher"""
TERMS = """coalesce((select json_agg(json_build_object('id', t.id, 'scheme', t.scheme, 'kind', ts.kind,
        'ordinal', t.ordinal, 'begins', t.begins, 'ends', t.ends) order by t.ordinal)
    from term t join term_scheme ts on ts.id = t.scheme
    join class_scheme cs on cs.scheme = t.scheme and cs.subject is null
    where cs.school_class = sc.id), '[]'::json) as terms"""
PUPILS = """(select json_agg(json_build_object('id', p.id, 'surname', p.surname, 'name', p.name,
        'patronymic', p.patronymic) order by p.sort_key, p.id)
    from pupil join person p on p.id = pupil.student where pupil.school_class = sc.id) as pupils"""


async def report_classes(viewer: Viewer, asked: Asked) -> list[ReportClass]:
    """The class with its pupils; of a family every class a child is in. None of them without pupils."""
    return await DB.rows(
        ReportClass,
        f"""with pupil as materialized ({visible_pupils(viewer)})
            select sc.id, sc.grade_level, sc.letter, y.title as year, y.begins, y.ends,
                {TEACHER}, {TERMS}, {PUPILS}
            from school_class sc join academic_year y on y.id = sc.year
            where sc.id in (select pupil.school_class from pupil)
            order by sc.grade_level desc, sc.letter""",
        *asked_args(viewer, asked),
    )


async def classes_to_report(viewer: Viewer) -> list[ClassChoice]:
    """The classes of this year a viewer may take a report of; none for a family."""
    return await DB.rows(
        ClassChoice,
        f"""select sc.id, sc.grade_level, sc.letter from school_class sc
            where sc.year = ({YEAR}) and sc.id in ({visible_reported(viewer)})
            order by sc.grade_level, sc.letter""",
        *viewer_args(viewer),
    )


async def pupils_to_report(viewer: Viewer, asked: Asked) -> list[ReportPupil]:
    """The pupils of the class, or the family's own, by name."""
    return await DB.rows(
        ReportPupil,
        f"""with pupil as ({visible_pupils(viewer)})
            select p.id, p.surname, p.name, p.patronymic from pupil
            join person p on p.id = pupil.student order by p.sort_key, p.id""",
        *asked_args(viewer, asked),
    )
