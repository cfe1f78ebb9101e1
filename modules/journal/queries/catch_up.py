"""After an outage: lessons of some days that nobody has recorded, of a teacher or counted for the head.

A lesson is not recorded while its topic or its roll is missing; what is ahead or cancelled is not asked for.
"""

from __future__ import annotations

from datetime import date, time

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args, visible_journals
from intranet.school.fragments import SHORT_NAME
from modules.journal.queries.fragments import GROUP_NAME


class Unrecorded(msgspec.Struct, frozen=True):
    """A lesson with what stands of it, for a short form; `homework` "" and not `no_homework` = undecided."""

    id: int
    on_date: date
    number: int
    starts: time | None
    subject: str
    group_name: str
    topic: str
    homework: str
    no_homework: bool
    minutes: int | None
    has_roll: bool

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.group_name}" if self.group_name else self.subject


class TeacherCount(msgspec.Struct, frozen=True):
    """How many lessons of the days a teacher has held, and how many are not recorded."""

    teacher: str
    lessons: int
    unrecorded: int


JOINS = """left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    left join lesson_record lr on lr.lesson = l.id left join homework h on h.lesson = l.id"""
# Lessons of $3..$4 that are over: $5 is the time of day, for today's.
OVER = """l.status <> 'cancelled' and l.on_date between $3 and $4
    and (l.on_date < $2 or (l.on_date = $2 and coalesce(b.ends <= $5, false)))"""
MISSING = "(coalesce(lr.topic, '') = '' or lr.attendance_taken_at is null)"
OWN = f"""select l.id, l.on_date, l.number, b.starts, su.name as subject, {GROUP_NAME} as group_name,
        coalesce(lr.topic, '') as topic, coalesce(h.text, '') as homework,
        coalesce(h.is_none, false) as no_homework, h.minutes, lr.attendance_taken_at is not null as has_roll
    from lesson l join journal j on j.id = l.journal join subject su on su.id = j.subject
    join study_group sg on sg.id = j.study_group left join school_class sc on sc.id = sg.school_class {JOINS}
    where l.teacher = $1 and {OVER} and {MISSING} order by l.on_date, l.number, l.id limit 200"""
COUNTS = f"""select (select {SHORT_NAME} from person p where p.id = l.teacher) as teacher,
        count(*) as lessons, count(*) filter (where {MISSING}) as unrecorded
    from lesson l {JOINS} where {OVER}"""


async def unrecorded_of(viewer: Viewer, begins: date, ends: date) -> list[Unrecorded]:
    """The viewer's own lessons that are over and not recorded, by day. One statement."""
    return await DB.rows(Unrecorded, OWN, *viewer_args(viewer), begins, ends, clock.local_now().time())


async def counts_of(viewer: Viewer, begins: date, ends: date) -> list[TeacherCount]:
    """Teachers with lessons that are not recorded, the most first, in the journals the viewer reads."""
    sql = f"""{COUNTS} and l.journal in ({visible_journals(viewer)}) and $1::int is not null
        group by l.teacher having count(*) filter (where {MISSING}) > 0
        order by unrecorded desc, teacher"""
    now = clock.local_now().time()
    return await DB.rows(TeacherCount, sql, *viewer_args(viewer), begins, ends, now)
