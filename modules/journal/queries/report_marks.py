"""Term marks of the pupils of a report, by subject.

Rules: a term mark is the pupil's, whatever journal it came from (DOMAIN 1.4), so one who has moved brings it
to the new class; a subject with a scheme of its own stands in the column of the class's term in which its own
term ends.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.fragments import SHORT_NAME
from modules.journal.queries.report_pupils import Asked, asked_args, visible_pupils


class StudiedSubject(msgspec.Struct, frozen=True):
    """A subject a pupil studies: the marks by the ordinal of the class's term, in order of time.

    `is_apart`: the subject has terms of its own. `teachers` are those of the pupil's journals in the period.
    """

    student: int
    subject: int
    title: str
    teachers: str
    is_apart: bool
    marks: list[tuple[int, str]]

    def mark_in(self, ordinal: int) -> str | None:
        """What stands in the class's term; of several the last."""
        return next((value for at, value in reversed(self.marks) if at == ordinal), None)


STUDIED = """studied as materialized (
        select pupil.student, pupil.school_class, pupil.scheme, j.subject, j.id as journal,
            bool_or(gm.until is null or gm.until >= least($2::date, $6::date)) as is_now
        from pupil join group_membership gm on gm.student = pupil.student and gm.since <= $6
            and (gm.until is null or gm.until >= $5)
        join study_group sg on sg.id = gm.study_group and sg.year = pupil.year
        join journal j on j.study_group = sg.id
        group by pupil.student, pupil.school_class, pupil.scheme, j.subject, j.id),
    teacher as (
        select a.journal, string_agg(distinct {name}, ', ') as names from assignment a
        join person p on p.id = a.teacher
        where a.journal in (select s.journal from studied s) and a.since <= $6
          and (a.until is null or a.until >= $5) group by a.journal),
    taken as (
        select s.student, s.school_class, s.scheme, s.subject,
            coalesce(string_agg(teacher.names, ', ' order by s.journal) filter (where s.is_now), '')
                as teachers
        from studied s left join teacher on teacher.journal = s.journal
        group by s.student, s.school_class, s.scheme, s.subject)""".replace("{name}", SHORT_NAME)


async def marks_of_pupils(viewer: Viewer, asked: Asked, begins: date, ends: date) -> list[StudiedSubject]:
    """What each pupil studied in begins..ends (a term or the year), by the subject's name."""
    return await DB.rows(
        StudiedSubject,
        f"""with pupil as materialized ({visible_pupils(viewer)}), {STUDIED}
            select s.student, s.subject, su.name as title, s.teachers,
                own.scheme is not null and own.scheme is distinct from s.scheme as is_apart,
                coalesce(json_agg(json_build_array(column_of.ordinal, tm.value) order by t.ends)
                    filter (where tm.value is not null and column_of.id is not null), '[]'::json) as marks
            from taken s join subject su on su.id = s.subject
            left join class_scheme own on own.school_class = s.school_class and own.subject = s.subject
            left join (term_mark tm join term t on t.id = tm.term)
                on tm.student = s.student and tm.subject = s.subject
                and t.scheme = coalesce(own.scheme, s.scheme)
            left join term column_of on column_of.scheme = s.scheme
                and t.ends between column_of.begins and column_of.ends
            group by s.student, s.subject, su.name, s.teachers, own.scheme, s.scheme
            order by su.name, s.subject""",
        *asked_args(viewer, asked),
        begins,
        ends,
    )
