"""Who may see whom, as SQL: every read of people starts from one of these.

Each function gives the text of a subquery of ids that uses `$1` (the viewer's person) and `$2` (the
school's day), so a query passes `*viewer_args(viewer)` first. Rights follow the worn hat only
(DOMAIN 2.1): a pupil sees itself; a parent the children whose legal representative it is, on the
dates of the link, unless a court restricts it, until the child is 18 (then by the child's consent);
a teacher the pupils of the journals taught and of the own class; the school's head and office all.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from intranet.kit.access import Viewer
from intranet.kit.i18n import lazy


class Hat(StrEnum):
    """The hats of a school: the first three are derived from relations, the others granted."""

    STUDENT = "student"
    PARENT = "parent"
    TEACHER = "teacher"
    HEAD_TEACHER = "head_teacher"
    DIRECTOR = "director"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"
    GUEST_STAFF = "guest_staff"


HAT_TITLES: dict[str, Any] = {
    Hat.STUDENT: lazy("ученик"),
    Hat.PARENT: lazy("родитель"),
    Hat.TEACHER: lazy("учитель"),
    Hat.HEAD_TEACHER: lazy("завуч"),
    Hat.DIRECTOR: lazy("директор"),
    Hat.SECRETARY: lazy("секретарь"),
    Hat.ADMINISTRATOR: lazy("администратор"),
    Hat.GUEST_STAFF: lazy("гость"),
}

# A family keeps reading for this long after the child has left (FEATURES A25).
READ_ON_DAYS = 180

LEGAL_LINK = f"""g.is_legal and g.since <= $2 and (g.until is null or g.until >= $2)
    and (g.restricted_since is null or g.restricted_since > $2)
    and exists (select 1 from enrolment e where e.student = g.child and e.since <= $2
                and (e.until is null or e.until + {READ_ON_DAYS} >= $2))"""
PARENT_OF = f"""{LEGAL_LINK}
    and exists (select 1 from person c where c.id = g.child
                and (c.born is null or c.born + interval '18 years' > $2 or g.adult_consent_since <= $2))"""

TEACHES = "a.since <= $2 and (a.until is null or a.until >= $2)"
SUBSTITUTES = """x.withdrawn_at is null and x.published_at is not null
    and (x.rights_until is null or x.rights_until >= $2)"""

# The hats of person `p` on day $2, as an array: for the one statement that opens a session. Whose only child
# is 18 keeps the hat and the own account, and sees nobody under it (DOMAIN 2.11 no. 5).
# `offset 0` keeps each question about one person; without it PostgreSQL hashes the whole school to answer.
HATS_OF_P = f"""array_remove(array[
    case when exists (select 1 from enrolment e where e.student = p.id and e.since <= $2
        and (e.until is null or e.until + {READ_ON_DAYS} >= $2) offset 0) then 'student' end,
    case when exists (select 1 from guardianship g
        where g.guardian = p.id and {LEGAL_LINK} offset 0) then 'parent' end,
    case when exists (select 1 from assignment a where a.teacher = p.id and {TEACHES} offset 0)
        or exists (select 1 from class_teacher a where a.teacher = p.id and {TEACHES} offset 0)
        or exists (select 1 from lesson_change x
            where x.teacher = p.id and {SUBSTITUTES} offset 0) then 'teacher' end],
    null) || array(select h.hat::text from granted_hat h where h.person = p.id and h.since <= $2
        and (h.until is null or h.until >= $2) order by h.hat)"""

OWN_CLASSES = f"select a.school_class from class_teacher a where a.teacher = $1 and {TEACHES}"
TAUGHT = f"select a.journal from assignment a where a.teacher = $1 and {TEACHES}"
SUBSTITUTED = f"select x.lesson from lesson_change x where x.teacher = $1 and {SUBSTITUTES}"
NOBODY = "select null::int where $1::int is null and $2::date is null"

TEACHER_STUDENTS = f"""select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where (m.until is null or m.until >= $2::date - {READ_ON_DAYS})
      and (m.study_group in (select j.study_group from journal j where j.id in ({TAUGHT}))
           or m.study_group in (select l.study_group from lesson l where l.id in ({SUBSTITUTED}))
           or (sg.is_roster and sg.school_class in ({OWN_CLASSES})))"""

ALL_STUDENTS = "select e.student from enrolment e where e.since <= $2 and $1::int is not null"
CHILDREN = f"select g.child from guardianship g where g.guardian = $1 and {PARENT_OF}"

STUDENTS: dict[str, str] = {
    Hat.STUDENT: "select $1::int where $2::date is not null",
    Hat.PARENT: CHILDREN,
    Hat.TEACHER: TEACHER_STUDENTS,
    Hat.HEAD_TEACHER: ALL_STUDENTS,
    Hat.DIRECTOR: ALL_STUDENTS,
    Hat.SECRETARY: ALL_STUDENTS,
}

# What a class teacher may read: every journal in which a pupil of the own class is taught.
CLASS_JOURNALS = f"""select j.id from journal j join study_group sg on sg.id = j.study_group
    where sg.school_class in ({OWN_CLASSES})
       or (sg.school_class is null and exists (
            select 1 from group_membership m join group_membership r on r.student = m.student and r.is_roster
            join study_group rs on rs.id = r.study_group
            where m.study_group = sg.id and rs.school_class in ({OWN_CLASSES})
              and r.since <= $2 and (r.until is null or r.until >= $2)
              and (m.until is null or m.until >= $2)))"""
ALL_JOURNALS = "select j.id from journal j where $1::int is not null and $2::date is not null"

JOURNALS: dict[str, str] = {
    Hat.TEACHER: f"""{TAUGHT} union {CLASS_JOURNALS}
        union select l.journal from lesson l where l.id in ({SUBSTITUTED})""",
    Hat.HEAD_TEACHER: ALL_JOURNALS,
    Hat.DIRECTOR: ALL_JOURNALS,
}


def visible_students(viewer: Viewer) -> str:
    """Ids of the pupils whose study this viewer may read (own, children's, pupils', all)."""
    return STUDENTS.get(viewer.hat, NOBODY)


def visible_journals(viewer: Viewer) -> str:
    """Ids of the journals this viewer may read (not: write)."""
    return JOURNALS.get(viewer.hat, NOBODY)


def visible_taught(viewer: Viewer) -> str:
    """Ids of the journals in which this viewer may write every lesson: own assignments of the day."""
    return TAUGHT if viewer.hat == Hat.TEACHER else NOBODY


def visible_substituted(viewer: Viewer) -> str:
    """Ids of the lessons given to this viewer by a published change, while the right lasts."""
    return SUBSTITUTED if viewer.hat == Hat.TEACHER else NOBODY


def visible_led(viewer: Viewer) -> str:
    """Ids of the classes this viewer leads."""
    return OWN_CLASSES if viewer.hat == Hat.TEACHER else NOBODY


def visible_classes(viewer: Viewer) -> str:
    """Ids of the classes whose list of names this viewer may read."""
    if viewer.hat in (Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY):
        return "select sc.id from school_class sc where $1::int is not null and $2::date is not null"
    if viewer.hat == Hat.TEACHER:
        return CLASSES_TAUGHT
    if viewer.hat in (Hat.STUDENT, Hat.PARENT):
        return CLASSES_OF[viewer.hat]
    return NOBODY


CLASSES_TAUGHT = f"""{OWN_CLASSES} union select sg.school_class from study_group sg
    join journal j on j.study_group = sg.id where j.id in ({TAUGHT}) and sg.school_class is not null"""
CLASSES_OF = {
    hat: f"""select sg.school_class from group_membership m join study_group sg on sg.id = m.study_group
        where m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)
          and m.student in ({STUDENTS[hat]})"""
    for hat in ("student", "parent")
}


def viewer_args(viewer: Viewer) -> tuple[int, date]:
    """The first two arguments of every such query."""
    return viewer.person, viewer.day
