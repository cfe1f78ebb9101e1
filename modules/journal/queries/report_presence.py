"""Attendance of the pupils of a report.

Rules (DOMAIN 2.5, 3.5): a lesson counts when it was held, the roll was taken, and the pupil was in its group
that day; missed is Н with or without a reason, late is present; a day is missed from end to end when all the
pupil's own counted lessons of it are; a past lesson without a roll is not "all present": it is told apart.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.indicators import Presence
from modules.journal.queries.report_pupils import Asked, asked_args, visible_pupils


class PresenceRow(msgspec.Struct, frozen=True):
    """A pupil's sums, of one of the class's terms (`term`, its ordinal) or of the whole period (None).

    `unrolled`: lessons of the whole class in the period that are past and have no roll.
    """

    student: int
    term: int | None
    held: int
    missed: int
    ill: int
    excused: int
    unexcused: int
    late: int
    days: int
    full_days: int
    full_days_ill: int
    unrolled: int

    @property
    def presence(self) -> Presence:
        """The sums as the indicators take them."""
        return Presence(
            self.held, self.missed, self.ill, self.excused, self.unexcused, self.late,
            self.days, self.full_days, self.full_days_ill,
        )  # fmt: skip


DAYS = """lesson_of as materialized (
        select pupil.student, pupil.scheme, l.id, l.on_date, a.code,
            l.status = 'held' and r.attendance_taken_at is not null as is_rolled
        from pupil join group_membership gm on gm.student = pupil.student and gm.since <= $6
            and (gm.until is null or gm.until >= $5)
        join lesson l on l.study_group = gm.study_group and l.status <> 'cancelled'
            and l.on_date between greatest(gm.since, $5::date)
                and least(coalesce(gm.until, $6::date), $6::date, $2::date)
        left join lesson_record r on r.lesson = l.id
        left join attendance a on a.lesson = l.id and a.student = pupil.student),
    day as (
        select student, on_date, count(*) as held,
            count(*) filter (where code in ('ABSENT_UNSPECIFIED', 'ILLNESS', 'EXCUSED', 'UNEXCUSED'))
                as missed,
            count(*) filter (where code = 'ILLNESS') as ill,
            count(*) filter (where code = 'EXCUSED') as excused,
            count(*) filter (where code = 'UNEXCUSED') as unexcused,
            count(*) filter (where code = 'LATE') as late
        from lesson_of where is_rolled group by student, on_date)"""
SUMS = """coalesce(sum(day.held), 0)::int as held, coalesce(sum(day.missed), 0)::int as missed,
    coalesce(sum(day.ill), 0)::int as ill, coalesce(sum(day.excused), 0)::int as excused,
    coalesce(sum(day.unexcused), 0)::int as unexcused, coalesce(sum(day.late), 0)::int as late,
    count(day.on_date) as days, count(*) filter (where day.missed = day.held) as full_days,
    count(*) filter (where day.ill = day.held) as full_days_ill,
    (select count(distinct l.id) from lesson_of l where not l.is_rolled and l.on_date < $2) as unrolled"""


async def presence_of_pupils(viewer: Viewer, asked: Asked, begins: date, ends: date) -> list[PresenceRow]:
    """One row a pupil: the sums of begins..ends."""
    return await DB.rows(
        PresenceRow,
        f"""with pupil as materialized ({visible_pupils(viewer)}), {DAYS}
            select pupil.student, null::int as term, {SUMS}
            from pupil left join day on day.student = pupil.student group by pupil.student""",
        *asked_args(viewer, asked),
        begins,
        ends,
    )


async def presence_by_term(viewer: Viewer, asked: Asked, begins: date, ends: date) -> list[PresenceRow]:
    """One row a pupil and term of the pupil's class in which a lesson counted."""
    return await DB.rows(
        PresenceRow,
        f"""with pupil as materialized ({visible_pupils(viewer)}), {DAYS}
            select pupil.student, t.ordinal as term, {SUMS}
            from pupil join day on day.student = pupil.student
            join term t on t.scheme = pupil.scheme and day.on_date between t.begins and t.ends
            group by pupil.student, t.ordinal order by pupil.student, t.ordinal""",
        *asked_args(viewer, asked),
        begins,
        ends,
    )
