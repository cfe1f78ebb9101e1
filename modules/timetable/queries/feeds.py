"""Calendar links: the own ones, whose a link is today, and the lessons it gives.

Rules: a link is as good as its owner's right at this moment: the account is active, the hat is still held,
the pupil is still visible under it (`access`), asked anew at every fetch in one statement.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HATS_OF_P, Hat, viewer_args, visible_students
from intranet.school.facts import class_name
from intranet.school.fragments import WHOM
from intranet.school.people import names
from modules.timetable.planning.ical import FeedLesson
from modules.timetable.queries.week import OF, OF_STUDENT

BEFORE, AFTER = timedelta(days=30), timedelta(days=60)


class FeedRow(msgspec.Struct, frozen=True):
    """An own link, without its secret."""

    id: int
    surname: str | None
    name: str | None
    made_at: datetime
    used_at: datetime | None

    @property
    def whose(self) -> str:
        """The child; empty for the own lessons."""
        return names.student_name(self.surname, self.name or "") if self.surname else ""


class Feed(msgspec.Struct, frozen=True):
    """A link that opens now: whose right it is, whose lessons, what was given last."""

    id: int
    person: int
    hat: str
    student: int | None
    digest: bytes
    changed_at: datetime | None

    def viewer(self, day: date) -> Viewer:
        """Whoever the link reads as."""
        return Viewer(self.person, self.hat, day)


OWN = """select f.id, p.surname, p.name, f.made_at, f.used_at from calendar_feed f
    left join person p on p.id = f.student
    where f.person = $1 and f.hat = $2 and f.revoked_at is null order by f.id"""
OPEN = f"""select f.id, f.person, f.hat, f.student, f.digest, f.changed_at
    from calendar_feed f join person p on p.id = f.person
    join account a on a.person = p.id and a.status = 'active'
    where f.token_hash = $1 and f.revoked_at is null and f.hat = any({HATS_OF_P})"""

# Lessons given away stay in the teacher's calendar as cancelled.
IS_AWAY = "l.teacher <> $5 and not $5 = any(l.beside)"
COLUMNS = """select l.id, l.on_date, l.number, b.starts, b.ends, s.name as subject, {whom} as whom,
        r.number as room, case when (select count(*) from building) > 1 then h.name end as house,
        l.status = 'cancelled' or {is_away} as is_off,
        (coalesce(x.said, 0) + (select count(*) from timetable_version v
            where v.year = g.year and v.since <= l.on_date))::int as sequence,
        coalesce(x.at, y.begins::timestamptz) as stamped
    from lesson l join journal j on j.id = l.journal join subject s on s.id = j.subject
    join study_group g on g.id = l.study_group join academic_year y on y.id = g.year
    left join school_class c on c.id = g.school_class
    left join bell b on b.schedule = l.bell_schedule and b.number = l.number
    left join room r on r.id = l.room left join building h on h.id = r.building
    left join lateral (select count(x.published_at) + count(x.withdrawn_at) as said,
            greatest(max(x.published_at), max(x.withdrawn_at)) as at
        from lesson_change x where x.lesson = l.id) x on true
    where $1::int is not null and $2::date is not null and l.on_date between $3 and $4 and {of}
    order by l.on_date, b.starts, l.number, l.id"""
TEACHERS = COLUMNS.format(whom=WHOM, is_away=IS_AWAY, of=OF["teacher"])
PUPILS = COLUMNS.format(whom="''", is_away="false", of=OF_STUDENT)
CLASS_OF = """select c.grade_level, c.letter from group_membership m
    join study_group g on g.id = m.study_group join school_class c on c.id = g.school_class
    where m.student = $3 and m.is_roster and m.since <= $2 order by m.since desc limit 1"""


async def own_feeds(viewer: Viewer) -> list[FeedRow]:
    """The links made under this hat that are not revoked."""
    return await DB.rows(FeedRow, OWN, viewer.person, viewer.hat)


async def open_feed(viewer: Viewer, token_hash: bytes) -> Feed:
    """The link, as long as the right behind it lasts; NotFound for all else. One statement.

    The viewer is nobody: whoever brings the token reads as the link's owner.
    """
    found = await DB.one(Feed, OPEN, token_hash, viewer.day)
    if found is None:
        raise NotFound
    return found


async def whose_class(viewer: Viewer, student: int) -> str:
    """ "7Б" of a visible pupil, empty without a class; NotFound for a pupil the viewer may not see."""
    sql = f"""select $3 in ({visible_students(viewer)}), c.grade_level, c.letter
        from (select 1) one left join ({CLASS_OF}) c on true"""
    is_seen, grade, letter = await DB.record(sql, *viewer_args(viewer), student)
    if not is_seen:
        raise NotFound
    return class_name(grade, letter) if grade else ""


async def feed_lessons(viewer: Viewer, student: int | None) -> list[FeedLesson]:
    """Lessons from 30 days back to 60 ahead, of the pupil or of the teacher. One statement.

    Whether the pupil is visible is asked by `whose_class`.
    """
    sql = TEACHERS if viewer.hat == Hat.TEACHER else PUPILS
    return await DB.rows(
        FeedLesson, sql, *viewer_args(viewer), viewer.day - BEFORE, viewer.day + AFTER,
        student or viewer.person,
    )  # fmt: skip
